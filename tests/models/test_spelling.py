"""British spelling: right words are left alone, wrong ones found, the likeliest first; names and quotations untouched."""

import pytest

from sbp_desktop.models.spelling import Dictionary, words_in
from sbp_desktop.services import spelling
from sbp_desktop.ui import resources
from tests.fixtures import needs_dictionary

AS_HUNSPELL = "SFX S Y 1\nSFX S y ies [^aeiou]y\nPFX U Y 1\nPFX U 0 un .\nREP 1\nREP f ph\n"


@pytest.mark.parametrize(
    "word",
    [
        "received",
        "colour",
        "neighbour’s",
        "organise",
        "organize",
        "don't",
        "unhappily",
        "happier",
        "allotment",
        "programme",
        "carers",
        "Norfolk",
        "reablement",
        "befriender",
        "safeguarding",
        "She’d",
    ],
)
def test_a_right_word_is_known(word: str) -> None:
    assert spelling.judge([word]) == {word: True}


@needs_dictionary
@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("recieved", "received"),
        ("Teh", "The"),
        ("color", "colour"),
        ("center", "centre"),
        ("seperate", "separate"),
        ("neihbour", "neighbour"),
        ("definately", "definitely"),
        ("alot", "a lot"),
    ],
)
def test_a_wrong_word_is_found_and_what_was_meant_is_among_the_first(word: str, meant: str) -> None:
    assert spelling.judge([word]) == {word: False}
    assert meant in spelling.suggestions(word)[:3]


def test_the_dictionary_reads_what_ours_uses_of_the_form() -> None:
    small = Dictionary(AS_HUNSPELL, "3\nberry/SU\nday\nfoto!\n", {"our"})
    known = {word: small.knows(word) for word in ("berry", "berries", "unberries", "days", "unday", "Day", "our")}
    right = {"berry", "berries", "unberries", "Day", "our"}
    assert {word for word, knows in known.items() if knows} == right


@pytest.mark.parametrize(
    ("text", "looked_at"),
    [
        ("We met Xiaorong at the GP’s.", ["We", "met", "at", "the"]),
        ("Teh end. Teh other", ["Teh", "end", "Teh", "other"]),
        ("He said “nowt wrang” and left", ["He", "said", "and", "left"]),
        ('"I were reet', []),
        ("see www.riverside.example or a@b.example, flat 4b", ["see", "or", "flat"]),
        ("and/or, half-way", ["half", "way"]),
        ("I do", ["do"]),
    ],
)
def test_only_words_that_can_be_wrong_are_looked_at(text: str, looked_at: list[str]) -> None:
    found = list(words_in(text))
    assert [each.word for each in found] == looked_at
    assert all(text[each.start : each.end] == each.word for each in found)


def test_our_own_words_are_spelt_right() -> None:
    words = {each.word for each in words_in(resources.text("help", "en.md"))}
    wrong = {word for word, right in spelling.judge(words).items() if not right}
    assert wrong <= {"Ctrl", "else’s"}
