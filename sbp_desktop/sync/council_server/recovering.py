"""Letting somebody back in who forgot their passphrase: their laptop asks, staff see who it is, and release it once.

The council's secret recovery key is never here: it comes from an offline file for the length of one command. What the
command gives back only that laptop can open, once, within ten minutes; nobody at the council learns a passphrase.
"""

import hmac
from pathlib import Path
from typing import Final, NamedTuple

from psycopg import Connection
from psycopg.rows import TupleRow

from sbp_desktop.models import recovery
from sbp_desktop.sync import protocol
from sbp_desktop.sync.council_server import audit
from sbp_desktop.sync.council_server.administration import STAFF, NotDone
from sbp_desktop.sync.council_server.enrolment import NotEnrolled
from sbp_desktop.sync.council_server.keys import Keys
from sbp_desktop.sync.protocol import AskRecovery, NotAMessage, Release

_KEPT_MS: Final = 7 * 24 * 3600 * 1000
NUMBERS: Final = 4
"""Groups of five digits that the worker reads out: 66 bits, so that nobody can make another laptop say the same."""
NOT_KNOWN = "This laptop is not enrolled with this council."
LOST = "This laptop was reported lost. Its work stays on it; ask the people who look after laptops."


class Waiting(NamedTuple):
    """A laptop that asked: its request's id, whose it is, what it is called, when it asked, since when released."""

    id: bytes
    worker: str
    laptop: str
    asked: int
    until: int


def numbers(asked: AskRecovery) -> str:
    """What the laptop shows and staff compare: it stands for the request and the fresh key in it."""
    return recovery.numbers(protocol.asked_words(asked), NUMBERS)


def ask(conn: Connection[TupleRow], keys: Keys, asked: AskRecovery, now: int) -> None:
    """Take a request; it stands in the place of an earlier one of this laptop. Raises NotEnrolled."""
    with conn.transaction():
        row = conn.execute(
            "SELECT device.worker, revoked FROM device JOIN alias ON alias.worker = device.worker "
            "WHERE device.id = %s AND alias.id = %s",
            (asked.device, asked.worker),
        ).fetchone()
        if row is None:
            raise NotEnrolled(NOT_KNOWN)
        if row[1]:
            raise NotEnrolled(LOST)
        if conn.execute("SELECT 1 FROM recovery WHERE id = %s", (asked.request,)).fetchone() is not None:
            return  # said twice
        conn.execute("DELETE FROM recovery WHERE asked < %s", (now - _KEPT_MS,))
        conn.execute(
            "UPDATE recovery SET ended = %s, release = '' WHERE device = %s AND ended = 0", (now, asked.device)
        )
        conn.execute(
            "INSERT INTO recovery (id, worker, device, request, asked) VALUES (%s, %s, %s, %s, %s)",
            (asked.request, row[0], asked.device, protocol.pack(asked), now),
        )
        audit.record(conn, keys.audit, bytes(row[0]), [audit.Entry(now, row[0], asked.device, "recovery asked")])


def fetch(conn: Connection[TupleRow], request: bytes, now: int) -> Release:
    """What was released for a request, once; nothing yet, or why nothing more will come."""
    with conn.transaction():
        row = conn.execute(
            "SELECT until, release, ended, device FROM recovery WHERE id = %s FOR UPDATE", (request,)
        ).fetchone()
        if row is None or row[2]:
            return Release(ended=True)
        until, sealed, _, device = row
        lost = conn.execute("SELECT 1 FROM device WHERE id = %s AND revoked > 0", (device,)).fetchone()
        if lost is None and not sealed:
            return Release()
        conn.execute("UPDATE recovery SET ended = %s, release = '' WHERE id = %s", (now, request))
        return Release(until, bytes(sealed)) if lost is None and now <= until else Release(ended=True)


