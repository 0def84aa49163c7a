"""A day as people type it."""

from datetime import date

import pytest

from sbp_desktop.models import said_days

SUNDAY = date(2026, 11, 22).toordinal()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("today", "2026-11-22"), ("Yesterday", "2026-11-21"), ("friday", "2026-11-20"), ("Sun", "2026-11-22"),
        ("3 May", "2026-05-03"), ("24 dec", "2025-12-24"), ("3rd May 2018", "2018-05-03"), ("3/5", "2026-05-03"),
        ("3/5/2018", "2018-05-03"), ("May 2018", "2018-05"), ("december", "2025-12"), ("2018", "2018"),
        ("2018-06", "2018-06"), ("29 feb", "2024-02-29"),
    ],
)  # fmt: skip
def test_a_day_gone_by_is_the_newest_of_its_name(typed: str, meant: str) -> None:
    day = said_days.read(typed, SUNDAY)
    assert day is not None
    assert day.text == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tomorrow", "2026-11-23"), ("Friday", "2026-11-27"), ("sunday", "2026-11-29"), ("3 May", "2027-05-03"),
        ("24 December", "2026-12-24"), ("december", "2026-12"), ("May", "2027-05"),
    ],
)  # fmt: skip
def test_a_day_ahead_is_the_first_of_its_name(typed: str, meant: str) -> None:
    day = said_days.read(typed, SUNDAY, ahead=True)
    assert day is not None
    assert day.text == meant


@pytest.mark.parametrize("typed", ["", "soon", "31/2", "45 May", "banana 2018"])
def test_what_is_no_day_is_none(typed: str) -> None:
    assert said_days.read(typed, SUNDAY) is None
