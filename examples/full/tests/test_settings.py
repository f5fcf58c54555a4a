"""Settings: secrets are required, hidden, and no dummies where it matters."""

import pytest

from myservice.settings import (
    Environment,
    Settings,
    SettingsError,
    load_settings,
    secret_names,
)

SECRETS = {name.upper(): f"real-{name}" for name in secret_names()}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: pytest.TempPathFactory) -> None:
    monkeypatch.chdir(str(tmp_path))  # away from .env
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("environment")
def test_without_anything_else_it_is_production() -> None:
    assert load_settings().environment is Environment.PRODUCTION


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_secret_is_one_line_that_names_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str | None
) -> None:
    monkeypatch.delenv(name)
    if value is not None:
        monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as caught:
        load_settings()

    assert str(caught.value) == f"invalid settings: {name}: Field required"


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("where", list(Environment))
def test_a_dummy_is_refused_outside_development_and_test(
    monkeypatch: pytest.MonkeyPatch, name: str, where: Environment
) -> None:
    monkeypatch.setenv(name, "a-dummy-secret")
    monkeypatch.setenv("ENVIRONMENT", where)

    if where in {Environment.DEVELOPMENT, Environment.TEST}:
        assert load_settings().environment is where
        return
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert name in str(caught.value)
    assert "a-dummy-secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.usefixtures("environment")
def test_a_wrong_value_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "hunter2")

    with pytest.raises(SettingsError) as caught:
        load_settings()

    assert "PORT" in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.usefixtures("environment")
def test_secrets_do_not_show() -> None:
    settings = load_settings()

    for secret in SECRETS.values():
        assert secret not in f"{settings!r} {settings} {settings.model_dump()}"
