"""What a worker can do to see whether help gets in the way of everyday friendships: say so of each, once."""

from uuid import UUID

from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.order import between
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage import rows
from sbp_desktop.storage.statements import scalar
from sbp_desktop.storage.vault import Vault


def say(vault: Vault, service: UUID, tie: UUID, effect: str | None = None) -> ChangeSet:
    """Keep what some help does to one line of everyday life; said again on a later day it is a second look (R14)."""
    with vault.unit_of_work("Could it get in the way?") as work:
        there, line = rows.there(work.conn, "Node", service), rows.there(work.conn, "Tie", tie)
        today = PartialDate.on(local_day(work.wall))
        held = rows.select(work.conn, "HarmCheck", "service = ? AND tie = ?", (service.bytes, tie.bytes))
        private = there.private or line.private
        if not held:
            fields = {"service": service, "tie": tie, "effect": effect, "at": today}
            work.new("HarmCheck", there.person, fields, private=private)
        for check in held:
            work.set(check.id, "effect", effect)
            if effect is not None and check.get("at") != today:
                last = "SELECT max(order_) FROM harm_recheck_now WHERE parent = ?"
                order = between(scalar(work.conn.execute(last, (check.id.bytes,))), None)
                again = {"parent": check.id, "order": order, "at": today, "effect": effect}
                work.new("HarmRecheck", there.person, again, private=private)
    return work.result
