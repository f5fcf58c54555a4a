"""What PgBouncer is told of the Secret: nothing of it may be mistaken for another setting."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = "deploy/base/pgbouncer.py"


def written(into: Path, url: str) -> tuple[str, str]:
    environment = os.environ | {"DATABASE_URL": url}
    subprocess.run([sys.executable, SCRIPT, str(into)], env=environment, check=True)
    return (into / "database.ini").read_text(), (into / "userlist.txt").read_text()


def test_the_address_and_the_user_are_those_of_the_service(tmp_path: Path) -> None:
    database, users = written(tmp_path, "postgresql+asyncpg://app:word@db.internal/app")

    assert database.splitlines() == [
        "[databases]",
        "app = host='db.internal' port='5432' dbname='app'",
        "[pgbouncer]",
        "server_tls_sslmode = prefer",
    ]
    assert users == '"app" "word"\n'


@pytest.mark.parametrize("option", ["ssl", "sslmode"])
def test_encryption_that_the_address_demands_is_demanded(tmp_path: Path, option: str) -> None:
    database, _ = written(tmp_path, f"postgresql+asyncpg://app:word@db/app?{option}=require")

    assert database.endswith("server_tls_sslmode = require\n")


def test_a_password_of_any_characters_stays_one(tmp_path: Path) -> None:
    _, users = written(tmp_path, "postgresql+asyncpg://app:%22%20%25%27@db/app")

    assert users == '"app" """ %\'"\n'
