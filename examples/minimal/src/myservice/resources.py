"""What the service holds while it runs: opened in order, closed in reverse, whatever fails."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from myservice.settings import Settings
from myservice.state import State


@asynccontextmanager
async def open_resources(_: Settings) -> AsyncIterator[State]:
    yield State(checks=[])
