"""What PgBouncer is told of the Secret: nothing of it may be mistaken for another setting."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = "deploy/base/pgbouncer.py"


def written(into: Path, url: str) -> dict[str, str]:
    environment = os.environ | {"DATABASE_URL": url}
    subprocess.run([sys.executable, SCRIPT, str(into)], env=environment, check=True)
    return {path.name: path.read_text() for path in into.iterdir()}


def test_the_address_and_the_user_are_those_of_the_service(tmp_path: Path) -> None:
    assert written(tmp_path, "postgresql+asyncpg://app:word@db.internal/app") == {
        "databases.ini": "[databases]\napp = host='db.internal' port='5432' dbname='app'\n",
        "tls.ini": "server_tls_sslmode = prefer\n",
        "userlist.txt": '"app" "word"\n',
    }


@pytest.mark.parametrize("option", ["ssl", "sslmode"])
def test_encryption_that_the_address_demands_is_demanded(tmp_path: Path, option: str) -> None:
    files = written(tmp_path, f"postgresql+asyncpg://app:word@db/app?{option}=require")

    assert files["tls.ini"] == "server_tls_sslmode = require\n"


def test_a_password_of_any_characters_stays_one(tmp_path: Path) -> None:
    files = written(tmp_path, "postgresql+asyncpg://app:%22%20%25%27@db/app")

    assert files["userlist.txt"] == '"app" """ %\'"\n'
