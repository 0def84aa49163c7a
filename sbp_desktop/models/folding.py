"""What a log alone says: entities as plain rows, for a past moment and wherever there is no store to ask."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sbp_desktop.models import births, revisions, schema, text_merge
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.merge import PRIVATE_LANE, Head, State, assigns, current, heads_of
from sbp_desktop.models.ops import Op, OpId, OpKind, decode_body
from sbp_desktop.models.schema import Entity, Field, Kind
from sbp_desktop.models.snapshots import Audience, HistoryEntry
from sbp_desktop.models.text_merge import Piece, Revision

NOT_WITH = "not_with:"
BRINGS_BACK = "brings_back"
"""In the meta of an undo's op: the op whose value it gives again."""


@dataclass(frozen=True, slots=True)
class Row:
    """One entity. `values` by field name: ids as UUID, days as PartialDate, sets as frozenset, flags as bool."""

    id: UUID
    person: UUID
    private: bool
    alive: bool
    concealed: bool
    born: int
    written: int
    locked: bool
    alternatives: tuple[str, ...]
    history: tuple[HistoryEntry, ...]
    values: Mapping[str, Any] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:
        value = self.values.get(name)
        return default if value is None else value

    def seen_by(self, audience: Audience) -> bool:
        """Whether this may be shown to an audience in a room with these people (decisions.md D3)."""
        allowed: frozenset[str] = self.values.get("audience", frozenset())
        if any(f"{NOT_WITH}{who.hex}" in allowed for who in audience.present):
            return False
        return audience.who == "worker" or (not self.private and audience.who in allowed)


def folded(
    person: UUID, ops: Sequence[Op], types: Iterable[str], received: Callable[[Op], int | None] = lambda _op: None
) -> dict[str, list[Row]]:
    """Rows of these types as a person's ops leave them, removed ones too. Never raises, whatever an op holds.

    `received`: when the council had an op, None where nothing was made in two lanes (`births.home`).
    """
    ops = [op for op in ops if assigns(op)]
    born = _born(ops, received)
    ops = [op for op in ops if op.ent in born and op.lane == born[op.ent].lane]  # no lane changes another's
    texts = texts_of(ops)
    heads = heads_of(ops, texts)
    dated = _dated(ops)
    lines = _live_lines(born, heads)
    found: dict[str, list[Row]] = {name: [] for name in types}
    for ent, new in born.items():
        if new.field not in found:
            continue
        declared = schema.ENTITIES[new.field]
        incident = [head.id for line in lines.get(ent, ()) for head in heads[line]] if new.field == "Node" else []
        state = current(declared, new.lane, heads.get(ent, []), incident)
        held = {**state.values, **_texts_then(declared, state, ops, ent, texts)}
        values = {
            f.name: _value(f, held.get(f.name))
            for f in declared.fields
            if schema.value_problem(f, held.get(f.name)) is None
        }
        found[new.field].append(
            Row(
                UUID(bytes=ent), person, new.lane == PRIVATE_LANE, state.alive, state.concealed, new.hlc, state.written,
                state.locked, state.alternatives, dated_values(dated.get(ent, ())),
                {name: value for name, value in values.items() if value is not None},
            )
        )  # fmt: skip
    return found


def _born(ops: Iterable[Op], received: Callable[[Op], int | None]) -> dict[bytes, Op]:
    """The op that counts as each thing's birth, in the order of writing."""
    made: dict[bytes, list[Op]] = {}
    for op in ops:
        if op.kind is OpKind.NEW:
            made.setdefault(op.ent, []).append(op)
    counts = []
    for several in made.values():
        home = births.home(several, received)
        counts.append(min((op for op in several if (op.person, op.lane) == home), key=births.elder))
    return {op.ent: op for op in sorted(counts, key=births.elder)}


def _value(declared: Field, value: Any) -> Any:
    match declared.kind:
        case Kind.FLAG if value is not None:
            return bool(value)
        case Kind.REF if value is not None:
            return UUID(bytes=value)
        case Kind.DAY if value is not None:
            return PartialDate.of(value)
        case _:
            return value


def _live_lines(born: Mapping[bytes, Op], heads: Mapping[bytes, list[Head]]) -> dict[bytes, list[bytes]]:
    """Lines that had not been taken away, by the two they join."""
    lines: dict[bytes, list[bytes]] = {}
    for ent, new in born.items():
        if new.field == "Tie":
            state = current(schema.ENTITIES["Tie"], new.lane, heads.get(ent, []))
            if state.alive:
                for end in {end for end in map(state.values.get, ("a", "b")) if isinstance(end, bytes)}:
                    lines.setdefault(end, []).append(ent)
    return {end: [line for line in met if line in heads] for end, met in lines.items()}


