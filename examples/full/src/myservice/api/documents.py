"""Documents over HTTP: ingest and search."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from myservice.api.deps import DocumentsDep
from myservice.retrieval.store import Passage

router = APIRouter(prefix="/v1/documents", tags=["documents"])


class NewDocument(BaseModel):
    title: str = Field(min_length=1, max_length=200)
    text: str = Field(min_length=1, max_length=200_000, pattern=r"\S")


class Ingested(BaseModel):
    id: UUID
    chunks: int


class Query(BaseModel):
    query: str = Field(min_length=1, max_length=1000)
    limit: int = Field(default=5, ge=1, le=20)


class Found(BaseModel):
    passages: list[Passage]


@router.post("", status_code=201)
async def ingest(document: NewDocument, documents: DocumentsDep) -> Ingested:
    document_id, chunks = await documents.ingest(document.title, document.text)
    return Ingested(id=document_id, chunks=chunks)


@router.post("/search")
async def search(query: Query, documents: DocumentsDep) -> Found:
    return Found(passages=await documents.search(query.query, query.limit))
