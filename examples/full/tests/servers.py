"""Real servers on loopback: streams, disconnects and shutdown in tests are real ones."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

import uvicorn
from fastapi import FastAPI


@dataclass
class Running:
    server: uvicorn.Server
    thread: Thread
    url: str

    def stop(self) -> None:
        """Do what SIGTERM does."""
        self.server.should_exit = True


@contextmanager
def running(app: FastAPI) -> Iterator[Running]:
    config = uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=10)
    server = uvicorn.Server(config)
    thread = Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started:
        assert thread.is_alive(), "the server stopped while starting, see its log"
        assert time.monotonic() < deadline, "the server did not start in time"
        time.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    service = Running(server, thread, f"http://127.0.0.1:{port}")
    try:
        yield service
    finally:
        service.stop()
        thread.join()
