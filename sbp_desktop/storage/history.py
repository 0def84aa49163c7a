"""Undo and redo as new changes, and the record as it stood at a past moment (decisions.md D4, D8)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models import folding
from sbp_desktop.models.merge import ALIVE, SIGNED
from sbp_desktop.models.ops import Op, OpId, OpKind
from sbp_desktop.models.snapshots import ChangeSet, UndoStatus
from sbp_desktop.storage import enrolment, materialise, oplog, positions, texts
from sbp_desktop.storage.statements import Connection, marks, scalar

if TYPE_CHECKING:
    from sbp_desktop.storage.unit_of_work import UnitOfWork
    from sbp_desktop.storage.vault import Vault

_OF = "worker = ? AND laptop = ? AND person = ?"
_STEP = "worker = ? AND laptop = ? AND id = ?"
_NEXT_UNDO = f"SELECT id, label, first, last FROM undo_step WHERE {_OF} AND NOT undone ORDER BY id DESC LIMIT ?"
_NEXT_REDO = f"SELECT id, label, first, last FROM undo_step WHERE {_OF} AND undone = 1 ORDER BY id ASC LIMIT ?"
# 2: the worker has written since, so it can be done again on the shared screen alone.
_NEXT_REDO_THERE = f"SELECT id, label, first, last FROM undo_step WHERE {_OF} AND undone ORDER BY id ASC LIMIT ?"
# What a restored value keeps of the op it came from; `at` is handled apart.
_CARRIED = ("how", "said_by", "conv", "together")
_CRISES = "SELECT count(*) FROM conversation_now WHERE person = ? AND alive = 1 AND kind = 'C2' AND closed IS NULL"
_TWO_CRISES = "They are getting back in control in another conversation since. Finish that one first."
CHOSEN = "chosen"
"""In an op's meta: it settled whether a thing stays that one removed and another changed."""


def _stack(vault: "Vault", person: UUID) -> tuple[bytes, bytes, bytes]:
    return (vault.worker_id.bytes, vault.laptop_id.bytes, person.bytes)


def remember(vault: "Vault", work: "UnitOfWork") -> None:
    """Put a change on the undo stack of each person it touched, and forget what could have been redone there."""
    for person in work.persons:
        stack = _stack(vault, UUID(bytes=person))
        _forget_redo(vault, work.conn, stack)
        work.conn.execute(
            "INSERT INTO undo_step(worker, laptop, person, id, label, first, last, undone) "
            "VALUES(?, ?, ?, ?, ?, ?, ?, 0)",
            (*stack, work.span[0], work.label, *work.span),
        )


def _forget_redo(vault: "Vault", conn: Connection, stack: tuple[bytes, bytes, bytes]) -> None:
    """What was taken back on the shared screen can be done again there while the worker writes alone: what they write
    apart is not felt there.
    """
    for step, first in conn.execute(f"SELECT id, first FROM undo_step WHERE {_OF} AND undone", stack).fetchall():
        if vault.room is None and _made_together(conn, first):
            conn.execute(f"UPDATE undo_step SET undone = 2 WHERE {_STEP}", (*stack[:2], step))
        else:
            conn.execute(f"DELETE FROM undo_step WHERE {_STEP}", (*stack[:2], step))


def status(vault: "Vault", person: UUID) -> UndoStatus:
    """What undo and redo would do for this person, in words."""
    with vault.reading() as conn:
        undo_row = conn.execute(_NEXT_UNDO, (*_stack(vault, person), 1)).fetchone()
        redo_row = conn.execute(_NEXT_REDO, (*_stack(vault, person), 1)).fetchone()
    return UndoStatus(undo_row[1] if undo_row else None, redo_row[1] if redo_row else None)


def undo(vault: "Vault", person: UUID) -> ChangeSet:
    """Put back what was before this laptop's newest change of this person; an empty ChangeSet when there is none.

    A field that somebody else has changed since is left alone and named in `left_alone`.
    """
    return _step(vault, person, _NEXT_UNDO, undone=True)


def redo(vault: "Vault", person: UUID) -> ChangeSet:
    """Do again what was last undone; an empty ChangeSet when there is nothing."""
    return _step(vault, person, _NEXT_REDO if vault.room is None else _NEXT_REDO_THERE, undone=False)


