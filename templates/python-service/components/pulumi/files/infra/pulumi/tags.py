"""The tags that everything carries which can carry one."""

from collections.abc import Mapping

import pulumi

from config import Inputs

MANDATORY = ("environment", "project", "owner", "cost-center")


def of(inputs: Inputs) -> dict[str, str]:
    """The tags of a stack."""
    return {
        "environment": inputs.environment,
        "project": inputs.project,
        "owner": inputs.owner,
        "cost-center": inputs.cost_center,
    }


def enforce(tags: Mapping[str, str]) -> None:
    """Puts `tags` on every resource from here on; refuses a set that is not complete."""
    lacking = [name for name in MANDATORY if not tags.get(name, "").strip()]
    if lacking:
        raise pulumi.RunError(f"mandatory tags are missing or empty: {', '.join(lacking)}")

    def put(
        args: pulumi.ResourceTransformationArgs,
    ) -> pulumi.ResourceTransformationResult | None:
        # A resource has the key, without a value, if it is of a kind that can be tagged.
        if "tags" not in args.props:
            return None
        own = pulumi.Output.from_input(args.props["tags"] or {})
        props = {**args.props, "tags": own.apply(lambda own: {**own, **tags})}
        return pulumi.ResourceTransformationResult(props, args.opts)

    pulumi.runtime.register_stack_transformation(put)
