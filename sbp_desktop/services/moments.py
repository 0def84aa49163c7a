"""What a worker can do with the past: keep a picture of a web on a date, name it, take it away, say a thing is so."""

from uuid import UUID

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.vocabulary import MomentReason
from sbp_desktop.storage import looking_back, rows
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault


def keep_moment(
    vault: Vault, person: UUID, label: str, *, day: int | None = None, view: UUID | None = None,
    reason: str = MomentReason.OTHER.value,
) -> ChangeSet:  # fmt: skip
    """Keep the web as it is written now, seen on a day (ordinal; today if None), under a label. It never changes.

    `created[0]` is the moment. Raises RuleRefused without a label (decisions.md D13, practice.md I-30).
    """
    if not label.strip():
        raise RuleRefused("Give the picture a name first.")
    with vault.unit_of_work(f"Kept a picture: {label.strip()}") as work:
        keep_within(work, person, label, day=day, view=view, reason=reason)
    return work.result


def keep_within(
    work: UnitOfWork, person: UUID, label: str, *, day: int | None = None, view: UUID | None = None, reason: str
) -> None:
    """As `keep_moment`, as part of a larger change."""
    on = PartialDate.on(day if day is not None else local_day(work.wall))
    written = looking_back.vector_now(work.conn, person)
    fields = {"label": label.strip(), "valid_on": on, "view": view, "version_vector": written, "reason": reason}
    work.new("Moment", person, fields)


def rename_moment(vault: Vault, moment: UUID, label: str) -> ChangeSet:
    """Call a kept picture something else; what is in it stays. Raises RuleRefused without a label."""
    if not label.strip():
        raise RuleRefused("Give the picture a name first.")
    with vault.unit_of_work("Renamed a picture") as work:
        rows.there(work.conn, "Moment", moment)
        work.set(moment, "label", label.strip())
    return work.result


def delete_moment(vault: Vault, moment: UUID) -> ChangeSet:
    """Take a kept picture out of the list; the record it looks back on stays as it is."""
    with vault.unit_of_work("") as work:
        work.label = f"Removed the picture {rows.words(work.conn, 'Moment', moment, 'label')}"
        work.delete(moment)
    return work.result


def say_still_so(vault: Vault, entity: UUID) -> ChangeSet:
    """Say that somebody or something on the web, or a line, is still as it was told. Raises NotFound."""
    with vault.unit_of_work("Still so") as work:
        kind = rows.kind_of(work.conn, entity)
        rows.there(work.conn, kind, entity)
        work.set(entity, "still_so", work.wall)
    return work.result
