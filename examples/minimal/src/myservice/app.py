"""The application: settings in, FastAPI out; nothing happens at import."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from myservice.api import health
from myservice.errors import add_error_handlers
from myservice.observability.middleware import ObserveRequests
from myservice.resources import open_resources
from myservice.settings import Settings
from myservice.state import State


def create_app(settings: Settings) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[State]:
        async with open_resources(settings) as state:
            yield state

    app = FastAPI(title="myservice", lifespan=lifespan)
    app.add_middleware(ObserveRequests)
    add_error_handlers(app)
    app.include_router(health.router)
    return app
