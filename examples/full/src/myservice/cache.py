"""The cache: when Redis is away the service is slower, not down."""

from redis.asyncio import Redis
from redis.exceptions import RedisError

from myservice.observability.logs import log
from myservice.observability.metrics import CACHE_LOOKUPS

TIMEOUT_SECONDS = 0.5


def open_redis(url: str) -> Redis:
    return Redis.from_url(
        url,
        decode_responses=True,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
    )


class Cache:
    def __init__(self, redis: Redis, prefix: str) -> None:
        self._redis = redis
        self._prefix = prefix

    async def get(self, key: str) -> str | None:
        try:
            value = await self._redis.get(f"{self._prefix}:{key}")
        except (RedisError, OSError) as error:
            self._report("get", error)
            return None
        CACHE_LOOKUPS.labels("miss" if value is None else "hit").inc()
        return None if value is None else str(value)

    async def set(self, key: str, value: str, seconds: int) -> None:
        try:
            await self._redis.set(f"{self._prefix}:{key}", value, ex=seconds)
        except (RedisError, OSError) as error:
            self._report("set", error)

    async def increment(self, key: str) -> None:
        try:
            await self._redis.incr(f"{self._prefix}:{key}")
        except (RedisError, OSError) as error:
            self._report("increment", error)

    async def check(self) -> None:
        await self._redis.ping()

    @staticmethod
    def _report(operation: str, error: Exception) -> None:
        CACHE_LOOKUPS.labels("error").inc()
        log.warning("cache", extra={"operation": operation, "error": type(error).__name__})
