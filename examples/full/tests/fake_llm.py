"""The model's HTTP API on loopback; the model's name is the mode: ok, slow, cut or a status."""

import asyncio
import json
import zlib
from collections.abc import AsyncIterator
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

WORDS = ("Paris", " is", " the", " capital", ".")
USAGE = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}
DIMENSIONS = 1536


class FakeLLM(FastAPI):
    url: str
    pause: float  # between two words of a stream
    calls: list[str]
    bodies: list[dict[str, Any]]

    def __init__(self) -> None:
        super().__init__()
        self.reset()
        self.post("/v1/chat/completions")(self.complete)
        self.post("/v1/embeddings")(self.embed)

    def reset(self) -> None:
        self.pause, self.calls, self.bodies = 0.0, [], []

    async def complete(self, request: Request) -> Response:
        body = await request.json()
        mode = str(body["model"])
        self.calls.append(mode)
        self.bodies.append(body)
        if mode == "slow":
            await asyncio.sleep(2)
        if mode.isdecimal():
            return JSONResponse({"error": {"message": mode}}, int(mode), {"retry-after-ms": "1"})
        if body.get("stream"):
            return StreamingResponse(self.chunks(mode), media_type="text/event-stream")
        message = {"role": "assistant", "content": "".join(WORDS)}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return JSONResponse(_envelope("chat.completion", mode, [choice]) | {"usage": USAGE})

    async def chunks(self, mode: str) -> AsyncIterator[str]:
        for word in WORDS:
            choice = {"index": 0, "delta": {"content": word}, "finish_reason": None}
            yield _event(_envelope("chat.completion.chunk", mode, [choice]))
            await asyncio.sleep(self.pause)
            if mode == "cut":
                raise ConnectionAbortedError
        stop = {"index": 0, "delta": {}, "finish_reason": "stop"}
        yield _event(_envelope("chat.completion.chunk", mode, [stop]) | {"usage": USAGE})
        yield "data: [DONE]\n\n"

    async def embed(self, request: Request) -> Response:
        body = await request.json()
        self.calls.append("embed")
        data = [
            {"object": "embedding", "index": index, "embedding": _vector(text)}
            for index, text in enumerate(body["input"])
        ]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        return JSONResponse(
            {"object": "list", "model": body["model"], "data": data, "usage": usage}
        )


def _envelope(kind: str, model: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
    return {"id": "1", "object": kind, "created": 1, "model": model, "choices": choices}


def _event(data: dict[str, Any]) -> str:
    return f"data: {json.dumps(data)}\n\n"


def _vector(text: str) -> list[float]:
    """Give texts with common words near vectors."""
    vector = [0.001] * DIMENSIONS
    for word in text.lower().split():
        vector[zlib.crc32(word.strip(".,?!").encode()) % DIMENSIONS] += 1.0
    return vector
