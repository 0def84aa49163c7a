"""Workers and their laptops: one-time codes, enrolment, signing in, and who a token stands for."""

import base64
import binascii
import hmac
import secrets
import struct
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from psycopg import Connection
from psycopg.rows import TupleRow

from sbp_desktop.errors import ExpectedError, WrongCouncil
from sbp_desktop.sync.council_server import audit
from sbp_desktop.sync.council_server.council import Who
from sbp_desktop.sync.council_server.database import only
from sbp_desktop.sync.council_server.keys import Keys
from sbp_desktop.sync.protocol import (
    DEMO_HERE,
    DEMO_THERE,
    MAX_AHEAD_MS,
    Enrol,
    Enrolled,
    SignedIn,
    SignIn,
    signed_words,
)

CODE_HOURS: Final = 72
TOKEN_MS: Final = 15 * 60 * 1000
_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without those that are mistaken for one another when read out."""
_GROUPS, _GROUP = 4, 5
_TOKEN: Final = struct.Struct(">16s16sq32s")


class NotEnrolled(ExpectedError):
    """The code, or what came with it, opens nothing."""


class NotSignedIn(ExpectedError):
    """Who asks could not show who they are. `code` and `sign_in` are the Refusal's."""

    def __init__(self, code: str, words: str, sign_in: str = "") -> None:
        super().__init__(words)
        self.code, self.sign_in = code, sign_in


class NoSuchWorker(ExpectedError):
    """No worker has this name."""


def add_worker(conn: Connection[TupleRow], name: str, post: str = "") -> bytes:
    """Take a worker on; returns the id they have until their first laptop brings its own. Raises ExpectedError."""
    worker = secrets.token_bytes(16)
    done = conn.execute(
        "INSERT INTO worker (id, name, post) VALUES (%s, %s, %s) ON CONFLICT (name) DO NOTHING", (worker, name, post)
    )
    if not done.rowcount:
        raise NoSuchWorker(f"There is a worker of the name {name} already.")
    return worker


def worker_named(conn: Connection[TupleRow], name: str) -> bytes:
    """The id of a worker. Raises NoSuchWorker."""
    row = conn.execute("SELECT id FROM worker WHERE name = %s", (name,)).fetchone()
    if row is None:
        raise NoSuchWorker(f"There is no worker of the name {name}.")
    return bytes(row[0])


def new_code(conn: Connection[TupleRow], keys: Keys, worker: bytes, now: int) -> str:
    """A one-time code for one laptop of this worker (100 bits; only its hash is kept)."""
    groups = ["".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS)]
    code = "-".join(groups)
    conn.execute(
        "INSERT INTO code (hash, worker, expires) VALUES (%s, %s, %s)",
        (_hash(keys, code), worker, now + CODE_HOURS * 3600 * 1000),
    )
    conn.execute("DELETE FROM code WHERE expires < %s", (now,))
    return code


def _hash(keys: Keys, code: str) -> bytes:
    said = "".join(letter for letter in code.upper() if letter in _LETTERS)
    return hmac.digest(keys.code, said.encode(), "sha256")


def enrol(conn: Connection[TupleRow], keys: Keys, asked: Enrol, now: int) -> Enrolled:
    """Take a laptop on. The first one's worker id becomes the worker's; a later one is told it.

    Raises NotEnrolled, WrongCouncil.
    """
    with conn.transaction():
        council, demo = only(conn.execute("SELECT name, demo FROM state"))
        if demo != asked.demo:
            raise WrongCouncil(DEMO_THERE if demo else DEMO_HERE)
        row = conn.execute(
            "DELETE FROM code WHERE hash = %s AND expires > %s RETURNING worker", (_hash(keys, asked.code), now)
        ).fetchone()
        if row is None:
            raise NotEnrolled("This code is not known, has been used or has run out. Ask for a new one.")
        worker = _bind(conn, bytes(row[0]), asked.worker)
        device = secrets.token_bytes(16)
        conn.execute(
            "INSERT INTO device (id, worker, key, label, enrolled, seen) VALUES (%s, %s, %s, %s, %s, %s)",
            (device, worker, asked.key, asked.label, now, now),
        )
        audit.record(conn, keys.audit, worker, [audit.Entry(now, worker, device, "laptop enrolled")])
        (name,) = only(conn.execute("SELECT name FROM worker WHERE id = %s", (worker,)))
    return Enrolled(device, worker, name, council, demo=demo)


