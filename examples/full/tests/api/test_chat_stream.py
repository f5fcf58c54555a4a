"""Chat as server-sent events: order, failures, disconnects, shutdown."""

import json
import time
from collections.abc import Iterable, Iterator

import httpx
import pytest

from myservice.settings import Settings

from tests.conftest import Connect, Start
from tests.fake_llm import WORDS, FakeLLM

pytestmark = pytest.mark.usefixtures("no_passages")
QUESTION = {"messages": [{"role": "user", "content": "What is Paris?"}]}
STREAM = "/v1/chat/stream"


def events(lines: Iterable[str]) -> Iterator[tuple[str, dict[str, object]]]:
    name = ""
    for line in lines:
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)


def ask(client: httpx.Client) -> list[tuple[str, dict[str, object]]]:
    with client.stream("POST", STREAM, json=QUESTION) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        return list(events(response.iter_lines()))


@pytest.mark.parametrize("model", ["ok", "503", "slow"])
def test_streams_the_words_in_order_then_done(
    settings: Settings, connect: Connect, model: str
) -> None:
    got = ask(connect(settings.model_copy(update={"llm_model": model})))

    assert got == [*(("delta", {"text": word}) for word in WORDS), ("done", {"sources": []})]


def test_a_cut_stream_ends_in_an_error_event_and_no_fallback(
    settings: Settings, connect: Connect, fake_llm: FakeLLM
) -> None:
    got = ask(connect(settings.model_copy(update={"llm_model": "cut"})))

    assert [name for name, _ in got] == ["delta", "error"]
    assert got[-1][1]["title"] == "ModelUnavailable"
    assert fake_llm.calls == ["cut"]


def test_a_failure_before_the_first_word_has_its_status(
    settings: Settings, connect: Connect
) -> None:
    down = settings.model_copy(update={"llm_model": "503", "llm_fallback_model": "503"})

    assert connect(down).post(STREAM, json=QUESTION).status_code == 503


def test_a_full_service_answers_429_and_serves_again_afterwards(
    settings: Settings, connect: Connect, fake_llm: FakeLLM
) -> None:
    fake_llm.pause = 0.1
    client = connect(settings.model_copy(update={"ff_max_parallel_model_calls": 1}))

    with client.stream("POST", STREAM, json=QUESTION) as stream:
        lines = stream.iter_lines()
        next(lines)
        full = client.post("/v1/chat", json=QUESTION)

    assert full.status_code == 429
    assert int(full.headers["retry-after"]) > 0
    assert full.json()["title"] == "ModelBusy"
    # Leaving the stream half-way was a disconnect: its slot must come back.
    assert _status_within(3, client) == 200


def test_the_limit_is_the_flag(settings: Settings, connect: Connect, fake_llm: FakeLLM) -> None:
    fake_llm.pause = 0.1
    client = connect(settings.model_copy(update={"ff_max_parallel_model_calls": 2}))

    with client.stream("POST", STREAM, json=QUESTION) as stream:
        lines = stream.iter_lines()
        next(lines)
        assert client.post("/v1/chat", json=QUESTION).status_code == 200


def test_streaming_can_be_switched_off(settings: Settings, connect: Connect) -> None:
    client = connect(settings.model_copy(update={"ff_enable_streaming_responses": False}))

    assert client.post(STREAM, json=QUESTION).status_code == 404
    assert client.post("/v1/chat", json=QUESTION).status_code == 200


def test_shutdown_lets_a_stream_finish(settings: Settings, start: Start, fake_llm: FakeLLM) -> None:
    fake_llm.pause = 0.1
    service = start(settings)

    with httpx.stream("POST", f"{service.url}{STREAM}", json=QUESTION) as response:
        lines = response.iter_lines()
        next(lines)
        service.stop()
        names = [name for name, _ in events(lines)]

    assert names[-1] == "done"
    service.thread.join(timeout=5)
    assert not service.thread.is_alive()


def _status_within(seconds: float, client: httpx.Client) -> int:
    deadline = time.monotonic() + seconds
    while True:
        status = client.post("/v1/chat", json=QUESTION).status_code
        if status != 429 or time.monotonic() > deadline:
            return status