def _step(vault: "Vault", person: UUID, next_sql: str, *, undone: bool) -> ChangeSet:
    """Take back the ops of the next step; the step then holds the ops that did so, ready to be taken back in turn.

    A change of two people (joining them) is taken back whole, whichever of the two asks. Raises RuleRefused, and does
    nothing, where somebody would get back in control in two conversations at once (practice.md I-05).
    """
    with vault.unit_of_work("", undoable=False) as work:
        row = _next(vault, work.conn, person, next_sql)
        if row is not None:
            step, work.label, first, last = row
            crises = scalar(work.conn.execute(_CRISES, (person.bytes,)))
            back: set[tuple[bytes, str, OpId]] = set()
            for _, op in reversed(list(oplog.read(work.conn, "WHERE seq BETWEEN ? AND ?", (first, last)))):
                # The two halves of an undone choice took back one op; doing the choice again is one op too.
                victim = (op.ent, op.field, OpId(*op.meta["undo_of"])) if "undo_of" in op.meta else None
                if victim is None or victim not in back:
                    _take_back(work, op)
                if victim is not None:
                    back.add(victim)
            work.flush()
            if scalar(work.conn.execute(_CRISES, (person.bytes,))) > max(1, crises):
                raise RuleRefused(_TWO_CRISES)
            span = work.span if work.touched else (first, last)
            note = f"UPDATE undo_step SET first = ?, last = ?, undone = ? WHERE {_STEP}"
            work.conn.execute(note, (*span, undone, *_stack(vault, person)[:2], step))
    return work.result


def _next(vault: "Vault", conn: Connection, person: UUID, next_sql: str) -> Any:
    """The step to be taken back next, None where there is none. On the shared screen it is the next one made there:
    what the worker did alone, such as keeping somebody apart, is not taken back there, nor felt.
    """
    if vault.room is None:
        return conn.execute(next_sql, (*_stack(vault, person), 1)).fetchone()
    steps = conn.execute(next_sql, (*_stack(vault, person), -1)).fetchall()
    return next((step for step in steps if _made_together(conn, step[2])), None)


def _made_together(conn: Connection, first: int) -> bool:
    """Whether the step that begins with this op was made on the shared screen."""
    return all("together" in op.meta for _, op in oplog.read(conn, "WHERE seq = ?", (first,)))


def _take_back(work: "UnitOfWork", op: Op) -> None:
    ent = UUID(bytes=op.ent)
    about: dict[str, Any] = {"undo_of": [op.origin, op.oseq]}
    if _is_not_ours_any_more(work, op):
        work.left_alone.append(op.field)
    elif op.kind is OpKind.POS:
        layout, view = positions.position_key(op.field)
        before = _place_before(work.conn, op)
        said = positions.place_said(before) if before is not None else None
        work.move(ent, layout, said[2] if said else None, UUID(bytes=view) if any(view) else None, **about)
    elif op.kind is OpKind.NEW:
        work.delete(ent, "undone", **about)
    elif _settled_removal(op):
        _remove_as_before(work, op, about)
    elif op.kind is OpKind.DEL:
        _undo_removal(work, op, about)
    elif op.kind is OpKind.SIGN:
        work.sign(ent, not op.value, **about)
    elif op.field == ALIVE:
        work.delete(ent, "undone", conceal=_concealed_before(work.conn, op), **about)
    elif op.kind is OpKind.REV:
        _restore_texts(work, op, about)
    else:
        _restore_values(work, op, about)


def _settled_removal(op: Op) -> bool:
    """Whether this op settled that somebody had removed what somebody else changed."""
    return op.field == ALIVE and CHOSEN in op.meta


def _remove_as_before(work: "UnitOfWork", op: Op, about: dict[str, Any]) -> None:
    """Removed by one and changed by the other, as it was before it was settled."""
    for name in op.parents:
        found = oplog.find(work.conn, op.person, op.lane, name)
        if found is not None and found[1].kind is OpKind.DEL:
            work.remove_again(found[1], _head_names(work, op), about)


def _undo_removal(work: "UnitOfWork", op: Op, about: dict[str, Any]) -> None:
    """Bring back what was removed; where the removal itself took back that it had been settled, settle it again."""
    ent, settled = UUID(bytes=op.ent), _undone_original(work.conn, op)
    if settled is None or not _settled_removal(settled):
        work.revive(ent, **about)
    elif settled.kind is OpKind.DEL:
        work.delete(ent, "", **about, chosen=True)
    else:
        work.revive(ent, **about, chosen=True)


