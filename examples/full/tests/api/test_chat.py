"""Chat over HTTP, against the fake model."""

import pytest
from pydantic import SecretStr

from myservice.settings import Settings

from tests.conftest import Connect
from tests.fake_llm import FakeLLM

pytestmark = pytest.mark.usefixtures("no_passages")
QUESTION = {"messages": [{"role": "user", "content": "What is Paris?"}]}


def test_answers_also_without_its_cache(
    settings: Settings, connect: Connect, fake_llm: FakeLLM
) -> None:
    response = connect(settings).post("/v1/chat", json=QUESTION)

    assert response.status_code == 200
    assert response.json() == {"answer": "Paris is the capital.", "model": "ok", "sources": []}
    assert fake_llm.calls == ["ok"]


def test_sends_the_conversation(settings: Settings, connect: Connect, fake_llm: FakeLLM) -> None:
    turns = [
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "Hi"},
        {"role": "user", "content": "What is Paris?"},
    ]

    assert connect(settings).post("/v1/chat", json={"messages": turns}).status_code == 200
    sent = [message for message in fake_llm.bodies[0]["messages"] if message["role"] != "system"]
    assert [(message["role"], message["content"]) for message in sent] == [
        (turn["role"], turn["content"]) for turn in turns
    ]


@pytest.mark.parametrize(
    "messages", [[], [{"role": "assistant", "content": "Hi"}], [{"role": "user", "content": ""}]]
)
def test_refuses_an_empty_or_unfinished_conversation(
    settings: Settings, connect: Connect, messages: list[dict[str, str]]
) -> None:
    assert connect(settings).post("/v1/chat", json={"messages": messages}).status_code == 422


@pytest.mark.parametrize("path", ["/v1/chat", "/v1/chat/stream"])
def test_a_dummy_key_is_one_clear_error_and_no_call(
    settings: Settings, connect: Connect, fake_llm: FakeLLM, path: str
) -> None:
    dummy = settings.model_copy(update={"openai_api_key": SecretStr("dummy-set-your-own")})

    response = connect(dummy).post(path, json=QUESTION)

    assert response.status_code == 503
    assert response.headers["content-type"] == "application/problem+json"
    assert "set OPENAI_API_KEY" in response.json()["detail"]
    assert fake_llm.calls == []


def test_a_refusal_is_not_hidden_behind_the_fallback(
    settings: Settings, connect: Connect, fake_llm: FakeLLM
) -> None:
    response = connect(settings.model_copy(update={"llm_model": "401"})).post(
        "/v1/chat", json=QUESTION
    )

    assert response.status_code == 502
    assert response.json()["title"] == "ModelRefused"
    assert fake_llm.calls == ["401"]


def test_when_every_model_is_down_the_caller_is_told_to_retry(
    settings: Settings, connect: Connect, fake_llm: FakeLLM
) -> None:
    down = settings.model_copy(update={"llm_model": "503", "llm_fallback_model": "429"})

    response = connect(down).post("/v1/chat", json=QUESTION)

    assert response.status_code == 503
    assert int(response.headers["retry-after"]) > 0
    # One retry a model, then the next model.
    assert fake_llm.calls == ["503", "503", "429", "429"]


@pytest.mark.parametrize("mode", ["429", "503", "slow"])
def test_the_fallback_answers(
    settings: Settings, connect: Connect, fake_llm: FakeLLM, mode: str
) -> None:
    response = connect(settings.model_copy(update={"llm_model": mode})).post(
        "/v1/chat", json=QUESTION
    )

    assert response.json()["model"] == "ok"
    assert fake_llm.calls[0] == mode
    assert fake_llm.calls[-1] == "ok"


def test_repeated_failures_show_in_readiness_which_asks_no_model(
    settings: Settings, connect: Connect, fake_llm: FakeLLM
) -> None:
    client = connect(settings.model_copy(update={"llm_model": "503", "llm_fallback_model": "503"}))
    assert "model" not in client.get("/ready").json()["degraded"]

    for _ in range(5):
        client.post("/v1/chat", json=QUESTION)
    asked = len(fake_llm.calls)

    assert "model" in client.get("/ready").json()["degraded"]
    assert client.post("/v1/chat", json=QUESTION).status_code == 503
    assert len(fake_llm.calls) == asked
