"""What is found and how it is shown: whatever the case and the accents, whole words marked, long texts cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbp_desktop.models.finding import FOUND_END, FOUND_START, Wanted, fold

MARKS = str.maketrans("", "", FOUND_START + FOUND_END + "…")


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("jan", "Her sister Janet came", True),
        ("JAN", "her sister janet came", True),
        ("anet", "Her sister Janet came", False),
        ("jan sis", "Her sister Janet came", True),
        ("jan dog", "Her sister Janet came", False),
        ("jose", "José rang", True),
        ("josé", "Jose rang", True),
        ("brien", "Mrs O'Brien", True),
        ("o'brien", "Mrs O'Brien", True),
        ("strasse", "In der Straße", True),
        ("c++ (", "the c in her name", True),
        ("under", "snake_under_score", True),
        ("!?", "nothing typed is found nowhere", True),
    ],
)
def test_each_typed_word_is_found_at_the_start_of_a_word(typed: str, text: str, found: bool) -> None:
    assert Wanted(typed).is_in(text) is found


def test_found_words_are_marked_whole() -> None:
    marked = Wanted("jan cam").shown("Her sister Janet came")
    assert marked == f"Her sister {FOUND_START}Janet{FOUND_END} {FOUND_START}came{FOUND_END}"


def test_marks_stand_right_where_folding_changes_the_length() -> None:
    assert Wanted("rang").shown("ﬀ Straße é rang on") == f"ﬀ Straße é {FOUND_START}rang{FOUND_END} on"


def test_a_long_text_is_cut_around_the_first_found_word() -> None:
    text = "word " * 100 + "Janet " + "word " * 100
    shown = Wanted("janet").shown(text)
    assert f"{FOUND_START}Janet{FOUND_END}" in shown
    assert len(shown) < 200
    assert shown.startswith("…word")
    assert shown.endswith("word…")


@given(st.text(max_size=400), st.text(max_size=12))
def test_what_is_shown_is_a_part_of_the_text_and_nothing_is_lost_from_a_short_one(text: str, typed: str) -> None:
    text = text.translate(MARKS)
    shown = Wanted(typed).shown(text).translate(MARKS)
    assert shown in text
    assert len(text) > 180 or shown == text


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
