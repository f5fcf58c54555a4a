"""Reciprocal rank fusion: one order out of several."""

from collections import defaultdict
from collections.abc import Hashable, Sequence

# The usual constant: it keeps the first places from outweighing agreement between the lists.
K = 60


def fuse[T: Hashable](rankings: Sequence[Sequence[T]]) -> dict[T, float]:
    """Score every item by its places in all rankings, best first."""
    scores: dict[T, float] = defaultdict(float)
    for ranking in rankings:
        for place, item in enumerate(ranking, start=1):
            scores[item] += 1 / (K + place)
    return dict(sorted(scores.items(), key=lambda pair: pair[1], reverse=True))
