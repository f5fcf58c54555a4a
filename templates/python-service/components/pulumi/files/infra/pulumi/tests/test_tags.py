"""Nothing is made that does not say whose it is."""

import pulumi
import pytest

import tags
from tests.stacks import Made, is_taggable, make

COMPLETE = {"environment": "staging", "project": "any", "owner": "us", "cost-center": "42"}


def test_everything_taggable_carries_the_mandatory_tags(stack: Made) -> None:
    taggable = [made for made in stack.resources if is_taggable(made)]
    assert len(taggable) >= 4
    lacking = [
        f"{made.typ} {made.name}: {name}"
        for made in taggable
        for name in ("environment", "project", "owner", "cost-center")
        if not made.inputs.get("tags", {}).get(name)
    ]
    assert lacking == []


def test_what_cannot_be_tagged_is_left_alone(stack: Made) -> None:
    others = [made for made in stack.resources if not is_taggable(made)]
    assert [made.typ for made in others if "tags" in made.inputs] == []


def test_the_environment_is_the_stack(production: Made) -> None:
    (key,) = production.of("kms.Key")
    assert key["tags"]["environment"] == "production"


@pytest.mark.parametrize("name", tags.MANDATORY)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_missing_tag_is_refused_in_one_line(name: str, value: str | None) -> None:
    given = {**COMPLETE, name: value or ""}
    if value is None:
        del given[name]
    with pytest.raises(pulumi.RunError) as refused:
        tags.enforce(given)
    assert str(refused.value) == f"mandatory tags are missing or empty: {name}"


@pytest.mark.parametrize(("key", "tag"), [("owner", "owner"), ("cost_center", "cost-center")])
def test_a_stack_without_it_is_refused_before_anything_is_made(key: str, tag: str) -> None:
    with pytest.raises(pulumi.RunError, match=f"mandatory tags are missing or empty: {tag}$"):
        make("staging", {key: ""})
