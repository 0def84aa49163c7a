"""What a worker is told at their next pull, numbered per worker; each thing once, however often it comes up."""

import hashlib
from collections.abc import Iterable
from typing import Final, NamedTuple

from psycopg import Connection
from psycopg.rows import TupleRow

from sbp_desktop.sync.council_server.caseloads import LARGEST_STEP, Worker
from sbp_desktop.sync.protocol import Notice

MOST: Final = 200


class News(NamedTuple):
    """Something for one worker. `about` (bytes) names it: the same about the same is told once."""

    worker: bytes
    about: bytes
    kind: str
    person: bytes
    who: bytes
    at: int
    words: str = ""


def tell(conn: Connection[TupleRow], news: Iterable[News]) -> None:
    """Put notices up, within the caller's transaction; workers are locked in order, so that nobody waits in a ring."""
    for one in sorted(set(news)):
        name = hashlib.blake2b(one.kind.encode() + one.person + one.about, digest_size=16).digest()
        conn.execute("SELECT FROM worker WHERE id = %s FOR UPDATE", (one.worker,))
        conn.execute(
            "WITH next AS (UPDATE worker SET told = told + 1 WHERE id = %(worker)s "
            "AND NOT EXISTS (SELECT 1 FROM notice WHERE worker = %(worker)s AND id = %(id)s) RETURNING told) "
            "INSERT INTO notice (worker, number, id, kind, person, who, at, words) "
            "SELECT %(worker)s, told, %(id)s, %(kind)s, %(person)s, %(who)s, %(at)s, %(words)s FROM next",
            {**one._asdict(), "id": name},
        )


def untold(conn: Connection[TupleRow], worker: Worker, told: int) -> list[Notice]:
    """The oldest notices after number `told`."""
    if worker.told < told <= worker.told + LARGEST_STEP:
        _go_past(conn, worker, told)
    elif worker.told == told:
        return []
    rows = conn.execute(
        "SELECT number, id, kind, person, who, at, words FROM notice WHERE worker = %s AND number > %s "
        "ORDER BY number LIMIT %s",
        (worker.id, told, MOST),
    )
    return [Notice(*row) for row in rows]


def _go_past(conn: Connection[TupleRow], worker: Worker, told: int) -> None:
    """A laptop was told more than we know of, before this council was put back: all we have gets numbers past that.

    The laptop knows by their ids what it has heard before.
    """
    with conn.transaction():
        row = conn.execute("SELECT told FROM worker WHERE id = %s FOR UPDATE", (worker.id,)).fetchone()
        if row is None or row[0] >= told:
            return
        step = {"worker": worker.id, "step": told}
        conn.execute("UPDATE notice SET number = -number WHERE worker = %(worker)s", step)
        conn.execute("UPDATE notice SET number = %(step)s - number WHERE worker = %(worker)s AND number < 0", step)
        conn.execute("UPDATE worker SET told = told + %(step)s WHERE id = %(worker)s", step)
