"""Undo and redo as new changes, and the record as it stood at a past moment (decisions.md D4, D8)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sbp_desktop.models import revisions
from sbp_desktop.models.merge import ALIVE, Head, heads_of
from sbp_desktop.models.ops import Op, OpId, OpKind, decode_body
from sbp_desktop.models.snapshots import ChangeSet, UndoStatus
from sbp_desktop.storage import materialise, oplog
from sbp_desktop.storage.statements import Connection

if TYPE_CHECKING:
    from sbp_desktop.storage.unit_of_work import UnitOfWork
    from sbp_desktop.storage.vault import Vault

_OF = "worker = ? AND laptop = ? AND person = ?"
_NEXT_UNDO = f"SELECT id, label, first, last FROM undo_step WHERE {_OF} AND NOT undone ORDER BY id DESC LIMIT 1"
_NEXT_REDO = f"SELECT id, label, first, last FROM undo_step WHERE {_OF} AND undone ORDER BY id ASC LIMIT 1"
# What a restored value keeps of the op it came from; `at` is handled apart.
_CARRIED = ("how", "said_by", "conv", "together")


def _stack(vault: "Vault", person: UUID) -> tuple[bytes, bytes, bytes]:
    return (vault.worker_id.bytes, vault.laptop_id.bytes, person.bytes)


def remember(vault: "Vault", work: "UnitOfWork") -> None:
    """Put a change on the undo stack of each person it touched, and forget what could have been redone there."""
    for person in work.persons:
        stack = _stack(vault, UUID(bytes=person))
        work.conn.execute(f"DELETE FROM undo_step WHERE {_OF} AND undone", stack)
        work.conn.execute(
            "INSERT INTO undo_step(worker, laptop, person, id, label, first, last, undone) "
            "VALUES(?, ?, ?, ?, ?, ?, ?, 0)",
            (*stack, work.span[0], work.label, *work.span),
        )


def status(vault: "Vault", person: UUID) -> UndoStatus:
    """What undo and redo would do for this person, in words."""
    with vault.reading() as conn:
        undo_row = conn.execute(_NEXT_UNDO, _stack(vault, person)).fetchone()
        redo_row = conn.execute(_NEXT_REDO, _stack(vault, person)).fetchone()
    return UndoStatus(undo_row[1] if undo_row else None, redo_row[1] if redo_row else None)


def undo(vault: "Vault", person: UUID) -> ChangeSet:
    """Put back what was before this laptop's newest change of this person; an empty ChangeSet when there is none.

    A field that somebody else has changed since is left alone and named in `left_alone`.
    """
    return _step(vault, person, _NEXT_UNDO, undone=True)


def redo(vault: "Vault", person: UUID) -> ChangeSet:
    """Do again what was last undone; an empty ChangeSet when there is nothing."""
    return _step(vault, person, _NEXT_REDO, undone=False)


def _step(vault: "Vault", person: UUID, next_sql: str, *, undone: bool) -> ChangeSet:
    """Take back the ops of the next step; the step then holds the ops that did so, ready to be taken back in turn."""
    with vault.unit_of_work("", undoable=False) as work:
        stack = _stack(vault, person)
        row = work.conn.execute(next_sql, stack).fetchone()
        if row is not None:
            step, work.label, first, last = row
            ours = "WHERE seq BETWEEN ? AND ? AND person = ?"
            for _, op in reversed(list(oplog.read(work.conn, ours, (first, last, person.bytes)))):
                _take_back(work, op)
            span = work.span if work.touched else (first, last)
            note = f"UPDATE undo_step SET first = ?, last = ?, undone = ? WHERE {_OF} AND id = ?"
            work.conn.execute(note, (*span, undone, *stack, step))
    return work.result


def _take_back(work: "UnitOfWork", op: Op) -> None:
    ent = UUID(bytes=op.ent)
    about: dict[str, Any] = {"undo_of": [op.origin, op.oseq]}
    if op.kind is OpKind.POS:
        layout, view = materialise.position_key(op.field)
        before = _spot_before(work.conn, op)
        work.move(ent, layout, before, UUID(bytes=view) if any(view) else None, **about)
    elif op.kind is OpKind.NEW:
        if _others_wrote(work, op):
            work.left_alone.append(op.field)
        else:
            work.delete(ent, "undone", **about)
    elif _stands_for(work.conn, op, _head_names(work, op)) != _stands_for(work.conn, op, [op.id]):
        work.left_alone.append(op.field)
    elif op.kind is OpKind.DEL:
        work.revive(ent, **about)
    elif op.kind is OpKind.SIGN:
        work.sign(ent, not op.value, **about)
    elif op.field == ALIVE:
        work.delete(ent, "undone", **about)
    elif op.kind is OpKind.REV:
        parents = [found[1] for name in op.parents if (found := oplog.find(work.conn, op.person, op.lane, name))]
        work.revise(ent, op.field, materialise.text_of(work.conn, parents[0]) if parents else "", **about)
    else:
        _restore_values(work, op, about)


def _restore_values(work: "UnitOfWork", op: Op, about: dict[str, Any]) -> None:
    """One op per former head (decisions.md D8): undoing a choice between two values brings both back."""
    former = [found for name in op.parents if (found := oplog.find(work.conn, op.person, op.lane, name))]
    replaced = _head_names(work, op)
    if not former:
        work.restore(op, replaced, None, about)
    for _, earlier in former:
        value = (earlier.value or {}).get(op.field) if earlier.kind is OpKind.NEW else earlier.value
        source = earlier.meta if earlier.kind is OpKind.SET else {}
        carried = {key: source[key] for key in _CARRIED if key in source}
        origin = _undone_original(work.conn, op)
        if origin is not None and "at" in origin.meta:
            carried |= {key: origin.meta[key] for key in (*_CARRIED, "at") if key in origin.meta}
        work.restore(op, replaced, value, carried | about)


def _head_names(work: "UnitOfWork", op: Op) -> tuple[OpId, ...]:
    return tuple(name for _, name in materialise.heads_named(work.conn, op.ent, op.field))


def _stands_for(conn: Connection, op: Op, names: Sequence[OpId]) -> frozenset[OpId]:
    """The ops whose state these ops of `op`'s field bring: an undo's op stands for what its victim had replaced.

    So a field that went there and back again is still "ours", however many undos and redos lie between.
    """
    found: set[OpId] = set()
    for name in names:
        held = oplog.find(conn, op.person, op.lane, name)
        victim = held[1].meta.get("undo_of") if held else None
        undone = oplog.find(conn, op.person, op.lane, OpId(*victim)) if victim else None
        found |= _stands_for(conn, op, undone[1].parents) if undone else {name}
    return frozenset(found)


def _undone_original(conn: Connection, op: Op) -> Op | None:
    """For an undo's op: the op it took back, so that redo gives its date back too."""
    name = op.meta.get("undo_of")
    found = oplog.find(conn, op.person, op.lane, OpId(*name)) if name else None
    return found[1] if found else None


