"""Everything a person's page shows but their web, read at once, and who is in the room asked one time for all of it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sbp_desktop.models.decisions import DecisionLine
from sbp_desktop.models.named_workers import WhoStays
from sbp_desktop.models.plan_snapshots import CheckBackSnapshot, ContactSnapshot
from sbp_desktop.models.snapshots import Audience, DraftSnapshot, EntrySnapshot, PersonSnapshot, TalkLine
from sbp_desktop.models.versions import Versions
from sbp_desktop.storage import (
    access_log,
    decisions,
    drafts,
    named_workers,
    plans,
    queries,
    rows,
    seeing,
    snapshot_builders,
    versions,
)
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.statements import Connection

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sbp_desktop.storage.vault import Vault

_CONTACTS = 4
_SOME_BLANK = 4  # of the first lines of a conversation that are asked for
_AS_TOLD = "AND text_ <> '' ORDER BY coalesce(kind, 'note') <> 'words', \"order_\", born, id LIMIT ?"


class Talked(NamedTuple):
    """What stands in a person's time, the newest first: conversations, and decisions as they were written."""

    talks: tuple[TalkLine, ...] = ()
    decided: tuple[DecisionLine, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonPageSnapshot:
    """A person's page. `said_by` has what those are called on their web who said the last words; `asks_why`: this
    worker covers for a colleague and has not said today why they look.
    """

    person: PersonSnapshot
    stays: WhoStays
    talked: Talked
    said_by: "Mapping[UUID, str]" = field(default_factory=dict)
    doubted: tuple[Versions, ...] = ()
    contacts: tuple[ContactSnapshot, ...] = ()
    check_backs: tuple[CheckBackSnapshot, ...] = ()
    drafts: tuple[DraftSnapshot, ...] = ()
    asks_why: bool = False


def read(vault: "Vault", person: UUID, audience: Audience, *, talks: int) -> PersonPageSnapshot:
    """The page with as many of the newest conversations. Raises NotFound."""
    who = queries.person(vault, person, audience)
    return PersonPageSnapshot(
        person=who,
        stays=named_workers.of_person(vault, person, audience),
        talked=talked(vault, person, audience, talks=talks),
        said_by=_called(vault, who.last_words, audience),
        doubted=versions.of_person(vault, person, audience),
        contacts=plans.contacts(vault, person, audience, limit=_CONTACTS),
        check_backs=plans.check_backs_of(vault, person, audience),
        drafts=drafts.pending(vault, person, audience),
        asks_why=access_log.asks_why(vault, person),
    )


def talked(vault: "Vault", person: UUID, audience: Audience, *, talks: int) -> Talked:
    """As many of the newest conversations, and everything decided."""
    with vault.reading() as conn:
        found = queries.newest_talks(conn, person, audience, talks)
        lines = tuple(_line(talk, _began(conn, talk, audience)) for talk in found)
    return Talked(lines, decisions.lines(vault, person, audience))


def _line(talk: Row, began: EntrySnapshot | None) -> TalkLine:
    whole = snapshot_builders.conversation(talk, ())
    return TalkLine(whole.id, whole.setting, whole.place, whole.opened_ms, whole.happened_on, began)


def _began(conn: Connection, talk: Row, audience: Audience) -> EntrySnapshot | None:
    """The line a conversation is told by: the first of their own words, or else the first there is."""
    found = rows.children(conn, "Entry", talk.id, _AS_TOLD, (queries.at_most(_SOME_BLANK, audience),))
    shown = seeing.all_shown(conn, "Entry", found, audience)
    return next((snapshot_builders.entry(line) for line in shown if line.get("text", "").strip()), None)


def _called(vault: "Vault", lines: "Iterable[EntrySnapshot]", audience: Audience) -> dict[UUID, str]:
    with vault.reading() as conn:
        found = (rows.one(conn, "Node", line.said_by) for line in lines if line.said_by is not None)
        seen = seeing.all_shown(conn, "Node", filter(None, found), audience)
    return {node.id: node.get("label", "") for node in seen}
