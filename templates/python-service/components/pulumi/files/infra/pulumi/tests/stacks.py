"""Makes a stack of nothing: the program runs as in `pulumi up`, and what it orders is noted."""

import asyncio
import importlib
import json
import runpy
from collections.abc import Mapping
from contextvars import Context
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi
import yaml
from pulumi.runtime.stack import Stack, run_pulumi_func

HERE = Path(__file__).parents[1]
ONLY_AWS_KNOWS = [
    "arn",
    "domainName",
    "endpoint",
    "keyId",
    "primaryEndpointAddress",
    "repositoryUrl",
]
ENVIRONMENTS = ("staging", "production")


@dataclass
class Made:
    """What a stack consists of."""

    resources: list[pulumi.runtime.MockResourceArgs]
    outputs: dict[str, Any]

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The inputs of every resource of a kind, as in `rds.Instance`."""
        module, name = kind.split(".")
        wanted = [made for made in self.resources if _kind(made) == (module, name)]
        assert wanted, f"there is no {kind}"
        return [made.inputs for made in wanted]


class Cloud(pulumi.runtime.Mocks):
    """Takes every order, and makes up what only AWS knows."""

    def __init__(self) -> None:
        self.orders: list[pulumi.runtime.MockResourceArgs] = []

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        self.orders.append(args)
        made_up = {name: f"{args.name} {name}" for name in ONLY_AWS_KNOWS}
        return f"{args.name} id", {**made_up, **args.inputs}

    def call(
        self, args: pulumi.runtime.MockCallArgs
    ) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        return {"id": args.args.get("name"), "randomPassword": "drawn"}, []


def _kind(made: pulumi.runtime.MockResourceArgs) -> tuple[str, str]:
    _, path, name = made.typ.split(":")
    return path.split("/")[0], name


def is_taggable(made: pulumi.runtime.MockResourceArgs) -> bool:
    """Whether a resource can carry tags, by the word of the AWS library."""
    module, name = _kind(made)
    return hasattr(getattr(importlib.import_module(f"pulumi_aws.{module}"), name), "tags")


def own(environment: str) -> dict[str, Any]:
    """The values in the file of a stack."""
    text = (HERE / f"Pulumi.{environment}.yaml").read_text()
    config: dict[str, Any] = yaml.safe_load(text)["config"]
    return config


def configured(environment: str) -> dict[str, Any]:
    """The values that a stack gets: its own, else the defaults of the project."""
    project = yaml.safe_load((HERE / "Pulumi.yaml").read_text())
    defaults = {
        f"{project['name']}:{name}": declared["default"]
        for name, declared in project["config"].items()
        if "default" in declared
    }
    return {**defaults, **own(environment)}


def make(environment: str, changes: Mapping[str, Any] | None = None) -> Made:
    """A stack as its file says, but for `changes`; None takes a value away."""
    project = yaml.safe_load((HERE / "Pulumi.yaml").read_text())["name"]
    values = configured(environment)
    values |= {f"{project}:{name}": value for name, value in (changes or {}).items()}
    texts = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in values.items()
        if value is not None
    }
    # The runtime keeps the stack in its context: each one gets a context of its own.
    return Context().run(asyncio.run, _run(project, environment, texts))


async def _run(project: str, environment: str, texts: dict[str, str]) -> Made:
    cloud = Cloud()
    pulumi.runtime.set_mocks(cloud, project=project, stack=environment)
    pulumi.runtime.set_all_config(texts)
    await run_pulumi_func(_program)
    stack = pulumi.runtime.get_root_resource()
    assert isinstance(stack, Stack)
    outputs = await pulumi.Output.all(**stack.outputs).future()
    return Made(cloud.orders, outputs or {})


def _program() -> None:
    runpy.run_path(str(HERE / "__main__.py"))
