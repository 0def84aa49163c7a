"""How long this laptop may go without a word of its council: then it stays locked and loses nothing.

The time is that of the newest moment this store ever saw, so a clock set back gives no day more: while the store is
open the machine's own running time counts on. A clock set forward by mistake is put right by the council's next answer.
"""

from typing import TYPE_CHECKING, Final, NamedTuple

import msgpack

from sbp_desktop.models.clock import now
from sbp_desktop.storage import enrolment
from sbp_desktop.storage.statements import Connection, scalar

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

USUAL_DAYS: Final = 14
LEAST_DAYS: Final = 1
MOST_DAYS: Final = 30
WARN_DAYS: Final = 3
"""So many days before the end it is said."""
DAY_MS: Final = 24 * 3600 * 1000
_OFTEN_MS: Final = 3600 * 1000
_KEY: Final = "lease"


class Lease(NamedTuple):
    """`days` without an answer are allowed; the last came at `since` (ms UTC), `gone_ms` ago."""

    council: str
    days: int
    since: int
    gone_ms: int

    @property
    def over(self) -> bool:
        """Whether the store is to stay locked until the council answers."""
        return self.gone_ms >= self.days * DAY_MS

    @property
    def days_left(self) -> int:
        """Whole days left, begun ones counted; 0 once it is over."""
        return max(0, -(-(self.days * DAY_MS - self.gone_ms) // DAY_MS))

    @property
    def ends_soon(self) -> bool:
        """Whether that is to be said."""
        return self.days_left <= WARN_DAYS < self.days or self.over


class _Kept(NamedTuple):
    days: int = 0
    seen: int = 0


def standing(vault: "Vault") -> Lease | None:
    """How it stands now, and keep how late it is; None for a laptop no council has answered yet."""
    known = enrolment.read(vault)
    with vault.reading() as conn:
        answered, kept = enrolment.spoken(conn).answered, _kept(conn)
    if known is None or not answered:
        return None
    up_s = now().up_s
    open_ms = round((up_s - vault.seen_up_s) * 1000)
    latest = max(vault.clock.now_ms(), answered, kept.seen + open_ms)
    if latest - kept.seen >= _OFTEN_MS:
        _see(vault, kept._replace(seen=latest), up_s)
    return Lease(known.council, _within(kept.days), answered, latest - answered)


def heard(vault: "Vault", days: int) -> None:
    """The council answered just now, and gives so many days (0: as many as usual)."""
    _see(vault, _Kept(days, vault.clock.now_ms()), now().up_s)


def _see(vault: "Vault", kept: _Kept, up_s: float) -> None:
    with vault.writing() as conn:
        conn.execute(
            "INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", (_KEY, msgpack.packb([kept.days, kept.seen]))
        )
    vault.seen_up_s = up_s


def _within(days: int) -> int:
    """No council can make it longer than this app allows, or forbid a day's work."""
    return min(max(days, LEAST_DAYS), MOST_DAYS) if days else USUAL_DAYS


def _kept(conn: Connection) -> _Kept:
    packed = scalar(conn.execute("SELECT value FROM meta WHERE key = ?", (_KEY,)))
    return _Kept(*msgpack.unpackb(packed)) if packed is not None else _Kept()
