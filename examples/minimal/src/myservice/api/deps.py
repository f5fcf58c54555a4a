"""What an endpoint may ask for, as annotations."""

from typing import Annotated, cast

from fastapi import Depends, Request

from myservice.readiness import Check
from myservice.state import State


def _state(request: Request) -> State:
    return cast("State", request.scope["state"])


StateDep = Annotated[State, Depends(_state)]


def checks(state: StateDep) -> list[Check]:
    return state["checks"]


ChecksDep = Annotated[list[Check], Depends(checks)]
