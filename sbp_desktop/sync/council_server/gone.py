"""People erased by decision of the council: a row that holds an id and no content, by which every laptop erases too."""

from collections.abc import Iterable, Sequence
from typing import Final

from psycopg import Connection, sql
from psycopg.rows import TupleRow

from sbp_desktop.errors import ExpectedError
from sbp_desktop.sync.council_server import audit, caseloads
from sbp_desktop.sync.council_server.database import only
from sbp_desktop.sync.council_server.keys import Keys
from sbp_desktop.sync.protocol import Gone

REASONS: Final = ("kept long enough", "asked by the person", "ordered by a court", "written under the wrong person")
"""Why somebody is erased. Chosen, not typed: what stays may say nothing of them."""

BY_PERSON: Final = ("op", "stream", "ack", "quarantine", "file", "file_part", "audit", "trail")
"""Every table in parts by the hash of the person."""
_PARTS: Final = 16
WHAT: Final = "erased"


class NotErased(ExpectedError):
    """Somebody cannot be erased so; nothing was changed."""


def erase(
    conn: Connection[TupleRow], keys: Keys, person: bytes, reason: str, decided: str, agreed: str, now: int
) -> None:
    """Erase a person: streams, what is held, photos, the audit's words, grants, notices. Raises NotErased.

    `decided` and `agreed`: two people of the council by name, who are not the same. Their audit must hold before it
    goes; where it ended is kept, and a new one begins with this.
    """
    if reason not in REASONS:
        raise NotErased(f"The reason is one of: {', '.join(REASONS)}.")
    if len({name.strip().casefold() for name in (decided, agreed)} - {""}) < 2:
        raise NotErased("Two different people decide this: give both names.")
    with conn.transaction():
        if has(conn, [person]):
            raise NotErased("This person is erased already.")
        if conn.execute("SELECT FROM stream WHERE person = %s", (person,)).fetchone() is None:
            raise NotErased("The council has nothing of such a person.")
        if caseloads.is_somebody_who_works_here(conn, person):
            raise NotErased("This is a worker, not a person.")
        newest = audit.lock(conn, person)
        if fault := audit.fault_of(conn, keys.audit, person, {}):
            raise NotErased(f"Their audit does not hold at row {fault}: look into that first.")
        with_them = conn.execute(
            "SELECT DISTINCT worker FROM caseload WHERE person = %s AND ended_number IS NULL", (person,)
        ).fetchall()
        for (worker,) in sorted(with_them):
            caseloads.revoke(conn, worker, person, now=now)
        for table in BY_PERSON:
            conn.execute(sql.SQL("DELETE FROM {} WHERE person = %s").format(sql.Identifier(table)), (person,))
        for table in ("caseload", "notice"):
            conn.execute(sql.SQL("DELETE FROM {} WHERE person = %s").format(sql.Identifier(table)), (person,))
        conn.execute(
            "INSERT INTO gone (person, at, reason, decided, agreed, trail_number, trail_link) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s)",
            (person, now, reason, decided.strip(), agreed.strip(), *newest),
        )
        conn.execute("INSERT INTO trail (person, number, link) VALUES (%s, %s, %s)", (person, *newest))
        audit.add(conn, keys.audit, person, newest, [audit.Entry(now, audit.NOBODY, audit.NOBODY, WHAT, reason)])


def scrub(conn: Connection[TupleRow], person: bytes) -> None:
    """Write anew the parts the person stood in, so that no page still holds what was deleted. Not in a transaction."""
    for table in (*(_part(conn, name, person) for name in BY_PERSON), "caseload", "notice"):
        conn.execute(sql.SQL("VACUUM (FULL) {}").format(sql.Identifier(table)))


def _part(conn: Connection[TupleRow], table: str, person: bytes) -> str:
    asked = "SELECT satisfies_hash_partition(%s::regclass, %s::int, %s::int, %s::bytea)"
    for number in range(_PARTS):
        if only(conn.execute(asked, (table, _PARTS, number, person)))[0]:
            return f"{table}_{number}"
    raise LookupError("a person has no part")


def has(conn: Connection[TupleRow], persons: Iterable[bytes]) -> set[bytes]:
    """Those of some people who are erased."""
    rows = conn.execute("SELECT person FROM gone WHERE person = ANY(%s)", (list(persons),))
    return {row[0] for row in rows}


def since(conn: Connection[TupleRow], number: int) -> Sequence[Gone]:
    """Who was erased after this number, in order."""
    rows = conn.execute("SELECT person, number FROM gone WHERE number > %s ORDER BY number", (number,))
    return [Gone(person, at) for person, at in rows]