# ---- values that say since when -----------------------------------------------------------------------------------


def _dated(ops: Iterable[Op]) -> dict[bytes, list[Op]]:
    """Values that said since when, by entity, without those taken back."""
    said = [op for op in ops if op.kind is OpKind.SET and op.meta]
    undone = {(op.ent, *op.meta["undo_of"]) for op in said if "undo_of" in op.meta}
    dated: dict[bytes, list[Op]] = {}
    for op in said:
        if "at" in op.meta and (op.ent, *op.id) not in undone:
            dated.setdefault(op.ent, []).append(op)
    return dated


def dated_values(ops: Iterable[Op]) -> tuple[HistoryEntry, ...]:
    """What these ops say was true from a day on, in the order of the days, then of writing."""
    entries = []
    for op in ops:
        value, about = decode_body(op.body)
        try:
            at = PartialDate.of(about["at"])
        except (KeyError, ValueError, AttributeError):
            continue
        if isinstance(value, str | bool | int | float | None):
            entry = HistoryEntry(at, op.field, value, str(about.get("how", "")))
            entries.append((at.lo, op.hlc, op.origin, entry))
    return tuple(entry for *_, entry in sorted(entries, key=lambda one: one[:3]))


# ---- long texts ---------------------------------------------------------------------------------------------------


def doubled(declared: Entity, alternatives: Iterable[str]) -> list[str]:
    """Those of some fields with several heads that are long texts."""
    return [name for name in alternatives if name in declared.by_name and declared.by_name[name].kind is Kind.TEXT]


def _texts_then(
    declared: Entity, state: State, ops: Iterable[Op], ent: bytes, full: Mapping[tuple[bytes, OpId], str]
) -> Mapping[str, str]:
    """Texts of several heads as they read together then."""
    names = doubled(declared, state.alternatives)
    own = [op for op in ops if op.ent == ent] if names else []
    return {name: text_merge.whole(merged_from(own, full, name)) for name in names}


def merged_from(ops: Sequence[Op], full: Mapping[tuple[bytes, OpId], str], field: str) -> tuple[Piece, ...]:
    """How a text with several heads reads, from one entity's ops; `full` has the text of each revision."""
    written = {op.id: op for op in ops if op.kind is OpKind.REV and op.field == field}
    heads = written.keys() - {parent for op in written.values() for parent in op.parents}
    if not heads:
        return ()
    return text_merge.merged(heads, history_of(written.values()), lambda name: full[written[name].ent, name])


def history_of(ops: Iterable[Op]) -> dict[OpId, Revision]:
    """The revisions among the ops of one text, by name. One of several that an undo brought back stands where it stood
    before they were settled: beside the others, not after what had been kept of them.
    """
    written = {op.id: op for op in ops if op.kind is OpKind.REV}
    known: dict[OpId, Revision] = {}
    for op in written.values():
        stands_for, met = op, {op.id}
        while (former := _brought_back(written, stands_for)) is not None and former.id not in met:
            stands_for = former
            met.add(former.id)
        known[op.id] = Revision(op.id, op.hlc, stands_for.parents)
    return known


def _brought_back(written: Mapping[OpId, Op], op: Op) -> Op | None:
    """The version that an undo brought back by this op, where there were several."""
    settled = written.get(name_in(op.meta, "undo_of") or op.id)
    return written.get(name_in(op.meta, BRINGS_BACK) or op.id) if settled and len(settled.parents) > 1 else None


def name_in(meta: Mapping[str, Any], key: str) -> OpId | None:
    """The op that a meta names, None when it names none."""
    held = meta.get(key)
    if isinstance(held, list) and len(held) == 2 and isinstance(held[0], bytes) and isinstance(held[1], int):
        return OpId(*held)
    return None


def texts_of(ops: Sequence[Op]) -> dict[tuple[bytes, OpId], str]:
    """The full text of every revision; "" for one whose base is not there.

    A revision builds on earlier ones of the same text alone, and on none that was erased.
    """
    full: dict[tuple[bytes, OpId], str] = {}
    waiting: dict[tuple[bytes, str, OpId], list[Op]] = {}
    ready: list[tuple[Op, str | None]] = []
    for op in ops:
        if op.kind is OpKind.REV:
            full[op.ent, op.id] = ""
            base = revisions.base_of(op.value)
            if base is not None:
                waiting.setdefault((op.ent, op.field, base), []).append(op)
            elif op.body:
                ready.append((op, None))
    while ready:
        op, under = ready.pop()
        try:
            text = revisions.decode(op.value, under)
        except ValueError:
            continue
        full[op.ent, op.id] = text
        ready += [(later, text) for later in waiting.pop((op.ent, op.field, op.id), ())]
    return full
