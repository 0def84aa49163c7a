"""What may be done with somebody here, as the newest caseload says it."""

from typing import Final

from sbp_desktop.storage.statements import Connection

READER: Final = "reader"
ONLY_READ: Final = "You can read this, and not write in it any more. Nothing of it was changed."


def only_read(conn: Connection, person: bytes) -> bool:
    """Whether somebody who is seen here may be read and not written of."""
    found = conn.execute("SELECT 1 FROM granted WHERE person = ? AND role = ? AND hidden = 0", (person, READER))
    return found.fetchone() is not None
