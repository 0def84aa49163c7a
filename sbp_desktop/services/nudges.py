"""What a worker can do about a line that comes by itself: have it, put it away, or answer it with a walk."""

from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.nudges import Nudge, may_show, next_line
from sbp_desktop.models.schema import DIRECTORY
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage import nudges
from sbp_desktop.storage.vault import Vault


def line(vault: Vault, day: int) -> Nudge | None:
    """The one line that may stand on the screen on an ordinal day; being asked for counts as being shown."""
    with vault.reading() as conn:
        told = nudges.told(conn)
    found = next_line(nudges.due(vault, day), told, day)
    if found is not None and told.shown.get(found.key) != day:
        with vault.writing() as conn:
            nudges.keep(conn, told.showing(found, day))
    return found


def may_tell(vault: Vault, nudge: Nudge, day: int) -> bool:
    """Whether a line may be shown where it comes up, which then counts as shown."""
    with vault.writing() as conn:
        told = nudges.told(conn)
        may = may_show(nudge, told, day)
        if may:
            nudges.keep(conn, told.showing(nudge, day))
    return may


def put_away(vault: Vault, nudge: Nudge, day: int) -> None:
    """Have a line keep quiet for a fortnight."""
    with vault.writing() as conn:
        nudges.keep(conn, nudges.told(conn).putting_away(nudge, day))


def walked(vault: Vault, neighbourhood: str) -> ChangeSet:
    """Note that somebody of us looked round a neighbourhood today, for all who know it."""
    with vault.unit_of_work("Walked the neighbourhood") as work:
        fields = {"neighbourhood": neighbourhood, "at": PartialDate.on(local_day(work.wall))}
        work.new("Walk", DIRECTORY, fields)
    return work.result
