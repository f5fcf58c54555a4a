"""Connections: named, pooled, bounded in number and time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asyncpg import PostgresError
from sqlalchemy import text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

CONNECT_SECONDS = 3
COMMAND_SECONDS = 10
POOL_SIZE = 10
RECYCLE_SECONDS = 1800
# PostgresError: what fails while connecting, such as a server starting up, comes unwrapped.
UNAVAILABLE = (OSError, InterfaceError, OperationalError, PoolTimeout, PostgresError)


class DatabaseUnavailable(Exception):
    """PostgreSQL did not answer; the message may be shown to the caller."""


def open_engine(url: str, application_name: str) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_timeout=CONNECT_SECONDS,
        pool_recycle=RECYCLE_SECONDS,
        pool_pre_ping=True,
        connect_args={
            "timeout": CONNECT_SECONDS,
            "command_timeout": COMMAND_SECONDS,
            "server_settings": {"application_name": application_name},
        },
    )


class Database:
    def __init__(self, engine: AsyncEngine) -> None:
        self._sessions = async_sessionmaker(engine, expire_on_commit=False)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed at the end, rolled back on an error."""
        try:
            async with self._sessions.begin() as session:
                yield session
        except UNAVAILABLE as error:
            raise DatabaseUnavailable("the database does not answer, try again shortly") from error

    async def check(self) -> None:
        async with self.session() as session:
            await session.execute(text("SELECT 1"))
