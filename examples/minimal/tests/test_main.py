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

from myservice.settings import Settings

PROBES = ("health", "ready")
SECONDS = 90  # a busy machine is no failure
NAMES = {name.upper() for name in Settings.model_fields}
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in NAMES} | {
    "ENVIRONMENT": "production",
    "HOST": "127.0.0.1",
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


def test_a_wrong_setting_is_named_in_one_line(tmp_path: Path) -> None:
    with service(tmp_path, {"PORT": "none"}) as process:
        _, err = process.communicate(timeout=SECONDS)

    assert process.returncode == 2
    assert err.startswith("myservice: invalid settings: PORT: ")
    assert err.count("\n") == 1


def test_starts_answers_and_stops(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {"PORT": str(port)}

    with service(tmp_path, environment) as process:
        try:
            health, ready = (_answer(f"http://127.0.0.1:{port}/{path}") for path in PROBES)
        finally:
            process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=SECONDS)

    assert (health, ready) == (200, 200)
    lines = [json.loads(line) for line in out.splitlines()]
    assert "Finished server process" in lines[-1]["message"]
    assert err == ""


def _answer(url: str) -> int:
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            return httpx.get(url).status_code
        except httpx.TransportError:
            assert time.monotonic() < deadline, f"no answer from {url}"
            time.sleep(0.05)
