"""When to speak to the council next: soon after an edit, slowly when all is quiet, ever less often when it is away."""

from random import Random
from typing import Final

AFTER_EDIT_S: Final = 4.0
POLL_S: Final = 60.0
_FIRST_S: Final = 1.0
_SETTLED_S: Final = 1.0
_LONGEST_S: Final = 15 * 60.0
_MANY_FAILURES: Final = 10
_SLEPT_S: Final = 30.0


def pause_s(failures: int, asked_s: float, random: Random) -> float:
    """Seconds until the next try by itself: full jitter over a time that doubles with each failure in a row; never
    less than the council asks for, and after ten failures never less than a second.
    """
    if not failures:
        return max(POLL_S, asked_s)
    longest = min(_LONGEST_S, _FIRST_S * 2 ** min(failures, 20))
    least = 1.0 if failures >= _MANY_FAILURES else 0.0
    return max(asked_s, least, random.uniform(0.0, longest))


class Schedule:
    """One laptop's next time, in seconds of any clock that goes on while the laptop sleeps."""

    def __init__(self, random: Random, now: float) -> None:
        self._random = random
        self.failures = 0
        self.next = now
        self._earliest = now

    def edited(self, now: float) -> None:
        """Something was written: speak soon, together with what is written in the next seconds."""
        self._bring_forward(now + AFTER_EDIT_S)

    def reconnected(self, now: float) -> None:
        """The network is back, or somebody pressed "send now": what was waited for because of failures is over."""
        self._earliest = now if not self._asked else self._earliest
        self.next = max(now, self._earliest)

    def network_changed(self, now: float) -> None:
        """There may be a network again: speak soon, though not in the very moment, for then many others do too."""
        self._earliest = now if not self._asked else self._earliest
        self._bring_forward(now + self._random.uniform(_SETTLED_S, AFTER_EDIT_S))

    def ended(self, now: float, *, failed: bool, asked_s: float, unfinished: bool = False) -> None:
        """A run ended, with an answer of the council's or without; `unfinished`: it stopped to begin again at once."""
        self.failures = self.failures + 1 if failed else 0
        self._asked = asked_s > 0
        pause = asked_s if unfinished else pause_s(self.failures, asked_s, self._random)
        self.next = now + pause
        # An edit does not break into the waiting after a failure, nor into what the council asked for.
        self._earliest = self.next if failed else now + asked_s

    def wait_s(self, now: float) -> float:
        """Seconds to wait from now on; 0 when it is time."""
        return max(0.0, self.next - now)

    def _bring_forward(self, to: float) -> None:
        self.next = max(min(self.next, to), self._earliest)

    _asked = False
