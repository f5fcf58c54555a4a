"""The cache: when Redis is away the service is slower, not down."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import LockError, RedisError

from myservice.observability.logs import log
from myservice.observability.metrics import CACHE_LOOKUPS

TIMEOUT_SECONDS = 0.5
# Redis that did not answer is left alone for a while: requests must not wait for it one by one.
REST_SECONDS = 5.0
LOCK_SECONDS = 10.0  # other processes wait for the one that works, then they do the same


def open_redis(url: str) -> Redis:
    return Redis.from_url(
        url,
        decode_responses=True,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), retries=1),  # a connection may have been closed while it was idle
    )


class Cache:
    def __init__(self, redis: Redis, prefix: str) -> None:
        self._redis, self._prefix = redis, prefix
        self._rests_until = 0.0
        self._making: dict[str, asyncio.Task[str]] = {}

    async def remember(self, key: str, seconds: int, make: Callable[[], Awaitable[str]]) -> str:
        """Look it up, or make it once for all who ask meanwhile, here and in other processes."""
        if (task := self._making.get(key)) is None:
            task = self._making[key] = asyncio.create_task(self._make(key, seconds, make))
            task.add_done_callback(lambda _: self._making.pop(key))
        return await asyncio.shield(task)  # whoever stops waiting takes nothing from the others

    async def get(self, key: str) -> str | None:
        value = await self._ask("get", lambda: self._redis.get(f"{self._prefix}:{key}"))
        return None if value is None else str(value)

    async def increment(self, key: str) -> None:
        await self._ask("increment", lambda: self._redis.incr(f"{self._prefix}:{key}"))

    async def check(self) -> None:
        await self._redis.ping()

    async def _make(self, key: str, seconds: int, make: Callable[[], Awaitable[str]]) -> str:
        value = await self.get(key)
        CACHE_LOOKUPS.labels("miss" if value is None else "hit").inc()
        if value is not None:
            return value
        name = f"{self._prefix}:{key}"
        lock = self._redis.lock(f"{name}:lock", LOCK_SECONDS, blocking_timeout=LOCK_SECONDS)
        await self._ask("lock", lock.acquire)
        try:
            if (value := await self.get(key)) is None:
                value = await make()
                await self._ask("set", lambda: self._redis.set(name, value, ex=seconds))
            return value
        finally:
            await self._ask("unlock", lock.release)

    async def _ask[T](self, operation: str, command: Callable[[], Awaitable[T]]) -> T | None:
        if monotonic() >= self._rests_until:
            try:
                return await command()
            except LockError:  # never held, or for so long that it is another's now
                return None
            except (RedisError, OSError) as error:
                self._rests_until = monotonic() + REST_SECONDS
                log.warning("cache", extra={"operation": operation, "error": type(error).__name__})
        CACHE_LOOKUPS.labels("error").inc()
        return None
