"""The one read of what the council must report of a person: what is written, with what was put right at a desk."""

from typing import TYPE_CHECKING
from uuid import UUID

from sbp_desktop.models import marked_text
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.councils_return import (
    CouncilsReturn,
    ReturnHope,
    ReturnLine,
    Said,
    area_in,
    eligibility_in,
    event_of,
    help_outcome,
    outcome_of,
    said_or_guessed,
)
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import FOR_WORKER, Audience
from sbp_desktop.models.vocabulary import Domain, NodeKind, NodeStatus, ReturnEvent, Sector
from sbp_desktop.storage import rows, seeing
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.statements import Connection

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

_NOT_BEGUN = frozenset({NodeStatus.POSSIBLE, NodeStatus.OFFERED, NodeStatus.DECLINED})


def of_person(vault: "Vault", person: UUID, audience: Audience = FOR_WORKER) -> CouncilsReturn:
    """What there is to report of somebody. Raises NotFound."""
    with vault.reading() as conn:
        who = rows.there(conn, "Person", person)
        said = {row.get("of"): row for row in _rows(conn, "ReturnLine", person, audience)}
        talks = [row for row in _rows(conn, "Conversation", person, audience) if row.get("opened") is not None]
        talks.sort(key=lambda row: (row.values["opened"], row.born))
        helped = [row for row in _rows(conn, "Node", person, audience) if _is_arranged(row)]
        hopes = _rows(conn, "Outcome", person, audience)
    lines = [_talk(row, said.get(row.id), first=place == 0) for place, row in enumerate(talks)]
    lines += [_help(row, said.get(row.id)) for row in helped]
    lines.sort(key=lambda line: line.since.lo if line.since is not None else 0)
    return CouncilsReturn(
        person, who.get("council_ref", ""), who.get("nhs_number", ""), tuple(lines), tuple(map(_hope, hopes))
    )


def _rows(conn: Connection, kind: str, person: UUID, audience: Audience) -> list[Row]:
    found = rows.select(conn, kind, "person = ? ORDER BY born", (person.bytes,))
    return seeing.all_shown(conn, kind, found, audience)


def _is_arranged(node: Row) -> bool:
    """Whether it is help the council pays for or arranges, now or before; of long-term help that is taken as so."""
    if node.get("kind") != NodeKind.SERVICE or node.get("status") in _NOT_BEGUN:
        return False
    if node.get("sector") is None:
        return bool(node.get("domain") == Domain.STATUTORY)
    return node.get("sector") == Sector.COUNCIL and node.get("domain") in (Domain.STATUTORY, Domain.TARGETED)


def _talk(row: Row, said: Row | None, *, first: bool) -> ReturnLine:
    event = _said(said, "event", event_of(row.get("kind"), first=first).value)
    day = row.get("happened_on") or PartialDate.on(local_day(row.values["opened"]))
    closed = row.get("closed")
    return ReturnLine(
        of=row.id,
        label=row.get("place", ""),
        event=event,
        outcome=_said(said, "outcome", outcome_of(row.get("outcome"))),
        met=Said(said.get("met") if said is not None else None) if event.value == ReturnEvent.REVIEW else None,
        since=day,
        until=PartialDate.on(local_day(closed)) if closed is not None else None,
        initial=event_of(row.get("kind"), first=False) is ReturnEvent.ASSESSMENT and row.get("kind") != "C3",
    )


def _help(row: Row, said: Row | None) -> ReturnLine:
    ended = row.get("status") == NodeStatus.ENDED
    return ReturnLine(
        of=row.id,
        label=row.get("label", ""),
        event=_said(said, "event", ReturnEvent.SERVICE.value),
        outcome=_said(said, "outcome", help_outcome(ended=ended)),
        since=row.get("from"),
        until=row.get("to"),
    )


def _hope(row: Row) -> ReturnHope:
    words = marked_text.plain(row.get("words", ""))
    return ReturnHope(
        outcome=row.id,
        words=words,
        area=said_or_guessed(row.get("wellbeing_area"), area_in(words)),
        eligibility=said_or_guessed(row.get("eligibility_outcome"), eligibility_in(words)),
    )


def _said(row: Row | None, name: str, guess: str | None) -> Said:
    return said_or_guessed(row.get(name) if row is not None else None, guess)
