"""Ingest and search over HTTP, with PostgreSQL and pgvector."""

import httpx
import pytest

from myservice.settings import Settings

from tests.conftest import Connect
from tests.fake_llm import FakeLLM

DOCUMENTS = "/v1/documents"
SEARCH = "/v1/documents/search"


def add(client: httpx.Client, title: str, text: str) -> None:
    response = client.post(DOCUMENTS, json={"title": title, "text": text})
    assert (response.status_code, response.json()["chunks"]) == (201, 1)


def titles(client: httpx.Client, query: str, limit: int = 5) -> list[str]:
    response = client.post(SEARCH, json={"query": query, "limit": limit})
    assert response.status_code == 200, response.text
    return [passage["title"] for passage in response.json()["passages"]]


@pytest.mark.integration
def test_the_nearest_passage_comes_first(stored: Settings, connect: Connect) -> None:
    client = connect(stored)
    add(client, "Cooking", "Boil the potatoes until they are soft")
    add(client, "France", "Paris is the capital of France")
    add(client, "Spain", "Madrid is the capital of Spain")

    assert titles(client, "the capital of France") == ["France", "Spain", "Cooking"]
    assert titles(client, "the capital of France", limit=1) == ["France"]


@pytest.mark.integration
@pytest.mark.parametrize(("hybrid", "first"), [(False, "Fine"), (True, "Jam")])
def test_the_new_pipeline_finds_words_in_other_forms(
    stored: Settings, connect: Connect, hybrid: bool, first: str
) -> None:
    client = connect(stored.model_copy(update={"ff_enable_new_rag_pipeline": hybrid}))
    add(client, "Fine", "The printer is fine")
    add(client, "Jam", "Printers that jam")

    assert titles(client, "jamming printer") == [first, "Jam" if first == "Fine" else "Fine"]


@pytest.mark.integration
def test_a_long_text_becomes_several_chunks(stored: Settings, connect: Connect) -> None:
    response = connect(stored).post(DOCUMENTS, json={"title": "Long", "text": "word " * 500})

    assert response.json()["chunks"] > 2


@pytest.mark.integration
def test_chat_answers_from_what_was_ingested(
    stored: Settings, connect: Connect, fake_llm: FakeLLM
) -> None:
    client = connect(stored)
    add(client, "France", "Paris is the capital of France")

    question = {"messages": [{"role": "user", "content": "the capital of France?"}]}
    response = client.post("/v1/chat", json=question)

    assert [source["title"] for source in response.json()["sources"]] == ["France"]
    assert "Paris is the capital of France" in str(fake_llm.bodies[-1]["messages"][0])


@pytest.mark.parametrize("body", [{"title": "", "text": "x"}, {"title": "x", "text": " "}])
def test_an_empty_document_is_refused(
    settings: Settings, connect: Connect, body: dict[str, str]
) -> None:
    assert connect(settings).post(DOCUMENTS, json=body).status_code == 422


def test_without_the_database_the_caller_is_told_to_retry(
    settings: Settings, connect: Connect
) -> None:
    response = connect(settings).post(SEARCH, json={"query": "anything"})

    assert response.status_code == 503
    assert response.json()["title"] == "DatabaseUnavailable"
    assert int(response.headers["retry-after"]) > 0
