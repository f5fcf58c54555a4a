"""The one way to the vendor: counted, timed, and its failures put in the service's own words."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from pydantic_ai import FallbackExceptionGroup
from pydantic_ai import exceptions as x

from myservice.llm import failures
from myservice.llm.circuit import Circuit
from myservice.llm.models import TRANSIENT
from myservice.observability import metrics


class Calls:
    def __init__(self, circuit: Circuit, *, key_is_dummy: bool) -> None:
        self._circuit = circuit
        self._key_is_dummy = key_is_dummy

    async def check(self) -> None:
        """Readiness: the outcome of recent calls, never a paid one."""
        self._circuit.check()

    @contextmanager
    def call(self, operation: str) -> Iterator[None]:
        if self._key_is_dummy:
            raise failures.ModelNotConfigured("the key is a dummy: set OPENAI_API_KEY")
        self._circuit.check()
        started, outcome = perf_counter(), "abandoned"
        try:
            with metrics.MODEL_CALLS_IN_FLIGHT.track_inprogress():
                yield
            outcome = "ok"
            self._circuit.succeeded()
        except x.ConcurrencyLimitExceeded as error:
            outcome = "busy"
            raise failures.ModelBusy("all model calls are in use, try again shortly") from error
        except (FallbackExceptionGroup, *TRANSIENT) as error:
            outcome = "unavailable"
            self._circuit.failed()
            raise failures.ModelUnavailable("no model answered, try again shortly") from error
        except x.AgentRunError as error:
            outcome = "refused"
            raise failures.ModelRefused(f"the model refuses: {type(error).__name__}") from error
        finally:
            metrics.MODEL_CALL_SECONDS.labels(operation, outcome).observe(perf_counter() - started)
