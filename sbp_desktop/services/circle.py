"""What a worker can do about a circle of support: who will do what, and when they said yes (practice.md A20)."""

from typing import Any
from uuid import UUID

from sbp_desktop.models import derived
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services import listed
from sbp_desktop.storage import rows
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault

_MEMBER, _CIRCLE = "CircleMember", "CircleAgreement"


def write_member(vault: Vault, thing: UUID, *, person: UUID, node: UUID | None, **fields: str) -> ChangeSet:
    """Write what somebody on the web will do (`will_do`), how often, or what they need back. They are to be asked
    until they have said yes (practice.md R16); nothing left to do takes them out of the circle.
    """
    with vault.unit_of_work("Wrote who is in the circle") as work:
        within, who = rows.there(work.conn, "Person", person), rows.there(work.conn, "Node", node) if node else None
        held = rows.one(work.conn, _MEMBER, thing, alive_only=False)
        if held is not None or any(fields.values()):
            within = _circle(work, within, held)
        first, private = {"node": node}, who is not None and who.private
        listed.write(work, _MEMBER, thing, fields, within=within, needs=("will_do",), first=first, private=private)
    return work.result


def _circle(work: UnitOfWork, person: Row, member: Row | None) -> Row:
    """The circle a member belongs to, or the one there is, or else one whose id is the same on every laptop."""
    found = rows.select(work.conn, _CIRCLE, "person = ? ORDER BY born LIMIT 1", (person.id.bytes,))
    ident = (
        member.get("parent") if member is not None else found[0].id if found else derived.of(person.id, derived.CIRCLE)
    )
    held = rows.one(work.conn, _CIRCLE, ident, alive_only=False)
    if held is None or held.person != person.id:  # named by somebody who writes for another
        work.new(_CIRCLE, person.id, id=ident)
    elif not held.alive:
        work.revive(ident)
    work.flush()
    return rows.there(work.conn, _CIRCLE, ident)


def say_yes(vault: Vault, thing: UUID, day: PartialDate | None) -> ChangeSet:
    """Keep on which day somebody said yes themselves; None: they are to be asked after all (practice.md I-11)."""
    with vault.unit_of_work("Said yes" if day else "To be asked") as work:
        listed.set_field(work, _MEMBER, thing, "agreed_on", day)
    return work.result


def set_member(vault: Vault, thing: UUID, **fields: Any) -> ChangeSet:
    """Say until when somebody helps (`until`), or whom to ring if they cannot (`backup`, somebody on the web)."""
    with vault.unit_of_work("Changed the circle") as work:
        for name, value in fields.items():
            listed.set_field(work, _MEMBER, thing, name, value)
    return work.result
