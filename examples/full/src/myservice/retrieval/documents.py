"""Documents: ingest them, search them."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Literal, Protocol
from uuid import UUID

from pydantic import TypeAdapter

from myservice.cache import Cache
from myservice.retrieval.chunks import split
from myservice.retrieval.ranking import fuse
from myservice.retrieval.store import Passage, Store

CACHE_SECONDS = 60
# Fusion needs more candidates than it returns: the best of both lists may be low on each.
CANDIDATES = 4
_PASSAGES = TypeAdapter(list[Passage])


class Embedder(Protocol):
    async def embed(
        self, texts: Sequence[str], kind: Literal["document", "query"], /
    ) -> list[Sequence[float]]: ...


class Documents:
    def __init__(self, store: Store, embedder: Embedder, cache: Cache, *, hybrid: bool) -> None:
        self._store = store
        self._embedder = embedder
        self._cache = cache
        self._hybrid = hybrid

    async def ingest(self, title: str, text: str) -> tuple[UUID, int]:
        chunks = split(text)
        embeddings = await self._embedder.embed(chunks, "document")
        document_id = await self._store.add(title, chunks, embeddings)
        await self._cache.increment("documents")
        return document_id, len(chunks)

    async def search(self, query: str, limit: int) -> list[Passage]:
        async def ranked() -> str:
            return _PASSAGES.dump_json(await self._rank(query, limit)).decode()

        # The count of ingested documents is part of the key: a new one makes old results stale.
        edition = await self._cache.get("documents")
        key = sha256(repr((query, limit, edition, self._hybrid)).encode()).hexdigest()
        found = await self._cache.remember(f"search:{key}", CACHE_SECONDS, ranked)
        return _PASSAGES.validate_json(found)

    async def _rank(self, query: str, limit: int) -> list[Passage]:
        [embedding] = await self._embedder.embed([query], "query")
        if not self._hybrid:
            return await self._store.nearest(embedding, limit)
        by_meaning = await self._store.nearest(embedding, limit * CANDIDATES)
        by_words = await self._store.matching(query, limit * CANDIDATES)
        return list(fuse([by_meaning, by_words]))[:limit]
