"""Rank fusion: agreement beats one first place."""

from myservice.retrieval.ranking import fuse


def test_an_item_on_both_lists_comes_first() -> None:
    assert next(iter(fuse([["a", "b"], ["c", "b"]]))) == "b"


def test_one_list_keeps_its_order() -> None:
    assert list(fuse([["c", "a", "b"]])) == ["c", "a", "b"]


def test_nothing_fuses_to_nothing() -> None:
    assert fuse([[], []]) == {}
