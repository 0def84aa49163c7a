"""The first guess at what a typed name is."""

import pytest

from sbp_desktop.models.guess import guess, split_relation


@pytest.mark.parametrize(
    ("typed", "kind", "domain"),
    [
        ("daughter", "person", "network"),
        ("Jean, daughter", "person", "network"),
        ("my neighbour Sue", "person", "network"),
        ("mother-in-law", "person", "network"),
        ("Sue from church", "person", "network"),
        ("GP", "person", "network"),
        ("Bob", "person", "network"),
        ("church tea club", "group", "community"),
        ("Tuesday club", "group", "community"),
        ("the library", "place", "community"),
        ("quiz night", "activity", "community"),
        ("food bank", "organisation", "community"),
        ("re-ablement", "service", "targeted"),
        ("hearing aid", "equipment", "targeted"),
        ("care home", "service", "statutory"),
        ("Care at home", "service", "statutory"),
        ("day centre", "service", "statutory"),
    ],
)
def test_words_say_where_a_thing_belongs(typed: str, kind: str, domain: str) -> None:
    found = guess(typed)
    assert (found.kind, found.domain) == (kind, domain)


def test_the_gp_is_known_for_what_they_do_and_unknown_names_are_close() -> None:
    assert guess("GP").tier == "extended"
    assert guess("GP").paid == "paid"
    assert guess("Bob").tier == "close"
    assert not guess("Bob").known


def test_a_comma_tells_the_name_from_who_they_are() -> None:
    assert split_relation("Jean, daughter") == ("Jean", "daughter")
    assert split_relation("daughter") == ("daughter", "")
