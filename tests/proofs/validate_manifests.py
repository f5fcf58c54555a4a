"""Validate Kubernetes manifests offline: schemas, quantities, and every reference from one object to another.

    validate_manifests.py --kubernetes 1.37.0 --crds DIR [--access ACCESS.yaml] [--external KIND/NAME]... MANIFESTS.yaml...
    validate_manifests.py --base BASE.yaml --overlay KUSTOMIZATION.yaml...

Each MANIFESTS file is one whole environment, ACCESS what an administrator applies before them. Schemas of core kinds come with the package kubernetes-validate, those of
custom resources from DIR/<group>/<kind>_<version>.json; both are strict, so an unknown field is a problem, and so is a
kind without a schema. `--external` names what the cluster provides. The second form finds what an overlay says again.

The file is long because it is a list: one method a kind, and each says what that kind refers to.
"""

import argparse
import functools
import json
import pathlib
import re
import sys

import jsonschema
import kubernetes_validate
import referencing
import yaml
from referencing.jsonschema import DRAFT202012

QUANTITY = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?")
WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet", "Job", "Rollout")


def walk(value, path=()):
    """Yield every value of a document with its path."""
    yield path, value
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from walk(child, (*path, key))


def title(document):
    return f"{document['kind']}/{document['metadata']['name']}"


def dotted(path):
    return ".".join(map(str, path))


@functools.cache
def resource(path):
    return referencing.Resource.from_contents(json.loads(path.read_text()), default_specification=DRAFT202012)


@functools.cache
def validator(path):
    def retrieve(uri):
        return resource(path.parent / uri.rpartition("/")[2])

    schema = json.loads(path.read_text())
    kind = jsonschema.validators.validator_for(schema, default=jsonschema.Draft7Validator)
    return kind(schema, registry=referencing.Registry(retrieve=retrieve))


def schema_problems(document, version, crds):
    group, _, api = document["apiVersion"].rpartition("/")
    kind = document["kind"].lower()
    core = pathlib.Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema" / f"v{version}-local-strict"
    name = "-".join(part for part in (kind, group.split(".")[0], api) if part)
    candidates = (core / f"{name}.json", crds / group / f"{kind}_{api}.json")
    schema = next((path for path in candidates if path.is_file()), None)
    if schema is None:
        yield f"{title(document)}: no schema of {document['apiVersion']} {document['kind']} in Kubernetes {version}"
        return
    for error in validator(schema).iter_errors(document):
        yield f"{title(document)}: {dotted(error.absolute_path)}: {error.message[:200]}"


def quantity_problems(document):
    for path, value in walk(document):
        parent = path[-2] if len(path) > 1 else ""
        in_target = parent == "target" and path[-1] in ("value", "averageValue")
        if not (parent in ("requests", "limits", "capacity") or in_target or (path and path[-1] == "sizeLimit")):
            continue
        if not QUANTITY.fullmatch(str(value)):
            yield f"{title(document)}: {dotted(path)}: {value!r} is not a quantity"


