"""Why a value may not stand in a field of its kind, as one plain sentence; None where it may."""

import math

from sbp_desktop.models.clock import FIRST_MS, LAST_MS
from sbp_desktop.models.dates import PartialDate


def option(name: str, options: tuple[str, ...], value: object) -> str | None:
    """One of these, or any text where there are none."""
    if not isinstance(value, str):
        return f"{name} must be text"
    return None if not options or value in options else f"'{value}' is not one of {', '.join(options)}"


def text(name: str, value: object) -> str | None:
    """Words of any length."""
    return None if isinstance(value, str) else f"{name} must be text"


def day(name: str, value: object) -> str | None:
    """A partial date as EDTF text."""
    if not isinstance(value, str):
        return f"{name} must be text"
    try:
        PartialDate.of(value)
    except ValueError as error:
        return str(error)
    return None


def flag(name: str, value: object) -> str | None:
    """Yes or no."""
    return None if isinstance(value, bool) else f"{name} must be yes or no"


def number(name: str, value: object) -> str | None:
    """A number that a column can hold."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return f"{name} must be a number"
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return f"{name} is too large a number"
    return None


def instant(name: str, value: object) -> str | None:
    """Milliseconds UTC of a moment that a calendar can show."""
    if problem := number(name, value):
        return problem
    return None if isinstance(value, int | float) and FIRST_MS <= value <= LAST_MS else f"{name} must be a moment"


def ref(name: str, value: object) -> str | None:
    """Another entity's id."""
    return None if isinstance(value, bytes) and len(value) == 16 else f"{name} must be an id"


def any_(_name: str, _value: object) -> str | None:
    """Whatever it is: members of a set are looked at one by one where they are made."""
    return None
