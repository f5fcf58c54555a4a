"""Errors leave as problem bodies (RFC 9457)."""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

MEDIA_TYPE = "application/problem+json"


async def _crash(_: Request, __: Exception) -> JSONResponse:
    """Answer without details; the server logs the traceback."""
    body = {"title": "InternalError", "status": 500, "detail": "unexpected error, see the log"}
    return JSONResponse(body, 500, media_type=MEDIA_TYPE)


def add_error_handlers(app: FastAPI) -> None:
    app.add_exception_handler(Exception, _crash)
