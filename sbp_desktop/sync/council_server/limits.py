"""How much one laptop may ask for: a bucket each, in memory, forgotten when not used."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Final

_MOST_KNOWN: Final = 20_000


class Limit:
    """`burst` requests at once, `per_second` on average, for whoever `ask` names. `now_s` is a monotonic clock."""

    def __init__(self, burst: int, per_second: float, now_s: Callable[[], float]) -> None:
        self._burst, self._per_second, self._now_s = burst, per_second, now_s
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def ask(self, who: Hashable) -> float:
        """0 where the request may go on, else seconds to wait."""
        with self._lock:
            now = self._now_s()
            left, at = self._left.pop(who, (float(self._burst), now))
            left = min(self._burst, left + (now - at) * self._per_second)
            may = left >= 1
            self._left[who] = left - may, now
            if len(self._left) > _MOST_KNOWN:
                self._left.popitem(last=False)
            return 0.0 if may else (1 - left) / self._per_second
