"""Fixtures: the service as a real server, settings as plain arguments."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from myservice.app import create_app
from myservice.settings import Environment, Settings

from tests.servers import Running, running


@pytest.fixture
def settings() -> Settings:
    return Settings(
        _env_file=None,
        environment=Environment.TEST,
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