def _is_not_ours_any_more(work: "UnitOfWork", op: Op) -> bool:
    """Whether somebody else has been here since, so that taking this back would take back theirs."""
    if op.kind is OpKind.NEW:
        return _others_wrote(work, op)
    if op.kind is OpKind.POS:
        newest = _place_before(work.conn, op, newest=True)
        return _place_stood_for(work.conn, newest) != _place_stood_for(work.conn, op)
    if op.field != SIGNED and _read_back_by_others(work, op):
        return True
    return _stands_for(work.conn, op, _head_names(work, op)) != _stands_for(work.conn, op, [op.id])


def _read_back_by_others(work: "UnitOfWork", op: Op) -> bool:
    """Words that were read back stay as they are (decisions.md D9), our own signing being the first to be undone."""
    shown = materialise.heads_named(work.conn, op.ent, SIGNED)
    found = oplog.find(work.conn, op.person, op.lane, shown[0][1]) if shown else None
    return found is not None and bool(found[1].value) and found[1].worker not in _us(work)


def _concealed_before(conn: Connection, op: Op) -> bool:
    """Whether this op brought back something that had been made private."""
    found = [oplog.find(conn, op.person, op.lane, name) for name in op.parents]
    return any(one is not None and one[1].kind is OpKind.DEL and (one[1].value or {}).get("conceal") for one in found)


def _restore_texts(work: "UnitOfWork", op: Op, about: dict[str, Any]) -> None:
    """One revision per former version, as for values."""
    heads = materialise.heads_named(work.conn, op.ent, op.field)
    former = [found[1] for name in op.parents if (found := oplog.find(work.conn, op.person, op.lane, name))]
    brought: list[tuple[str | None, dict[str, Any]]] = [
        (texts.text_of(work.conn, earlier), {folding.BRINGS_BACK: [*earlier.id]}) for earlier in former
    ]
    for text, which in brought or [("", {})]:
        if text is None:
            work.left_alone.append(op.field)
        else:
            work.revise_over(UUID(bytes=op.ent), op.field, text, heads, about | which)


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
        work.restore(op, replaced, value, {**carried, **about, folding.BRINGS_BACK: [*earlier.id]})


def _head_names(work: "UnitOfWork", op: Op) -> tuple[OpId, ...]:
    return tuple(name for _, name in materialise.heads_named(work.conn, op.ent, op.field))


def _stands_for(conn: Connection, op: Op, names: Sequence[OpId]) -> frozenset[OpId]:
    """The ops whose state these ops of `op`'s field bring: an undo's op stands for what its victim had replaced.

    So a field that went there and back again is still "ours", however many undos and redos lie between.
    """
    found: set[OpId] = set()
    todo, met = list(names), set(names)
    while todo:
        name = todo.pop()
        held = oplog.find(conn, op.person, op.lane, name)
        victim = held[1].meta.get("undo_of") if held else None
        undone = oplog.find(conn, op.person, op.lane, OpId(*victim)) if victim else None
        if undone is None:
            found.add(name)
        else:
            todo += set(undone[1].parents) - met
            met |= set(undone[1].parents)
    return frozenset(found)


def _undone_original(conn: Connection, op: Op) -> Op | None:
    """For an undo's op: the op it took back, so that redo gives its date back too."""
    name = op.meta.get("undo_of")
    found = oplog.find(conn, op.person, op.lane, OpId(*name)) if name else None
    return found[1] if found else None


def _place_before(conn: Connection, op: Op, *, newest: bool = False) -> Op | None:
    """The POS op that `op` replaced, or the newest one of its field."""
    row = conn.execute(
        "SELECT seq FROM op WHERE ent = ? AND field = ? AND kind = ? AND (? OR (hlc, origin) < (?, ?)) "
        f"AND {oplog.AT_HOME} ORDER BY hlc DESC, origin DESC LIMIT 1",
        (op.ent, op.field, int(OpKind.POS), newest, op.hlc, op.origin),
    ).fetchone()
    return next(oplog.read(conn, "WHERE seq = ?", row))[1] if row is not None else None


