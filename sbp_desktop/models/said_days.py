"""A day as people type it ("yesterday", "Friday", "3 May", "June 2018") read into a partial date."""

import re
from datetime import date

from sbp_desktop.models.dates import PartialDate

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NEAR = {"today": 0, "yesterday": -1, "tomorrow": 1}
_NUMBERS = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}))?\Z")
_IN_WORDS = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)? )?([a-z]{3,9})(?: (\d{4}))?\Z")


def read(typed: str, today: int, *, ahead: bool = False) -> PartialDate | None:
    """The day that is meant, None when it is none. `today` is an ordinal day.

    What names no year or week is the newest such day up to today, or with `ahead` the first from tomorrow on.
    """
    words = " ".join(typed.casefold().replace(",", " ").split())
    if words in _NEAR:
        return PartialDate.on(today + _NEAR[words])
    if found := _NUMBERS.match(words):
        return _day(int(found[1]), int(found[2]), found[3], today, ahead)
    if words.isalpha() and words[:3] in _WEEK:
        return PartialDate.on(_weekday(_WEEK.index(words[:3]), today, ahead))
    if (found := _IN_WORDS.match(words)) and found[2][:3] in _MONTHS:
        month = _MONTHS.index(found[2][:3]) + 1
        if found[1]:
            return _day(int(found[1]), month, found[3], today, ahead)
        return PartialDate.of(f"{found[3] or _year(month, today, ahead)}-{month:02}")
    try:
        return PartialDate.of(typed)
    except ValueError:
        return None


def _weekday(wanted: int, today: int, ahead: bool) -> int:
    now = date.fromordinal(today).weekday()
    return today + ((wanted - now - 1) % 7 + 1 if ahead else -((now - wanted) % 7))


def _day(day: int, month: int, year: str | None, today: int, ahead: bool) -> PartialDate | None:
    now = date.fromordinal(today).year
    years = [int(year)] if year else [now, now + 1, now + 2, now + 3, now + 4] if ahead else range(now, now - 9, -1)
    for each in years:
        try:
            meant = date(each, month, day)
        except ValueError:
            continue  # 29 February is of another year
        if year or (meant.toordinal() > today) == ahead:
            return PartialDate.on(meant)
    return None


def _year(month: int, today: int, ahead: bool) -> int:
    now = date.fromordinal(today)
    if ahead:
        return now.year + (month < now.month)
    return now.year - (month > now.month)
