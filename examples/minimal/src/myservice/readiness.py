"""Readiness: named checks, run at once, each within its own time."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from myservice.observability.logs import log


@dataclass(frozen=True)
class Check:
    name: str
    probe: Callable[[], Awaitable[object]]
    # Whether the service can do nothing without it; anything else makes it slower or does less.
    critical: bool = False
    seconds: float = 0.5


async def failing(checks: list[Check]) -> list[Check]:
    """Give the checks that raised or did not answer in time."""
    passed = await asyncio.gather(*map(_passes, checks))
    return [check for check, ok in zip(checks, passed, strict=True) if not ok]


async def _passes(check: Check) -> bool:
    probe = asyncio.ensure_future(check.probe())
    # Unlike wait_for(), wait() is on time even when the probe is slow to take its cancellation.
    await asyncio.wait({probe}, timeout=check.seconds)
    if not probe.done():
        probe.cancel()
        reason = "timeout"
    elif (error := probe.exception()) is not None:
        reason = type(error.__cause__ or error).__name__
    else:
        return True
    log.warning("check failed", extra={"check": check.name, "reason": reason})
    return False
