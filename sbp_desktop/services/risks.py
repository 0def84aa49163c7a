"""What a worker can do about what somebody wants to try: what could go right, who does what, what happened (A21)."""

from uuid import UUID

from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services import listed
from sbp_desktop.storage import rows
from sbp_desktop.storage.vault import Vault

_RISK, _PART, _NOTE = "RiskEnablement", "RiskPart", "RiskNote"


def write_wish(vault: Vault, thing: UUID, *, person: UUID, **fields: str) -> ChangeSet:
    """Write what they want to try (`wish`) and what could go right, which are all it needs, or anything beside them.

    Raises RuleRefused until both are there.
    """
    with vault.unit_of_work("Wrote what they want to try") as work:
        there = rows.there(work.conn, "Person", person)
        listed.write(work, _RISK, thing, fields, within=there, needs=("wish", "could_go_right"))
    return work.result


def write_part(vault: Vault, thing: UUID, *, wish: UUID, **fields: str) -> ChangeSet:
    """Write what one of us will do (`what`), or who that is, in words."""
    with vault.unit_of_work("Wrote who does what") as work:
        listed.write(work, _PART, thing, fields, within=rows.there(work.conn, _RISK, wish), needs=("what",))
    return work.result


def look_again(vault: Vault, thing: UUID, day: PartialDate | None) -> ChangeSet:
    """Agree on the day to look at it again, or on none."""
    with vault.unit_of_work("Agreed when to look again") as work:
        listed.set_field(work, _RISK, thing, "look_again_on", day)
    return work.result


def write_happened(vault: Vault, thing: UUID, *, person: UUID, **fields: str) -> ChangeSet:
    """Write what happened (`what`) and what was done (`did`), new ones as of today."""
    with vault.unit_of_work("Wrote what happened") as work:
        there, today = rows.there(work.conn, "Person", person), PartialDate.on(local_day(work.wall))
        listed.write(work, _NOTE, thing, fields, within=there, needs=("what",), first={"at": today})
    return work.result
