"""When somebody expects us next, with weekends, bank holidays and days off in between."""

from datetime import date

import pytest

from sbp_desktop.models import rhythm
from sbp_desktop.models.dates import LATEST, PartialDate

# As listed at gov.uk/bank-holidays for England and Wales.
LISTED = {
    2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
    2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
}


def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize("year", LISTED)
def test_bank_holidays_are_those_listed(year: int) -> None:
    assert sorted(rhythm.bank_holidays(year)) == [_day(f"{year}-{day}") for day in LISTED[year].split()]


@pytest.mark.parametrize(
    ("last", "every", "off", "expected"),
    [
        ("2026-04-01", 1, [], "2026-04-02"),
        ("2026-04-02", 2, [], "2026-04-08"),  # Thursday: Good Friday, a weekend and Easter Monday do not count
        ("2026-04-02", 2, ["2026-04-07"], "2026-04-09"),
        ("2026-11-20", 1, [], "2026-11-23"),
        ("2026-11-21", 1, [], "2026-11-23"),  # seen on an agreed Saturday
        ("2026-11-19", 7, [], "2026-11-26"),  # weekly keeps its weekday
        ("2026-12-18", 7, [], "2026-12-29"),  # Christmas Day, a weekend, and Boxing Day's Monday
        ("2026-11-19", 14, ["2026-12-03"], "2026-12-04"),
    ],
)
def test_days_nobody_works_do_not_count(last: str, every: int, off: list[str], expected: str) -> None:
    assert rhythm.next_day(_day(last), every, {_day(day) for day in off}) == _day(expected)


@pytest.mark.parametrize("every", [7, 5, 364, 366])
def test_a_rhythm_ends_with_the_calendar(every: int) -> None:
    assert rhythm.next_day(LATEST - 2, every) == LATEST
    assert rhythm.expected(None, every, LATEST) == PartialDate.on(LATEST)


def test_a_rhythm_is_of_a_day_to_a_year() -> None:
    assert [rhythm.agreed_days(days) for days in (1, 2.0, 14, 366)] == [1, 2, 14, 366]
    assert {rhythm.agreed_days(days) for days in (None, 0, 0.2, -5, 367, 2**62, 1e308)} == {None}


def test_a_day_that_was_agreed_counts_even_on_a_sunday() -> None:
    sunday = PartialDate.of("2026-11-22")
    assert rhythm.expected(sunday, 2, _day("2026-11-19")) == sunday
    assert rhythm.expected(None, 2, _day("2026-11-19")) == PartialDate.of("2026-11-23")
    assert rhythm.expected(None, None, _day("2026-11-19")) is None


def test_a_call_is_worth_making_after_six_and_twelve_weeks_and_never_piles_up() -> None:
    ended = _day("2026-01-05")
    assert rhythm.check_back(ended, ended + 41, ()) is None
    assert rhythm.check_back(ended, ended + 42, ()) == 42
    assert rhythm.check_back(ended, ended + 50, {ended + 44}) is None
    assert rhythm.check_back(ended, ended + 42 + 28, ()) is None
    assert rhythm.check_back(ended, ended + 84, {ended + 44}) == 84
    assert rhythm.check_back(ended, ended + 85, {ended + 84}) is None
