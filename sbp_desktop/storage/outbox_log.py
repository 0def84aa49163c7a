"""What was written here and is not yet safe with the council, kept a second time, beside the store.

One file that only grows: a head of 24 bytes, then records, each with its number, its length and the tag of the one
before, bound to its AES-256-GCM-SIV text: cut, turned round or mixed, it shows. A record holds the ops of one change,
[envelope, chain link] each, and is written before the change counts as saved; it is brought to the disk (`sync`) once
that was told, for the store is there already. Room is taken in pieces of zeros beforehand, so that a record costs one
write and no change of the file's length.

It holds nothing that the store does not hold. It shrinks when what is in it is both confirmed by the council and in a
copy that was tried (`trim`), and is made again from the store where it is missing or behind (`catch_up`).
"""

import contextlib
import os
import struct
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import msgpack
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models.ops import from_envelope
from sbp_desktop.storage import files, oplog
from sbp_desktop.storage.statements import Connection

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

NAME: Final = "outbox.log"
_FORMAT: Final = b"SBPOUT\x00\x01"
_HEAD: Final = len(_FORMAT) + 16
_FRONT: Final = struct.Struct("<QI16s12s")  # number, length of the text, tag of the record before, nonce
_TAG: Final = 16
_START: Final = bytes(_TAG)
_PIECE: Final = 256 * 1024
_IN_ONE: Final = 500
_LARGE: Final = 1 << 20
_OPEN: Final = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)

# Ours, and not both confirmed by the council and within the ops a tried copy has (seq up to ?).
_NEEDED = (
    "op o LEFT JOIN ack a ON a.person = o.person AND a.lane = o.lane AND a.origin = o.origin "
    "WHERE length(o.chain) AND (o.oseq > coalesce(a.durable, 0) OR o.seq > ?)"
)


Writer = tuple[bytes, int, bytes]
"""(person, lane, origin): one process of this laptop's in one stream."""


class Written(NamedTuple):
    """An op as it stands in the log: its envelope and the link of its writer's chain after it."""

    packed: bytes
    link: bytes


class Place(NamedTuple):
    """Where the next record goes: offset, its number, the tag of the one before."""

    offset: int = _HEAD
    number: int = 1
    tag: bytes = _START


class Found(NamedTuple):
    """What is in a log: its ops, where it goes on, and whether every record up to there is whole and in its place."""

    ops: list[Written]
    place: Place
    whole: bool


class OutboxLog:
    """The open log of one store. `key` is the store's own, wiped by whoever gave it."""

    def __init__(self, folder: Path, key: bytearray) -> None:
        self._path, self._key = folder / NAME, key
        self._descriptor = -1
        self._ident = b""
        self._room = 0
        self._place = Place()
        self._waiting: list[Written] = []
        self._doubted = False
        self._unsynced = False

    @property
    def behind(self) -> bool:
        """Whether something could not be written into it and waits for the next try."""
        return bool(self._waiting)

    @property
    def place(self) -> Place | None:
        """Where it goes on, None while that is not known for certain."""
        return None if self.behind or self._doubted or self._descriptor < 0 else self._place

    @property
    def size(self) -> int:
        """Bytes of its records."""
        return self._place.offset

    def open_at(self, place: Place) -> None:
        """Go on at a place that the seal vouches for. Raises SaveFailed, FolderReadOnly."""
        with files.plainly():
            self._descriptor = os.open(self._path, _OPEN, 0o600)
            self._ident = os.pread(self._descriptor, _HEAD, 0)[len(_FORMAT) :]
            self._room, self._place = os.fstat(self._descriptor).st_size, place

    def doubt(self) -> None:
        """A change was told as not saved and may be in the store all the same: the next opening compares the two."""
        self._doubted = True

    def found(self) -> Found:
        """What is in the file, proved record by record; it must not be open."""
        return read(self._path, self._key)

    def make(self, ops: Iterable[Written]) -> None:
        """Begin anew with these, in place of what was there. Killed meanwhile, the old or the new one is there."""
        ident, place = os.urandom(16), Place()
        pieces = [_FORMAT + ident]
        for part in _parts(ops):
            record, place = _record(self._key, ident, part, place)
            pieces.append(record)
        files.write_atomically(self._path, pieces)
        self._waiting = []
        self.close()
        self.open_at(place)

    def append(self, ops: Sequence[Written]) -> None:
        """Write the ops of one change: they outlive this process when this returns, and the machine after `sync`.

        Where that fails they wait for the next call: they are safe in the store, and nobody is told "not saved".
        """
        self._waiting += ops
        if self._descriptor < 0 or not self._waiting:
            return
        try:
            place = self._place
            for part in _parts(self._waiting):
                record, after = _record(self._key, self._ident, part, place)
                self._make_room(after.offset)
                _write_at(self._descriptor, record, place.offset)
                place = after
        except OSError:
            return
        self._place, self._waiting, self._unsynced = place, [], True

    def sync(self) -> None:
        """Bring what was written to the disk. Where that fails the next opening compares log and store."""
        if not self._unsynced:
            return
        self._unsynced = False
        try:
            getattr(os, "fdatasync", os.fsync)(self._descriptor)
        except OSError:
            self._doubted = True

    def close(self) -> None:
        """Let the file go; harmless when it is not open."""
        self._unsynced = False
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _make_room(self, until: int) -> None:
        while self._room < until:
            _write_at(self._descriptor, bytes(_PIECE), self._room)
            os.fsync(self._descriptor)
            self._room += _PIECE


