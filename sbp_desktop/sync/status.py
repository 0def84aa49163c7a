"""What can truly be said of where the work is: in one line, and thing by thing; the words are the ui's."""

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

from sbp_desktop.models.clock import local_day
from sbp_desktop.storage import caseload, drafts, enrolment, outbox, rows
from sbp_desktop.storage.outbox import Placed, Whereabouts

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

__all__ = [
    "Line", "Placed", "Said", "Standing", "Whereabouts", "clock_is_wrong", "line", "read", "time_is_up", "waits_long",
    "where_agreed", "where_is",
]  # fmt: skip
_JUST_NOW_MS: Final = 2 * 60 * 1000
_WRONG_MS: Final = 2 * 60 * 1000
_LONG_MS: Final = 3 * 24 * 3600 * 1000


class Standing(NamedTuple):
    """How this laptop stands with its council. `waiting` changes are here alone, the oldest `since` (ms); `held` wait
    for a manager there; `typing`: something is typed that is not part of the record yet; `answered`: when the council
    last answered (ms, 0 never); `ahead_ms`: our clock minus its; `twice`: another laptop has the key of this one.
    """

    council: str
    name: str
    address: str
    waiting: int
    since: int | None
    held: int
    typing: bool
    answered: int
    ahead_ms: int
    twice: bool = False


class Said(Enum):
    """What the one line says."""

    ONLY_HERE = "only_here"  # all is safe on this laptop, and no word of the council is due
    ALL_TODAY = "all_today"  # all is with the council, as of a time today
    ALL_THEN = "all_then"  # all is with the council, as of an earlier day
    UNSENT = "unsent"  # so many changes are safe here and not sent, since a moment


class Line(NamedTuple):
    """The one line: what it says, of how many changes, as of or since when (ms)."""

    said: Said
    changes: int = 0
    at: int = 0


def read(vault: "Vault") -> Standing | None:
    """How this laptop stands now; None where it knows no council."""
    known = enrolment.read(vault)
    if known is None:
        return None
    waiting, held = outbox.waiting(vault), outbox.held(vault)
    with vault.reading() as conn:
        said = enrolment.spoken(conn)
        typing = drafts.any_within(conn)
    return Standing(
        known.council, known.name, known.address, waiting.changes, waiting.since, held, typing, said.answered,
        said.ahead_ms, said.twice,
    )  # fmt: skip


def line(standing: Standing | None, now: int) -> Line:
    """The line that is true at `now` (ms). What was written a moment ago is on its way and is no news."""
    if standing is None or not standing.answered:
        since = standing.since if standing is not None else None
        if standing is None or since is None or now - since < _JUST_NOW_MS:
            return Line(Said.ONLY_HERE)
        return Line(Said.UNSENT, standing.waiting, since)
    if standing.since is None and standing.typing:
        return Line(Said.ONLY_HERE)
    if standing.since is None:
        today = local_day(standing.answered) == local_day(now)
        return Line(Said.ALL_TODAY if today else Said.ALL_THEN, at=standing.answered)
    if now - standing.since < _JUST_NOW_MS:
        return Line(Said.ONLY_HERE)
    return Line(Said.UNSENT, standing.waiting, standing.since)


def waits_long(standing: Standing, now: int) -> bool:
    """Whether something has waited here so long, three days, that it is to be said where it is not overlooked."""
    return standing.since is not None and now - standing.since >= _LONG_MS


def clock_is_wrong(standing: Standing) -> bool:
    """Whether this laptop's clock is so far from the council's that it should be put right."""
    return abs(standing.ahead_ms) > _WRONG_MS


def time_is_up(vault: "Vault") -> bool:
    """Whether somebody's time on this laptop is over (or was not) by the latest time that is known."""
    return caseload.time_is_up(vault)


def where_is(vault: "Vault", thing: UUID) -> Placed | None:
    """Where the newest of what was said of one thing and its parts is; None where no council is known."""
    with vault.reading() as conn:
        return outbox.placed(conn, [thing, *rows.parts_of(conn, [thing])]) if enrolment.is_enrolled(conn) else None


def where_agreed(vault: "Vault", person: UUID, kinds: Sequence[str]) -> Placed | None:
    """The same of what was agreed with a person, of these entities; None where there is nothing of them either."""
    with vault.reading() as conn:
        things = [one for kind in kinds for one in rows.ids_of_person(conn, kind, person)]
        if not things or not enrolment.is_enrolled(conn):
            return None
        return outbox.placed(conn, [*things, *rows.parts_of(conn, things)])
