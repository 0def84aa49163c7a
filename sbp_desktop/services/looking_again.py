"""When we look again at how things are with somebody: one day of theirs, agreed together and used up by looking."""

from uuid import UUID

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage import looking_back, plans, rows
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault

FIELD = "look_again_on"


def agree_day(vault: Vault, person: UUID, day: PartialDate | None = None) -> ChangeSet:
    """Agree to look again on a day, which an open plan for getting back in control takes too; None is no day.

    Raises RuleRefused for a day gone by.
    """
    with vault.unit_of_work("Agreed when to look again") as work:
        rows.there(work.conn, "Person", person)
        if day is not None and day.hi < local_day(work.wall).toordinal():
            raise RuleRefused("That day has gone by. Choose one to come.")
        _set_within(work, person, day)
    return work.result


def looked_within(work: UnitOfWork, talk: Row) -> None:
    """Having looked uses up the day agreed before the conversation began; one agreed in it stands."""
    agreed_ms = looking_back.said_at(work.conn, talk.person, FIELD)
    if agreed_ms is None or agreed_ms < talk.get("opened", 0):
        _set_within(work, talk.person, None)


def expect_nobody_within(work: UnitOfWork, person: UUID) -> None:
    """After a goodbye nobody expects us: every day and rhythm agreed goes, and what was done stays."""
    for plan in rows.select(work.conn, "EmergencyPlan", f"person = ? AND {plans.OPEN}", (person.bytes,)):
        work.set(plan.id, "next_touch", None)
        work.set(plan.id, "rhythm_days", None)
    for met in rows.select(work.conn, "Contact", "person = ? AND next_on IS NOT NULL", (person.bytes,)):
        work.set(met.id, "next_on", None)
        work.set(met.id, "next_words", None)
    _set_within(work, person, None)


def _set_within(work: UnitOfWork, person: UUID, day: PartialDate | None) -> None:
    work.set(person, FIELD, day)
    for plan in rows.select(work.conn, "EmergencyPlan", f"person = ? AND {plans.OPEN}", (person.bytes,)):
        work.set(plan.id, "review_on", day)
