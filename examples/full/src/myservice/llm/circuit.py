"""A circuit breaker: after repeated failures calls fail at once for a while, instead of waiting."""

from collections.abc import Callable
from time import monotonic

from myservice.llm.failures import ModelUnavailable

FAILURES_TO_OPEN = 5
SECONDS_OPEN = 15.0


class Circuit:
    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._closes_at = 0.0

    def check(self) -> None:
        """Raise while open; afterwards calls are tried again, and one failure opens it anew."""
        if self._failures >= FAILURES_TO_OPEN and self._clock() < self._closes_at:
            raise ModelUnavailable("the models failed repeatedly, calls pause for some seconds")

    def succeeded(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        self._failures += 1
        self._closes_at = self._clock() + SECONDS_OPEN
