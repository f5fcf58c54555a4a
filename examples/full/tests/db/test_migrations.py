"""Migrations: up, no difference to the tables, down, up again, and twice at once."""

import os
import subprocess
import sys

import pytest
from alembic import command
from sqlalchemy import URL

from myservice.db.tables import Base

from tests.databases import alembic, execute

pytestmark = pytest.mark.integration
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"


def test_up_check_down_up(empty_database: URL) -> None:
    config = alembic(empty_database)
    command.downgrade(config, "base")

    command.upgrade(config, "head")
    assert set(execute(empty_database, TABLES)) == {"alembic_version", *Base.metadata.tables}
    command.check(config)  # the migrations make the tables of the code, no more and no less
    command.downgrade(config, "base")
    assert execute(empty_database, TABLES) == ["alembic_version"]
    command.upgrade(config, "head")
    command.check(config)


def test_two_runs_at_once_both_succeed(empty_database: URL) -> None:
    command.downgrade(alembic(empty_database), "base")
    environment = os.environ | {
        "ENVIRONMENT": "test",
        "DATABASE_URL": empty_database.render_as_string(hide_password=False),
        "REDIS_URL": "redis://unused",
        "OPENAI_API_KEY": "unused",
    }
    runs = [
        subprocess.Popen([sys.executable, "-m", "alembic", "upgrade", "head"], env=environment)
        for _ in range(2)
    ]

    assert [run.wait(timeout=60) for run in runs] == [0, 0]
