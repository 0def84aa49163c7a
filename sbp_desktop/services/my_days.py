"""What a worker keeps of their own days: one thing learned, and the days they do not work."""

from datetime import date

from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage import rows
from sbp_desktop.storage.vault import Vault


def learn(vault: Vault, line: str = "") -> ChangeSet:
    """Keep one thing learned today in place of what was there; "" is nothing (practice.md R39)."""
    line = " ".join(line.split())
    with vault.unit_of_work("One thing learned") as work:
        today = PartialDate.on(local_day(work.wall))
        held = rows.select(work.conn, "DailyPulse", "person = ? AND at = ?", (vault.worker_id.bytes, today.text))
        for old in held:
            work.set(old.id, "learned", line)
        if not held and line:
            work.new("DailyPulse", vault.worker_id, {"learned": line, "at": today})
    return work.result


def set_day_off(vault: Vault, day: int, *, off: bool) -> ChangeSet:
    """Say that an ordinal day is one on which nobody should expect us, or that it is not."""
    named = date.fromordinal(day).isoformat()
    with vault.unit_of_work("Changed my days off") as work:
        if rows.one(work.conn, "Worker", vault.worker_id) is None:
            work.new("Worker", vault.worker_id, id=vault.worker_id)
        work.assign(vault.worker_id, f"days_off:{named}", off)
    return work.result
