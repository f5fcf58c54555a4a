"""What an endpoint may ask for, as annotations."""

from typing import Annotated, cast

from fastapi import Depends, Request

from myservice.chat.service import ChatService
from myservice.readiness import Check
from myservice.retrieval.documents import Documents
from myservice.state import State


def _state(request: Request) -> State:
    return cast("State", request.scope["state"])


StateDep = Annotated[State, Depends(_state)]


def _chat(state: StateDep) -> ChatService:
    return state["chat"]


def _documents(state: StateDep) -> Documents:
    return state["documents"]


def checks(state: StateDep) -> list[Check]:
    return state["checks"]


ChatDep = Annotated[ChatService, Depends(_chat)]
DocumentsDep = Annotated[Documents, Depends(_documents)]
ChecksDep = Annotated[list[Check], Depends(checks)]
