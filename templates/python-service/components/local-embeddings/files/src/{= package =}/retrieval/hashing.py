"""Embeddings without a model: every word has a place in the vector, found by hashing.

Texts are near when they share words. It costs nothing and needs no one; replace it by a model's
embeddings when meaning matters more than words.
"""

import re
from collections.abc import Sequence
from hashlib import blake2b
from math import log1p, sqrt
from typing import Literal

_WORD = re.compile(r"\w+")


class HashingEmbedder:
    def __init__(self, dimensions: int) -> None:
        self._dimensions = dimensions

    async def embed(
        self, texts: Sequence[str], _: Literal["document", "query"]
    ) -> list[Sequence[float]]:
        return [vector(text, self._dimensions) for text in texts]


def vector(text: str, dimensions: int) -> list[float]:
    """Give the words of `text` as a vector of length one."""
    counts = [0.0] * dimensions
    for word in _WORD.findall(text.casefold()):
        digest = int.from_bytes(blake2b(word.encode(), digest_size=8).digest())
        # The sign lets words that meet in one place cancel out instead of adding up.
        counts[digest // 2 % dimensions] += 1 if digest % 2 else -1
    damped = [log1p(abs(count)) * (1 if count > 0 else -1) for count in counts]
    length = sqrt(sum(value * value for value in damped))
    # A text without words still needs a direction: the distance to zero is undefined.
    return [value / length for value in damped] if length else [1.0] + [0.0] * (dimensions - 1)
