"""What goes in and out of the chat."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, field_validator


class Message(BaseModel):
    role: Literal["user", "assistant"]
    content: str = Field(min_length=1, max_length=16_000)


class ChatRequest(BaseModel):
    messages: Annotated[list[Message], Field(min_length=1, max_length=50)]

    @field_validator("messages")
    @classmethod
    def _ends_with_the_user(cls, messages: list[Message]) -> list[Message]:
        if messages[-1].role != "user":
            raise ValueError("the last message must be the user's")
        return messages


class Source(BaseModel):
    document_id: str
    title: str


class ChatResponse(BaseModel):
    answer: str
    model: str
    sources: list[Source]
