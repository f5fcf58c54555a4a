"""Turn the CustomResourceDefinitions of a directory into JSON schemas: `crds.py OUTPUT DIRECTORY`.

Writes OUTPUT/<group>/<kind>_<version>.json of every served version. The schemas are strict, as a server that is told
`fieldValidation=Strict` is: a field that is not declared is refused. Rules in CEL are not JSON Schema and are left out.
"""

import json
import pathlib
import sys

import yaml


def strict(schema):
    """The JSON schema of an OpenAPI v3 schema."""
    result = {}
    for key, value in schema.items():
        if key in ("properties", "patternProperties", "definitions"):
            result[key] = {name: strict(child) for name, child in value.items()}
        elif key in ("items", "not", "additionalProperties") and isinstance(value, dict):
            result[key] = strict(value)
        elif key in ("allOf", "anyOf", "oneOf"):
            result[key] = [strict(child) for child in value]
        elif not key.startswith("x-kubernetes-") and key != "nullable":
            result[key] = value
    if schema.get("x-kubernetes-int-or-string"):
        result["type"] = ["integer", "string"]
    elif schema.get("nullable") and "type" in schema:
        result["type"] = [schema["type"], "null"]
    open_ended = "x-kubernetes-preserve-unknown-fields" in schema or "additionalProperties" in schema
    if "properties" in schema and "type" in schema and not open_ended:
        result["additionalProperties"] = False
    return result


def schema_of(group, kind, version):
    """The schema of whole objects; `metadata` is the server's own, and open."""
    schema = strict(version["schema"]["openAPIV3Schema"])
    schema["$schema"] = "http://json-schema.org/draft-07/schema#"
    schema["properties"] |= {
        "apiVersion": {"const": f"{group}/{version['name']}"},
        "kind": {"const": kind},
        "metadata": {"type": "object"},
    }
    schema["required"] = sorted({*schema.get("required", ()), "apiVersion", "kind", "metadata"})
    return schema


# In YAML 1.1 a bare `=`, which is one of the operators Prometheus has, is no text.
yaml.CSafeLoader.add_constructor("tag:yaml.org,2002:value", lambda _, node: node.value)


def main():
    output, directory = map(pathlib.Path, sys.argv[1:])
    count = 0
    for path in sorted(directory.glob("*.yaml")):
        for document in yaml.load_all(path.read_text(), yaml.CSafeLoader):
            if not document or document["kind"] != "CustomResourceDefinition":
                continue
            group, kind = document["spec"]["group"], document["spec"]["names"]["kind"]
            for version in document["spec"]["versions"]:
                if version["served"]:
                    target = output / group / f"{kind.lower()}_{version['name']}.json"
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_text(json.dumps(schema_of(group, kind, version), indent=1))
                    count += 1
    if count == 0:
        sys.exit(f"error: no custom resource is defined in {directory}")


main()
