"""The cache: a hit saves the work, an outage costs only time."""

from uuid import uuid4

import pytest

from myservice.cache import Cache, open_redis
from myservice.retrieval.documents import Documents
from myservice.retrieval.store import Passage
from myservice.settings import Settings

from tests.conftest import Connect
from tests.fake_llm import FakeLLM


@pytest.fixture
def cached(settings: Settings) -> Settings:
    """Settings with a real Redis behind them."""
    return settings.model_copy(update={"redis_url": Settings(_env_file=".env.test").redis_url})


@pytest.mark.integration
async def test_keeps_counts_and_misses(cached: Settings) -> None:
    redis = open_redis(cached.redis_url.get_secret_value())
    cache = Cache(redis, f"test-{uuid4().hex}")

    await cache.check()
    assert await cache.get("key") is None
    await cache.set("key", "value", 60)
    assert await cache.get("key") == "value"
    await cache.increment("count")
    await cache.increment("count")
    assert await cache.get("count") == "2"
    await redis.aclose()


async def test_an_outage_is_a_miss(settings: Settings) -> None:
    redis = open_redis(settings.redis_url.get_secret_value())
    cache = Cache(redis, "test")

    await cache.set("key", "value", 60)
    await cache.increment("count")
    assert await cache.get("key") is None
    await redis.aclose()


@pytest.mark.integration
@pytest.mark.usefixtures("no_passages")
def test_the_same_question_is_asked_once(
    cached: Settings, connect: Connect, fake_llm: FakeLLM
) -> None:
    client = connect(cached)
    question = {"messages": [{"role": "user", "content": f"What is {uuid4().hex}?"}]}

    first = client.post("/v1/chat", json=question).json()
    assert client.post("/v1/chat", json=question).json() == first
    assert fake_llm.calls == ["ok"]


@pytest.mark.integration
def test_a_search_is_repeated_only_after_a_new_document(
    cached: Settings, stored: Settings, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = connect(cached.model_copy(update={"database_url": stored.database_url}))
    query = {"query": f"What is {uuid4().hex}?"}
    document = {"title": "Paris", "text": "Paris is the capital of France"}
    ranked, rank = [], Documents._rank

    async def counted(self: Documents, query: str, limit: int) -> list[Passage]:
        ranked.append(query)
        return await rank(self, query, limit)

    monkeypatch.setattr(Documents, "_rank", counted)

    def search() -> int:
        return len(client.post("/v1/documents/search", json=query).json()["passages"])

    assert [search(), search(), len(ranked)] == [0, 0, 1]
    client.post("/v1/documents", json=document)
    assert [search(), search(), len(ranked)] == [1, 1, 2]
