"""Settings: what is wrong is said in one line."""

import pytest

from myservice.settings import (
    Environment,
    Settings,
    SettingsError,
    load_settings,
)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: pytest.TempPathFactory) -> None:
    monkeypatch.chdir(str(tmp_path))  # away from .env
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.usefixtures("environment")
def test_without_anything_else_it_is_production() -> None:
    assert load_settings().environment is Environment.PRODUCTION


@pytest.mark.usefixtures("environment")
def test_a_wrong_value_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "hunter2")

    with pytest.raises(SettingsError) as caught:
        load_settings()

    assert "PORT" in str(caught.value)
    assert "hunter2" not in str(caught.value)
