"""From heads to what is shown: the pure rules that turn competing ops into one state (sync.md 3.2, decisions.md D5)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sbp_desktop.models.ops import Op, OpId, OpKind, decode_body
from sbp_desktop.models.schema import Entity
from sbp_desktop.models.vocabulary import DEFAULT_AUDIENCE, Audience

ALIVE, SIGNED = "alive", "signed"
PRIVATE_LANE = 2
_WHO_SEES = "audience:"
_WORKER_ALONE = frozenset({Audience.WORKER.value})
_ASSIGNS = frozenset({OpKind.NEW, OpKind.SET, OpKind.REV, OpKind.SIGN, OpKind.DEL})
"""Kinds that give a field a value. Others, a newer version's too, are kept in the log and change no field."""


class Head(NamedTuple):
    """A current value of one field: an op that nothing known has replaced. `value` is the full text for text fields."""

    field: str
    kind: OpKind | int
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


def current(declared: Entity, lane: int, heads: Sequence[Head], incident: Iterable[OpId] = ()) -> State:
    """The state of an entity from its heads. Order of `heads` does not matter.

    The head with the highest (hlc, origin) is shown, of who may see a thing the one for fewer eyes; others stay and
    are named in `alternatives`. `incident` are the heads of ties on a node: one the remover had not seen brings the
    node back.
    """
    shown: dict[str, Head] = {}
    doubled: set[str] = set()
    for one in heads:
        held = shown.setdefault(one.field, one)
        if held is not one:
            if held.value != one.value:
                doubled.add(one.field)
            if _comes_before(one, held):
                shown[one.field] = one
    alive, returned = _alive(heads, incident)
    doubled -= {ALIVE, SIGNED}
    if returned:
        doubled.add(ALIVE)
    newest = max(heads, key=_when, default=None)
    return State(
        values=_values(declared, lane, shown),
        alive=alive,
        concealed=not alive and any(_conceals(h) for h in heads),
        locked=SIGNED in shown and bool(shown[SIGNED].value),
        alternatives=tuple(sorted(doubled)),
        written=newest.hlc if newest else 0,
        author=newest.worker if newest else b"",
    )


def _when(head: Head) -> tuple[int, bytes]:
    return head.hlc, head.id.origin


def _values(declared: Entity, lane: int, shown: Mapping[str, Head]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    members: dict[str, dict[str, bool]] = {}
    for name, one in shown.items():
        if name in declared.by_name:
            values[name] = one.value
            continue
        base, colon, member = name.partition(":")
        if colon and one.value is not None:  # taken back: as if it had never been said
            members.setdefault(base, {})[member] = bool(one.value)
    for name in declared.sets:
        values[name] = _set_members(name, lane, members.get(name, {}))
    return values


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
        if beside <= seen_by(removal):
            return False, False
    return True, True


def seen_by(removal: Head) -> set[OpId]:
    """What whoever removed something had seen of it; `removal` is a head of kind DEL."""
    return {OpId(origin, oseq) for origin, oseq in _told(removal).get("seen", ())}


def assigns(op: Op) -> bool:
    """Whether an op gives its field (a NEW: its fields) a value, said in a way this release can read."""
    return said(op) is not None


def said(op: Op) -> tuple[Any, Mapping[str, Any]] | None:
    """Value and meta of an op that gives its field (a NEW: its fields) a value, None of any other."""
    # What is new replaces nothing: one that names what it would replace was not written by a laptop of ours.
    if op.kind not in _ASSIGNS or (op.kind is OpKind.NEW and op.parents):
        return None
    value, about = decode_body(op.body)
    return (value, about) if not op.body or _is_well_said(op.kind, value, about) else None


def _is_well_said(kind: OpKind | int, value: Any, about: Mapping[str, Any]) -> bool:
    if "undo_of" in about and not _names_an_op(about["undo_of"]):
        return False
    if kind is OpKind.NEW:
        return value is None or (isinstance(value, dict) and all(isinstance(name, str) for name in value))
    if kind is OpKind.DEL:
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
            Head(name, op.kind, value, op.hlc, op.id, op.worker)
            for name, value in assigned
            if (op.ent, name, op.id) not in replaced
        )
    return heads
