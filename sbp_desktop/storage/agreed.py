"""The one read of what was agreed with a person: things of some kinds with what belongs to them, for an audience."""

from typing import TYPE_CHECKING
from uuid import UUID

from sbp_desktop.models import marked_text, schema
from sbp_desktop.models.agreed import Agreed, OnTheWeb, Thing
from sbp_desktop.models.schema import Kind
from sbp_desktop.models.snapshots import FOR_WORKER, Audience
from sbp_desktop.storage import rows, safety, seeing, team_rules
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.statements import Connection

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

_PLACE = "Connection"
BELONGING: dict[str, tuple[str, ...]] = {
    "CircleAgreement": ("CircleMember",),
    "Connection": ("ConnectionCheck",),
    "EmergencyPlan": ("PlanStep",),
    "RiskEnablement": ("RiskPart",),
    "Outcome": ("OutcomeStep", "OutcomeReview"),
    "GoodLifePlan": ("BudgetSource", "BudgetUse", "WeekPart"),
}
"""Entity -> what belongs to it and stands in an order of its own."""


def of_person(vault: "Vault", person: UUID, *kinds: str, audience: Audience = FOR_WORKER) -> Agreed:
    """What was agreed with somebody, as far as it is of these kinds, and whom on their web it may speak of.

    Raises NotFound.
    """
    with vault.reading() as conn:
        who = rows.there(conn, "Person", person)
        open_crisis = "person = ? AND kind = 'C2' AND closed IS NULL LIMIT 1"
        return Agreed(
            person=person,
            things={kind: _of_person(conn, kind, person, audience) for kind in kinds},
            web=_on_the_web(conn, person, audience),
            name=who.get("preferred_name", ""),
            steadying=bool(rows.select(conn, "Conversation", open_crisis, (person.bytes,))),
            rules_off=safety.for_audience(conn, vault.worker_id, person, audience),
            small_limit=team_rules.small_limit(conn, vault.worker_id),
        )


def about_place(vault: "Vault", node: UUID, audience: Audience = FOR_WORKER) -> Thing | None:
    """How far it has come with a place on the web, None where nothing was said or may be shown."""
    with vault.reading() as conn:
        found = _things(conn, _PLACE, rows.select(conn, _PLACE, "node = ? ORDER BY born", (node.bytes,)), audience)
        return found[-1] if found else None


def _of_person(conn: Connection, kind: str, person: UUID, audience: Audience) -> tuple[Thing, ...]:
    return _things(conn, kind, rows.select(conn, kind, "person = ? ORDER BY born", (person.bytes,)), audience)


def _things(conn: Connection, kind: str, found: list[Row], audience: Audience) -> tuple[Thing, ...]:
    return tuple(_thing(conn, kind, row, audience) for row in seeing.all_shown(conn, kind, found, audience))


def _thing(conn: Connection, kind: str, row: Row, audience: Audience) -> Thing:
    declared = schema.ENTITIES[kind].by_name
    values = {
        name: marked_text.plain(value) if declared[name].kind is Kind.TEXT else value
        for name, value in row.values.items()
    }
    parts = {
        part: _things(conn, part, rows.children(conn, part, row.id, 'ORDER BY "order_", born'), audience)
        for part in BELONGING.get(kind, ())
    }
    return Thing(row.id, row.person, kind, values, parts)


def _on_the_web(conn: Connection, person: UUID, audience: Audience) -> dict[UUID, OnTheWeb]:
    found = rows.select(conn, "Node", "person = ? AND kind <> 'self' ORDER BY born", (person.bytes,))
    return {
        row.id: OnTheWeb(row.get("label", ""), row.get("kind", ""))
        for row in seeing.all_shown(conn, "Node", found, audience)
        if row.get("label") and not row.get("remembered")
    }
