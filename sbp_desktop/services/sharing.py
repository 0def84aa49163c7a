"""Who sees what, and what is done together: audiences, what a carer says alone, the screen that is turned round."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models import outsiders
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.snapshots import Audience, ChangeSet
from sbp_desktop.models.vocabulary import DEFAULT_AUDIENCE
from sbp_desktop.models.vocabulary import Audience as Who
from sbp_desktop.storage import queries, rows
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault

_ALONE = DEFAULT_AUDIENCE - {Who.PERSON.value}


def set_audience(
    vault: Vault, entity: UUID, *, person: bool | None = None, not_with: Iterable[UUID] | None = None,
    named: Iterable[str] | None = None,
) -> ChangeSet:  # fmt: skip
    """Say whether the person may see a thing, in front of whom (nodes of the web) it is not to be seen, and for whom
    outside us it is `named` (audiences of family and partners); what is not given stays. Raises RuleRefused for the
    person and their own place in the middle (decisions.md D3).
    """
    with vault.unit_of_work("Changed who may see it") as work:
        row = _any_row(work, entity)
        if row.get("kind") == "self" or entity == row.person:
            raise RuleRefused("The person in the middle stays.")
        members = set(row.get("audience", ()))
        if person is not None:
            members = members | {Who.PERSON.value} if person else members - {Who.PERSON.value}
        if not_with is not None:
            members = {member for member in members if not member.startswith(rows.NOT_WITH)}
            members |= {f"{rows.NOT_WITH}{node.hex}" for node in not_with}
        if named is not None:
            wanted = outsiders.named(named)
            members = (members - outsiders.named(members)) | wanted
            _name_around(work, row, wanted)
        work.set(entity, "audience", members)
    return work.result


def _name_around(work: UnitOfWork, row: Row, wanted: frozenset[str]) -> None:
    """A copy has the person in its middle, and a line stands in its conversation: both go with what is named."""
    around = [rows.one(work.conn, "Node", queries.self_node_of(row.person))]
    if (parent := row.get("parent")) is not None:
        around.append(_any_row(work, parent))
    for each in filter(None, around):
        work.set(each.id, "audience", frozenset(each.get("audience", DEFAULT_AUDIENCE)) | wanted)


def _any_row(work: UnitOfWork, entity: UUID) -> Row:
    return rows.there(work.conn, rows.kind_of(work.conn, entity), entity)


def carer_says(vault: Vault, node: UUID, **said: Any) -> ChangeSet:
    """Keep what a carer says alone: `words`, `strain`, `stress` of their line to the person. It goes on where they
    left off until they agree that the person may hear it; what they say after that is theirs anew (decisions.md D24).
    """
    with vault.unit_of_work("") as work:
        carer = rows.there(work.conn, "Node", node)
        work.label = f"Wrote what {carer.get('label', '')} says"
        told = rows.select(work.conn, "CarerVoice", "node = ? ORDER BY born DESC LIMIT 1", (node.bytes,))
        if told and not told[0].get("agreed_to_show", False):
            for name, value in said.items():
                work.set(told[0].id, name, value)
        else:
            fields = {"node": node, "at": local_day(work.wall).isoformat(), "audience": _ALONE, **said}
            work.new("CarerVoice", carer.person, fields, private=carer.private)
    return work.result


def carer_agrees(vault: Vault, voice: UUID, agreed: bool = True) -> ChangeSet:
    """The carer agrees that the person hears what they said, or takes that back."""
    with vault.unit_of_work("Agreed to be heard" if agreed else "Not to be heard yet") as work:
        rows.there(work.conn, "CarerVoice", voice)
        work.set(voice, "agreed_to_show", agreed)
        work.set(voice, "audience", DEFAULT_AUDIENCE if agreed else _ALONE)
    return work.result


def together(
    vault: Vault, audience: Audience, change: Callable[..., ChangeSet], *given: Any, **fields: Any
) -> ChangeSet:
    """Make a change on the shared screen: see `Vault.in_the_room`."""
    with vault.in_the_room(audience):
        return change(vault, *given, **fields)


def looked_at_together(vault: Vault, person: UUID, audience: Audience, things: Iterable[UUID]) -> ChangeSet:
    """Note of what stood on the shared screen that the person has seen it as it is now; no step of undo, for it
    cannot be unseen.
    """
    with vault.in_the_room(audience), vault.unit_of_work("Looked at together", undoable=False) as work:
        work.note_seen(things)
        work.set(queries.web_of(person), "seen_together", local_day(work.wall).isoformat())
    return work.result


def note_present(vault: Vault, person: UUID, present: Iterable[UUID]) -> ChangeSet:
    """Who is in the room, as ticked on the shared screen: kept with what is talked now (`queries.talked_now`). It is no
    step of undo, which there takes back only what was drawn.
    """
    with vault.unit_of_work("Changed who is here", undoable=False) as work:
        for talk in queries.talked_now(work.conn, person):
            work.set(talk.id, "present", {*present, queries.self_node_of(person)})
    return work.result
