"""Days, times and places in words."""

from datetime import UTC, date, datetime

import pytest

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.ui import when_and_where

NOW = date(2026, 11, 22).toordinal()  # a Sunday


def _noon_ms(days_ago: int) -> int:
    day = date.fromordinal(NOW - days_ago)
    return int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp() * 1000)


def test_the_date_is_a_title() -> None:
    assert when_and_where.day_title(NOW) == "Sunday 22 November"


@pytest.mark.parametrize(
    ("ahead", "words"),
    [(0, "Today"), (1, "Tomorrow"), (4, "Thursday"), (11, "3 December"), (-1, "Yesterday"), (-3, "Last Thursday")],
)
def test_a_day_that_is_expected_is_named_and_never_called_late(ahead: int, words: str) -> None:
    assert when_and_where.expected(PartialDate.on(NOW + ahead), NOW) == words


def test_no_day_agreed_is_when_you_can() -> None:
    assert when_and_where.expected(None, NOW) == "When you can"


def test_a_month_or_a_year_is_said_as_told() -> None:
    assert when_and_where.partial(PartialDate.of("2018-06"), NOW) == "June 2018"
    assert when_and_where.partial(PartialDate.of("2018"), NOW) == "2018"
    assert when_and_where.partial(PartialDate.of("2018-06-04"), NOW) == "4 June 2018"


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (0, "Talked today"),
        (1, "Talked yesterday"),
        (4, "Talked on Wednesday"),
        (20, "Talked on 2 November"),
        (120, "Talked in July"),
        (900, "Talked in June 2024"),
    ],
)
def test_when_we_last_talked(ago: int, words: str) -> None:
    assert when_and_where.last_talked(_noon_ms(ago), NOW) == words


def test_never_talked_says_nothing() -> None:
    assert when_and_where.last_talked(0, NOW) == ""


def test_a_moment_has_its_time_while_it_is_near() -> None:
    near, far = when_and_where.moment(_noon_ms(2), NOW), when_and_where.moment(_noon_ms(40), NOW)
    assert near.endswith(" on Friday")
    assert far == "13 October"


def test_places_are_said_as_places() -> None:
    assert when_and_where.place("community_hub") == "at the hub"
    assert when_and_where.place(None) == when_and_where.place("somewhere_new") == ""
