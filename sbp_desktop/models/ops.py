"""Ops: the one form in which every change is kept, chained and (later) sent (decisions.md D5, sync.md 3.1)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final, NamedTuple

import msgpack

CHAIN_START = bytes(32)
_NO_PARENTS = b"\x90"


class OpKind(IntEnum):
    NEW = 0
    SET = 1
    POS = 2
    REV = 3
    SIGN = 4
    DEL = 5
    ERASE = 6


_KINDS = {int(kind): kind for kind in OpKind}


def kind_of(number: int) -> OpKind | int:
    """The kind a number stands for; a newer version's kind stays the number it is, so that its ops can be kept."""
    return _KINDS.get(number, number)


class OpId(NamedTuple):
    """An op's name inside its (person, lane): random origin of the writing process and its contiguous number."""

    origin: bytes
    oseq: int


@dataclass(frozen=True, slots=True)
class Op:
    """One assignment: field `field` of entity `ent` now has the value in `body`, replacing `parents`.

    `person`, `ent`, `worker`, `bundle`, `origin` are 16 raw bytes; `wall` is ms UTC; `hlc` a HybridClock stamp.
    For NEW, `field` is the entity type and the value a mapping of initial fields. `body` is stored as first written.
    """

    person: bytes
    lane: int
    origin: bytes
    oseq: int
    ent: bytes
    field: str
    kind: OpKind | int
    parents: tuple[OpId, ...]
    body: bytes
    hlc: int
    wall: int
    worker: bytes
    wcur: int
    bundle: bytes
    tail: tuple[Any, ...] = ()

    @property
    def id(self) -> OpId:
        return OpId(self.origin, self.oseq)

    @property
    def value(self) -> Any:
        return decode_body(self.body)[0]

    @property
    def meta(self) -> Mapping[str, Any]:
        return decode_body(self.body)[1]


def encode_body(value: Any, meta: Mapping[str, Any] | None = None) -> bytes:
    """Body bytes for a value of msgpack-native types (16-byte ids as bytes, days as EDTF text)."""
    parts = [value, dict(meta)] if meta else [value]
    packed: bytes = msgpack.packb(parts, use_bin_type=True)
    return packed


def decode_body(body: bytes) -> tuple[Any, Mapping[str, Any]]:
    """Value and meta of body bytes; an erased (empty) body, or one that is no body of ours, reads as no value."""
    try:
        parts = msgpack.unpackb(body, raw=False, strict_map_key=False) if body else None
    except (ValueError, TypeError, RecursionError, msgpack.UnpackException):
        parts = None
    if not isinstance(parts, list) or not parts:
        return None, {}
    return parts[0], parts[1] if len(parts) > 1 and isinstance(parts[1], dict) else {}


def encode_parents(parents: tuple[OpId, ...]) -> bytes:
    """Return op ids as msgpack [[origin, oseq], ...]."""
    if not parents:
        return _NO_PARENTS
    packed: bytes = msgpack.packb([[p.origin, p.oseq] for p in parents], use_bin_type=True)
    return packed


def decode_parents(packed: bytes) -> tuple[OpId, ...]:
    """Return the op ids `encode_parents` packed."""
    if packed == _NO_PARENTS:
        return ()
    return tuple(OpId(origin, oseq) for origin, oseq in msgpack.unpackb(packed, raw=False))


def envelope(op: Op) -> bytes:
    """The op as a msgpack array; what is chained and sent. Unknown trailing items of a newer version are kept."""
    packed: bytes = msgpack.packb(
        [
            op.person, op.lane, op.origin, op.oseq, op.ent, op.field, int(op.kind),
            [[p.origin, p.oseq] for p in op.parents], op.body, op.hlc, op.wall, op.worker, op.wcur, op.bundle, *op.tail,
        ],
        use_bin_type=True,
    )  # fmt: skip
    return packed


def from_envelope(packed: bytes) -> Op:
    """Read an envelope. Raises ValueError when it is not one."""
    try:
        parts = msgpack.unpackb(packed, raw=False, strict_map_key=False)
        (person, lane, origin, oseq, ent, field, kind, parents, body, hlc, wall, worker, wcur, bundle) = parts[:14]
        return Op(
            person, lane, origin, oseq, ent, field, kind_of(kind), tuple(OpId(o, n) for o, n in parents), body,
            hlc, wall, worker, wcur, bundle, tuple(parts[14:]),
        )  # fmt: skip
    except (ValueError, TypeError, msgpack.UnpackException) as error:
        raise ValueError("not an op envelope") from error


def chain_next(previous: bytes, packed_envelope: bytes) -> bytes:
    """The next link (32 bytes) of the chain per (person, lane, origin)."""
    return hashlib.blake2b(previous + packed_envelope, digest_size=32).digest()


_DIGEST: Final = hashlib.blake2b(digest_size=16)
"""Every digest begins with a copy of it, which is made in a third of the time."""


def digest(packed_envelope: bytes) -> bytes:
    """What a receipt and the stream's chain hold of an op's bytes: 16 bytes, so that an erased op still verifies."""
    hashed = _DIGEST.copy()
    hashed.update(packed_envelope)
    return hashed.digest()


def stream_link(previous: bytes, op_digest: bytes, mac: bytes) -> bytes:
    """The next link (32 bytes) of the council's chain over a stream; `mac` is its receipt for the op."""
    return hashlib.sha256(previous + op_digest + mac).digest()


def encode_tail(op: Op) -> bytes | None:
    """Unknown trailing items of a newer version's envelope, None when there are none."""
    return msgpack.packb(list(op.tail), use_bin_type=True) if op.tail else None


def decode_tail(packed: bytes | None) -> tuple[Any, ...]:
    """Trailing items as kept in the log."""
    return tuple(msgpack.unpackb(packed, raw=False, strict_map_key=False)) if packed else ()
