"""The pods of a release are held back until its migrations are done."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import URL

from myservice.db.migrated import is_migrated

from tests.databases import alembic

ENV = """
from alembic import context
from sqlalchemy import NullPool, create_engine

engine = create_engine(context.config.get_main_option("sqlalchemy.url"), poolclass=NullPool)
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""


@pytest.fixture
def release(tmp_path: Path) -> Config:
    """A release with the revisions one and two, and an empty database."""
    scripts = tmp_path / "migrations"
    (scripts / "versions").mkdir(parents=True)
    (scripts / "env.py").write_text(ENV)
    for revision, before in (("one", None), ("two", "one")):
        lines = f"revision = {revision!r}\ndown_revision = {before!r}\n\ndef upgrade(): pass\n"
        (scripts / "versions" / f"{revision}.py").write_text(lines)
    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.set_main_option("sqlalchemy.url", f"sqlite:///{tmp_path}/app.db")
    return config


def test_waits_for_every_migration(release: Config) -> None:
    assert not is_migrated(release)
    command.upgrade(release, "one")
    assert not is_migrated(release)
    command.upgrade(release, "two")
    assert is_migrated(release)


def test_passes_when_a_later_release_has_migrated_further(release: Config, tmp_path: Path) -> None:
    command.upgrade(release, "head")
    (tmp_path / "migrations" / "versions" / "two.py").unlink()
    assert is_migrated(release)


@pytest.mark.integration
def test_waits_for_the_migrations_of_this_service(empty_database: URL) -> None:
    config = alembic(empty_database)
    command.downgrade(config, "base")
    assert not is_migrated(config)
    command.upgrade(config, "head")
    assert is_migrated(config)
