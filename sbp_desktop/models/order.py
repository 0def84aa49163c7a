"""Order keys for lines and steps: a new key fits between any two, so putting one in moves no other.

A key is text compared as text: four digits in base 36 counting places along the list, then, only where something was
put between two neighbours, a fraction that never ends in "0". Two workers apart may pick the same key; the reader
then breaks the tie by id.
"""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_BASE = len(_DIGITS)
_HEAD = 4
_LAST_PLACE = _BASE**_HEAD - 1
_FIRST = "i" + "0" * (_HEAD - 1)  # the middle, so that there is room on both sides


def between(before: str | None, after: str | None) -> str:
    """Return a key greater than `before` and less than `after`; None means the end of the list on that side.

    Raises ValueError when the two are not in order or are no keys of ours.
    """
    for key in (before, after):
        if key is not None and (len(key) < _HEAD or set(key) - set(_DIGITS) or (len(key) > _HEAD and key[-1] == "0")):
            raise ValueError(f"not an order key: {key!r}")
    if before is not None and after is not None and before >= after:
        raise ValueError(f"not in order: {before!r}, {after!r}")
    if before is None:
        return _FIRST if after is None else _before(after)
    return _after(before) if after is None else _fraction(before, after)


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
