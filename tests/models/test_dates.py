"""Partial dates: as precise as told, with the first and last day they may mean."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbp_desktop.models import dates
from sbp_desktop.models.dates import EARLIEST, LATEST, PartialDate, present_on


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2018-06-04", "2018-06-04", "2018-06-04"),
        ("2018-06", "2018-06-01", "2018-06-30"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2018-12", "2018-12-01", "2018-12-31"),
        ("2018", "2018-01-01", "2018-12-31"),
        ("9999-12", "9999-12-01", "9999-12-31"),
        ("0001", "0001-01-01", "0001-12-31"),
        ("201X", "2010-01-01", "2019-12-31"),
        ("2018-06/2019", "2018-06-01", "2019-12-31"),
        (" 2018 ", "2018-01-01", "2018-12-31"),
    ],
)
def test_a_date_means_these_days(text: str, first: str, last: str) -> None:
    told = PartialDate.of(text)
    assert (told.lo, told.hi, told.text) == (day(first), day(last), text.strip())


def test_about_a_year_reaches_beyond_it() -> None:
    about, year = PartialDate.of("1987~"), PartialDate.of("1987")
    assert about.lo < year.lo
    assert year.hi < about.hi


def test_an_open_end_is_before_or_after_everything() -> None:
    assert PartialDate.of("../2001").lo == EARLIEST
    assert PartialDate.of("2001/..").hi == LATEST


@pytest.mark.parametrize(
    "text",
    ["", "x", "2018-13", "2018-00", "0000", "2018-02-30", "2018-6-4", "last week", "04/06/2018", "2018-06-04T10:00"],
)
def test_what_is_no_date_is_told_plainly(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date; write for example"):
        PartialDate.of(text)


@given(st.dates(), st.sampled_from(["%Y-%m-%d", "%Y-%m", "%Y"]))
def test_a_day_lies_in_every_shorter_way_to_write_it(when: date, form: str) -> None:
    text = when.isoformat()[: {"%Y-%m-%d": 10, "%Y-%m": 7, "%Y": 4}[form]]
    told = PartialDate.of(text)
    assert told.lo <= when.toordinal() <= told.hi
    assert told == PartialDate.of(text)
    assert date.fromordinal(told.lo).isoformat().startswith(text)
    assert date.fromordinal(told.hi).isoformat().startswith(text)


@pytest.mark.parametrize(
    ("since", "until", "there"),
    [
        (None, None, "12345"), ("2020-01-02", None, "2345"), (None, "2020-01-03", "12"), ("2020-01-02", "2020-01-04", "23"),
        ("2020-01-03", "2020-01-03", "3"), ("2020-01-04", "2020-01-02", ""), ("2020", "2020", "1"),
    ],
)  # fmt: skip
def test_from_the_first_day_up_to_the_last_and_not_on_it(since: str | None, until: str | None, there: str) -> None:
    ends = [PartialDate.of(text) if text else None for text in (since, until)]
    assert "".join(str(n) for n in range(1, 6) if present_on(day(f"2020-01-0{n}"), *ends)) == there


@pytest.mark.parametrize("year", ["0000", "0001", "1899", "1950", "2024", "9999"])
@pytest.mark.parametrize("mark", ["~", "?"])
def test_about_a_year_is_read_here_as_the_library_reads_it(year: str, mark: str) -> None:
    assert PartialDate.of(year + mark) == dates._read_edtf(year + mark)
