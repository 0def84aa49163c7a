"""From heads to what is shown: the pure rules that turn competing ops into one state (sync.md 3.2, decisions.md D5)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sbp_desktop.models.ops import Op, OpId, OpKind, decode_body
from sbp_desktop.models.schema import Entity, Kind
from sbp_desktop.models.vocabulary import DEFAULT_AUDIENCE, Audience

ALIVE, SIGNED = "alive", "signed"
PRIVATE_LANE = 2
_WHO_SEES = "audience:"
_WORKER_ALONE = frozenset({Audience.WORKER.value})
_ASSIGNS = frozenset({OpKind.NEW, OpKind.SET, OpKind.REV, OpKind.SIGN, OpKind.DEL})
"""Kinds that give a field a value. Others, a newer version's too, are kept in the log and change no field."""


@dataclass(frozen=True, slots=True)
class Head:
    """A current value of one field: an op that nothing known has replaced. `value` is the full text for text fields."""

    field: str
    kind: OpKind
    value: Any
    hlc: int
    id: OpId
    worker: bytes


@dataclass(frozen=True, slots=True)
class State:
    """An entity as it stands. `alternatives` are fields whose current values differ, all of them kept."""

    values: Mapping[str, Any]
    alive: bool
    concealed: bool
    locked: bool
    alternatives: tuple[str, ...]
    written: int
    author: bytes


@dataclass(slots=True)
class _Folding:
    values: dict[str, Any] = field(default_factory=dict)
    shown: dict[str, Head] = field(default_factory=dict)
    doubled: set[str] = field(default_factory=set)


def current(declared: Entity, lane: int, heads: Sequence[Head], incident: Iterable[OpId] = ()) -> State:
    """The state of an entity from its heads. Order of `heads` does not matter.

    The head with the highest (hlc, origin) is shown, of who may see a thing the one for fewer eyes; others stay and
    are named in `alternatives`. `incident` are the heads of ties on a node: one the remover had not seen brings the
    node back.
    """
    fold = _Folding()
    for one in heads:
        held = fold.shown.get(one.field)
        if held is not None and held.value != one.value:
            fold.doubled.add(one.field)
        if held is None or _comes_before(one, held):
            fold.shown[one.field] = one
    members: dict[str, dict[str, bool]] = {}
    for name, one in fold.shown.items():
        base, colon, member = name.partition(":")
        if colon:
            if one.value is not None:  # taken back: as if it had never been said
                members.setdefault(base, {})[member] = bool(one.value)
        elif name in declared.by_name:
            fold.values[name] = one.value
    for declared_field in declared.fields:
        if declared_field.kind is Kind.SET:
            fold.values[declared_field.name] = _set_members(
                declared_field.name, lane, members.get(declared_field.name, {})
            )
    newest = max(heads, key=lambda h: (h.hlc, h.id.origin), default=None)
    alive, returned = _alive(heads, incident)
    doubled = {name for name in fold.doubled if name not in (ALIVE, SIGNED)} | ({ALIVE} if returned else set())
    signed = fold.shown.get(SIGNED)
    return State(
        values=fold.values,
        alive=alive,
        concealed=not alive and any(_conceals(h) for h in heads),
        locked=signed is not None and bool(signed.value),
        alternatives=tuple(sorted(doubled)),
        written=newest.hlc if newest else 0,
        author=newest.worker if newest else b"",
    )


def _comes_before(one: Head, other: Head) -> bool:
    """Which of two current values is shown: of who may see a thing the closer one, of anything else the newer."""
    closer = _keeps_closer(one), _keeps_closer(other)
    if one.field.startswith(_WHO_SEES) and closer[0] != closer[1]:
        return closer[0]
    return (one.hlc, one.id.origin) > (other.hlc, other.id.origin)


def _keeps_closer(head: Head) -> bool:
    """Whether it leaves fewer eyes: "not when Jean is here", or "not for the person"."""
    return head.value is not None and bool(head.value) == head.field.startswith(f"{_WHO_SEES}not_with:")


def _set_members(name: str, lane: int, said: Mapping[str, bool]) -> frozenset[str]:
    if name == "audience":
        start = _WORKER_ALONE if lane == PRIVATE_LANE else DEFAULT_AUDIENCE
        return start if not said else frozenset(m for m in start | said.keys() if said.get(m, m in start))
    return frozenset(m for m, there in said.items() if there)


def _alive(heads: Sequence[Head], incident: Iterable[OpId]) -> tuple[bool, bool]:
    """Hidden iff a removal stands and whoever removed it had seen everything that stands beside it.

    Returns (alive, came back although somebody removed it).
    """
    removals = [h for h in heads if h.kind is OpKind.DEL]
    if not removals:
        return True, False
    if any(_conceals(h) for h in removals):
        # What was made private must not show itself again because a colleague, not knowing, changed it meanwhile.
        return False, False
    beside = {h.id for h in heads if h.kind is not OpKind.DEL} | set(incident)
    for removal in removals:
        seen = {OpId(origin, oseq) for origin, oseq in _told(removal).get("seen", ())}
        if beside <= seen:
            return False, False
    return True, True


def assigns(op: Op) -> bool:
    """Whether an op gives its field (a NEW: its fields) a value, said in a way this release can read."""
    return op.kind in _ASSIGNS and (not op.body or _is_well_said(op))


def _is_well_said(op: Op) -> bool:
    value, about = decode_body(op.body)
    if "undo_of" in about and not _names_an_op(about["undo_of"]):
        return False
    if op.kind is OpKind.NEW:
        return value is None or (isinstance(value, dict) and all(isinstance(name, str) for name in value))
    if op.kind is OpKind.DEL:
        told = value if isinstance(value, dict) else {}
        seen = told.get("seen", [])
        return (value is None or isinstance(value, dict)) and isinstance(seen, list) and all(map(_names_an_op, seen))
    return True


def _names_an_op(said: Any) -> bool:
    return isinstance(said, list) and len(said) == 2 and isinstance(said[0], bytes) and isinstance(said[1], int)


def _conceals(head: Head) -> bool:
    return head.kind is OpKind.DEL and bool(_told(head).get("conceal"))


def _told(removal: Head) -> Mapping[str, Any]:
    """What a removal says; nothing when its body was erased."""
    return removal.value if isinstance(removal.value, Mapping) else {}


def heads_of(ops: Iterable[Op], texts: Mapping[tuple[bytes, OpId], str]) -> dict[bytes, list[Head]]:
    """Heads per entity from a log alone: the store's incremental rule in its plainest form.

    Used for past dates and as the tests' oracle. `texts` gives the full text of each (entity, REV op).
    """
    ops = [op for op in ops if assigns(op)]
    replaced = {(op.ent, op.field, parent) for op in ops for parent in op.parents if parent != op.id}
    heads: dict[bytes, list[Head]] = {}
    for op in ops:
        if op.kind is OpKind.NEW:
            assigned = list((op.value or {}).items())
        elif op.kind is OpKind.REV:
            assigned = [(op.field, texts[op.ent, op.id])]
        else:
            assigned = [(op.field, op.value)]
        heads.setdefault(op.ent, []).extend(
            Head(name, OpKind(op.kind), value, op.hlc, op.id, op.worker)
            for name, value in assigned
            if (op.ent, name, op.id) not in replaced
        )
    return heads
