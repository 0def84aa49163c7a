"""Follows ops in the order of the log: which are heads after them, their full texts, and which values have dates.

What stands of their entities is read once, the ops are followed in memory, what is other than before is written once.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sbp_desktop.models import revisions
from sbp_desktop.models.merge import Head, said
from sbp_desktop.models.ops import Op, OpId, OpKind
from sbp_desktop.storage import oplog, texts
from sbp_desktop.storage.statements import Connection, in_parts, marks, rows_of_marks

Heads = dict[bytes, list[Head]]
"""All heads of entities, texts in full."""


class Said(NamedTuple):
    """An op that gives a field a value, with its number in the log and what its body says."""

    seq: int
    op: Op
    value: Any
    meta: Mapping[str, Any]


class _Held(NamedTuple):
    """A head of a field."""

    seq: int
    id: OpId
    kind: int


Fields = dict[bytes, dict[str, tuple[_Held, ...]]]
"""Heads by entity and field."""
Text = tuple[bytes, str]
"""Entity and field."""
Superseded = tuple[bytes, str, OpId]
"""Entity, field and the op in it that another replaced."""
_UNDO_OF = b"\xa7undo_of"
"""How a body that names what it undoes says so; others need not be read."""


def follow(conn: Connection, heard: Sequence[Said], fresh: Collection[bytes]) -> Heads:
    """Note these ops, in order, each of an entity in its own stream. Of `fresh` entities nothing is noted yet.

    Returns the heads of those, except where one has still to be read.
    """
    if not heard:
        return {}
    following = _Following(conn, heard, fresh)
    for one in heard:
        following.take(one)
    return following.write()


class _Following:
    """The heads of some entities while ops are followed."""

    def __init__(self, conn: Connection, heard: Sequence[Said], fresh: Collection[bytes]) -> None:
        self._conn, self._fresh = conn, fresh
        self._heard = {one.seq: one for one in heard}
        self._numbers = {(one.op.person, one.op.lane, one.op.id): one.seq for one in heard}
        before = [one for one in heard if one.op.ent not in fresh]
        self._fields = _standing(
            conn, {(op.ent, op.field) for _, op, _, _ in before if op.parents or op.kind is OpKind.REV}
        )
        self._stood = dict(_rows(self._fields))
        self._superseded = _superseded(conn, {one.op.ent for one in before})
        self._superseded_now: dict[Superseded, None] = {}
        self._unmet: list[tuple[int, Op, OpId]] = []
        self._texts = _built_on(conn, heard)
        self._revisions: dict[int, str] = {}
        self._late: dict[Text, None] = {}
        self._dates = _Dates(conn, before)

    def take(self, one: Said) -> None:
        """Follow one op."""
        seq, op, value, meta = one
        name = op.id
        held = _Held(seq, name, op.kind)
        fields = self._fields.setdefault(op.ent, {})
        if op.kind is OpKind.NEW:
            for field in value or ():
                if (op.ent, field, name) not in self._superseded:
                    fields[field] = (*fields.get(field, ()), held)
            return
        # Read while the text it builds on is still at hand.
        text = self._text(one) if op.kind is OpKind.REV else None
        heads = self._left_by(one, fields.get(op.field, ()))
        superseded = (op.ent, op.field, name) in self._superseded
        fields[op.field] = heads if superseded else (*heads, held)
        if text is not None and (superseded or heads):
            self._late[op.ent, op.field] = None
        if meta and op.kind is OpKind.SET:
            self._dates.take(one, self._numbers)

    def write(self) -> Heads:
        """Write what is other than it stood. Returns the heads of the fresh, except where one has still to be read."""
        stand = dict(_rows(self._fields))
        gone = [row for row in self._stood if row not in stand]
        added = sorted(row for row in stand if row not in self._stood)
        self._run("DELETE FROM head WHERE ent = ? AND field = ? AND op = ?", gone)
        self._run("DELETE FROM revision WHERE op = ?", [row[2:] for row in gone if self._stood[row] == OpKind.REV])
        self._run("INSERT OR IGNORE INTO head(ent, field, op) VALUES(?, ?, ?)", added)
        kept = [(seq, self._revisions[seq]) for _, _, seq in added if seq in self._revisions]
        self._run("INSERT OR REPLACE INTO revision(op, text) VALUES(?, ?)", kept)
        self._note_what_is_to_come()
        self._dates.write()
        for ent, field in self._late:
            _read_again(self._conn, ent, field)
        late = {ent for ent, _ in self._late}
        return {ent: self._heads_of(ent) for ent in self._fresh if ent not in late}

    def _run(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            self._conn.executemany(statement, rows)

    def _text(self, one: Said) -> str | None:
        op = one.op
        at_hand = self._texts.setdefault((op.ent, op.field), {})
        text = texts.text_of(self._conn, op, at_hand)
        if text is not None:
            self._revisions[one.seq] = text
            if op.body:  # nothing builds on one that was erased
                at_hand[op.id] = text
        return text

    def _left_by(self, one: Said, heads: tuple[_Held, ...]) -> tuple[_Held, ...]:
        """The heads of a field that an op leaves standing; what it replaces and has not come yet is kept in mind."""
        seq, op, _, _ = one
        if not op.parents:
            return heads
        replaced = set(op.parents)
        for name in replaced.difference(held.id for held in heads):
            # Either replaced before, or not taken yet (a rebuild finds it further on in the log): the second counts.
            number = self._numbers.get((op.person, op.lane, name))
            if number is None:
                self._unmet.append((seq, op, name))
            elif number > seq:
                self._superseded.add((op.ent, op.field, name))
                self._superseded_now[op.ent, op.field, name] = None
        return tuple(held for held in heads if held.id not in replaced)

    def _note_what_is_to_come(self) -> None:
        for seq, op, name in self._unmet:
            number = oplog.number(self._conn, op.person, op.lane, name)
            if number is None or number > seq:
                self._superseded_now[op.ent, op.field, name] = None
        rows = [(ent, field, *name) for ent, field, name in self._superseded_now]
        self._run("INSERT OR IGNORE INTO superseded(ent, field, origin, oseq) VALUES(?, ?, ?, ?)", rows)

    def _heads_of(self, ent: bytes) -> list[Head]:
        return [self._head(field, held) for field, heads in self._fields[ent].items() for held in heads]

    def _head(self, field: str, held: _Held) -> Head:
        _, op, value, _ = self._heard[held.seq]
        if op.kind is OpKind.NEW:
            value = value[field]
        elif op.kind is OpKind.REV:
            value = self._revisions.get(held.seq, "")
        return Head(field, op.kind, value, op.hlc, held.id, op.worker)


class _Dates:
    """Values that say since when: they belong to the history, until an undo takes one out again (or has done so)."""

    def __init__(self, conn: Connection, before: Sequence[Said]) -> None:
        self._conn = conn
        self._undone = _undone(conn, before)
        self._new: dict[tuple[bytes, int], None] = {}
        self._gone: list[tuple[bytes, int]] = []

    def take(self, one: Said, numbers: Mapping[tuple[bytes, int, OpId], int]) -> None:
        """Note the date a SET op says, and whose date it takes back."""
        seq, op, _, meta = one
        if "at" in meta and (op.ent, op.id) not in self._undone:
            self._new[op.ent, seq] = None
        if "undo_of" in meta:
            name = OpId(*meta["undo_of"])
            self._undone.add((op.ent, name))
            number = numbers.get((op.person, op.lane, name)) or oplog.number(self._conn, op.person, op.lane, name)
            if number is not None:
                self._new.pop((op.ent, number), None)
                self._gone.append((op.ent, number))

    def write(self) -> None:
        """Write them."""
        if self._gone:
            self._conn.executemany("DELETE FROM dated WHERE ent = ? AND op = ?", self._gone)
        if self._new:
            self._conn.executemany("INSERT OR IGNORE INTO dated(ent, op) VALUES(?, ?)", list(self._new))


def _undone(conn: Connection, heard: Sequence[Said]) -> set[tuple[bytes, OpId]]:
    """Which values of these entities an undo took back that came before all that is heard: entity and op."""
    found: set[tuple[bytes, OpId]] = set()
    dated = list({one.op.ent for one in heard if "at" in one.meta})
    for ents in in_parts(dated):
        undoing = oplog.read(
            conn,
            f"WHERE ent IN ({marks(ents)}) AND kind = ? AND seq < ? AND instr(body, ?) AND {oplog.AT_HOME}",
            (*ents, int(OpKind.SET), heard[0].seq, _UNDO_OF),
        )
        for _, op in undoing:
            meant = said(op)
            if meant is not None and "undo_of" in meant[1]:
                found.add((op.ent, OpId(*meant[1]["undo_of"])))
    return found


def _rows(fields: Mapping[bytes, Mapping[str, tuple[_Held, ...]]]) -> Iterator[tuple[tuple[bytes, str, int], int]]:
    """Rows of the table of heads, each with the kind of its op."""
    for ent, several in fields.items():
        for field, heads in several.items():
            for held in heads:
                yield (ent, field, held.seq), held.kind


def _standing(conn: Connection, wanted: set[tuple[bytes, str]]) -> Fields:
    """The heads of these fields as they stand."""
    found: Fields = {}
    for part in in_parts(list(wanted)):
        for ent, field, seq, origin, oseq, kind in conn.execute(
            "SELECT h.ent, h.field, h.op, o.origin, o.oseq, o.kind FROM head h JOIN op o ON o.seq = h.op "
            f"WHERE (h.ent, h.field) IN (VALUES {rows_of_marks(part)})",
            [value for pair in part for value in pair],
        ):
            fields = found.setdefault(ent, {})
            fields[field] = (*fields.get(field, ()), _Held(seq, OpId(origin, oseq), kind))
    return found


def _built_on(conn: Connection, heard: Sequence[Said]) -> dict[Text, dict[OpId, str]]:
    """What heads say that revisions among these build on, by the text they are of."""
    bases = {
        (op.person, op.lane, *base)
        for _, op, value, _ in heard
        if op.kind is OpKind.REV and (base := revisions.base_of(value)) is not None
    }
    found: dict[Text, dict[OpId, str]] = {}
    for part in in_parts(list(bases)):
        for ent, field, origin, oseq, text in conn.execute(
            "SELECT o.ent, o.field, o.origin, o.oseq, r.text FROM op o JOIN revision r ON r.op = o.seq "
            f"WHERE (o.person, o.lane, o.origin, o.oseq) IN (VALUES {rows_of_marks(part)}) AND length(o.body)",
            [value for name in part for value in name],
        ):
            found.setdefault((ent, field), {})[OpId(origin, oseq)] = text
    return found


def _superseded(conn: Connection, ents: set[bytes]) -> set[Superseded]:
    """Ops of these entities that were replaced before they came."""
    found: set[Superseded] = set()
    for part in in_parts(list(ents)):
        rows = conn.execute(f"SELECT ent, field, origin, oseq FROM superseded WHERE ent IN ({marks(part)})", part)
        found |= {(ent, field, OpId(origin, oseq)) for ent, field, origin, oseq in rows}
    return found


def _read_again(conn: Connection, ent: bytes, field: str) -> None:
    """Keep the full text of heads that could not be read until what they build on came after them."""
    unread = (
        "WHERE ent = ? AND field = ? AND kind = ? AND seq IN (SELECT op FROM head WHERE ent = ? AND field = ?) "
        "AND seq NOT IN (SELECT op FROM revision)"
    )
    for seq, op in list(oplog.read(conn, unread, (ent, field, int(OpKind.REV), ent, field))):
        text = texts.text_of(conn, op)
        if text is not None:
            conn.execute("INSERT OR REPLACE INTO revision(op, text) VALUES(?, ?)", (seq, text))
