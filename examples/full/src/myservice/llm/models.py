"""From plain values to the chain of models: primary, then fallback."""

from openai import AsyncOpenAI
from pydantic_ai import Agent, ConcurrencyLimit, ConcurrencyLimitedModel
from pydantic_ai import exceptions as x
from pydantic_ai.models.fallback import FallbackModel
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

# Attempts multiply along the chain: one retry a model, then the next one.
RETRIES = 1
# What another model may not suffer from. A wrong key must not hide behind the fallback.
TRANSIENT = (
    x.ModelRateLimitError,
    x.ModelUnavailableError,
    x.ModelServerError,
    x.ModelConnectionError,
    x.ModelRequestTimeout,
)


def vendor_client(api_key: str, base_url: str | None, timeout_seconds: float) -> AsyncOpenAI:
    return AsyncOpenAI(
        api_key=api_key, base_url=base_url, timeout=timeout_seconds, max_retries=RETRIES
    )


def build_agent(
    vendor: AsyncOpenAI, model: str, fallback_model: str, max_parallel_calls: int
) -> Agent[None, str]:
    provider = OpenAIProvider(openai_client=vendor)
    chain = FallbackModel(
        OpenAIChatModel(model, provider=provider),
        OpenAIChatModel(fallback_model, provider=provider),
        fallback_on=TRANSIENT,
    )
    # Round the chain, not inside: there a call turned away would go on to the fallback.
    limit = ConcurrencyLimit(max_running=max_parallel_calls, max_queued=0)
    return Agent(ConcurrencyLimitedModel(chain, limit))
