"""Settings: the only reader of the environment."""

from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DUMMY = "dummy"


class SettingsError(Exception):
    """The environment is incomplete or wrong; the message is one line and holds no value."""


class Environment(StrEnum):
    DEVELOPMENT = "development"
    TEST = "test"
    STAGING = "staging"
    PRODUCTION = "production"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    # A forgotten ENVIRONMENT must not open the door for dummy secrets.
    environment: Environment = Environment.PRODUCTION
    host: str = "0.0.0.0"
    port: int = Field(default=8000, ge=1, le=65535)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    database_url: SecretStr
    redis_url: SecretStr
    openai_api_key: SecretStr

    llm_model: str = "gpt-6.1-terra"
    llm_fallback_model: str = "gpt-5.4-mini"
    llm_timeout_seconds: float = Field(default=20, gt=0)
    openai_base_url: str | None = None

    ff_enable_new_rag_pipeline: bool = False
    ff_enable_streaming_responses: bool = True
    ff_max_parallel_model_calls: int = Field(default=8, ge=1)

    @model_validator(mode="after")
    def _refuse_dummies(self) -> Self:
        if self.environment in {Environment.DEVELOPMENT, Environment.TEST}:
            return self
        if dummies := [name.upper() for name in secret_names() if is_dummy(getattr(self, name))]:
            raise ValueError(f"{', '.join(dummies)}: a dummy is refused in {self.environment}")
        return self


def secret_names() -> list[str]:
    return [name for name, field in Settings.model_fields.items() if field.annotation is SecretStr]


def is_dummy(secret: SecretStr) -> bool:
    return DUMMY in secret.get_secret_value()


def load_settings() -> Settings:
    """Read the environment, or say in one line what is wrong with it."""
    try:
        return Settings()
    except ValidationError as error:
        problems = [
            f"{'.'.join(map(str, detail['loc'])).upper()}: {detail['msg']}".lstrip(": ")
            for detail in error.errors(include_url=False, include_input=False)
        ]
        raise SettingsError(f"invalid settings: {'; '.join(problems)}") from None
