"""Probes: what they ask and how fast they answer."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator

import httpx
import pytest

from myservice.api.deps import checks
from myservice.app import create_app
from myservice.readiness import Check
from myservice.settings import Settings

from tests.conftest import Connect
from tests.servers import running


async def _answers() -> None:
    return None


async def _hangs() -> None:
    await asyncio.sleep(60)


async def _hangs_on() -> None:
    try:
        await asyncio.sleep(60)
    finally:
        await asyncio.sleep(2)


async def _raises() -> None:
    raise RuntimeError("a secret detail")


type Ready = Callable[[list[Check]], httpx.Response]


@pytest.fixture
def ready(settings: Settings) -> Iterator[Ready]:
    """Ask a service with checks of the test's own."""
    app = create_app(settings)
    with running(app) as service:

        def ask(given: list[Check]) -> httpx.Response:
            app.dependency_overrides[checks] = lambda: given
            return httpx.get(f"{service.url}/ready")

        yield ask


def test_health_answers_when_nothing_else_does(settings: Settings, connect: Connect) -> None:
    response = connect(settings).get("/health")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_ready_when_every_check_passes(ready: Ready) -> None:
    response = ready([Check("one", _answers), Check("two", _answers)])

    body = {"ready": True, "failing": [], "degraded": []}
    assert (response.status_code, response.json()) == (200, body)


@pytest.mark.parametrize("probe", [_hangs, _hangs_on, _raises])
def test_a_hanging_or_raising_check_is_named_within_a_second(
    ready: Ready, probe: Callable[[], Awaitable[object]]
) -> None:
    ready([])

    started = time.monotonic()
    given = [Check("one", _answers), Check("two", probe, critical=True), Check("three", _hangs)]
    response = ready(given)

    assert time.monotonic() - started < 1
    assert response.status_code == 503
    assert response.json() == {"ready": False, "failing": ["two"], "degraded": ["three"]}


def test_what_is_not_critical_is_named_and_keeps_nobody_out(ready: Ready) -> None:
    response = ready([Check("one", _raises), Check("two", _answers, critical=True)])

    body = {"ready": True, "failing": [], "degraded": ["one"]}
    assert (response.status_code, response.json()) == (200, body)


def test_metrics_tell_method_route_and_status(settings: Settings, connect: Connect) -> None:
    client = connect(settings)
    client.get("/health")
    client.get("/no/such/path")

    lines = client.get("/metrics").text.splitlines()

    counts = [line for line in lines if line.startswith("http_request_duration_seconds_count")]
    assert any('method="GET",route="/health",status="200"' in line for line in counts)
    assert any('method="GET",route="unmatched",status="404"' in line for line in counts)
    assert "http_requests_in_flight 1.0" in lines