def _place_stood_for(conn: Connection, op: Op | None) -> OpId | None:
    """As `_stands_for`, for places: whose place an undo's op brought back."""
    while op is not None and (victim := op.meta.get("undo_of")):
        undone = oplog.find(conn, op.person, op.lane, OpId(*victim))
        if undone is None:
            break
        op = _place_before(conn, undone[1])
    return op.id if op is not None else None


def _us(work: "UnitOfWork") -> frozenset[bytes]:
    return enrolment.own_names(work.conn, work.vault.worker_id)


def _others_wrote(work: "UnitOfWork", op: Op) -> bool:
    """Whether somebody else has changed a thing, or joined something to it, since we made it."""
    us = tuple(_us(work))
    others = f"op.worker NOT IN ({marks(us)})"
    asked: list[tuple[str, tuple[bytes, ...]]] = [
        (f"op WHERE {others} AND op.ent = ? AND {oplog.AT_HOME}", (*us, op.ent))
    ]
    if op.field == "Person":
        asked.append((f"op WHERE {others} AND op.person = ?", (*us, op.ent)))
    if op.field == "Node":
        on_it = f"tie_now t JOIN op ON op.ent = t.id WHERE t.alive = 1 AND {others} AND (t.a = ? OR t.b = ?)"
        asked.append((f"{on_it} AND t.person = ? AND {oplog.AT_HOME}", (*us, op.ent, op.ent, op.person)))
    if op.field == "Conversation":
        in_it = f"entry_now w JOIN op ON op.ent = w.id WHERE w.alive = 1 AND {others} AND w.parent = ?"
        asked.append((f"{in_it} AND w.person = ? AND {oplog.AT_HOME}", (*us, op.ent, op.person)))
    return any(work.conn.execute(f"SELECT 1 FROM {sql} LIMIT 1", values).fetchone() for sql, values in asked)


Written = Mapping[tuple[int, bytes], int]
"""How much had been written: lane and writer (origin) -> the number of their last op."""


def written_by(conn: Connection, person: UUID, then: int | Written) -> list[Op]:
    """A person's ops as the log stood then, without things that are private since.

    `then` is a moment (ms UTC, by the writer's clock) or, so that what arrives later changes nothing, exactly how much.
    """
    removals = oplog.read(
        conn,
        "WHERE person = ? AND kind = ? AND seq IN (SELECT h.op FROM head h WHERE h.ent = op.ent AND h.field = ?)",
        (person.bytes, int(OpKind.DEL), ALIVE),
    )
    concealed = {op.ent for _, op in removals if (op.value or {}).get("conceal")}
    return [op for op in _until(conn, person, then) if op.ent not in concealed]


def _until(conn: Connection, person: UUID, then: int | Written) -> Iterator[Op]:
    if isinstance(then, int):
        yield from (
            op
            for _, op in oplog.read(conn, f"WHERE person = ? AND wall <= ? AND {oplog.AT_HOME}", (person.bytes, then))
        )
        return
    for _, op in oplog.read(conn, f"WHERE person = ? AND {oplog.AT_HOME}", (person.bytes,)):
        if op.oseq <= then.get((op.lane, op.origin), 0):
            yield op


Spots = dict[bytes, dict[str, tuple[float, float]]]
"""Node -> layout -> where it is drawn."""


def spots_written_by(conn: Connection, person: UUID, then: int | Written, view: UUID | None = None) -> Spots:
    """Drawn places per node and layout as they stood then (see `written_by`); a viewer's own before the web's own."""
    drawn_by_whom = [bytes(16), *([view.bytes] if view is not None else [])]
    wanted: dict[bytes, Spots] = {who: {} for who in drawn_by_whom}
    moved = (op for op in _until(conn, person, then) if op.kind is OpKind.POS)
    for op in sorted(moved, key=lambda op: (op.hlc, op.origin)):
        said = positions.place_said(op)
        if said is None or said[1] not in wanted:
            continue
        layout, drawn_by, spot = said
        spots = wanted[drawn_by]
        if spot is not None:
            spots.setdefault(op.ent, {})[layout] = spot
        else:
            spots.get(op.ent, {}).pop(layout, None)
    everybodys, *own = wanted.values()
    for ent, places in (own[0] if own else {}).items():
        everybodys[ent] = {**everybodys.get(ent, {}), **places}
    return everybodys
