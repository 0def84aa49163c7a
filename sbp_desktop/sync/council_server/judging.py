"""What becomes of an op: in the stream, in it but late, or held for a manager; by who its writer was with, and when."""

from collections.abc import Sequence
from typing import Final

from sbp_desktop.models.schema import DIRECTORY
from sbp_desktop.sync.council_server.caseloads import ALL_LANES, Held, Worker
from sbp_desktop.sync.protocol import LATE_DAYS

IN: Final = "in"
LATE: Final = "late"
HELD: Final = "held"
GAP: Final = "gap"

AUTHOR: Final = "author"
ELSEWHERE: Final = "elsewhere"
UNREADABLE: Final = "unreadable"
READER: Final = "reader"
AFTER: Final = "after"
TOO_LATE: Final = "too late"
LANE: Final = "lane"
NEVER: Final = "never"
CLOSED: Final = "closed"
"""Why an op is held: it names another writer; it stands for another stream than it was sent in; its head cannot be
read; its writer may only read; was written after they left; came too long after; this lane or person was never theirs;
it came while the council was closed, so that it was the backup's caseload that said so, and is judged again after.
"""

_LATE_MS: Final = LATE_DAYS * 24 * 3600 * 1000
_OPEN_TO_ALL: Final = {DIRECTORY.bytes: (0,)}


def own_lanes(worker: Worker, person: bytes) -> Sequence[int]:
    """Lanes that need no grant: the directory's, and those of the worker's own stream."""
    return ALL_LANES if person in worker.ids else _OPEN_TO_ALL.get(person, ())


def verdict(held: Sequence[Held], lane: int, wcur: int, now: int) -> tuple[str, str]:
    """(verdict, reason) for an op in this lane whose writer held caseload `wcur` when writing it.

    `held` are all grants the writer has or had of the person; `now` in ms.
    """
    here = [grant for grant in held if lane in grant.lanes]
    living = [grant for grant in here if grant.ended_number is None]
    if any(grant.role != "reader" for grant in living):
        return IN, ""
    left = [grant for grant in here if grant.ended_number is not None and grant.role != "reader"]
    unknowing = [grant for grant in left if wcur < (grant.ended_number or 0)]
    if any(now - grant.ends <= _LATE_MS for grant in unknowing):
        return LATE, ""
    if unknowing:
        return HELD, TOO_LATE
    if left:
        return HELD, AFTER
    if here:
        return HELD, READER
    return HELD, LANE if held else NEVER
