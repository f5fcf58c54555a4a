"""What the lifespan hands to every request, typed."""

from typing import TypedDict

from myservice.chat.service import ChatService
from myservice.readiness import Check
from myservice.retrieval.documents import Documents


class State(TypedDict):
    chat: ChatService
    documents: Documents
    checks: list[Check]
