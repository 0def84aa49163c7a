"""What a worker can do about who has seen somebody's pages: say why they opened them, read who did."""

from collections.abc import Iterable
from uuid import UUID

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.ops import OpKind
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage import access_log, colleagues, queries, rows
from sbp_desktop.storage.access_log import Access, What
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.statements import Connection
from sbp_desktop.storage.vault import Vault

SEEN = "Seen"
"""What a ChangeSet has among its kinds when something was noted of who opened whom."""
_LONGEST = 200


def say_why(vault: Vault, person: UUID, why: str) -> ChangeSet:
    """Note why this person was opened. Raises RuleRefused without a word."""
    why = " ".join(why.split())[:_LONGEST]
    if not why:
        raise RuleRefused("A few words are enough: why are you looking at these pages?")
    with vault.writing() as conn:
        access_log.note(vault, conn, person, What.WHY, why)
    return ChangeSet(kinds=frozenset({SEEN}), committed_ms=vault.clock.now_ms())


def who_has_seen(vault: Vault, person: UUID) -> tuple[Access, ...]:
    """Who opened a person on this laptop, and who was given a copy on any, newest first."""
    here = [one for one in access_log.of_person(vault, person) if one.what != What.COPY]
    with vault.reading() as conn:
        of_a_copy = (person.bytes, queries.web_of(person).bytes)
        copies = rows.select(conn, "SharingRecord", "person = ? AND item = ?", of_a_copy)
        made = [Access(*_made_by(conn, row), What.COPY.value, _copy(row)) for row in copies]
    return tuple(sorted((*here, *made), key=lambda one: -one.at))


def together(here: Iterable[Access], told: Iterable[Access]) -> tuple[Access, ...]:
    """What this laptop knows and what the council told, each thing once, newest first; copies are known here."""
    known = {(one.at, one.worker, one.what) for one in here}
    new = [one for one in told if one.what != What.COPY and (one.at, one.worker, one.what) not in known]
    return tuple(sorted((*here, *new), key=lambda one: -one.at))


def _copy(row: Row) -> str:
    """What a copy was, for whom and what for, as one line."""
    return ", ".join(filter(None, (row.get("what"), row.get("with_whom"), row.get("legal_reason"))))


def _made_by(conn: Connection, row: Row) -> tuple[int, UUID, str]:
    made = "SELECT wall, worker FROM op WHERE ent = ? AND kind = ? ORDER BY hlc LIMIT 1"
    wall, worker = conn.execute(made, (row.id.bytes, int(OpKind.NEW))).fetchall()[0]
    return wall, UUID(bytes=worker), colleagues.name_of(conn, worker)
