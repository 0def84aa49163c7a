"""Strokes: thinned without being seen to be, and the same again after being text."""

from itertools import pairwise
from math import cos, hypot, pi, sin

from hypothesis import given
from hypothesis import strategies as st

from sbp_desktop.models import ink

numbers = st.floats(-2000, 2000, allow_nan=False)
points = st.lists(st.tuples(numbers, numbers), min_size=1, max_size=40)


@given(st.lists(points, max_size=4))
def test_strokes_are_the_same_again_after_being_text(drawn: list[list[ink.Point]]) -> None:
    back = ink.of_text(ink.to_text(tuple(stroke) for stroke in drawn))
    assert len(back) == len(drawn)
    for before, after in zip(drawn, back, strict=True):
        assert len(before) == len(after)
        assert all(abs(a - b) <= 0.125 for p, q in zip(before, after, strict=True) for a, b in zip(p, q, strict=True))
    assert ink.of_text(ink.to_text(back)) == back


@given(points)
def test_a_thinned_stroke_keeps_its_ends_and_strays_nowhere(drawn: list[ink.Point]) -> None:
    kept = ink.thinned(drawn)
    assert (kept[0], kept[-1]) == (drawn[0], drawn[-1])
    assert set(kept) <= set(drawn)
    for point in drawn:
        ways = list(pairwise(kept)) or [(kept[0], kept[0])]
        assert min(ink._off(point, a, b) for a, b in ways) <= 0.6 + 1e-9


def test_a_straight_line_needs_two_points() -> None:
    assert ink.thinned([(float(x), 0.0) for x in range(200)]) == ((0.0, 0.0), (199.0, 0.0))


def test_a_circle_stays_round_with_a_tenth_of_its_points() -> None:
    round_ = [(100 * cos(i / 200 * pi), 100 * sin(i / 200 * pi)) for i in range(400)]
    kept = ink.thinned(round_)
    assert len(kept) < 40
    assert all(abs(hypot(*point) - 100) < 1e-6 for point in kept)


@given(st.text(max_size=30))
def test_text_no_hand_of_ours_wrote_is_no_stroke_and_no_crash(text: str) -> None:
    assert all(isinstance(point, tuple) for stroke in ink.of_text(text) for point in stroke)


def test_an_odd_number_of_steps_is_no_stroke() -> None:
    assert ink.of_text("1 2 3") == ()
    assert ink.of_text("") == ()


def test_the_middle_is_the_middle_of_its_room() -> None:
    assert ink.middle(((0.0, 0.0), (10.0, 4.0), (2.0, 8.0))) == (5.0, 4.0)
