"""Paid and legal help that starts: it gets an end or a day to look again, and what it is there for can be said."""

from uuid import UUID

from sbp_desktop.models import rules
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.decisions import point_for
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.vocabulary import Domain, NodeKind, NodeStatus
from sbp_desktop.models.web import FORMAL
from sbp_desktop.services import decisions
from sbp_desktop.storage import plans, rows, safety, team_rules
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault

_LOOK_AGAIN_DAYS = 42  # six weeks (practice.md I-06)
_UNDER_WAY = frozenset({NodeStatus.PLANNED, NodeStatus.ACTIVE, NodeStatus.PAUSED})


def _is_help(row: Row) -> bool:
    under_way = row.get("status", NodeStatus.ACTIVE) in _UNDER_WAY
    return under_way and row.get("kind") == NodeKind.SERVICE and row.get("domain") in FORMAL


def begins_within(work: UnitOfWork, node: UUID, before: Row | None = None) -> None:
    """Give help that has just begun an end while somebody gets back in control (I-05), and help for a while a day to
    look again otherwise (I-06); equipment is no such help. `before` is how it stood before the change, if it did.
    """
    work.flush()
    row = rows.there(work.conn, "Node", node)
    if not _is_help(row) or (before is not None and _is_help(before) and before.get("domain") == row.get("domain")):
        return
    if row.get("to") is not None:
        return
    in_six_weeks = PartialDate.on(local_day(work.wall).toordinal() + _LOOK_AGAIN_DAYS)
    steadying = "person = ? AND kind = 'C2' AND closed IS NULL"
    acts = rules.NOT_IN_A_CRISIS not in team_rules.off(work.conn, work.vault.worker_id)
    if acts and rows.select(work.conn, "Conversation", steadying, (row.person.bytes,)):
        open_plans = rows.select(work.conn, "EmergencyPlan", f"person = ? AND {plans.OPEN}", (row.person.bytes,))
        agreed = [plan.get("review_on") for plan in open_plans if plan.get("review_on") is not None]
        work.set(node, "to", agreed[0] if agreed else in_six_weeks)
    elif row.get("domain") == Domain.TARGETED and row.get("review_on") is None:
        work.set(node, "review_on", in_six_weeks)


def goes_on(vault: Vault, node: UUID) -> ChangeSet:
    """Take away the end of some help; that begins a decision, to say why and what the way back is (practice.md R03).

    `created[0]` is the decision; there is none where the team does not have it asked.
    """
    with vault.unit_of_work("") as work:
        row = rows.there(work.conn, "Node", node)
        work.label = f"{row.get('label', '')} goes on"
        work.set(node, "to", None)
        if rules.NOT_IN_A_CRISIS not in safety.rules_off(work.conn, vault.worker_id, row.person):
            decisions.begin_within(work, row.person, point_for(row.get("label", ""), row.get("domain", "")), about=node)
    return work.result


def say_why(vault: Vault, node: UUID) -> ChangeSet:
    """Begin the decision about some help. `created[0]` is the decision."""
    with vault.unit_of_work("Began a decision") as work:
        row = rows.there(work.conn, "Node", node)
        decisions.begin_within(work, row.person, point_for(row.get("label", ""), row.get("domain", "")), about=node)
    return work.result
