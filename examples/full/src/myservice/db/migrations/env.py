"""Alembic's entry: migrations run alone, wait briefly, and each in its own transaction."""

import asyncio

from alembic import context
from sqlalchemy import Connection, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

from myservice.db.tables import Base
from myservice.settings import load_settings

# Any constant will do; every replica of the migration job must use the same.
ADVISORY_LOCK = 20_240_601


def run(connection: Connection) -> None:
    # The lock waits for another run of this job; the timeouts keep a migration from queueing
    # behind a long transaction with every other query behind it.
    connection.execute(text("SET statement_timeout = '5min'"))
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
    connection.execute(text("SET lock_timeout = '5s'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def main() -> None:
    url = context.config.attributes.get("url") or load_settings().database_url.get_secret_value()
    engine = create_async_engine(url, poolclass=pool.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(run)
    await engine.dispose()


asyncio.run(main())