class Environment:
    """The objects of one environment, which must make sense together."""

    def __init__(self, documents, external, access=()):
        self.documents = documents
        self.access = access
        self.known = {title(document) for document in documents}
        self.made = {f"Secret/{document['spec']['target']['name']}" for document in documents if document["kind"] == "ExternalSecret"}
        self.namespace = documents[0]["metadata"].get("namespace")
        self.external = set(external)
        self.used = set()
        self.workloads = [document for document in documents if document["kind"] in WORKLOADS]

    def of(self, kind):
        return [document for document in self.documents if document["kind"] == kind]

    def pods(self, labels):
        """The pod templates that carry all these labels."""
        templates = [workload["spec"]["template"] for workload in self.workloads]
        return [pod for pod in templates if labels.items() <= pod["metadata"].get("labels", {}).items()]

    def problems(self):
        yield from self.identity()
        for workload in self.workloads:
            yield from self.workload(workload)
        for document in self.documents:
            for problem in getattr(self, document["kind"].lower(), lambda _: ())(document["spec"] if "spec" in document else {}):
                yield f"{title(document)}: {problem}"
            yield from self.references(document)
        for name in sorted(self.external - self.used):
            yield f"{name}: named as external, but nothing refers to it"

    def identity(self):
        if len(self.known) != len(self.documents):
            yield "two objects share a kind and a name"
        namespaces = {document["metadata"].get("namespace") for document in self.documents}
        made = {document["metadata"]["name"] for document in self.access if document["kind"] == "Namespace"}
        if len(namespaces) != 1 or not namespaces <= made:
            yield f"the namespaces in use are {sorted(map(str, namespaces))}, not one of {sorted(made)}"
        for document in self.documents:
            if document["kind"] in ("PrometheusRule", "ScaledObject"):
                scopes = {scope for _, value in walk(document) for scope in re.findall(r'\bnamespace="([^"]*)"', str(value) if isinstance(value, str) else "")}
                if scopes - namespaces:
                    yield f"{title(document)}: asks for series of {sorted(scopes - namespaces)}"
        images = {value for path, value in walk(self.documents) if path and path[-1] == "image"}
        for image in images:
            if "@sha256:" not in image or image != image.lower():
                yield f"{image} is not named by digest, in lower case"
        # What stands in front of the database is the only image of others.
        own = {image for image in images if "/pgbouncer:" not in image}
        if len(own) > 1:
            yield f"more than one image: {sorted(own)}"

    def workload(self, document):
        name, spec, template = title(document), document["spec"], document["spec"]["template"]
        labels = template["metadata"].get("labels", {})
        if document["kind"] != "Job" and not spec["selector"]["matchLabels"].items() <= labels.items():
            yield f"{name}: the selector does not match the pods"
        if labels.get("environment") != document["metadata"].get("labels", {}).get("environment"):
            yield f"{name}: the labels of pods name another environment"
        policies = [policy["spec"]["podSelector"].get("matchLabels") for policy in self.of("NetworkPolicy")]
        if not any(selector and selector.items() <= labels.items() for selector in policies):
            yield f"{name}: no NetworkPolicy is meant for its pods"
        if {} not in policies and None not in policies:
            yield f"{name}: no NetworkPolicy denies by default"
        pod = template["spec"]
        volumes = {volume["name"] for volume in pod.get("volumes", [])}
        mounted = set()
        for container in pod.get("initContainers", []) + pod["containers"]:
            mounted |= {mount["name"] for mount in container.get("volumeMounts", [])}
            names = {port.get("name") for port in container.get("ports", [])}
            for path, port in walk(container):
                if path and path[-1] == "port" and port not in names:
                    yield f"{name}: {dotted(path)}: the container has no port {port}"
        if volumes != mounted:
            yield f"{name}: volumes {sorted(volumes)}, mounted {sorted(mounted)}"
        for constraint in pod.get("topologySpreadConstraints", []):
            if not constraint["labelSelector"]["matchLabels"].items() <= labels.items():
                yield f"{name}: a topology constraint does not match the pods"
        scalers = [scaler for kind in ("HorizontalPodAutoscaler", "ScaledObject") for scaler in self.of(kind)]
        own = [scaler for scaler in scalers if scaler["spec"]["scaleTargetRef"]["name"] == document["metadata"]["name"]]
        if len(own) > 1:
            yield f"{name}: more than one autoscaler"
        if not own and document["kind"] in ("Deployment", "Rollout") and "replicas" not in spec:
            yield f"{name}: no autoscaler"
        if own and "replicas" in spec:
            yield f"{name}: `replicas` resets what the autoscaler has set"

    def service(self, spec):
        pods = self.pods(spec["selector"])
        if not pods:
            yield "the selector matches no pod"
        ports = {port.get(key) for pod in pods for container in pod["spec"]["containers"] for port in container.get("ports", []) for key in ("name", "containerPort")}
        yield from (f"no pod has the port {port['targetPort']}" for port in spec["ports"] if port["targetPort"] not in ports)

    def servicemonitor(self, spec):
        services = [service for service in self.of("Service") if spec["selector"]["matchLabels"].items() <= service["metadata"]["labels"].items()]
        names = {port["name"] for service in services for port in service["spec"]["ports"]}
        yield from (f"no Service has the port {endpoint['port']}" for endpoint in spec["endpoints"] if endpoint["port"] not in names)

    def rollout(self, spec):
        strategy = spec["strategy"]["blueGreen"]
        for service in (strategy["activeService"], strategy["previewService"]):
            if f"Service/{service}" not in self.known:
                yield f"there is no Service/{service}"
        templates = {template["metadata"]["name"]: template["spec"] for template in self.of("AnalysisTemplate")}
        for analysis in (strategy["prePromotionAnalysis"], strategy["postPromotionAnalysis"]):
            given = {argument["name"] for argument in analysis["args"]}
            for name in (template["templateName"] for template in analysis["templates"]):
                wanted = {argument["name"] for argument in templates.get(name, {}).get("args", [])}
                if name not in templates or wanted - given:
                    yield f"the analysis {name} is not there, or lacks {sorted(wanted - given)}"

    def httproute(self, spec):
        services = {service["metadata"]["name"]: {port["port"] for port in service["spec"]["ports"]} for service in self.of("Service")}
        for path, reference in walk(spec):
            if len(path) > 1 and path[-2] == "backendRefs" and reference["port"] not in services.get(reference["name"], ()):
                yield f"no Service {reference['name']} has the port {reference['port']}"

    def poddisruptionbudget(self, spec):
        if not self.pods(spec["selector"]["matchLabels"]):
            yield "the selector matches no pod"

    def networkpolicy(self, spec):
        pods = self.pods(spec["podSelector"].get("matchLabels", {}))
        names = {port.get("name") for pod in pods for container in pod["spec"]["containers"] for port in container.get("ports", [])}
        if not pods:
            yield "the selector matches no pod"
        for rule in spec.get("ingress", []):
            yield from (f"no pod has the port {port['port']}" for port in rule["ports"] if port["port"] not in names)

    def secretstore(self, spec):
        vault = spec["provider"]["vault"]
        auth = vault["auth"]["kubernetes"]
        if f"ServiceAccount/{auth['serviceAccountRef']['name']}" not in self.known:
            yield f"there is no ServiceAccount/{auth['serviceAccountRef']['name']}"
        if auth["role"] != self.namespace:
            yield f"the role {auth['role']} is not that of {self.namespace}"
        if vault["version"] != "v2" or not vault["server"].startswith("https://"):
            yield f"{vault['server']} is not asked for version 2, encrypted"

    def externalsecret(self, spec):
        store = f"{spec['secretStoreRef']['kind']}/{spec['secretStoreRef']['name']}"
        if store not in self.known:
            yield f"there is no {store}"
        name = spec["target"]["name"]
        readers = [it for it in self.workloads if any(path and path[-1] == "secretRef" and value["name"] == name for path, value in walk(it))]
        if not readers:
            yield f"no pod reads Secret/{name}"
        for reader in readers:
            reloaded = reader["metadata"].get("annotations", {}).get("secret.reloader.stakater.com/reload")
            if reader["kind"] != "Job" and reloaded != name:
                yield f"{title(reader)} keeps what Secret/{name} was"
        for entry in spec["data"]:
            if entry["remoteRef"]["key"] != self.namespace:
                yield f"{entry['secretKey']} comes from {entry['remoteRef']['key']}, not from {self.namespace}"

    def references(self, document):
        kinds = {"configMapRef": "ConfigMap", "configMapKeyRef": "ConfigMap", "secretRef": "Secret", "secretKeyRef": "Secret", "configMap": "ConfigMap"}
        for path, value in walk(document.get("spec", {})):
            key = path[-1] if path else ""
            if key in kinds:
                target = f"{kinds[key]}/{value['name']}"
            elif key == "secretName":
                target = f"Secret/{value}"
            elif key == "serviceAccountName":
                target = f"ServiceAccount/{value}"
            elif key == "scaleTargetRef":
                target = f"{value.get('kind', 'Deployment')}/{value['name']}"
            elif len(path) > 1 and path[-2] == "parentRefs":
                target = f"{value.get('kind', 'Gateway')}/{value['name']}"
            else:
                continue
            self.used |= {target} & self.external
            if target not in self.known | self.external | self.made:
                yield f"{title(document)}: {dotted(path)}: there is no {target}"