def waiting(conn: Connection[TupleRow]) -> list[Waiting]:
    """Those that asked and are not back in, oldest first."""
    rows = conn.execute(
        "SELECT recovery.id, name, label, asked, until FROM recovery JOIN worker ON worker.id = recovery.worker "
        "JOIN device ON device.id = recovery.device WHERE ended = 0 ORDER BY asked"
    )
    return [Waiting(*row) for row in rows]


def release(
    conn: Connection[TupleRow], keys: Keys, request: bytes, secret: bytes, said: str, by: str, checked: str, now: int
) -> bytes:
    """Let a laptop back in whose worker read out `said`, and note who did it and how they knew who it was.

    Returns what the laptop can open, for a file. Raises NotDone.
    """
    with conn.transaction():
        row = conn.execute(
            "SELECT recovery.worker, request, revoked FROM recovery JOIN device ON device.id = recovery.device "
            "WHERE recovery.id = %s AND ended = 0 FOR UPDATE OF recovery",
            (request,),
        ).fetchone()
        if row is None:
            raise NotDone("No laptop that waits has asked this.")
        if row[2]:
            raise NotDone(LOST)
        asked = protocol.unpack(bytes(row[1]), AskRecovery)
        if not hmac.compare_digest("".join(said.split()), numbers(asked).replace(" ", "")):
            raise NotDone("These are not the numbers of this laptop. Ask the worker to read them out again.")
        until = now + recovery.RELEASE_MS
        sealed = _sealed_anew(asked, secret, until)
        conn.execute("UPDATE recovery SET until = %s, release = %s WHERE id = %s", (until, sealed, request))
        entry = audit.Entry(now, *STAFF, "recovery released", f"by {by}; knew them by: {checked}")
        audit.record(conn, keys.audit, bytes(row[0]), [entry._replace(device=asked.device)])
    return sealed_file(asked.request, until, sealed)


def _sealed_anew(asked: AskRecovery, secret: bytes, until: int) -> bytes:
    try:
        bound = recovery.slot_bound(asked.vault, asked.worker, asked.device, asked.generation)
        root = recovery.unseal(secret, asked.sealed, bound)
    except recovery.NotForThisKey:
        raise NotDone("This key does not open what this laptop sealed: it was sealed to another.") from None
    try:
        return recovery.seal(asked.fresh, root, recovery.release_bound(asked.request, asked.vault, asked.device, until))
    finally:
        root[:] = bytes(len(root))


def sealed_file(request: bytes, until: int, sealed: bytes) -> bytes:
    """A release as it travels in a file."""
    return protocol.pack(protocol.ReleaseFile(request, until, sealed))


def refuse(conn: Connection[TupleRow], keys: Keys, request: bytes, by: str, why: str, now: int) -> None:
    """Let a laptop not back in, and note who decided that and why. Raises NotDone."""
    with conn.transaction():
        row = conn.execute(
            "UPDATE recovery SET ended = %s, release = '' WHERE id = %s AND ended = 0 RETURNING worker, device",
            (now, request),
        ).fetchone()
        if row is None:
            raise NotDone("No laptop that waits has asked this.")
        entry = audit.Entry(now, *STAFF, "recovery refused", f"by {by}: {why}")
        audit.record(conn, keys.audit, bytes(row[0]), [entry._replace(device=bytes(row[1]))])


def read_request(path: Path) -> AskRecovery:
    """The request in a file a worker sent. Raises NotDone, OSError."""
    try:
        return protocol.unpack(recovery.from_words(path.read_text("ascii")), AskRecovery)
    except (ValueError, NotAMessage):
        raise NotDone(f"{path}: this is not what a laptop asks, or a letter of it is wrong.") from None


def secret_of(path: Path) -> bytes:
    """The council's secret recovery key in an offline file. Raises NotDone, OSError."""
    try:
        secret = bytes.fromhex(path.read_text("ascii").strip())
    except ValueError:
        secret = b""
    if len(secret) != recovery.SECRET_BYTES:
        raise NotDone(f"{path}: this is not a recovery key.")
    return secret
