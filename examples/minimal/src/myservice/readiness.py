"""Readiness: named checks, run at once, each within its own time."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from myservice.observability.logs import log


@dataclass(frozen=True)
class Check:
    name: str
    probe: Callable[[], Awaitable[object]]
    seconds: float = 0.5


async def failing(checks: list[Check]) -> list[str]:
    """Name the checks that raised or did not answer in time."""
    passed = await asyncio.gather(*map(_passes, checks))
    return [check.name for check, ok in zip(checks, passed, strict=True) if not ok]


async def _passes(check: Check) -> bool:
    probe = asyncio.ensure_future(check.probe())
    # Unlike wait_for(), wait() is on time even when the probe is slow to take its cancellation.
    await asyncio.wait({probe}, timeout=check.seconds)
    if not probe.done():
        probe.cancel()
        log.warning("not ready", extra={"check": check.name, "reason": "timeout"})
        return False
    if (error := probe.exception()) is not None:
        log.warning(
            "not ready",
            extra={"check": check.name, "reason": type(error.__cause__ or error).__name__},
        )
        return False
    return True
