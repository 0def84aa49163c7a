"""What a worker can do with what somebody hopes for: keep it in their words, in small steps, and how it goes."""

from uuid import UUID

from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.order import between
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage import rows
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault


def write_outcome(vault: Vault, outcome: UUID, words: str, *, person: UUID) -> ChangeSet:
    """Write what somebody hopes for, new or changed; `outcome` is an id of the caller's choosing. "" takes it away."""
    words = words.strip()
    with vault.unit_of_work("Wrote a hope" if words else "Removed a hope") as work:
        rows.there(work.conn, "Person", person)
        held = rows.one(work.conn, "Outcome", outcome, alive_only=False)
        if not words:
            if held is not None:
                work.delete(outcome)
        elif held is None:
            work.new("Outcome", person, {"words": words}, id=outcome)
        else:
            if not held.alive:
                work.revive(outcome)
            work.set(outcome, "words", words)
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
                key = _last(work, "OutcomeReview", parent)
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
    what = " ".join(what.split())
    with vault.unit_of_work("Wrote a small step" if what else "Removed a small step") as work:
        parent = rows.there(work.conn, "Outcome", outcome)
        held = rows.one(work.conn, "OutcomeStep", step, alive_only=False)
        if not what:
            if held is not None:
                work.delete(step)
        elif held is None:
            fields = {"parent": outcome, "order": _last(work, "OutcomeStep", parent), "what": what, "done": "no"}
            work.new("OutcomeStep", parent.person, fields, id=step, private=parent.private)
        else:
            if not held.alive:
                work.revive(step)
            work.set(step, "what", what)
    return work.result


def set_done(vault: Vault, step: UUID, done: str) -> ChangeSet:
    """Say how far a tiny step has come: no, some or yes."""
    with vault.unit_of_work("Changed a small step") as work:
        rows.there(work.conn, "OutcomeStep", step)
        work.set(step, "done", done)
    return work.result


def _last(work: UnitOfWork, type_name: str, parent: Row) -> str:
    newest = 'person = ? AND parent = ? ORDER BY "order_" DESC LIMIT 1'
    found = rows.select(work.conn, type_name, newest, (parent.person.bytes, parent.id.bytes), alive_only=False)
    return between(found[0].get("order") if found else None, None)
