"""What the lifespan hands to every request, typed."""

from typing import TypedDict

from myservice.readiness import Check


class State(TypedDict):
    checks: list[Check]
