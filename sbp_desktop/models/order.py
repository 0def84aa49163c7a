"""Order keys for lines and steps: a new key fits between any two, so putting one in moves no other.

A key is text compared as text: four digits in base 36 counting places along the list, then, only where something was
put between two neighbours, a fraction that never ends in "0". Two workers apart may pick the same key; the reader
then breaks the tie by id. A key that came from elsewhere may be any text: it keeps its place, and is read as the
nearest of ours where something is put beside it.
"""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_BASE = len(_DIGITS)
_HEAD = 4
_LAST_PLACE = _BASE**_HEAD - 1
_FIRST = "i" + "0" * (_HEAD - 1)  # the middle, so that there is room on both sides
_LONGEST_READ = 250  # of a key from elsewhere: far past what four hundred splittings of one gap need


def between(before: str | None, after: str | None) -> str:
    """Return a key greater than `before` and less than `after`; None means the end of the list on that side.

    Beside a key that is none of ours the new one may fall on its other side. Raises ValueError when two of ours are not
    in order.
    """
    low, high = (key if key is None or _is_ours(key) else _nearest(key) for key in (before, after))
    if low is not None and high is not None and low >= high:
        if (low, high) == (before, after):
            raise ValueError(f"not in order: {before!r}, {after!r}")
        return _fraction(low, None)
    if low is None:
        return _FIRST if high is None else _before(high)
    return _after(low) if high is None else _fraction(low, high)


def _is_ours(key: str) -> bool:
    return len(key) >= _HEAD and set(key) <= set(_DIGITS) and (len(key) == _HEAD or key[-1] != "0")


def _nearest(key: str) -> str:
    digits = "".join(next((digit for digit in _DIGITS if digit >= sign), "z") for sign in key[:_LONGEST_READ])
    return digits[:_HEAD].ljust(_HEAD, "0") + digits[_HEAD:].rstrip("0")


def _before(key: str) -> str:
    place = int(key[:_HEAD], _BASE)
    return _written(place - 1) if place > 1 else _fraction("0" * _HEAD, key)


def _after(key: str) -> str:
    place = int(key[:_HEAD], _BASE)
    return _written(place + 1) if place < _LAST_PLACE else _fraction(key, None)


def _written(place: int) -> str:
    digits = ""
    for _ in range(_HEAD):
        place, digit = divmod(place, _BASE)
        digits = _DIGITS[digit] + digits
    return digits


def _fraction(low: str, high: str | None) -> str:
    """Return a short text strictly between; `high` None means no upper bound."""
    made = ""
    for at in range(max(len(low), len(high or "")) + 1):
        down = _DIGITS.index(low[at]) if at < len(low) else 0
        up = _BASE if high is None else _DIGITS.index(high[at]) if at < len(high) else 0
        if up - down > 1 and at >= _HEAD:
            return made + _DIGITS[(down + up) // 2]
        made += _DIGITS[down]
        if up > down:
            high = None  # already below it: from here on only `low` has to be passed
    return made + _DIGITS[_BASE // 2]
