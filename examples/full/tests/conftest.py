"""Fixtures: the service and the model's API as real servers, settings as plain arguments."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest
from pydantic import SecretStr

from myservice.app import create_app
from myservice.retrieval.documents import Documents
from myservice.retrieval.store import Passage
from myservice.settings import Environment, Settings

from tests.fake_llm import FakeLLM
from tests.servers import Running, running

pytest_plugins = ["tests.databases"]
CLOSED_PORT = 1


@pytest.fixture(scope="session")
def model_api() -> Iterator[FakeLLM]:
    fake = FakeLLM()
    with running(fake) as service:
        fake.url = service.url
        yield fake


@pytest.fixture
def fake_llm(model_api: FakeLLM) -> FakeLLM:
    """Fresh: no calls yet, no pauses."""
    model_api.reset()
    return model_api


@pytest.fixture
def settings(fake_llm: FakeLLM) -> Settings:
    """No service behind it but the fake model: PostgreSQL and Redis refuse to connect."""
    return Settings(
        _env_file=None,
        environment=Environment.TEST,
        database_url=SecretStr(f"postgresql+asyncpg://nobody@127.0.0.1:{CLOSED_PORT}/none"),
        redis_url=SecretStr(f"redis://127.0.0.1:{CLOSED_PORT}/0"),
        openai_api_key=SecretStr("loopback"),
        openai_base_url=f"{fake_llm.url}/v1",
        llm_model="ok",
        llm_fallback_model="ok",
        llm_timeout_seconds=1,
        ff_enable_new_rag_pipeline=False,
        ff_enable_streaming_responses=True,
        ff_max_parallel_model_calls=8,
    )


type Start = Callable[[Settings], Running]


@pytest.fixture
def start() -> Iterator[Start]:
    with ExitStack() as stack:
        yield lambda settings: stack.enter_context(running(create_app(settings)))


type Connect = Callable[[Settings], httpx.Client]


@pytest.fixture
def connect(start: Start) -> Iterator[Connect]:
    with ExitStack() as stack:
        yield lambda settings: stack.enter_context(
            httpx.Client(base_url=start(settings).url, timeout=10)
        )


@pytest.fixture
def no_passages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chat without PostgreSQL: nothing is found."""

    async def search(*_: object) -> list[Passage]:
        return []

    monkeypatch.setattr(Documents, "search", search)
