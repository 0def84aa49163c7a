"""What a worker can do about who was told what: write it down, say whether they were asked, take a yes back."""

from typing import Any, Final
from uuid import UUID

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models import outsiders
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.vocabulary import DEFAULT_AUDIENCE, Asked, Audience, SharingBasis
from sbp_desktop.services import listed
from sbp_desktop.storage import rows, telling
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault

KIND: Final = "SharingRecord"
ASK_FIRST = "Ask the person first: a copy for somebody else needs their yes, or the law that asks for it."


def write_told(vault: Vault, thing: UUID, *, person: UUID, **fields: str) -> ChangeSet:
    """Write down what was told (`what`) and to whom (`with_whom`), which are all it needs, or what for
    (`legal_reason`) and who decided (`decided_by`, nobody: whoever wrote it). It is of today, for care.
    """
    with vault.unit_of_work("Wrote who was told what") as work:
        there = rows.there(work.conn, "Person", person)
        first = {"at": PartialDate.on(local_day(work.wall)), "basis": SharingBasis.CARE.value}
        listed.write(work, KIND, thing, fields, within=there, needs=("what", "with_whom"), first=first)
    return work.result


def set_told(vault: Vault, thing: UUID, **fields: Any) -> ChangeSet:
    """Say what lets us tell it (`basis`), on which day (`at`), when to look again (`review_on`), or that it was decided
    not to tell (`withheld`).
    """
    with vault.unit_of_work("Changed who was told what") as work:
        for name, value in fields.items():
            listed.set_field(work, KIND, thing, name, value or None)
    return work.result


def were_asked(vault: Vault, thing: UUID, answer: str = "") -> ChangeSet:
    """Keep what they said when they were asked (`Asked`, "" where that is not known)."""
    with vault.unit_of_work("Whether they were asked") as work:
        row = rows.there(work.conn, KIND, thing)
        for name, value in answered(answer, row.get("audience", DEFAULT_AUDIENCE)).items():
            work.set(thing, name, value)
    return work.result


def answered(answer: str, audience: frozenset[str] = DEFAULT_AUDIENCE) -> dict[str, Any]:
    """The fields that say what somebody answered. What it was not safe to ask is not on what they are shown, or it
    would tell whoever looks over their shoulder.
    """
    agreed = {Asked.YES.value: True, Asked.NO.value: False}.get(answer)
    not_safe = answer == Asked.NOT_SAFE
    seen = audience - {Audience.PERSON.value} if not_safe else audience | {Audience.PERSON.value}
    return {"agreed": agreed, "not_safe": not_safe or None, "audience": seen}


def take_back(vault: Vault, thing: UUID, taken: bool = True) -> ChangeSet:
    """They take their yes back, or give it again: from now on nothing more goes there, and nothing is named for them
    any longer. Those who have a copy stay on the list. Raises RuleRefused where they never said yes.
    """
    with vault.unit_of_work("They took it back" if taken else "They said yes again") as work:
        row = rows.there(work.conn, KIND, thing)
        if not row.get("agreed"):
            raise RuleRefused("They did not say yes to this, so there is nothing to take back.")
        work.set(thing, "withdrawn_on", PartialDate.on(local_day(work.wall)) if taken else None)
        if taken and row.get("to") is not None:
            _name_no_longer(work, row.person, row.values["to"])
    return work.result


def _name_no_longer(work: UnitOfWork, person: UUID, node: UUID) -> None:
    who = rows.one(work.conn, "Node", node, alive_only=False)
    audience = outsiders.audience_of(node, who.get("kind", "")) if who is not None else ""
    for row in telling.named_for(work.conn, person, audience) if audience else ():
        work.set(row.id, "audience", frozenset(row.get("audience", DEFAULT_AUDIENCE)) - {audience})


def note_within(
    work: UnitOfWork, person: UUID, fields: dict[str, Any], answer: str = "", *, private: bool = False
) -> UUID:
    """Write a record as part of a larger change, of today and for care unless `fields` say otherwise."""
    first = {"at": PartialDate.on(local_day(work.wall)), "basis": SharingBasis.CARE.value}
    return work.new(KIND, person, {**first, **answered(answer), **fields}, private=private)


def introduced_within(work: UnitOfWork, connection: UUID, place: Row, *, agreed: bool) -> None:
    """Note that somebody was introduced, once for each connection (practice.md R31)."""
    if rows.select(work.conn, KIND, "person = ? AND item = ?", (place.person.bytes, connection.bytes)):
        return
    fields = {"item": connection, "to": place.id, "what": "An introduction", "with_whom": place.get("label", "")}
    note_within(work, place.person, fields, Asked.YES.value if agreed else "", private=place.private)


def may_go(agreed: bool, law: str) -> None:
    """Raises RuleRefused for a copy for somebody outside without the person's yes or a reason in law (R31)."""
    if not agreed and not law.strip():
        raise RuleRefused(ASK_FIRST)
