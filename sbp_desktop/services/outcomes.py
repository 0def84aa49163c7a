"""What a worker can do with what somebody hopes for: keep it in their words, in small steps, and how it goes."""

from uuid import UUID

from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services import listed
from sbp_desktop.storage import rows
from sbp_desktop.storage.vault import Vault


def write_outcome(vault: Vault, outcome: UUID, words: str, *, person: UUID) -> ChangeSet:
    """Write what somebody hopes for, new or changed; `outcome` is an id of the caller's choosing. "" takes it away."""
    with vault.unit_of_work("Wrote a hope" if words.strip() else "Removed a hope") as work:
        parent = rows.there(work.conn, "Person", person)
        listed.write(work, "Outcome", outcome, {"words": words}, within=parent, needs=("words",))
    return work.result


def set_area(vault: Vault, outcome: UUID, area: str | None = None) -> ChangeSet:
    """Say which part of a life it belongs to, for whoever wants to know; None is not said."""
    with vault.unit_of_work("Changed a hope") as work:
        rows.there(work.conn, "Outcome", outcome)
        work.set(outcome, "wellbeing_area", area)
    return work.result


def rate(vault: Vault, outcome: UUID, status: str) -> ChangeSet:
    """Keep the person's own answer today to whether it came about: not yet, some or yes; "" takes it back (R25)."""
    with vault.unit_of_work("How it goes") as work:
        parent = rows.there(work.conn, "Outcome", outcome)
        today = PartialDate.on(local_day(work.wall))
        on_it = "person = ? AND parent = ? AND at = ?", (parent.person.bytes, outcome.bytes, today.text)
        found = rows.select(work.conn, "OutcomeReview", *on_it)
        if not found:
            if status:
                key = listed.order_after(work, "OutcomeReview", parent)
                fields = {"parent": outcome, "order": key, "at": today, "status": status}
                work.new("OutcomeReview", parent.person, fields, private=parent.private)
        elif status or found[-1].get("said") or found[-1].get("worker_view"):
            work.set(found[-1].id, "status", status or None)
        else:
            work.delete(found[-1].id)
    return work.result


def set_review(vault: Vault, review: UUID, **words: str) -> ChangeSet:
    """Change what was said of a hope on a day: `said` by the person, `worker_view` beside it."""
    with vault.unit_of_work("What was said of a hope") as work:
        rows.there(work.conn, "OutcomeReview", review)
        for name, value in words.items():
            work.set(review, name, " ".join(value.split()) or None)
    return work.result


def write_step(vault: Vault, step: UUID, what: str, *, outcome: UUID) -> ChangeSet:
    """Write a tiny step, new or changed, last of its hope; `step` is the caller's choice of id. "" takes it away."""
    with vault.unit_of_work("Wrote a small step" if what.strip() else "Removed a small step") as work:
        parent = rows.there(work.conn, "Outcome", outcome)
        listed.write(work, "OutcomeStep", step, {"what": what}, within=parent, needs=("what",), first={"done": "no"})
    return work.result


def set_done(vault: Vault, step: UUID, done: str) -> ChangeSet:
    """Say how far a tiny step has come: no, some or yes."""
    with vault.unit_of_work("Changed a small step") as work:
        rows.there(work.conn, "OutcomeStep", step)
        work.set(step, "done", done)
    return work.result