def access_problems(documents):
    """Bindings that bind what is not there, or where nothing is."""
    known = {title(document) for document in documents}
    for document in documents:
        if document["kind"] == "RoleBinding":
            target = f"{document['roleRef']['kind']}/{document['roleRef']['name']}"
            if target not in known:
                yield f"{title(document)}: there is no {target}"
            namespace = document["metadata"]["namespace"]
            if f"Namespace/{namespace}" not in known | {"Namespace/monitoring"}:
                yield f"{title(document)}: there is no Namespace/{namespace}"


def repetition_problems(base, kustomization):
    """What an overlay sets to the value that the base already has."""
    overlay = yaml.safe_load(kustomization.read_text())
    objects = {title(document): document for document in base}
    config = next((document["data"] for document in base if document["kind"] == "ConfigMap"), {})
    for generator in overlay.get("configMapGenerator", []):
        for literal in generator.get("literals", []):
            key, _, value = literal.partition("=")
            if config.get(key) == value:
                yield f"{kustomization}: {literal} is what the base says"
    for patch in overlay.get("patches", []):
        document = yaml.safe_load(patch["patch"])
        leaves = {path: value for path, value in walk(document.get("spec", {})) if not isinstance(value, (dict, list))}
        there = dict(walk(objects.get(title(document), {}).get("spec", {})))
        yield from (f"{kustomization}: {title(document)} {dotted(path)}: {value} is what the base says" for path, value in leaves.items() if there.get(path) == value)


def read(path):
    return [document for document in yaml.safe_load_all(path.read_text()) if document]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kubernetes", action="append", default=[])
    parser.add_argument("--crds", type=pathlib.Path)
    parser.add_argument("--access", type=pathlib.Path)
    parser.add_argument("--external", action="append", default=[])
    parser.add_argument("--base", type=pathlib.Path)
    parser.add_argument("--overlay", type=pathlib.Path, nargs="*", default=[])
    parser.add_argument("manifests", type=pathlib.Path, nargs="*")
    options = parser.parse_args()
    problems = []
    access = read(options.access) if options.access else []
    for path in options.manifests + ([options.access] if options.access else []):
        documents = read(path)
        found = [problem for version in options.kubernetes for document in documents for problem in schema_problems(document, version, options.crds)]
        found += [problem for document in documents for problem in quantity_problems(document)]
        found += access_problems(documents) if path == options.access else Environment(documents, options.external, access).problems()
        problems += [f"{path.name}: {problem}" for problem in found]
        print(f"{path.name}: {len(documents)} objects", file=sys.stderr)
    for overlay in options.overlay:
        problems += repetition_problems(read(options.base), overlay)
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
