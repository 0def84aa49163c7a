"""Partial dates ("about 1987", "June 2018") as EDTF text with the first and last day they may mean."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException

_FULL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
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
        text = text.strip()
        if _FULL_DATE.match(text):
            day = date.fromisoformat(text).toordinal()
            return cls(day, day, text)
        try:
            parsed = parse_edtf(text)
            lo, hi = parsed.lower_fuzzy(), parsed.upper_fuzzy()
            return cls(_ordinal(lo, EARLIEST), _ordinal(hi, LATEST), text)
        except (EDTFParseException, ValueError, AttributeError, TypeError) as error:
            raise ValueError(f"'{text}' is not a date; write for example 2018, 2018-06 or 2018-06-04") from error

    @classmethod
    def on(cls, day: int | date) -> "PartialDate":
        """The exact day, given as ordinal or date."""
        when = day if isinstance(day, date) else date.fromordinal(day)
        return cls(when.toordinal(), when.toordinal(), when.isoformat())


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
