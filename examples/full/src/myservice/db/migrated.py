"""Say whether the database has the schema of this release: its pods take no traffic before.

A schema that is newer passes too. After a rollback the older release meets a database that has
moved on, and migrations keep what the release before them uses.
"""

import sys

from alembic import command
from alembic.config import Config
from alembic.script.revision import ResolutionError
from alembic.util.exc import CommandError, DatabaseNotAtHead


def is_migrated(config: Config) -> bool:
    try:
        command.current(config, check_heads=True)
    except DatabaseNotAtHead:
        return _is_newer(config)
    return True


def _is_newer(config: Config) -> bool:
    """Whether the database is at a revision that this release does not know."""
    try:
        command.current(config)
    except CommandError as error:
        return isinstance(error.__cause__, ResolutionError)
    return False


if __name__ == "__main__":
    sys.exit(0 if is_migrated(Config("alembic.ini")) else 1)
