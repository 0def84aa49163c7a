"""The bell knows our own words, the longest where several fit, as they stand in a text."""

import pytest

from sbp_desktop.models import jargon


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Safeguarding (repeat episodes)", {"Safeguarding": "keeping you safe from harm by others"}),
        ("A financial assessment first", {"financial assessment": "working out what you would pay"}),
        ("OT visits; the OT rang", {"OT": "somebody who finds ways to do everyday things"}),
        ("Not a rotten potato, a pilot", {}),
        ("Jean, daughter, close", {}),
    ],
)
def test_our_words_are_found_as_written(text: str, found: dict[str, str]) -> None:
    assert jargon.found_in([text]) == found


def test_no_plain_words_need_plainer_ones() -> None:
    for meaning in jargon.PLAIN.values():
        assert not jargon.found_in([meaning]), meaning
        assert len(meaning.split()) <= 15  # what a person can take in at once (practice.md E.11)


def test_what_is_offered_instead_is_plain_itself() -> None:
    for instead in jargon.INSTEAD.values():
        assert not jargon.Avoided().offers_in(instead), instead


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("referred to the club", [("referred to", "introduced to")]),
        ("Service users and services", [("Service users", "People"), ("services", "help")]),
        ("a preferred name, the clientele", []),
    ],
)
def test_plainer_words_are_offered_for_whole_words_the_longest_first(text: str, offered: list[tuple[str, str]]) -> None:
    assert [(text[offer.start : offer.end], offer.instead) for offer in jargon.Avoided().offers_in(text)] == offered
