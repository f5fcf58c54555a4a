"""The circuit breaker, with a clock of its own."""

import pytest

from myservice.llm.circuit import (
    FAILURES_TO_OPEN,
    SECONDS_OPEN,
    Circuit,
)
from myservice.llm.failures import ModelUnavailable


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_opens_after_repeated_failures_and_tries_again_later() -> None:
    clock = Clock()
    circuit = Circuit(clock)
    for _ in range(FAILURES_TO_OPEN):
        circuit.check()
        circuit.failed()

    with pytest.raises(ModelUnavailable):
        circuit.check()
    clock.now += SECONDS_OPEN
    circuit.check()

    circuit.failed()
    with pytest.raises(ModelUnavailable):
        circuit.check()


def test_one_success_forgets_the_failures() -> None:
    circuit = Circuit()
    for _ in range(FAILURES_TO_OPEN - 1):
        circuit.failed()
    circuit.succeeded()
    circuit.failed()

    circuit.check()
