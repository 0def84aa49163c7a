"""Sums of money as people write and read them: "£12.50" is 1250 pence."""

import re

NO_SUM = "Write the sum in figures, such as 12.50."
_POUNDS = re.compile(r"(\d{1,7})(?:\.(\d{1,2}))?")


def pence(said: str) -> int | None:
    """Return a sum in pence, None for what is no sum: "12", "12.5", "£1,200.00"."""
    found = _POUNDS.fullmatch(re.sub(r"[£,\s]", "", said))
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else None


def pounds(amount: float) -> str:
    """Return pence as pounds without a sign: "12", "12.50", "1,200"."""
    whole, rest = divmod(round(amount), 100)
    return f"{whole:,}.{rest:02}" if rest else f"{whole:,}"
