"""When a person expects us next: days nobody works do not count unless they were agreed (decisions.md D27)."""

from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache

from sbp_desktop.models.dates import LATEST, PartialDate

WEEK = 7
CHECK_BACKS = (6 * WEEK, 12 * WEEK)
"""Days after saying goodbye when a call is worth making (practice.md R23)."""
_WORTH_IT_FOR = 4 * WEEK  # a call not made by then is let go: nothing piles up
LET_GO_AFTER = CHECK_BACKS[-1] + _WORTH_IT_FOR
"""Days after a goodbye from which no call is due any more."""
LET_GO_OF_NEW = 4 * WEEK
"""Days after somebody was written down from which nobody is asked to say hello any more."""
_LONGEST = 366
_SATURDAY = 5

# Days moved or added by royal proclamation, as (left out, put in).
_PROCLAIMED: dict[int, tuple[tuple[date, ...], tuple[date, ...]]] = {
    2020: ((date(2020, 5, 4),), (date(2020, 5, 8),)),
    2022: ((date(2022, 5, 30),), (date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19))),
    2023: ((), (date(2023, 5, 8),)),
}


@lru_cache(maxsize=16)
def bank_holidays(year: int) -> frozenset[int]:
    """The bank holidays of England and Wales in a year, as ordinal days.

    Banking and Financial Dealings Act 1971, schedule 1, with New Year's Day, the May Day holiday and substitutes for
    weekends as proclaimed every year since 1978 (gov.uk/bank-holidays).
    """
    easter = _easter(year)
    new_year = date(year, 1, 1)
    days = {new_year if new_year.weekday() < _SATURDAY else _monday(new_year)}
    days |= {easter - timedelta(2), easter + timedelta(1)}
    days |= {_monday(date(year, 5, 1)), _monday(date(year, 5, 25)), _monday(date(year, 8, 25))}
    days |= {_off_weekend(date(year, 12, 25)), _off_weekend(date(year, 12, 26))}
    out, added = _PROCLAIMED.get(year, ((), ()))
    return frozenset(day.toordinal() for day in days - set(out) | set(added))


def _monday(first: date) -> date:
    """The first Monday from a day on; from the 25th on it is the last of May or August."""
    return first + timedelta(-first.weekday() % WEEK)


def _off_weekend(day: date) -> date:
    """Christmas or Boxing Day, or where it falls on a weekend the day two later."""
    return day + timedelta(2 * (day.weekday() >= _SATURDAY))


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    rest = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * rest) // 433
    month = (h + rest - 7 * m + 90) // 25
    return date(year, month, (h + rest - 7 * m + 33 * month + 19) % 32)


def counts(day: int, days_off: Collection[int] = ()) -> bool:
    """Whether an ordinal day is one the worker works."""
    when = date.fromordinal(day)
    return when.weekday() < _SATURDAY and day not in bank_holidays(when.year) and day not in days_off


def agreed_days(days: float | None) -> int | None:
    """A number of days as a rhythm. None for none, and for one that nobody agreed: any number is kept as it came."""
    every = round(days) if days else 0
    return every if 0 < every <= _LONGEST else None


def next_day(last: int, every: int, days_off: Collection[int] = ()) -> int:
    """The day somebody seen on the day `last`, every so many days, expects us next; no later than the calendar's last.

    Whole weeks keep their weekday, or the next day that counts; otherwise only days that count are counted.
    """
    if every % WEEK == 0:
        day = min(last + every, LATEST)
        while day < LATEST and not counts(day, days_off):
            day += 1
        return day
    day, left = last, every
    while left and day < LATEST:
        day += 1
        left -= counts(day, days_off)
    return day


def expected(
    agreed: PartialDate | None, every: int | None, last: int, days_off: Collection[int] = ()
) -> PartialDate | None:
    """When they expect us: the day that was agreed, as agreed, or by the rhythm since `last`; None where neither."""
    if agreed is not None or not every:
        return agreed
    return PartialDate.on(next_day(last, every, days_off))


def long_silent(agreed: PartialDate | None, every: int, last: int, days_off: Collection[int] = ()) -> int:
    """The ordinal day from which nothing was heard of us for twice as long as agreed: two rhythms since `last`, or one
    since a day that was agreed (practice.md R06).
    """
    return next_day(last, 2 * every, days_off) if agreed is None else next_day(agreed.hi, every, days_off)


def check_back(ended: int, today: int, made: Collection[int]) -> int | None:
    """After how many days since the goodbye a call is worth making now, None when none is; `made` are days of calls."""
    for after in CHECK_BACKS:
        due = ended + after
        if due <= today < due + _WORTH_IT_FOR and not any(due <= day <= today for day in made):
            return after
    return None
