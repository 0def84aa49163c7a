"""Days from now as the calendar counts them: one on which the clocks change has 23 or 25 hours."""

from datetime import datetime, timedelta


def days_on(ms: int, days: float) -> int:
    """The same time of day so many days after a moment, where this machine is; both in ms UTC."""
    here = datetime.fromtimestamp(ms / 1000).astimezone().replace(tzinfo=None)
    return round((here + timedelta(days)).astimezone().timestamp() * 1000)
