"""Chunks cover the text, overlap, and end at words."""

import itertools

import pytest

from myservice.retrieval.chunks import split


def test_a_short_text_is_one_chunk() -> None:
    assert split("  a short text \n") == ["a short text"]


def test_nothing_has_no_chunks() -> None:
    assert split(" \n ") == []


def test_chunks_hold_every_word_and_overlap() -> None:
    words = [f"word{number}" for number in range(200)]

    chunks = split(" ".join(words), size=100, overlap=20)

    assert {word for chunk in chunks for word in chunk.split()} == set(words)
    assert all(len(chunk) <= 100 for chunk in chunks)
    for before, after in itertools.pairwise(chunks):
        assert before.split()[-1] in after.split()


@pytest.mark.parametrize("overlap", [0, 9])
def test_a_text_without_spaces_is_cut_all_the_same(overlap: int) -> None:
    chunks = split("x" * 95, size=10, overlap=overlap)

    assert all(chunks)
    assert sum(map(len, chunks)) >= 95
