"""Errors nobody foresaw."""

import pytest

from myservice.settings import Settings

from tests.conftest import Connect


def test_a_crash_is_a_problem_without_details(
    settings: Settings, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("myservice.api.health.failing", None)

    response = connect(settings).get("/ready")

    assert response.status_code == 500
    assert response.json()["title"] == "InternalError"
    assert "NoneType" not in response.text
