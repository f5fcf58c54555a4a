"""Chat over HTTP: whole, or as server-sent events."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent

from myservice.api.deps import ChatDep
from myservice.api.streaming import pumped
from myservice.chat.schemas import ChatRequest, ChatResponse
from myservice.chat.service import Prompt
from myservice.errors import problem
from myservice.llm.failures import ModelFailure

router = APIRouter(prefix="/v1/chat", tags=["chat"])
streaming = APIRouter(prefix="/v1/chat", tags=["chat"])


async def _prompt(request: ChatRequest, chat: ChatDep) -> Prompt:
    return await chat.prepare(request)


PromptDep = Annotated[Prompt, Depends(_prompt)]


async def _deltas(prompt: PromptDep, chat: ChatDep) -> AsyncIterator[AsyncIterator[str]]:
    """Open the stream and wait for its first word: until then a failure still has its status."""
    async with pumped(chat.stream(prompt)) as stream:
        first = await anext(stream, "")
        yield _prepend(first, stream)


async def _prepend(first: str, rest: AsyncIterator[str]) -> AsyncIterator[str]:
    yield first
    async for delta in rest:
        yield delta


DeltasDep = Annotated[AsyncIterator[str], Depends(_deltas)]


@router.post("")
async def chat_once(prompt: PromptDep, chat: ChatDep) -> ChatResponse:
    return await chat.answer(prompt)


@streaming.post("/stream", response_class=EventSourceResponse)
async def chat_stream(prompt: PromptDep, deltas: DeltasDep) -> AsyncIterator[ServerSentEvent]:
    """Events: `delta` with text, then `done` with sources, or `error` with a problem."""
    try:
        async for text in deltas:
            yield ServerSentEvent(event="delta", data={"text": text})
    except ModelFailure as failure:
        yield ServerSentEvent(event="error", data=problem(failure))
    else:
        yield ServerSentEvent(event="done", data={"sources": prompt.sources})