def _spot_before(conn: Connection, op: Op) -> tuple[float, float] | None:
    row = conn.execute(
        "SELECT body FROM op WHERE ent = ? AND field = ? AND kind = ? AND (hlc, origin) < (?, ?) "
        "ORDER BY hlc DESC, origin DESC LIMIT 1",
        (op.ent, op.field, int(OpKind.POS), op.hlc, op.origin),
    ).fetchone()
    if row is None:
        return None
    spot = decode_body(row[0])[0]
    return (spot[0], spot[1]) if spot else None


def _others_wrote(work: "UnitOfWork", op: Op) -> bool:
    row = work.conn.execute(
        "SELECT 1 FROM op WHERE ent = ? AND worker != ? LIMIT 1", (op.ent, work.vault.worker_id.bytes)
    ).fetchone()
    return row is not None


def heads_written_by(conn: Connection, person: UUID, moment_ms: int) -> dict[bytes, list[Head]]:
    """Heads per entity of a person as the log stood at `moment_ms` by the writer's clock, without concealed things."""
    removals = oplog.read(conn, "WHERE person = ? AND kind = ?", (person.bytes, int(OpKind.DEL)))
    concealed = {op.ent for _, op in removals if (op.value or {}).get("conceal")}
    ops = [
        op
        for _, op in oplog.read(conn, "WHERE person = ? AND wall <= ?", (person.bytes, moment_ms))
        if op.ent not in concealed
    ]
    return heads_of(ops, _texts(ops))


Spots = dict[bytes, dict[str, tuple[float, float]]]
"""Node -> layout -> where it is drawn."""


def spots_written_by(conn: Connection, person: UUID, moment_ms: int) -> Spots:
    """Drawn places per node and layout as they stood at `moment_ms`."""
    spots: Spots = {}
    rows = oplog.read(conn, "WHERE person = ? AND wall <= ? AND kind = ?", (person.bytes, moment_ms, int(OpKind.POS)))
    for op in sorted((op for _, op in rows), key=lambda op: (op.hlc, op.origin)):
        layout, view = materialise.position_key(op.field)
        if any(view):
            continue
        if op.value:
            spots.setdefault(op.ent, {})[layout] = (op.value[0], op.value[1])
        else:
            spots.get(op.ent, {}).pop(layout, None)
    return spots


def _texts(ops: Sequence[Op]) -> dict[tuple[bytes, OpId], str]:
    texts: dict[tuple[bytes, OpId], str] = {}
    for op in ops:
        if op.kind is OpKind.REV:
            base = revisions.base_of(op.value) if op.body else None
            texts[op.ent, op.id] = (
                revisions.decode(op.value, texts.get((op.ent, base)) if base else None) if op.body else ""
            )
    return texts
