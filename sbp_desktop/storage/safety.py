"""Reads of a worry about harm: the note for the worker's own eyes, whether it goes on, and the number to ring."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from sbp_desktop.models import marked_text, rules
from sbp_desktop.models.schema import DIRECTORY
from sbp_desktop.models.snapshots import Audience
from sbp_desktop.models.vocabulary import RiskNow
from sbp_desktop.storage import rows, team_rules
from sbp_desktop.storage.statements import Connection

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

PLACE = uuid5(DIRECTORY, "safeguarding")
"""The one place of the directory that is the council's safeguarding team."""
_GOES_ON = f"alive = 1 AND coalesce(risk, '') <> '{RiskNow.REMOVED.value}'"

WORRIED_ABOUT = f"SELECT person FROM safeguarding_note_now WHERE {_GOES_ON}"
"""Everybody about whom there is a worry that goes on."""


@dataclass(frozen=True, slots=True)
class Worry:
    """The worry about one person that goes on, `id` None where there is none, and the number to ring, "" if unknown.

    `words` are what the person would like to happen; `told_ms` when the council was told, ms UTC.
    """

    person: UUID | None
    number: str
    id: UUID | None = None
    words: str = ""
    what_they_want: str | None = None
    met: str | None = None
    risk: str | None = None
    told_ms: int | None = None


def worry(vault: "Vault", person: UUID | None) -> Worry:
    """What is noted of a worry about somebody; for the worker alone, so nobody's audience is asked."""
    with vault.reading() as conn:
        place = rows.one(conn, "Resource", PLACE)
        number = place.get("phone", "") if place is not None else ""
        if person is not None:
            where = f"person = ? AND {_GOES_ON} ORDER BY born DESC LIMIT 1"
            for row in rows.select(conn, "SafeguardingNote", where, (person.bytes,)):
                return Worry(
                    person, number, row.id, marked_text.plain(row.get("words", "")), row.get("what_they_want"),
                    row.get("met"), row.get("risk"), row.get("told_at"),
                )  # fmt: skip
        return Worry(person, number)


def rules_off(conn: Connection, worker: UUID, person: UUID) -> frozenset[str]:
    """The rules that do not act for somebody: those our team switched off and, while there is a worry about harm, all
    that would ask or remind (practice.md R41).
    """
    off = team_rules.off(conn, worker)
    worried = conn.execute(f"{WORRIED_ABOUT} AND person = ? LIMIT 1", (person.bytes,)).fetchone()
    return off | rules.ASKING if worried is not None else off


def for_audience(conn: Connection, worker: UUID, person: UUID, audience: Audience) -> frozenset[str]:
    """As `rules_off` for the worker; on any other screen rules that keep quiet would tell of the worry."""
    return rules_off(conn, worker, person) if audience.who == "worker" else team_rules.off(conn, worker)