def _bind(conn: Connection[TupleRow], worker: bytes, said: bytes) -> bytes:
    """Join the id a laptop has signed with so far to the worker; returns who it signs as from now on."""
    row = conn.execute("SELECT bound FROM worker WHERE id = %s FOR UPDATE", (worker,)).fetchone()
    owner = conn.execute("SELECT worker FROM alias WHERE id = %s", (said,)).fetchone()
    if owner is not None and owner[0] != worker:
        raise NotEnrolled("This laptop's work belongs to another worker: it cannot be enrolled for this one.")
    if row is not None and not row[0]:
        conn.execute("UPDATE worker SET id = %s, bound = true WHERE id = %s", (said, worker))
        worker = said
    conn.execute("INSERT INTO alias (id, worker) VALUES (%s, %s) ON CONFLICT DO NOTHING", (said, worker))
    return worker


def sign_in(conn: Connection[TupleRow], keys: Keys, asked: SignIn, now: int) -> SignedIn:
    """A token for a laptop that shows it has its key. Raises NotSignedIn."""
    row = conn.execute("SELECT worker, key, revoked FROM device WHERE id = %s", (asked.device,)).fetchone()
    if row is None or not _signed(bytes(row[1]), asked):
        raise NotSignedIn("unknown", "This laptop is not enrolled with this council.")
    if row[2]:
        raise NotSignedIn(
            "lost", "This laptop was reported lost. Its work stays on it; ask for it to be enrolled anew."
        )
    if abs(asked.at - now) > MAX_AHEAD_MS:
        raise NotSignedIn("clock", "This laptop's clock is more than ten minutes away from the council's.")
    until = now + TOKEN_MS
    return SignedIn(_token(keys, Who(bytes(row[0]), asked.device), until), until)


def _signed(key: bytes, asked: SignIn) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(asked.signature, signed_words(asked.device, asked.at))
    except (InvalidSignature, ValueError):
        return False
    return True


def _token(keys: Keys, who: Who, until: int) -> str:
    mac = hmac.digest(keys.token, b"%b%b%d" % (who.worker, who.device, until), "sha256")
    return base64.urlsafe_b64encode(_TOKEN.pack(who.worker, who.device, until, mac)).decode()


def who_holds(keys: Keys, token: str, now: int) -> Who:
    """Whose token this is, by itself: whether the laptop was lost since is looked up as it is answered.

    Raises NotSignedIn.
    """
    who, until = _read_token(keys, token)
    if until <= now:
        raise NotSignedIn("expired", "This laptop's sign-in has run out.")
    return who


@lru_cache(maxsize=2000)
def _read_token(keys: Keys, token: str) -> tuple[Who, int]:
    """Whose token this is and until when; one that is ours comes with every message of a quarter of an hour."""
    try:
        worker, device, until, _mac = _TOKEN.unpack(base64.b64decode(token, altchars=b"-_", validate=True))
    except (binascii.Error, struct.error, ValueError):
        raise NotSignedIn("token", "Nobody is signed in.") from None
    who = Who(worker, device)
    if not hmac.compare_digest(_token(keys, who, until), token):
        raise NotSignedIn("token", "Nobody is signed in.")
    return who, until


def lose(conn: Connection[TupleRow], keys: Keys, device: bytes, now: int) -> bool:
    """Note a laptop as lost: it is signed out at once. False where there is no such laptop."""
    with conn.transaction():
        row = conn.execute(
            "UPDATE device SET revoked = %s WHERE id = %s AND revoked = 0 RETURNING worker", (now, device)
        ).fetchone()
        if row is not None:
            entry = audit.Entry(now, audit.NOBODY, device, "laptop lost")
            audit.record(conn, keys.audit, bytes(row[0]), [entry])
        return row is not None
