"""Embeddings from the provider of the model."""

from collections.abc import Sequence
from typing import Literal

from openai import AsyncOpenAI
from pydantic_ai.embeddings import Embedder, EmbeddingSettings
from pydantic_ai.embeddings.openai import OpenAIEmbeddingModel
from pydantic_ai.providers.openai import OpenAIProvider

from myservice.llm.calls import Calls

# Another model means new vectors for every stored chunk: a migration, not a setting.
MODEL = "text-embedding-3-small"


class VendorEmbedder:
    def __init__(self, vendor: AsyncOpenAI, calls: Calls, dimensions: int) -> None:
        self._calls = calls
        model = OpenAIEmbeddingModel(MODEL, provider=OpenAIProvider(openai_client=vendor))
        self._embedder = Embedder(model, settings=EmbeddingSettings(dimensions=dimensions))

    async def embed(
        self, texts: Sequence[str], kind: Literal["document", "query"]
    ) -> list[Sequence[float]]:
        with self._calls.call("embed"):
            result = await self._embedder.embed(texts, input_type=kind)
        return list(result.embeddings)
