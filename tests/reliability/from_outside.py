"""What comes from outside: files and pages of somebody hostile, and whoever would take out of the audit what they did (A6, A8)."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import psycopg

from sbp_desktop.sync.council_server import audit
from sbp_desktop.sync.council_server.audit import Entry, Head
from sbp_desktop.sync.council_server.keys import keys
from tests.reliability import hostile
from tests.reliability.promise import Promise
from tests.sync.council.test_gone import AUDIT_TABLES
from tests.sync.databases import SECRET, Databases

KEYS = keys(SECRET)

# ---- A6: hostile files


def files(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    """So many spoiled files and bombs, of each kind in turn."""
    hostile.sound_files(home)
    wrong, each = [], -(-count // len(hostile.READERS))
    for kind in hostile.READERS:
        came = hostile.tried(kind, seed * 10_000_000 * bool(first) + first, each, home)
        wrong += [f"{kind} {name}: {one}" for name, one in hostile.harm(came)]
    return wrong


def _falls_over(home: Path) -> str:
    """A reader that lets an error of its own through."""
    hostile.sound_files(home)
    naive = "READERS['words'] = (lambda path: path.read_text('ascii').index('people') if 'tried' in path.name else 0, '.json')"
    return (
        "a reader that lets its own errors through" if hostile.harm(hostile.tried("words", 1, 3, home, naive)) else ""
    )


# ---- A8: the audit

Conn = psycopg.Connection[tuple[object, ...]]
Act = Callable[[Conn, random.Random, bytes, int], None]
_ENTRIES, _TRAILS = 20, 6


def _edit(conn: Conn, rng: random.Random, person: bytes, at: int) -> None:
    column, value = rng.choice(
        (("what", "said why"), ("words", "other words"), ("at", 99), ("worker", bytes(15) + b"1"))
    )
    conn.execute(f"UPDATE audit SET {column} = %s WHERE person = %s AND number = %s", (value, person, at))  # type: ignore[arg-type]


def _delete(conn: Conn, rng: random.Random, person: bytes, at: int) -> None:
    conn.execute("DELETE FROM audit WHERE person = %s AND number = %s", (person, at))
    if rng.random() < 0.5:
        for number in range(at + 1, _ENTRIES + 1):
            conn.execute("UPDATE audit SET number = number - 1 WHERE person = %s AND number = %s", (person, number))


def _insert(conn: Conn, rng: random.Random, person: bytes, at: int) -> None:
    for number in range(_ENTRIES, at - 1, -1):
        conn.execute("UPDATE audit SET number = number + 1 WHERE person = %s AND number = %s", (person, number))
    values = (person, at, rng.randbytes(32), rng.randbytes(16), rng.randbytes(16))
    conn.execute(
        "INSERT INTO audit (person, number, link, at, worker, device, what, words, event) "
        "VALUES (%s, %s, %s, 1, %s, %s, 'opened', '', '')", values,
    )  # fmt: skip


def _reorder(conn: Conn, _rng: random.Random, person: bytes, at: int) -> None:
    other = at % _ENTRIES + 1
    for old, new in ((at, 9999), (other, at), (9999, other)):
        conn.execute("UPDATE audit SET number = %s WHERE person = %s AND number = %s", (new, person, old))


def _make_anew(conn: Conn, rng: random.Random, person: bytes, at: int) -> None:
    """By somebody who has the key."""
    asked = "SELECT at, worker, device, what, words, event FROM audit WHERE person = %s ORDER BY number"
    entries = [Entry(*row) for row in conn.execute(asked, (person,))]  # type: ignore[arg-type]
    entries[at - 1] = entries[at - 1]._replace(worker=rng.randbytes(16))
    _cut(conn, rng, person, 1)
    audit.add(conn, KEYS.audit, person, (0, audit.START), entries)


def _cut(conn: Conn, _rng: random.Random, person: bytes, at: int) -> None:
    """The end taken away, and where it ends put back."""
    asked = "SELECT link FROM audit WHERE person = %s AND number = %s"
    row = conn.execute(asked, (person, at - 1)).fetchone()
    conn.execute("DELETE FROM audit WHERE person = %s AND number >= %s", (person, at))
    conn.execute(
        "UPDATE trail SET number = %s, link = %s WHERE person = %s", (at - 1, row[0] if row else audit.START, person)
    )


ACTS: tuple[Act, ...] = (_edit, _delete, _insert, _reorder, _make_anew, _cut)


@contextmanager
def _audited() -> Iterator[Conn]:
    """A council's database in which some people's trails stand; the connection is its owner's."""
    databases = Databases()
    try:
        databases.start()
        with databases.connect(databases.fresh()) as conn:
            for person in range(_TRAILS):
                said = [Entry(number, bytes(16), bytes(16), "opened", f"why {number}") for number in range(_ENTRIES)]
                with conn.transaction():
                    audit.record(conn, KEYS.audit, bytes([person]) * 16, said)
            yield conn
    finally:
        databases.close()


class _NotKept(Exception):
    """Takes back what was tried."""


def tampering(_home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    """What the owner of the database does is found against the heads that were noted; the service cannot do it at all."""
    wrong = []
    with _audited() as conn:
        noted = audit.heads(conn)
        for number in range(first, first + count):
            rng = random.Random(hash((seed, number)))
            act, person, at = rng.choice(ACTS), bytes([rng.randrange(_TRAILS)]) * 16, rng.randint(1, _ENTRIES)
            found = _done(conn, act, rng, person, at, noted)
            if [one for one, _ in found] != [person]:
                wrong.append(f"{number}: {act.__name__} at {at} gave {found}")
        wrong += [f"the audit of nobody touched: {fault}" for fault in audit.faults(conn, KEYS.audit, noted)]
        return wrong + _by_the_service(conn)


def _done(
    conn: Conn, act: Act, rng: random.Random, person: bytes, at: int, noted: Sequence[Head]
) -> list[tuple[bytes, int]]:
    found: list[tuple[bytes, int]] = []
    try:
        with conn.transaction():
            act(conn, rng, person, at)
            found = list(audit.faults(conn, KEYS.audit, noted))
            raise _NotKept
    except _NotKept:
        return found


def _by_the_service(conn: Conn) -> list[str]:
    """The role the council's service runs as: every way to alter or take out a row of the audit."""
    wrong = []
    conn.execute("SET ROLE sbp_council_service")
    for table in AUDIT_TABLES:
        for statement in (
            f"UPDATE {table} SET at = 0",
            f"DELETE FROM {table}",
            f"TRUNCATE {table}",
            f"DROP TABLE {table}",
        ):
            try:
                with conn.transaction():
                    conn.execute(statement)  # type: ignore[arg-type]
                wrong.append(f"the service may {statement}")
            except psycopg.errors.InsufficientPrivilege:
                pass
    conn.execute("RESET ROLE")
    return wrong


def _ends_not_noted(home: Path) -> str:
    with mock.patch.object(audit, "heads", return_value=[]):
        return "where the trails end noted nowhere" if tampering(home, 1, 0, 12) else ""


PROMISES: tuple[Promise, ...] = (
    Promise("A6", "No file that comes in crashes the app, hangs it or fills its memory", "files", 20_000, 2_000, files, _falls_over),
    Promise("A8", "Nobody takes out of the audit what they did", "acts of tampering", 1_000, 1_000, tampering, _ends_not_noted),
)  # fmt: skip
