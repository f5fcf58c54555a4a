"""What callers do, from end to end; staging keeps what is stored here."""

from uuid import uuid4

import httpx
import pytest

pytestmark = pytest.mark.e2e


def test_what_is_stored_is_found(service: httpx.Client) -> None:
    word = uuid4().hex
    document = {"title": f"e2e {word}", "text": f"The word of this run is {word}."}
    stored = service.post("/v1/documents", json=document)
    assert stored.status_code == 201
    found = service.post("/v1/documents/search", json={"query": document["text"]})
    assert word in found.text


def test_an_answer_arrives_in_pieces(service: httpx.Client) -> None:
    question = {"messages": [{"role": "user", "content": "Count to three."}]}
    with service.stream("POST", "/v1/chat/stream", json=question) as response:
        lines = [line for line in response.iter_lines() if line.startswith("event: ")]
    assert lines[0] == "event: delta"
    assert lines[-1] == "event: done"


def test_a_question_without_words_is_refused(service: httpx.Client) -> None:
    assert service.post("/v1/chat", json={"messages": []}).status_code == 422
