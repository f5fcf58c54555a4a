"""The cache: a hit saves the work, an outage costs only time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
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


class Work:
    """Takes a moment and counts how often it is done."""

    def __init__(self) -> None:
        self.done = 0

    async def __call__(self) -> str:
        self.done += 1
        await asyncio.sleep(0.2)
        return f"value {self.done}"


@pytest.mark.integration
async def test_remembers_and_counts(cached: Settings) -> None:
    redis = open_redis(cached.redis_url.get_secret_value())
    cache, work = Cache(redis, f"test-{uuid4().hex}"), Work()

    await cache.check()
    assert await cache.get("key") is None
    assert [await cache.remember("key", 60, work) for _ in range(2)] == ["value 1", "value 1"]
    assert await cache.get("key") == "value 1"
    await cache.increment("count")
    await cache.increment("count")
    assert await cache.get("count") == "2"
    await redis.aclose()


@pytest.mark.integration
async def test_a_stampede_is_one_computation_in_all_processes(cached: Settings) -> None:
    prefix, work = f"test-{uuid4().hex}", Work()
    # Each has its own connections and its own idea of what is under way, as a process has.
    clients = [open_redis(cached.redis_url.get_secret_value()) for _ in range(3)]
    caches = [Cache(redis, prefix) for redis in clients]

    asked = [cache.remember("key", 60, work) for cache in caches for _ in range(20)]
    assert set(await asyncio.gather(*asked)) == {"value 1"}

    assert work.done == 1
    for redis in clients:
        await redis.aclose()


@pytest.mark.integration
async def test_what_fails_is_not_remembered(cached: Settings) -> None:
    redis = open_redis(cached.redis_url.get_secret_value())
    cache, work = Cache(redis, f"test-{uuid4().hex}"), Work()

    async def breaks() -> str:
        raise ValueError

    for found in await asyncio.gather(
        *(cache.remember("key", 60, breaks) for _ in range(3)), return_exceptions=True
    ):
        assert isinstance(found, ValueError)
    assert await cache.remember("key", 60, work) == "value 1"
    await redis.aclose()


async def _once(cache: Cache, make: Callable[[], Awaitable[str]]) -> str:
    return await cache.remember("key", 60, make)


async def test_who_gives_up_takes_nothing_from_the_others(settings: Settings) -> None:
    redis = open_redis(settings.redis_url.get_secret_value())
    cache, work = Cache(redis, "test"), Work()
    first, second = (asyncio.create_task(_once(cache, work)) for _ in range(2))
    await asyncio.sleep(0.1)

    first.cancel()

    assert (await second, work.done) == ("value 1", 1)
    await redis.aclose()


async def test_an_outage_is_a_miss(settings: Settings) -> None:
    redis = open_redis(settings.redis_url.get_secret_value())
    cache, work = Cache(redis, "test"), Work()
    started = time.monotonic()

    await cache.increment("count")
    assert await cache.get("key") is None
    for number in range(1, 4):
        found = await asyncio.gather(*(_once(cache, work) for _ in range(20)))
        assert set(found) == {f"value {number}"}

    # Three times the work, and Redis was asked once in all that time.
    assert time.monotonic() - started < 3 * 0.2 + 0.5
    await redis.aclose()


async def test_redis_that_hangs_is_waited_for_once() -> None:
    async def swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(swallow, "127.0.0.1", 0)
    redis = open_redis(f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0")
    cache, work = Cache(redis, "test"), Work()
    started = time.monotonic()

    assert [await _once(cache, work) for _ in range(3)] == ["value 1", "value 2", "value 3"]

    assert time.monotonic() - started < 2.5
    await redis.aclose()
    server.close()


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
    client = connect(stored.model_copy(update={"redis_url": cached.redis_url}))
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
