"""One pass round every request: its id, its metrics and its line in the log."""

import re
from time import perf_counter
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from myservice.observability import metrics
from myservice.observability.logs import log, request_id

HEADER = "X-Request-ID"
_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_QUIET = {"/health", "/ready", "/metrics"}


class ObserveRequests:
    """Plain ASGI: a BaseHTTPMiddleware would stand between a stream and its client's disconnect."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        current = given if _SAFE_ID.fullmatch(given) else uuid4().hex
        token = request_id.set(current)
        status = 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = current
            await send(message)

        started = perf_counter()
        try:
            with metrics.REQUESTS_IN_FLIGHT.track_inprogress():
                await self._app(scope, receive, send_with_id)
        finally:
            _record(scope, status, perf_counter() - started)
            request_id.reset(token)


def _record(scope: Scope, status: int, seconds: float) -> None:
    # The route's pattern, not the path: a label must not grow with what clients send.
    route = getattr(scope.get("route"), "path", "unmatched")
    metrics.REQUEST_SECONDS.labels(scope["method"], route, status).observe(seconds)
    if route not in _QUIET:
        fields = {"method": scope["method"], "route": route, "status": status}
        log.info("request", extra={**fields, "seconds": round(seconds, 4)})
