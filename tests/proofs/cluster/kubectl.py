"""`kubectl` without a cluster: builds what needs none with the real one, and otherwise remembers what it is told.

    CLUSTER=DIR REAL_KUBECTL=PATH kubectl.py ARGUMENTS...

DIR/commands gets each command, DIR/applied each object with its namespace, in order. Objects lie in DIR/objects as they were applied.
DIR/answers/NAME scripts what a cluster would say, a line a question, the last one for ever: `job` the conditions of a Job, `rollout` the status of
a Rollout, `external-secret` and `external-secret-message` the status of an ExternalSecret, `rollout-status` the exit code of that command, `alerts` the number that Prometheus gives, `apply` the exit code of an apply.

Nobody may do more than deploy/access/ of the project gives to its deployer: what is not granted is refused, as a cluster would refuse it.
"""

import functools
import json
import os
import pathlib
import sys
import urllib.parse

import yaml

HERE = pathlib.Path(os.environ["CLUSTER"])
PROMETHEUS = "/api/v1/namespaces/monitoring/services/prometheus-operated:9090/proxy/api/v1/query?query="


def answer(name, default):
    """The next scripted answer to a question."""
    file = HERE / "answers" / name
    lines = file.read_text().splitlines() if file.exists() else [default]
    if len(lines) > 1:
        file.write_text("\n".join(lines[1:]))
    return lines[0]


def option(arguments, name):
    return arguments[arguments.index(name) + 1] if name in arguments else None


def note(log, line):
    with (HERE / log).open("a") as file:
        file.write(line + "\n")


def place(namespace, kind, name):
    return HERE / "objects" / (namespace or "-") / f"{kind}.{name}.yaml".lower()


GROUPS = {"configmaps": "", "jobs": "batch", "httproutes": "gateway.networking.k8s.io", "rollouts": "argoproj.io", "externalsecrets": "external-secrets.io", "deployments": "apps", "pods/log": "", "services/proxy": ""}


@functools.cache
def rules():
    files = pathlib.Path("deploy/access").glob("*.yaml")
    roles = [role for file in files for role in yaml.safe_load_all(file.read_text()) if role["kind"] in ("ClusterRole", "Role")]
    return [rule for role in roles if not role["metadata"]["name"].endswith("-on-call") for rule in role["rules"]]


def need(verbs, resource, group=None, name=None):
    """Refuses what no role of the deployer allows."""
    group = GROUPS[resource] if group is None else group
    for verb in verbs:
        named = [rule.get("resourceNames") for rule in rules() if group in rule["apiGroups"] and resource in rule["resources"] and verb in rule["verbs"]]
        if not any(names is None or name in names for names in named):
            sys.exit(f"Error from server (Forbidden): cannot {verb} {resource} {name or ''} in the group {group!r}")


def plural(kind):
    kind = kind.lower()
    return kind[:-1] + "ies" if kind.endswith("y") else kind + "s"


def selected(document, selector):
    for part in selector.split(",") if selector else ():
        key, unequal, value = part.partition("!=") if "!=" in part else part.partition("=")
        label = document["metadata"].get("labels", {}).get(key)
        if (label == value) == (unequal == "!="):
            return False
    return True


def apply(arguments):
    file = option(arguments, "--filename")
    text = sys.stdin.read() if file == "-" else pathlib.Path(file).read_text()
    documents = [it for it in yaml.safe_load_all(text) if it and selected(it, option(arguments, "--selector"))]
    if not documents:
        sys.exit("error: no objects passed to apply")
    if code := int(answer("apply", "0")):
        sys.exit(code)
    for document in documents:
        namespace = document["metadata"].get("namespace") or option(arguments, "--namespace")
        kind, name = document["kind"], document["metadata"]["name"]
        need(("get", "create", "patch"), plural(kind), document["apiVersion"].rpartition("/")[0], name)
        note("applied", f"{namespace} {kind}/{name}")
        target = place(namespace, kind, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(yaml.safe_dump(document))


def get(arguments):
    if "--raw" in arguments:
        path = option(arguments, "--raw")
        assert path.startswith(PROMETHEUS), path
        need(("get",), "services/proxy", name="prometheus-operated:9090")
        note("queries", urllib.parse.unquote(path.removeprefix(PROMETHEUS)))
        print(json.dumps({"data": {"result": [{"value": [0, answer("alerts", "0")]}]}}))
        return
    kind, _, name = arguments[1].partition("/")
    need(("get",), plural(kind))
    namespace, output = option(arguments, "--namespace"), option(arguments, "--output")
    file = place(namespace, kind, name or arguments[2])
    document = yaml.safe_load(file.read_text()) if file.exists() else None
    if document is None and "--ignore-not-found" not in arguments:
        sys.exit(f"Error from server (NotFound): {kind} {name or arguments[2]}")
    said = {
        r"jsonpath={.data.manifests\.yaml}": lambda: document["data"]["manifests.yaml"] if document else "",
        "jsonpath={.spec.hostnames[0]}": lambda: document["spec"]["hostnames"][0],
        'jsonpath={.status.conditions[?(@.status=="True")].type}': lambda: answer("job", "Complete"),
        'jsonpath={.metadata.generation} {.status.syncedResourceVersion} {.status.conditions[?(@.type=="Ready")].status}': lambda: answer(
            "external-secret", "1 1-0c5a True"
        ),
        'jsonpath={.status.conditions[?(@.type=="Ready")].message}': lambda: answer("external-secret-message", ""),
        "jsonpath={.metadata.generation} {.status.observedGeneration} {.status.phase}": lambda: answer("rollout", "1 1 Healthy"),
    }
    print(said[output](), end="")


def delete(arguments):
    need(("delete",), plural(arguments[1]), name=arguments[2])
    file = place(option(arguments, "--namespace"), arguments[1], arguments[2])
    if file.exists():
        file.unlink()
    elif "--ignore-not-found" not in arguments:
        sys.exit(f"Error from server (NotFound): {arguments[1]} {arguments[2]}")


def logs(_):
    need(("get",), "pods/log")
    print("the last words of the job")


def rollout(_):
    need(("get", "list", "watch"), "deployments")
    sys.exit(int(answer("rollout-status", "0")))


def main(arguments):
    if arguments[0] in ("kustomize", "config") or "--dry-run=client" in arguments:
        # What is built for no cluster must not mind how the cluster is reached.
        configuration = {} if arguments[0] == "config" else {"KUBECONFIG": os.devnull}
        os.execve(os.environ["REAL_KUBECTL"], ["kubectl", *arguments], os.environ | configuration)
    note("commands", " ".join(arguments))
    actions = {
        "apply": apply,
        "get": get,
        "delete": delete,
        "logs": logs,
        "rollout": rollout,
    }
    actions[arguments[0]](arguments)


main(sys.argv[1:])
