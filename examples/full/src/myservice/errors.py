"""From domain error to status and problem body (RFC 9457): one table."""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from myservice.db.engine import DatabaseUnavailable
from myservice.llm import failures
from myservice.observability.logs import log

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 2
_STATUS: dict[type[Exception], int] = {
    failures.ModelBusy: 429,
    failures.ModelNotConfigured: 503,
    failures.ModelRefused: 502,
    failures.ModelUnavailable: 503,
    DatabaseUnavailable: 503,
}
_RETRYABLE = (failures.ModelBusy, failures.ModelUnavailable, DatabaseUnavailable)

type Problem = dict[str, str | int]


def problem(error: Exception) -> Problem:
    return {"title": type(error).__name__, "status": _STATUS[type(error)], "detail": str(error)}


async def _respond(_: Request, error: Exception) -> JSONResponse:
    # Names only: the text of a vendor's error may quote what we sent, the key included.
    names = {"error": type(error).__name__, "cause": type(error.__cause__).__name__}
    log.warning("refused", extra=names)
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if isinstance(error, _RETRYABLE) else None
    return JSONResponse(problem(error), _STATUS[type(error)], headers, media_type=MEDIA_TYPE)


async def _crash(_: Request, __: Exception) -> JSONResponse:
    """Answer in the same form; the server logs the traceback."""
    body = {"title": "InternalError", "status": 500, "detail": "unexpected error, see the log"}
    return JSONResponse(body, 500, media_type=MEDIA_TYPE)


def add_error_handlers(app: FastAPI) -> None:
    for error in _STATUS:
        app.add_exception_handler(error, _respond)
    app.add_exception_handler(Exception, _crash)
