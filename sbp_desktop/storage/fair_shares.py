"""The one read of how small money and introductions are spread among the people this laptop knows (practice.md R48)."""

from datetime import date
from typing import TYPE_CHECKING

from sbp_desktop.models import rules
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.fair_shares import FairShares, age_band, shares
from sbp_desktop.storage import rows, team_rules
from sbp_desktop.storage.rows import Row

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

_PENCE = 100
_BROUGHT_TOGETHER = "status IN ('introduced', 'started', 'still_going', 'stopped')"


def spread(vault: "Vault") -> FairShares:
    """How they are spread; nothing where the team does not have it shown."""
    with vault.reading() as conn:
        if rules.FAIR_SHARES in team_rules.off(conn, vault.worker_id):
            return FairShares()
        today = local_day(vault.clock.now_ms())
        people = {row.id: row for row in rows.select(conn, "Person", "1")}
        spends = [
            (people[row.person], row.get("amount_pence", 0) / _PENCE)
            for row in rows.select(conn, "SmallSpend", "1")
            if row.person in people
        ]
        introductions = [
            (people[row.person], 1.0)
            for row in rows.select(conn, "Connection", _BROUGHT_TOGETHER)
            if row.person in people
        ]
    return FairShares(
        shares((_place(person), person.id, amount) for person, amount in spends),
        shares((age_band(_age(person, today)), person.id, amount) for person, amount in spends),
        shares((_place(person), person.id, amount) for person, amount in introductions),
        shares((age_band(_age(person, today)), person.id, amount) for person, amount in introductions),
    )


def _place(person: Row) -> str:
    return " ".join(str(person.get("neighbourhood", "")).split())


def _age(person: Row, today: date) -> int | None:
    """Years, as told or from the day they were born; None where neither is known."""
    born: PartialDate | None = person.get("born_on")
    if born is not None:
        on = date.fromordinal(born.lo)
        return today.year - on.year - ((today.month, today.day) < (on.month, on.day))
    age = person.get("age")
    return int(age) if age is not None else None
