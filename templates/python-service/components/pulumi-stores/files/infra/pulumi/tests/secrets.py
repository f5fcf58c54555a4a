"""Looks into what Pulumi keeps secret."""


def revealed(value: object) -> object:
    """The value that will lie encrypted in the state; a plain one fails."""
    assert isinstance(value, dict)
    return value["value"]
