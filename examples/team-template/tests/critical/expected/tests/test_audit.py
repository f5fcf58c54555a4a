"""What the auditors read."""

import logging

import pytest

from payments import audit


def test_a_change_is_recorded_with_who_and_what(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        audit.record("ada", "deleted", "document 7")

    (line,) = caplog.records
    recorded = {key: vars(line)[key] for key in ("actor", "action", "subject")}
    assert recorded == {"actor": "ada", "action": "deleted", "subject": "document 7"}
