"""What colleagues are called."""

from sbp_desktop.storage.statements import Connection, scalar


def name_of(conn: Connection, worker: bytes) -> str:
    """The name of whoever signs as `worker`, "" where we do not know it."""
    return str(scalar(conn.execute("SELECT name FROM worker_now WHERE id = ?", (worker,))) or "")
