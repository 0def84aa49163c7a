"""What makes this laptop known to a council, and what the two last said of themselves."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

import msgpack

from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage import healing, rows, team_rules
from sbp_desktop.storage.statements import Connection, scalar

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

_ENROLLED, _SPOKEN, _RENEWAL = "council", "council_spoken", "council_renewal"


class Enrolment(NamedTuple):
    """Where the council is and how it knows this laptop. `key` is the private half of its Ed25519 key, 32 bytes;
    `names` are the worker ids this laptop has signed with so far.
    """

    address: str
    device: bytes
    key: bytes
    council: str
    name: str
    names: Sequence[bytes] = ()
    sign_in: str = ""
    recovery: bytes = b""


class Spoken(NamedTuple):
    """What was last said: the council's epoch, the caseload held (number, tag), the newest notice, when the council
    last answered (ms by our clock), how far our clock goes ahead of its, the number of the newest entry of our log of
    who was opened that it noted, and the latest time by its clock that this laptop knows of (ms); the step to name at
    the next hello, and whether this laptop's key is used on another too.
    """

    epoch: bytes = b""
    number: int = 0
    tag: bytes = b""
    told: int = 0
    answered: int = 0
    ahead_ms: int = 0
    logged: int = 0
    latest: int = 0
    step: int = 0
    twice: bool = False


def read(vault: "Vault") -> Enrolment | None:
    """How this laptop is known to its council; None where it is to none."""
    with vault.reading() as conn:
        held = _held(conn, _ENROLLED)
    return Enrolment(**held) if held is not None else None


def is_enrolled(conn: Connection) -> bool:
    """Whether there is a council to tell things."""
    return conn.execute("SELECT 1 FROM meta WHERE key = ?", (_ENROLLED,)).fetchone() is not None


def keep(vault: "Vault", enrolment: Enrolment, worker: UUID) -> None:
    """From now on this laptop signs as `worker`, whom the council knows; whatever was agreed with another is over."""
    before = read(vault)
    vault.leave_council()
    names = dict.fromkeys([*(before.names if before else ()), vault.worker_id.bytes, worker.bytes])
    with vault.writing() as conn:
        _keep(conn, _ENROLLED, enrolment._replace(names=list(names))._asdict())
        conn.execute("DELETE FROM meta WHERE key = ?", (_RENEWAL,))
        keep_spoken(vault, conn, Spoken())
        healing.doubt_everything(conn)
        conn.execute("UPDATE meta SET value = ? WHERE key = 'worker_id'", (worker.bytes,))
        conn.execute(
            "UPDATE OR IGNORE undo_step SET worker = ? WHERE worker = ?", (worker.bytes, vault.worker_id.bytes)
        )
    vault.worker_id = worker


def own_names(conn: Connection, worker: UUID) -> frozenset[bytes]:
    """Every id this laptop's worker has signed with: before a council knew them they had another."""
    held = _held(conn, _ENROLLED) or {}
    return frozenset([worker.bytes, *held.get("names", ())])


def keep_sign_in(vault: "Vault", sign_in: str) -> None:
    """From now on workers of this council sign in there (`Place` in words; "" nowhere)."""
    known = read(vault)
    if known is not None and known.sign_in != sign_in:
        with vault.writing() as conn:
            _keep(conn, _ENROLLED, known._replace(sign_in=sign_in)._asdict())


def keep_recovery(vault: "Vault", known: Enrolment) -> None:
    """Keep the public recovery key the council shows now."""
    with vault.writing() as conn:
        _keep(conn, _ENROLLED, known._asdict())


def ahead_ms(vault: "Vault") -> int:
    """How far our clock goes ahead of the council's, as last heard."""
    with vault.reading() as conn:
        return spoken(conn).ahead_ms


def renewal(vault: "Vault", sign_in: str) -> str:
    """What renews the worker's sign-in at this place; "" where nothing does."""
    with vault.reading() as conn:
        held = _held(conn, _RENEWAL) or {}
    return str(held.get("token", "")) if held.get("sign_in") == sign_in else ""


def keep_renewal(vault: "Vault", sign_in: str, token: str) -> None:
    """Keep what renews the worker's sign-in at this place, in the place of what did before; "" keeps nothing."""
    with vault.writing() as conn:
        if token:
            _keep(conn, _RENEWAL, {"sign_in": sign_in, "token": token})
        else:
            conn.execute("DELETE FROM meta WHERE key = ?", (_RENEWAL,))


def introduce(vault: "Vault") -> ChangeSet:
    """Carry what the worker said of themselves, and the team they began, over to the name the council knows them by.
    For when everything was read: they may have said it there on another laptop.
    """
    known, us = read(vault), vault.worker_id
    if known is None:
        return ChangeSet()
    with vault.reading() as conn:
        names = [UUID(bytes=name) for name in known.names if name != us.bytes]
        there = rows.one(conn, "Worker", us, alive_only=False)
        earlier = (rows.one(conn, "Worker", name) for name in reversed(names))
        said = next((row for row in earlier if row is not None), None) if there is None else None
        team = team_rules.begun_before(conn, us, names)
    fields = {**(said.values if said is not None else {}), **({"team": team} if team is not None else {})}
    if not fields:
        return ChangeSet()
    with vault.unit_of_work("", undoable=False) as work:
        if there is None:
            work.new("Worker", us, fields, id=us)
        else:
            work.set(us, "team", team)
    return work.result


def spoken(conn: Connection) -> Spoken:
    """What was last said; as before the first word where nothing was."""
    held = _held(conn, _SPOKEN) or {}
    return Spoken(**{name: held[name] for name in Spoken._fields if name in held})


def spoken_here(vault: "Vault") -> Spoken:
    """As `spoken`, in a transaction of its own."""
    with vault.reading() as conn:
        return spoken(conn)


def keep_spoken(vault: "Vault", conn: Connection, said: Spoken) -> None:
    """Keep what was said now; what is written from here on carries the caseload's number."""
    _keep(conn, _SPOKEN, said._asdict())
    vault.caseload = said.number


def _held(conn: Connection, key: str) -> dict[str, Any] | None:
    packed = scalar(conn.execute("SELECT value FROM meta WHERE key = ?", (key,)))
    return None if packed is None else msgpack.unpackb(packed, raw=False)


def _keep(conn: Connection, key: str, value: Mapping[str, Any]) -> None:
    packed = msgpack.packb(dict(value), use_bin_type=True)
    conn.execute("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", (key, packed))
