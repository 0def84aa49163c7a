"""Order keys: always strictly between, short for the way people write, and refused when they make no sense."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbp_desktop.models.order import between


@given(st.lists(st.integers(min_value=0, max_value=10**6), max_size=120))
def test_every_key_put_anywhere_falls_where_it_was_put(places: list[int]) -> None:
    keys: list[str] = []
    for place in places:
        at = place % (len(keys) + 1)
        keys.insert(at, between(keys[at - 1] if at else None, keys[at] if at < len(keys) else None))
        assert all(low < high for low, high in pairwise(keys))


def test_writing_on_keeps_keys_short() -> None:
    key = None
    for _ in range(500):
        key = between(key, None)
    assert key is not None
    assert len(key) == 4


def test_writing_always_before_the_first_line_keeps_keys_short() -> None:
    key = None
    for _ in range(500):
        key = between(None, key)
    assert key is not None
    assert len(key) == 4


def test_splitting_the_same_gap_again_and_again_still_works() -> None:
    low, high = between(None, None), between(between(None, None), None)
    chance = random.Random(7)
    for _ in range(400):
        middle = between(low, high)
        assert low < middle < high
        low, high = (middle, high) if chance.random() < 0.5 else (low, middle)
    assert len(low) < 200


def test_the_two_ends_of_the_number_line_still_give_room() -> None:
    assert between("zzzz", None) > "zzzz"
    assert between(between("zzzz", None), None) > between("zzzz", None)
    assert "0000" < between(None, "0001") < "0001"
    assert between(None, between(None, "0001")) < between(None, "0001")


@pytest.mark.parametrize(("before", "after"), [("i001", "i000"), ("i000", "i000"), ("i0001", "i0001")])
def test_what_makes_no_sense_is_refused(before: str, after: str | None) -> None:
    with pytest.raises(ValueError, match="order"):
        between(before, after)


@given(st.text(), st.one_of(st.none(), st.text()))
def test_beside_keys_of_none_of_ours_there_is_always_one_of_ours(before: str, after: str | None) -> None:
    made = between(f"{before}~", after)
    assert between(made, None) > made > between(None, made)


@pytest.mark.parametrize("alien", ["a0", "i9", "I000", "i00", "0", "zz", "i 3", "m\n"])
def test_what_is_put_behind_a_key_of_none_of_ours_stands_behind_it(alien: str) -> None:
    assert between(alien, None) > alien


def test_a_key_of_any_length_gives_a_short_one_behind_it() -> None:
    assert len(between("i" * 100_000, None)) == 4
