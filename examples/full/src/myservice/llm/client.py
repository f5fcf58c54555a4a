"""The model as the service sees it: text in, text out, failures in its own words."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic_ai import Agent, ModelSettings, UsageLimits
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, TextPart, UserPromptPart

from myservice.llm.calls import Calls
from myservice.observability import metrics

LIMITS = UsageLimits(request_limit=1, input_tokens_limit=100_000, output_tokens_limit=8_000)
STREAM_SECONDS = 120


@dataclass(frozen=True)
class Turn:
    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True)
class Answer:
    text: str
    model: str


class ModelClient:
    def __init__(self, agent: Agent[None, str], calls: Calls, timeout_seconds: float) -> None:
        self._agent = agent
        self._calls = calls
        self._timeout = timeout_seconds

    async def answer(self, instructions: str, turns: Sequence[Turn]) -> Answer:
        with self._calls.call("answer"):
            result = await self._agent.run(
                turns[-1].text,
                message_history=_history(turns[:-1]),
                instructions=instructions,
                model_settings=ModelSettings(request_timeout=self._timeout),
                usage_limits=LIMITS,
            )
            _count(result.response)
            return Answer(result.output, result.response.model_name or "unknown")

    async def stream(self, instructions: str, turns: Sequence[Turn]) -> AsyncGenerator[str]:
        settings = ModelSettings(first_event_timeout=self._timeout, request_timeout=STREAM_SECONDS)
        with self._calls.call("stream"):
            async with self._agent.run_stream(
                turns[-1].text,
                message_history=_history(turns[:-1]),
                instructions=instructions,
                model_settings=settings,
                usage_limits=LIMITS,
            ) as run:
                async for delta in run.stream_text(delta=True, debounce_by=None):
                    yield delta
                _count(run.response)


def _history(turns: Sequence[Turn]) -> list[ModelMessage]:
    return [
        ModelRequest(parts=[UserPromptPart(turn.text)])
        if turn.role == "user"
        else ModelResponse(parts=[TextPart(turn.text)])
        for turn in turns
    ]


def _count(response: ModelResponse) -> None:
    for attempt in response.failed_attempts or ():
        metrics.MODEL_FALLBACKS.labels(attempt.model_name).inc()
    metrics.MODEL_TOKENS.labels("input").inc(response.usage.input_tokens)
    metrics.MODEL_TOKENS.labels("output").inc(response.usage.output_tokens)
