"""What both models read of an op's bytes, each once: the simulation's time goes into orders, not into msgpack."""

from functools import lru_cache
from typing import Any, NamedTuple

from sbp_desktop.models import revisions
from sbp_desktop.models.ops import Op, OpId, OpKind, from_envelope
from sbp_desktop.sync import protocol

Stream = tuple[bytes, int]
"""Person and lane."""
Name = tuple[bytes, int, bytes, int]
"""An op's name among all: person, lane, origin, oseq."""


class Read(NamedTuple):
    """An op with what is worked out of its bytes."""

    op: Op
    value: Any
    digest: bytes
    id: OpId
    name: Name


@lru_cache(maxsize=100_000)
def read(packed: bytes) -> Read:
    """The op in these bytes."""
    op = from_envelope(packed)
    return Read(op, op.value, protocol.digest(packed), op.id, (op.person, op.lane, op.origin, op.oseq))


def name_of(op: Op) -> Name:
    return op.person, op.lane, op.origin, op.oseq


def makes_a_person(op: Op) -> bool:
    """Whether this is the op that a person's streams begin with."""
    return op.kind is OpKind.NEW and op.field == "Person" and op.ent == op.person


_texts: dict[bytes, str] = {}


def text_of(packed: bytes, held: dict[OpId, bytes]) -> str | None:
    """The full text of a revision, from those `held`; None while one it builds on is not among them."""
    steps: list[bytes] = []
    while True:
        steps.append(packed)
        base = revisions.base_of(read(packed).value)
        if base is None:
            break
        if base not in held or held[base] in steps:
            return None
        packed = held[base]
    if steps[0] in _texts:
        return _texts[steps[0]]
    text: str | None = None
    for step in reversed(steps):
        text = _texts[step] if step in _texts else revisions.decode(read(step).value, text)
        _texts[step] = text
    return text
