"""Chat: find what is known about the question, then ask the model."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from myservice.cache import Cache
from myservice.chat.prompts import instructions
from myservice.chat.schemas import ChatRequest, ChatResponse, Source
from myservice.llm.client import ModelClient, Turn
from myservice.retrieval.documents import Documents
from myservice.retrieval.store import Passage

PASSAGES = 5
CACHE_SECONDS = 300


@dataclass(frozen=True)
class Prompt:
    instructions: str
    turns: Sequence[Turn]
    sources: list[Source]

    @property
    def key(self) -> str:
        return "answer:" + sha256(repr((self.instructions, self.turns)).encode()).hexdigest()


class ChatService:
    def __init__(self, model: ModelClient, documents: Documents, cache: Cache) -> None:
        self._model = model
        self._documents = documents
        self._cache = cache

    async def prepare(self, request: ChatRequest) -> Prompt:
        turns = [Turn(message.role, message.content) for message in request.messages]
        passages = await self._documents.search(turns[-1].text, PASSAGES)
        return Prompt(instructions(passages), turns, _sources(passages))

    async def answer(self, prompt: Prompt) -> ChatResponse:
        async def answered() -> str:
            return (await self._answer(prompt)).model_dump_json()

        found = await self._cache.remember(prompt.key, CACHE_SECONDS, answered)
        return ChatResponse.model_validate_json(found)

    async def _answer(self, prompt: Prompt) -> ChatResponse:
        answer = await self._model.answer(prompt.instructions, prompt.turns)
        return ChatResponse(answer=answer.text, model=answer.model, sources=prompt.sources)

    def stream(self, prompt: Prompt) -> AsyncGenerator[str]:
        return self._model.stream(prompt.instructions, prompt.turns)


def _sources(passages: Sequence[Passage]) -> list[Source]:
    titles = {passage.document_id: passage.title for passage in passages}
    return [Source(document_id=str(key), title=title) for key, title in titles.items()]
