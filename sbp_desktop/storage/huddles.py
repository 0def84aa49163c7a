"""The one read of what colleagues are asked; what is not for our team is not in it (practice.md I-16)."""

from typing import TYPE_CHECKING
from uuid import UUID

from sbp_desktop.models import marked_text
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.huddles import Asking, Earlier, Idea
from sbp_desktop.models.snapshots import Audience
from sbp_desktop.models.vocabulary import ConnectionStatus, NodeKind, StrengthWhen
from sbp_desktop.storage import queries, rows, seeing
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.statements import Connection

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

FOR_TEAM = Audience("team")
_WORDS_SHOWN = 3
TRIED = (ConnectionStatus.STARTED, ConnectionStatus.STILL_GOING, ConnectionStatus.STOPPED, ConnectionStatus.DECLINED)
"""How far it came with a place, where it was tried at all."""


def asking(vault: "Vault", person: UUID, audience: Audience = FOR_TEAM) -> Asking:
    """What stands on the screen. Raises NotFound."""
    web = queries.web(vault, person, audience)
    who = queries.person(vault, person, audience)
    with vault.reading() as conn:
        huddle = next(iter(today(conn, person, vault.clock.now_ms())), None)
        wants = [entry.text for entry in who.last_words if entry.said_by in (None, who.self_node)][:_WORDS_SHOWN]
        wants = [*_texts(conn, "GoodLifePlan", "good_life_words", person, audience), *wants]
        wants += [good.text for good in web.strengths if good.when == StrengthWhen.WOULD_LIKE]
        wants += [node.label for node in web.nodes if node.kind == NodeKind.ASPIRATION]
        return Asking(
            person=person,
            web=web,
            name=who.name,
            wants=tuple(dict.fromkeys(filter(None, wants))),
            tried=tuple(dict.fromkeys(_tried(conn, person, audience))),
            huddle=huddle.id if huddle is not None else None,
            present=huddle.get("present", "") if huddle is not None else "",
            masked=huddle.get("view_masked", True) if huddle is not None else True,
            choice=huddle.get("choice") if huddle is not None else None,
            ideas=_ideas(conn, huddle, audience) if huddle is not None else (),
            before=_before(conn, person, huddle, audience),
        )


def today(conn: Connection, person: UUID, now_ms: int) -> list[Row]:
    """The huddle about somebody that goes on today, if there is one."""
    day = PartialDate.on(local_day(now_ms)).text
    return rows.select(conn, "Huddle", "person = ? AND at = ? ORDER BY born DESC LIMIT 1", (person.bytes, day))


def _before(conn: Connection, person: UUID, going_on: Row | None, audience: Audience) -> tuple[Earlier, ...]:
    """Earlier times, the newest first."""
    found = rows.select(conn, "Huddle", "person = ? ORDER BY at DESC, born DESC", (person.bytes,))
    return tuple(
        Earlier(
            row.get("at"), row.get("present", ""), row.get("choice"),
            tuple(idea.text for idea in _ideas(conn, row, audience)),
        )
        for row in seeing.all_shown(conn, "Huddle", found, audience)
        if going_on is None or row.id != going_on.id
    )  # fmt: skip


def _texts(conn: Connection, kind: str, field: str, person: UUID, audience: Audience) -> list[str]:
    found = rows.select(conn, kind, "person = ? ORDER BY born DESC", (person.bytes,))
    return [marked_text.plain(row.get(field, "")) for row in seeing.all_shown(conn, kind, found, audience)]


def _tried(conn: Connection, person: UUID, audience: Audience) -> list[str]:
    """Steps that were begun, and what was offered around here, in the words they were written in."""
    steps = rows.select(conn, "PlanStep", "person = ? AND done <> 'no' ORDER BY born", (person.bytes,))
    said = [step.get("what", "") for step in seeing.all_shown(conn, "PlanStep", steps, audience)]
    offered = rows.select(conn, "Connection", "person = ? ORDER BY born", (person.bytes,))
    for connection in seeing.all_shown(conn, "Connection", offered, audience):
        node = rows.one(conn, "Node", connection.values["node"]) if connection.get("node") is not None else None
        if node is not None and connection.get("status") in TRIED and seeing.may_see(conn, "Node", node, audience):
            said.append(node.get("label", ""))
    return [one for one in said if one]


def _ideas(conn: Connection, huddle: Row, audience: Audience) -> tuple[Idea, ...]:
    found = rows.children(conn, "HuddleIdea", huddle.id, 'ORDER BY "order_", born')
    return tuple(
        Idea(row.id, row.get("text", ""), row.get("from", ""), row.get("node"))
        for row in seeing.all_shown(conn, "HuddleIdea", found, audience)
    )
