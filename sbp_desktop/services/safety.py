"""What a worker can do when they are worried about harm: ring, and note it for their own eyes."""

from typing import Any
from uuid import UUID

from sbp_desktop.errors import NotFound
from sbp_desktop.models.schema import DIRECTORY
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.vocabulary import Provenance, ResourceKind
from sbp_desktop.storage import rows, safety
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault

_NAME = "Safeguarding adults, our council"
_TO_WHOM = "The council’s safeguarding team"


def worry(vault: Vault, note: UUID, *, person: UUID | None = None, **said: Any) -> ChangeSet:
    """Keep a worry, new of a `person` or changed, in the worker's own lane: `words` are what they would like to happen,
    and what became of it `what_they_want`, `met` and `risk`. `note` is an id of the caller's choosing.
    """
    with vault.unit_of_work("Noted a worry") as work:
        _within(work, note, person, said)
    return work.result


def told(vault: Vault, note: UUID, *, person: UUID) -> ChangeSet:
    """Note that the council's safeguarding team was told just now."""
    with vault.unit_of_work("Told safeguarding") as work:
        _within(work, note, person, {"told_at": work.wall, "to_whom": _TO_WHOM})
    return work.result


def _within(work: UnitOfWork, note: UUID, person: UUID | None, said: dict[str, Any]) -> None:
    held = rows.one(work.conn, "SafeguardingNote", note, alive_only=False)
    if held is None:
        if person is None:
            raise NotFound(rows.GONE)
        rows.there(work.conn, "Person", person)
        work.new("SafeguardingNote", person, {**said, "audience": ("worker",)}, id=note, private=True)
        return
    if not held.alive:
        work.revive(note)
    for name, value in said.items():
        work.set(note, name, value or None)


def keep_number(vault: Vault, number: str = "") -> ChangeSet:
    """Keep the number to ring, for everybody in our team; "" forgets it."""
    with vault.unit_of_work("Changed the number to ring") as work:
        place = safety.PLACE
        held = rows.one(work.conn, "Resource", place)
        number = " ".join(number.split())
        if held is None:
            fields = {
                "name": _NAME, "kind": ResourceKind.INSTITUTION.value, "phone": number,
                "provenance": Provenance.PERSON.value,
            }  # fmt: skip
            work.new("Resource", DIRECTORY, fields, id=place)
        else:
            work.set(place, "phone", number or None)
    return work.result