def _write_at(descriptor: int, data: bytes, offset: int) -> None:
    left = memoryview(data)
    while left:
        if hasattr(os, "pwrite"):
            wrote = os.pwrite(descriptor, left, offset)
        else:
            os.lseek(descriptor, offset, os.SEEK_SET)
            wrote = os.write(descriptor, left)
        left, offset = left[wrote:], offset + wrote


def _parts(ops: Iterable[Written]) -> Iterator[list[Written]]:
    part: list[Written] = []
    for one in ops:
        part.append(one)
        if len(part) == _IN_ONE:
            yield part
            part = []
    if part:
        yield part


def _record(key: bytearray, ident: bytes, ops: Sequence[Written], place: Place) -> tuple[bytes, Place]:
    plain: bytes = msgpack.packb(list(ops))
    nonce = os.urandom(12)
    front = _FRONT.pack(place.number, len(plain) + _TAG, place.tag, nonce)
    text = AESGCMSIV(key).encrypt(nonce, plain, ident + front)
    return front + text, Place(place.offset + len(front) + len(text), place.number + 1, text[-_TAG:])


def read(path: Path, key: bytearray) -> Found:
    """Everything in a log that proves itself, also behind damage. Never raises for damage."""
    try:
        data = path.read_bytes()
    except OSError:
        return Found([], Place(), whole=False)
    ident, place, whole = data[len(_FORMAT) : _HEAD], Place(), data[: len(_FORMAT)] == _FORMAT
    ops: list[Written] = []
    while (found := _next(data, key, ident, place)) is not None:
        part, place, in_place = found
        ops += part
        whole = whole and in_place
    return Found(ops, place, whole and _is_room(data[place.offset :]))


def _next(data: bytes, key: bytearray, ident: bytes, place: Place) -> tuple[list[Written], Place, bool] | None:
    """The record at a place, or the nearest later one that proves itself."""
    if (one := _at(data, key, ident, place.offset)) is not None:
        ops, after, number, before = one
        return ops, after, (number, before) == (place.number, place.tag)
    if _is_room(data[place.offset :]):
        return None
    for number in range(place.number, place.number + 64):
        offset = data.find(number.to_bytes(8, "little"), place.offset)
        while offset >= 0:
            if (one := _at(data, key, ident, offset)) is not None:
                return one[0], one[1], False
            offset = data.find(number.to_bytes(8, "little"), offset + 1)
    return None


def _is_room(rest: bytes) -> bool:
    """Whether nothing was written there yet."""
    return not rest.strip(b"\0")


def _at(data: bytes, key: bytearray, ident: bytes, offset: int) -> tuple[list[Written], Place, int, bytes] | None:
    if len(data) < offset + _FRONT.size:
        return None
    front = data[offset : offset + _FRONT.size]
    number, length, before, nonce = _FRONT.unpack(front)
    text = data[offset + _FRONT.size : offset + _FRONT.size + length]
    if not number or len(text) != length or length < _TAG:
        return None
    try:
        ops = [Written(*one) for one in msgpack.unpackb(AESGCMSIV(key).decrypt(nonce, text, ident + front))]
    except InvalidTag:
        return None
    return ops, Place(offset + len(front) + length, number + 1, text[-_TAG:]), number, before


def catch_up(vault: "Vault", copied: int) -> None:
    """Make the log whole after a crash, or where there was none: all that it must hold (see `trim` for `copied`).

    Where none can be made now there is none until the next opening: a full disk must not keep anybody out.
    """
    log = vault.outbox_log
    found = log.found()
    there = set[tuple[Writer, int]]()
    for one in found.ops if found.whole else ():
        op = from_envelope(one.packed)
        there.add(((op.person, op.lane, op.origin), op.oseq))
    with vault.reading() as conn:
        lacking = [one for writer, oseq, one in _needed(conn, copied) if (writer, oseq) not in there]
    with contextlib.suppress(ExpectedError):
        if found.whole:
            log.open_at(found.place)
            log.append(lacking)
        else:
            log.make(lacking)


def trim(vault: "Vault", copied: int, *, at_once: bool = False) -> None:
    """Leave out what the council has confirmed and a tried copy holds (ops numbered up to `copied`), once it is worth
    it or `at_once`. Raises DiskFull, FolderReadOnly, SaveFailed; the log is then as it was.
    """
    log = vault.outbox_log
    if not at_once and log.size < _LARGE:
        return
    with vault.reading() as conn:
        bytes_left = conn.execute(f"SELECT coalesce(sum(length(o.body) + 200), 0) FROM {_NEEDED}", (copied,)).fetchone()
        if at_once or (bytes_left is not None and bytes_left[0] < log.size // 2):
            log.make(one for _, _, one in _needed(conn, copied))


def _needed(conn: Connection, copied: int) -> Iterator[tuple[Writer, int, Written]]:
    """What the log must hold, oldest first: its writer in its stream, its number there, and the op."""
    columns = ", ".join(f"o.{name.strip()}" for name in oplog.COLUMNS.split(","))
    for row in conn.execute(f"SELECT {columns}, o.chain, o.packed FROM {_NEEDED} ORDER BY o.seq", (copied,)):
        yield row[:3], row[3], Written(oplog.as_said(row), row[15])
