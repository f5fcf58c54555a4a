"""PostgreSQL for integration tests: a database of their own, made by the real migrations."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import pytest
from alembic import command
from alembic.config import Config
from pydantic import SecretStr
from sqlalchemy import URL, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from myservice.db.tables import Base
from myservice.settings import Settings


def execute(url: URL, statement: str) -> list[str]:
    async def run() -> list[str]:
        engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            result = await connection.execute(text(statement))
            rows = [str(row[0]) for row in result] if result.returns_rows else []
        await engine.dispose()
        return rows

    return asyncio.run(run())


def alembic(url: URL) -> Config:
    config = Config("alembic.ini")
    config.attributes["url"] = url
    return config


@pytest.fixture(scope="session")
def empty_database() -> Iterator[URL]:
    """Beside the configured database, which stays as it is."""
    configured = make_url(Settings(_env_file=".env.test").database_url.get_secret_value())
    url = configured.set(database=f"test_{uuid4().hex}")
    execute(configured, f"CREATE DATABASE {url.database}")
    yield url
    execute(configured, f"DROP DATABASE {url.database} WITH (FORCE)")


@pytest.fixture
def database(empty_database: URL) -> Iterator[URL]:
    """Migrated, and without rows."""
    command.upgrade(alembic(empty_database), "head")
    yield empty_database
    execute(empty_database, f"TRUNCATE {', '.join(Base.metadata.tables)} CASCADE")


@pytest.fixture
def stored(settings: Settings, database: URL) -> Settings:
    """Settings with a real database behind them."""
    url = SecretStr(database.render_as_string(hide_password=False))
    return settings.model_copy(update={"database_url": url})
