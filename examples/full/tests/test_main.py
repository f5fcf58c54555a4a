"""`python -m myservice` as a process: complaint, start, stop."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from myservice.settings import Settings, secret_names

PROBES = ("health", "ready")
SECONDS = 90  # a busy machine is no failure
NAMES = {name.upper() for name in Settings.model_fields}
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in NAMES} | {
    "ENVIRONMENT": "production",
    "HOST": "127.0.0.1",
}
SECRETS = {
    "DATABASE_URL": "postgresql+asyncpg://hidden-user:hidden-word@127.0.0.1:1/none",
    "REDIS_URL": "redis://:hidden-word@127.0.0.1:1/0",
    "OPENAI_API_KEY": "hidden-word",
}


def service(where: Path, environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "myservice"],
        cwd=where,  # away from .env
        env=ENVIRONMENT | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_secrets_of_this_test_are_all() -> None:
    assert sorted(SECRETS) == sorted(name.upper() for name in secret_names())


def test_without_its_secrets_it_says_so_in_one_line(tmp_path: Path) -> None:
    with service(tmp_path, {}) as process:
        out, err = process.communicate(timeout=SECONDS)

    problems = "; ".join(f"{name}: Field required" for name in SECRETS)
    assert (process.returncode, out) == (2, "")
    assert err == f"myservice: invalid settings: {problems}\n"


def test_starts_answers_and_stops_without_showing_a_secret(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = SECRETS | {"PORT": str(port)}

    with service(tmp_path, environment) as process:
        try:
            health, ready = (_answer(f"http://127.0.0.1:{port}/{path}") for path in PROBES)
        finally:
            process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=SECONDS)

    assert (health, ready) == (200, 503)
    lines = [json.loads(line) for line in out.splitlines()]
    assert "Finished server process" in lines[-1]["message"]
    assert "hidden" not in out + err


def _answer(url: str) -> int:
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            return httpx.get(url).status_code
        except httpx.TransportError:
            assert time.monotonic() < deadline, f"no answer from {url}"
            time.sleep(0.05)
