"""`python -m myservice` serves, with `--reload` anew on changes."""

import argparse
import sys

import uvicorn
from fastapi import FastAPI

from myservice.app import create_app
from myservice.observability.logs import configure_logging
from myservice.settings import SettingsError, load_settings

# What open streams get to finish; shorter than the grace period of the pod.
SHUTDOWN_SECONDS = 30


def from_environment() -> FastAPI:
    """Build the app inside the reloader's child process."""
    settings = load_settings()
    configure_logging(settings.log_level)
    return create_app(settings)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m myservice")
    parser.add_argument("--reload", action="store_true", help="restart when the source changes")
    arguments = parser.parse_args()
    try:
        settings = load_settings()
    except SettingsError as error:
        sys.stderr.write(f"myservice: {error}\n")
        raise SystemExit(2) from None
    configure_logging(settings.log_level)
    uvicorn.run(
        "myservice.__main__:from_environment",
        factory=True,
        host=settings.host,
        port=settings.port,
        reload=arguments.reload,
        reload_dirs=["src"] if arguments.reload else None,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )


if __name__ == "__main__":
    main()
