"""Logs: one JSON object a line, with the request's id, without secrets."""

import io
import json
import logging

import pytest

from myservice.observability.logs import (
    JsonFormatter,
    configure_logging,
    log,
    request_id,
)


def test_a_line_is_one_json_object_with_its_request() -> None:
    record = log.makeRecord(log.name, logging.INFO, "file", 1, "hello %s", ("you",), None)
    record.check = "database"
    token = request_id.set("abc")
    try:
        line = json.loads(JsonFormatter().format(record))
    finally:
        request_id.reset(token)

    assert line["message"] == "hello you"
    assert (line["level"], line["request_id"], line["check"]) == ("INFO", "abc", "database")


def test_an_exception_stays_on_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr("sys.stdout", stream)
    handlers, level = logging.root.handlers[:], logging.root.level
    try:
        configure_logging("INFO")
        try:
            int("broken")
        except ValueError:
            log.exception("failed")
    finally:
        logging.root.handlers[:] = handlers
        logging.root.setLevel(level)

    [line] = stream.getvalue().splitlines()
    assert "ValueError: invalid literal" in json.loads(line)["exception"]
