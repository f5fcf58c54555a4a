"""The store of chunks: PostgreSQL with pgvector."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from myservice.db.engine import Database
from myservice.db.tables import Chunk, Document


@dataclass(frozen=True)
class Passage:
    chunk_id: int
    document_id: UUID
    title: str
    content: str


class Store:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, title: str, chunks: Sequence[str], embeddings: Sequence[Sequence[float]]
    ) -> UUID:
        document = Document(
            title=title,
            chunks=[
                Chunk(position=place, content=content, embedding=list(embedding))
                for place, (content, embedding) in enumerate(zip(chunks, embeddings, strict=True))
            ],
        )
        async with self._database.write() as session:
            session.add(document)
            await session.flush()
            return document.id

    async def nearest(self, embedding: Sequence[float], limit: int) -> list[Passage]:
        """Rank by meaning."""
        distance = Chunk.embedding.cosine_distance(list(embedding))
        return await self._passages(_passage().order_by(distance).limit(limit))

    async def matching(self, query: str, limit: int) -> list[Passage]:
        """Rank by words: names, numbers and codes that an embedding blurs."""
        words = func.websearch_to_tsquery("english", query)
        rank: ColumnElement[float] = func.ts_rank(Chunk.words, words)
        found = _passage().where(Chunk.words.op("@@")(words))
        return await self._passages(found.order_by(rank.desc(), Chunk.id).limit(limit))

    async def _passages(self, statement: Select[int, UUID, str, str]) -> list[Passage]:
        async with self._database.read() as session:
            return [
                Passage(chunk_id, document_id, title, content)
                for chunk_id, document_id, title, content in await session.execute(statement)
            ]


def _passage() -> Select[int, UUID, str, str]:
    return select(Chunk.id, Document.id, Document.title, Chunk.content).join(Chunk.document)
