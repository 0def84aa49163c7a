"""What a worker can do while somebody gets back in control: say what must change, who does what, and stay in touch."""

from typing import Any
from uuid import UUID

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.vocabulary import ControlRegained, ConversationOutcome
from sbp_desktop.services import conversations, listed
from sbp_desktop.storage import plans, rows
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault


def set_plan(vault: Vault, plan: UUID, **fields: Any) -> ChangeSet:
    """Change words of a plan: what must change, or their own words at its end."""
    with vault.unit_of_work("Changed the plan") as work:
        rows.there(work.conn, "EmergencyPlan", plan)
        for name, value in fields.items():
            work.set(plan, name, value)
    return work.result


def agree_day(vault: Vault, plan: UUID, day: PartialDate) -> ChangeSet:
    """Agree on a day, whatever day of the week it is. Raises RuleRefused for a day gone by."""
    with vault.unit_of_work("Agreed when to be in touch") as work:
        rows.there(work.conn, "EmergencyPlan", plan)
        _still_to_come(work, day)
        work.set(plan, "next_touch", day)
    return work.result


def agree_rhythm(vault: Vault, plan: UUID, every: int | None) -> ChangeSet:
    """Agree to be in touch every so many days, in place of one day; None is back to a day at a time."""
    with vault.unit_of_work("Agreed when to be in touch") as work:
        rows.there(work.conn, "EmergencyPlan", plan)
        work.set(plan, "rhythm_days", every)
        work.set(plan, "next_touch", None)
    return work.result


def write_step(vault: Vault, step: UUID, *, plan: UUID, what: str) -> ChangeSet:
    """Write a step, new or changed, last in the plan; `step` is an id of the caller's choosing. "" takes it away."""
    with vault.unit_of_work("Wrote a step" if what.strip() else "Removed a step") as work:
        parent = rows.there(work.conn, "EmergencyPlan", plan)
        listed.write(work, "PlanStep", step, {"what": what}, within=parent, needs=("what",), first={"done": "no"})
    return work.result


def set_done(vault: Vault, step: UUID, done: str) -> ChangeSet:
    """Say how far a step has come: no, some or yes."""
    with vault.unit_of_work("Changed a step") as work:
        rows.there(work.conn, "PlanStep", step)
        work.set(step, "done", done)
    return work.result


def set_by(vault: Vault, step: UUID, day: PartialDate | None) -> ChangeSet:
    """Say by when a step is to be done; None: whenever. Raises RuleRefused for a day gone by."""
    with vault.unit_of_work("Said by when") as work:
        rows.there(work.conn, "PlanStep", step)
        if day is not None:
            _still_to_come(work, day)
        work.set(step, "by", day)
    return work.result


def give_step(vault: Vault, step: UUID, node: UUID | None) -> ChangeSet:
    """Say who does a step: somebody on the web, or the worker with None. One alone does (practice.md I-13)."""
    with vault.unit_of_work("Said who does a step") as work:
        rows.there(work.conn, "PlanStep", step)
        named = rows.there(work.conn, "Node", node) if node else rows.one(work.conn, "Worker", vault.worker_id)
        work.set(step, "who_node", node)
        work.set(step, "who", named.get("label" if node else "name") if named is not None else None)
    return work.result


def end(vault: Vault, plan: UUID, regained: str) -> ChangeSet:
    """Keep the person's own answer to whether they are back in control; unless it is "not yet" that ends it."""
    with vault.unit_of_work("Back in control?") as work:
        row = rows.there(work.conn, "EmergencyPlan", plan)
        work.set(plan, "control_regained", regained)
        if regained != ControlRegained.NOT_YET:
            work.label = "Back in control"
            conversations.finish_within(work, row.values["conversation"], ConversationOutcome.CONTROL_REGAINED)
    return work.result


def log_contact(
    vault: Vault, person: UUID, mode: str, *, line: str = "", next_on: PartialDate | None = None
) -> ChangeSet:
    """Note that we were in touch just now, or tried to be, with one line and the next day if there are any; one change.

    A day agreed before is used up by it. Raises RuleRefused where the next day has gone by.
    """
    with vault.unit_of_work("In touch") as work:
        rows.there(work.conn, "Person", person)
        if next_on is not None:
            _still_to_come(work, next_on)
        talk = rows.select(work.conn, "Conversation", "person = ? AND kind = 'C2' AND closed IS NULL", (person.bytes,))
        fields = {
            "conversation": talk[0].id if talk else None, "at": work.wall, "mode": mode, "by": vault.worker_id,
            "line": " ".join(line.split()), "next_on": next_on,
        }  # fmt: skip
        work.new("Contact", person, fields)
        for plan in rows.select(work.conn, "EmergencyPlan", f"person = ? AND {plans.OPEN}", (person.bytes,)):
            work.set(plan.id, "next_touch", next_on)
    return work.result


def take_out_contact(vault: Vault, contact: UUID) -> ChangeSet:
    """Take out a time in touch that was noted by a slip; a day agreed since stays agreed."""
    with vault.unit_of_work("Took out a time in touch") as work:
        work.delete(rows.there(work.conn, "Contact", contact).id)
    return work.result


def check_back(vault: Vault, person: UUID, went: str | None = None) -> ChangeSet:
    """Note a call some weeks after the goodbye, and whether it goes well; None leaves it at that (practice.md R23)."""
    with vault.unit_of_work("Checked back") as work:
        rows.there(work.conn, "Person", person)
        work.new("CheckBack", person, {"at": PartialDate.on(local_day(work.wall)), "good_experience": went})
    return work.result


def _still_to_come(work: UnitOfWork, day: PartialDate) -> None:
    if day.hi < local_day(work.wall).toordinal():
        raise RuleRefused("That day has gone by. Choose one to come.")
