"""Connections: named, pooled, bounded in number and time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asyncpg import PostgresError
from sqlalchemy import Result, Select, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.ext.asyncio.session import async_sessionmaker

CONNECT_SECONDS = 3
COMMAND_SECONDS = 10
# Times the pods there may be it stays below what the server accepts: deploy/README.md.
POOL_SIZE = 4
RECYCLE_SECONDS = 1800
# PostgresError: what fails while connecting, such as a server starting up, comes unwrapped.
UNAVAILABLE = (OSError, InterfaceError, OperationalError, PoolTimeout, PostgresError)

type Sessions = async_sessionmaker[AsyncSession]
# What may write. It never comes from a server that cannot.
type WriteSession = AsyncSession


class ReadSession:
    """What can only ask: to write on it is a type error."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def execute[*Row](self, statement: Select[*Row]) -> Result[*Row]:
        return await self._session.execute(statement)


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


@asynccontextmanager
async def transaction(sessions: Sessions) -> AsyncIterator[AsyncSession]:
    """Commit at the end, roll back on an error."""
    try:
        async with sessions.begin() as session:
            yield session
    except UNAVAILABLE as error:
        raise DatabaseUnavailable("the database does not answer, try again shortly") from error


class Database:
    def __init__(self, engine: AsyncEngine) -> None:
        self._sessions = async_sessionmaker(engine, expire_on_commit=False)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[ReadSession]:
        async with transaction(self._sessions) as session:
            yield ReadSession(session)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[WriteSession]:
        async with transaction(self._sessions) as session:
            yield session

    async def check(self) -> None:
        async with transaction(self._sessions) as session:
            await session.execute(text("SELECT 1"))
