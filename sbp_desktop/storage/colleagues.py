"""What colleagues are called."""

from sbp_desktop.storage.statements import Connection, scalar


def name_of(conn: Connection, worker: bytes) -> str:
    """The name of whoever signs as `worker`, as the council gives it or they do; "" where we do not know it."""
    told = "SELECT coalesce((SELECT name FROM colleague WHERE id = ?1), (SELECT name FROM worker_now WHERE id = ?1))"
    return str(scalar(conn.execute(told, (worker,))) or "")
