"""Running a generator in a task of its own."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager

import anyio


@asynccontextmanager
async def pumped[T](source: AsyncGenerator[T]) -> AsyncIterator[AsyncGenerator[T]]:
    """Read `source` in one task and hand its items to whoever asks.

    A model's stream must be left in the task that entered it, while the first word is read by the
    request and the rest by the response. Nothing is read ahead, and leaving closes the source.
    """
    sender, receiver = anyio.create_memory_object_stream[T](max_buffer_size=0)

    async def pump() -> None:
        async with sender, aclosing(source):
            async for item in source:
                await sender.send(item)

    async def items() -> AsyncGenerator[T]:
        async for item in receiver:
            yield item
        await task

    task = asyncio.create_task(pump())
    try:
        async with receiver:
            yield items()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
