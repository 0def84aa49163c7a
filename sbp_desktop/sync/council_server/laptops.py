"""What laptops said of their own logs of who was opened."""

from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import TupleRow


class Broken(NamedTuple):
    """A laptop whose log did not go on, at `at` (ms), from entry `before`, which the council had noted."""

    device: bytes
    worker: str
    before: int
    at: int


def that_do_not_follow(conn: Connection[TupleRow]) -> list[Broken]:
    """Every time a laptop's log was found cut or made anew, oldest first."""
    rows = conn.execute(
        "SELECT one.device, coalesce(worker.name, ''), coalesce((SELECT number FROM laptop_log before "
        "WHERE before.device = one.device AND before.at < one.at ORDER BY at DESC LIMIT 1), 0), one.at "
        "FROM laptop_log one LEFT JOIN device ON device.id = one.device LEFT JOIN worker ON worker.id = device.worker "
        "WHERE NOT follows ORDER BY one.at"
    )
    return [Broken(*row) for row in rows]
