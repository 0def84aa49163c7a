"""Partial dates ("about 1987", "June 2018") as EDTF text with the first and last day they may mean."""

import functools
import importlib
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_FULL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_ABOUT_A_YEAR = re.compile(r"(\d{4})[~?]\Z")
_MONTH_OR_YEAR = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2]))?\Z")
# Beyond these a day is "before anything" or "after anything" that a record can hold.
EARLIEST, LATEST = date(1, 1, 1).toordinal(), date(9999, 12, 31).toordinal()


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date as precise as it was told. `lo` and `hi` are proleptic ordinals (date.toordinal()), both inclusive."""

    lo: int
    hi: int
    text: str

    @classmethod
    def of(cls, text: str) -> "PartialDate":
        """Read EDTF level 0-1 text. Raises ValueError with a plain sentence when it is no date."""
        return _read(text.strip())

    @classmethod
    def on(cls, day: int | date) -> "PartialDate":
        """The exact day, given as ordinal or date."""
        when = day if isinstance(day, date) else date.fromordinal(day)
        return cls(when.toordinal(), when.toordinal(), when.isoformat())


@functools.lru_cache(maxsize=4096)
def _read(text: str) -> PartialDate:
    """Kept, because reading one partial date takes 10 to 20 ms and a web holds the same few again and again."""
    try:
        if _FULL_DATE.match(text):
            return PartialDate.on(date.fromisoformat(text))
        if found := _MONTH_OR_YEAR.match(text):
            year, month = int(found[1]), found[2]
            first, last = int(month or 1), int(month or 12)
            ends = date(year, first, 1), date(year, last, monthrange(year, last)[1])
            return PartialDate(ends[0].toordinal(), ends[1].toordinal(), text)
        if found := _ABOUT_A_YEAR.match(text):
            year = int(found[1])
            return PartialDate(_ordinal((year - 1, 1, 1), EARLIEST), _ordinal((year + 1, 12, 31), LATEST), text)
        return _read_edtf(text)
    except (ValueError, AttributeError, TypeError, OverflowError) as error:
        raise ValueError(f"'{text}' is not a date; write for example 2018, 2018-06 or 2018-06-04") from error


def _read_edtf(text: str) -> PartialDate:
    # The library takes 10 MB and 60 ms; most dates are plain ones and need none of it.
    edtf = importlib.import_module("edtf")
    try:
        parsed = edtf.parse_edtf(text)
    except edtf.EDTFParseException as error:
        raise ValueError(text) from error
    return PartialDate(_ordinal(parsed.lower_fuzzy(), EARLIEST), _ordinal(parsed.upper_fuzzy(), LATEST), text)


def _ordinal(moment: object, open_end: int) -> int:
    """An edtf struct_time as ordinal; open ends come as floats (infinity)."""
    if isinstance(moment, float):
        return open_end
    year, month, day = moment[:3]  # type: ignore[index]
    if not 1 <= year <= 9999:
        return open_end
    return (date(year, month, 1) + timedelta(days=day - 1)).toordinal()


def present_on(day: int, since: PartialDate | None, until: PartialDate | None) -> bool:
    """Half-open [since, until); a one-day thing (since = until) counts on that day (decisions.md D12, D14)."""
    if since is not None and day < since.lo:
        return False
    if until is None or day < until.lo:
        return True
    return since is not None and since.lo == until.lo == day
