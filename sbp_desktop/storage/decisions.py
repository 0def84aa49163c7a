"""Reads of decisions: one with all its reasons, all of a person's, and the one a conversation or a help began with."""

from typing import TYPE_CHECKING
from uuid import UUID

from sbp_desktop.models import decisions, marked_text, rules
from sbp_desktop.models.clock import day_begins_ms, local_day, stamp_ms
from sbp_desktop.models.decisions import DecisionLine, DecisionSnapshot, OptionSnapshot
from sbp_desktop.models.snapshots import FOR_WORKER, Audience
from sbp_desktop.models.vocabulary import DecisionPoint, NodeStatus
from sbp_desktop.storage import rows, safety, seeing
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.statements import Connection

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

_NEWEST = "ORDER BY coalesce(at, '9999') DESC, born DESC"
_GONE = (NodeStatus.DECLINED, NodeStatus.ENDED, NodeStatus.LOST)


def of_conversation(vault: "Vault", conversation: UUID, audience: Audience = FOR_WORKER) -> DecisionSnapshot | None:
    """Why a conversation is about a good life, None where that was not begun here or is not to be shown."""
    with vault.reading() as conn:
        where = f"conversation = ? AND point = '{DecisionPoint.TO_C3.value}' ORDER BY born LIMIT 1"
        found = rows.select(conn, "Decision", where, (conversation.bytes,))
        return next(iter(_shown(vault, conn, found, audience)), None)


def one(vault: "Vault", decision: UUID, audience: Audience = FOR_WORKER) -> DecisionSnapshot | None:
    """A decision, None where it was taken back or is not to be shown."""
    with vault.reading() as conn:
        found = rows.select(conn, "Decision", "id = ?", (decision.bytes,))
        return next(iter(_shown(vault, conn, found, audience)), None)


def about(vault: "Vault", node: UUID, audience: Audience = FOR_WORKER) -> DecisionSnapshot | None:
    """The newest decision whose first line names this place or help, None where there is none to show."""
    with vault.reading() as conn:
        named = rows.there(conn, "Node", node).person
        found = rows.select(
            conn, "Decision", f"person = ? AND instr(decided, ?) > 0 {_NEWEST}", (named.bytes, node.hex)
        )
        return next(iter(_shown(vault, conn, found, audience)), None)


def lines(vault: "Vault", person: UUID, audience: Audience = FOR_WORKER) -> tuple[DecisionLine, ...]:
    """Everything decided with somebody, each where it comes in their time."""
    with vault.reading() as conn:
        found = rows.select(conn, "Decision", "person = ? ORDER BY born", (person.bytes,))
        return tuple(_line(row) for row in seeing.all_shown(conn, "Decision", found, audience))


def _line(row: Row) -> DecisionLine:
    at, moment = row.get("at"), stamp_ms(row.born)
    if at is not None and at.lo != local_day(moment).toordinal():
        moment = day_begins_ms(at.lo + 1) - 1  # agreed another day: after all that was said on it
    return DecisionLine(
        id=row.id,
        point=row.get("point", DecisionPoint.OTHER.value),
        decided=marked_text.plain(row.get("decided", "")),
        because=marked_text.plain(row.get("because", "")),
        agreed=_is_agreed(row),
        at=at,
        moment_ms=moment,
    )


def _is_agreed(row: Row) -> bool:
    return bool(row.get("agreed", row.get("at") is not None))  # a file gives only the day


def _shown(vault: "Vault", conn: Connection, found: list[Row], audience: Audience) -> list[DecisionSnapshot]:
    seen = seeing.all_shown(conn, "Decision", found, audience)
    if not seen:
        return []
    person = seen[0].person
    off = safety.for_audience(conn, vault.worker_id, person, audience)
    options = rows.select(conn, "DecisionOption", 'person = ? ORDER BY "order_", born', (person.bytes,))
    options = seeing.all_shown(conn, "DecisionOption", options, audience)
    unlit = () if rules.OWN_LIFE in off else _unlit(conn, person, options, audience)
    return [
        _snapshot(row, [option for option in options if option.get("parent") == row.id], unlit, off) for row in seen
    ]


def _unlit(conn: Connection, person: UUID, options: list[Row], audience: Audience) -> tuple[str, ...]:
    nodes = seeing.all_shown(conn, "Node", rows.select(conn, "Node", "person = ?", (person.bytes,)), audience)
    there = [node.get("domain", "") for node in nodes if node.get("kind") != "self" and node.get("status") not in _GONE]
    good = seeing.all_shown(conn, "Strength", rows.select(conn, "Strength", "person = ?", (person.bytes,)), audience)
    there += [decisions.OWN_LIFE[0]] if good else []
    return decisions.unlit(there, [option.get("domain", "") for option in options if option.get("what")])


def _snapshot(row: Row, options: list[Row], unlit: tuple[str, ...], off: frozenset[str]) -> DecisionSnapshot:
    thought_of = tuple(
        OptionSnapshot(one.id, one.get("what", ""), one.get("why_not", ""), one.get("domain", "")) for one in options
    )
    decided, names = marked_text.read(row.get("decided", ""))
    return DecisionSnapshot(
        id=row.id,
        person=row.person,
        point=row.get("point", DecisionPoint.OTHER.value),
        options=thought_of if rules.FREEST_FIRST in off else decisions.freest_first(thought_of),
        decided=decided,
        because=marked_text.plain(row.get("because", "")),
        persons_view=marked_text.plain(row.get("persons_view", "")),
        carers_view=marked_text.plain(row.get("carers_view", "")),
        capacity=row.get("capacity"),
        best_interests_link=row.get("best_interests_link", ""),
        at=row.get("at"),
        agreed=_is_agreed(row),
        urgent=row.get("urgent", False),
        conversation=row.get("conversation"),
        about=names[0].node if names else None,
        unlit=unlit,
        law_at_hand=rules.LAW_AT_HAND not in off,
        usual_only=rules.MORE_THAN_USUAL not in off and decisions.only_the_usual(each.what for each in thought_of),
    )
