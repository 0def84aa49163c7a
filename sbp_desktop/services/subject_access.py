"""What a worker can do when somebody asks what is kept about them: gather it, decide item by item, write it out."""

from pathlib import Path
from uuid import UUID

from sbp_desktop.errors import RuleRefused, SaveFailed
from sbp_desktop.models import disclosure
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.disclosure import WHOLE, Item, Reason
from sbp_desktop.models.order import between
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.vocabulary import Disclosure
from sbp_desktop.services import bundle, exporting, seen
from sbp_desktop.storage import access_log, rows, subject_access
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault

SECOND_LOOK = "Some of it is held back. Ask a colleague to look at that too, and write their name here."


def begin(vault: Vault, person: UUID) -> ChangeSet:
    """Note that they asked today, and by when the answer is due; what they asked already goes on."""
    with vault.unit_of_work("They asked what we hold about them") as work:
        _asked(work, person)
    return work.result


def gather(vault: Vault, person: UUID) -> tuple[Item, ...]:
    """Everything kept about them, with what is held back of each and why. Raises NotFound."""
    return subject_access.items(vault, person)


def others(vault: Vault) -> dict[str, str]:
    """What workers and places that these speak of are called, by id (hex)."""
    return subject_access.others(vault)


def decide(vault: Vault, person: UUID, item: UUID, *, hold: bool, field: str = WHOLE, reason: str = "") -> ChangeSet:
    """Decide that a thing, or one field of it, is given or held back (`reason` says why, in a few words)."""
    verdict = Disclosure.HOLD if hold else Disclosure.GIVE
    with vault.unit_of_work("Decided what is held back" if hold else "Decided what is given") as work:
        asked = _asked(work, person)
        said = {
            "verdict": verdict.value,
            "reason": (" ".join(reason.split()) or Reason.DECIDED.value) if hold else None,
        }
        of_it = "parent = ? AND item = ? AND coalesce(field, '') = ?"
        before = rows.select(work.conn, "AccessDecision", of_it, (asked.bytes, item.bytes, field))
        if before:
            for name, value in said.items():
                work.set(before[0].id, name, value)
        else:
            fields = {"parent": asked, "order": between(None, None), "item": item, "field": field, **said}
            work.new("AccessDecision", person, fields)
    return work.result


def write(vault: Vault, person: UUID, path: Path, second_look: str = "") -> Path:
    """Write what they get as one zip file: pages to read, the same as data, their photos, what is held back and why.

    Raises RuleRefused where something is held back and nobody else (`second_look`) has looked at it, SaveFailed.
    """
    items, second_look = gather(vault, person), " ".join(second_look.split())
    if any(item.held for item in items) and not second_look:
        raise RuleRefused(SECOND_LOOK)
    try:
        bundle.write(vault, person, items, seen.who_has_seen(vault, person), path)
    except OSError as error:
        raise SaveFailed(exporting.NOT_THERE) from error
    with vault.unit_of_work("Made ready what we hold about them", undoable=False) as work:
        asked = _asked(work, person)
        work.set(asked, "second_look", second_look or None)
        work.set(asked, "finished_on", PartialDate.on(local_day(work.wall)))
        access_log.note(vault, work.conn, person, access_log.What.ASKED, _count(items))
    return path


def open_request(vault: Vault, person: UUID) -> Row | None:
    """What they asked and was not answered yet."""
    with vault.reading() as conn:
        return subject_access.request(conn, person)


def _asked(work: UnitOfWork, person: UUID) -> UUID:
    rows.there(work.conn, "Person", person)
    if (asked := subject_access.request(work.conn, person)) is not None:
        return asked.id
    today = local_day(work.wall)
    days = {"asked_on": PartialDate.on(today), "due_on": PartialDate.on(disclosure.due(today))}
    return work.new("AccessRequest", person, days)


def _count(items: tuple[Item, ...]) -> str:
    held = sum(bool(item.held) for item in items)
    return f"{len(items) - held} things given, {held} held back"
