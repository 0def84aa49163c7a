"""The one path from ops to tables: local work, the council's and a rebuild all go through here.

`take` notes an op's effect on heads, texts and positions; `project` writes an entity's read row from its heads.
Nothing here refuses an op (decisions.md D11): what cannot be shown yet is kept and shown when the rest arrives.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from sbp_desktop.models import schema, text_merge
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.merge import ALIVE, Head, State, assigns, current
from sbp_desktop.models.ops import Op, OpId, OpKind, decode_body
from sbp_desktop.models.schema import Entity, Field, Kind
from sbp_desktop.models.snapshots import HistoryEntry
from sbp_desktop.storage import oplog, tables, texts
from sbp_desktop.storage.search_index import forget_words, index_words
from sbp_desktop.storage.statements import Connection

_NO_VIEW = bytes(16)
_PAGE = 5000
CONCEALED = -1
"""In a read row's `alive`: 1 there, 0 taken away, -1 made private since and so never shown to have been."""


def take(conn: Connection, seq: int, op: Op) -> None:
    """Note one op that has just been appended."""
    if op.kind is OpKind.POS:
        _take_position(conn, op)
    elif not assigns(op):
        return
    elif op.kind is OpKind.NEW:
        _take_new(conn, seq, op)
    else:
        # Read while the text it builds on is still at hand.
        text = texts.text_of(conn, op) if op.kind is OpKind.REV else None
        _replace_heads(conn, seq, op)
        superseded = _already_superseded(conn, op.ent, op.id, op.field)
        if not superseded:
            _add_head(conn, op.ent, op.field, seq)
        if text is not None:
            _keep_text(conn, op, None if superseded else seq, text)
        if op.kind is OpKind.SET:
            _take_date(conn, seq, op)


def restamp(conn: Connection, op: Op) -> None:
    """Make anew what was ordered by an op's stamp, now that the log holds another; its entity is projected after."""
    if op.kind is OpKind.POS and (said := place_said(op)) is not None:
        conn.execute("DELETE FROM position WHERE node = ? AND layout = ? AND view = ?", (op.ent, *said[:2]))
        moves = oplog.read(conn, "WHERE ent = ? AND field = ? AND kind = ?", (op.ent, op.field, int(OpKind.POS)))
        for _, move in list(moves):
            _take_position(conn, move)
    elif op.kind is OpKind.NEW:
        forget_words(conn, [op.ent])
        conn.execute("DELETE FROM entity WHERE id = ?", (op.ent,))
        for seq, made in list(oplog.read(conn, "WHERE ent = ? AND kind = ?", (op.ent, int(OpKind.NEW)))):
            _take_new(conn, seq, made, heads=False)


def _take_date(conn: Connection, seq: int, op: Op) -> None:
    """A value that says since when belongs to the history, until its undo takes it out again (or has done so)."""
    meta = op.meta
    if "at" in meta and not _undone_already(conn, op):
        conn.execute("INSERT OR IGNORE INTO dated(ent, op) VALUES(?, ?)", (op.ent, seq))
    if "undo_of" in meta:
        undone = oplog.find(conn, op.person, op.lane, OpId(*meta["undo_of"]))
        if undone is not None:
            conn.execute("DELETE FROM dated WHERE ent = ? AND op = ?", (op.ent, undone[0]))


def _undone_already(conn: Connection, op: Op) -> bool:
    others = oplog.read(conn, "WHERE ent = ? AND field = ? AND kind = ?", (op.ent, op.field, int(OpKind.SET)))
    return any(other.meta.get("undo_of") == [op.origin, op.oseq] for _, other in others)


def _take_position(conn: Connection, op: Op) -> None:
    said = place_said(op)
    if said is None:
        return
    layout, view, spot = said
    conn.execute(
        "INSERT INTO position(node, view, layout, x, y, hlc, origin) VALUES(?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT(node, view, layout) DO UPDATE SET x = excluded.x, y = excluded.y, hlc = excluded.hlc, "
        "origin = excluded.origin "
        "WHERE (excluded.hlc, excluded.origin) > (position.hlc, position.origin)",
        (op.ent, view, layout, *(spot or (None, None)), op.hlc, op.origin),
    )


def place_said(op: Op) -> tuple[str, bytes, tuple[float, float] | None] | None:
    """(layout, view, spot) of a POS op; None for a newer version's way of saying where, which stays in the log."""
    try:
        return *position_key(op.field), (float(op.value[0]), float(op.value[1])) if op.value else None
    except (ValueError, TypeError, IndexError, KeyError):
        return None


def position_field(layout: str, view: bytes | None = None) -> str:
    """The field of a POS op: `pos:<layout>` or `pos:<layout>:<view hex>` (decisions.md D10)."""
    return f"pos:{layout}:{view.hex()}" if view else f"pos:{layout}"


def position_key(field: str) -> tuple[str, bytes]:
    """(layout, view id) of a POS field; the web's own view is sixteen zero bytes."""
    parts = field.split(":")
    return parts[1], bytes.fromhex(parts[2]) if len(parts) > 2 else _NO_VIEW


def _take_new(conn: Connection, seq: int, op: Op, *, heads: bool = True) -> None:
    conn.execute(
        # Made on two laptops (the same file loaded twice): the earlier counts, whichever arrives first.
        "INSERT INTO entity(id, type, person, lane, born) VALUES(?, ?, ?, ?, ?) "
        "ON CONFLICT(id) DO UPDATE SET type = excluded.type, person = excluded.person, lane = excluded.lane, "
        "born = excluded.born WHERE (excluded.born, excluded.person, excluded.lane, excluded.type) < "
        "(entity.born, entity.person, entity.lane, entity.type)",
        (op.ent, op.field, op.person, op.lane, op.hlc),
    )
    if not heads:
        return
    gone = {
        row[0]
        for row in conn.execute(
            "SELECT field FROM superseded WHERE ent = ? AND origin = ? AND oseq = ?", (op.ent, op.origin, op.oseq)
        )
    }
    fields = [(op.ent, name, seq) for name in op.value or () if name not in gone]
    if fields:
        conn.executemany("INSERT OR IGNORE INTO head(ent, field, op) VALUES(?, ?, ?)", fields)


def _replace_heads(conn: Connection, seq: int, op: Op) -> None:
    wanted = set(op.parents)
    if not wanted:
        return
    for held, name in heads_named(conn, op.ent, op.field):
        if name in wanted:
            wanted.discard(name)
            conn.execute("DELETE FROM head WHERE ent = ? AND field = ? AND op = ?", (op.ent, op.field, held))
            conn.execute("DELETE FROM revision WHERE op = ?", (held,))
    for name in wanted:
        # Either replaced before, or not taken yet (a rebuild finds it further on in the log): only the second counts.
        found = oplog.find(conn, op.person, op.lane, name)
        if found is None or found[0] > seq:
            row = (op.ent, op.field, name.origin, name.oseq)
            conn.execute("INSERT OR IGNORE INTO superseded VALUES(?, ?, ?, ?)", row)


def heads_named(conn: Connection, ent: bytes, field: str) -> list[tuple[int, OpId]]:
    """(seq, name) of the current ops of a field, the shown one first."""
    rows = conn.execute(
        "SELECT o.seq, o.origin, o.oseq FROM head h JOIN op o ON o.seq = h.op WHERE h.ent = ? AND h.field = ? "
        "ORDER BY o.hlc DESC, o.origin DESC",
        (ent, field),
    )
    return [(row[0], OpId(row[1], row[2])) for row in rows]


def _already_superseded(conn: Connection, ent: bytes, name: OpId, field: str) -> bool:
    row = conn.execute(
        "SELECT 1 FROM superseded WHERE ent = ? AND field = ? AND origin = ? AND oseq = ?",
        (ent, field, name.origin, name.oseq),
    ).fetchone()
    return row is not None


def _add_head(conn: Connection, ent: bytes, field: str, seq: int) -> None:
    conn.execute("INSERT OR IGNORE INTO head(ent, field, op) VALUES(?, ?, ?)", (ent, field, seq))


def _keep_text(conn: Connection, op: Op, seq: int | None, text: str) -> None:
    """Keep the full text of a head; one that came after what builds on it (`seq` None) makes that readable instead."""
    keep = "INSERT OR REPLACE INTO revision(op, text) VALUES(?, ?)"
    if seq is not None:
        conn.execute(keep, (seq, text))
    unread = (
        "WHERE ent = ? AND field = ? AND kind = ? AND seq IN (SELECT op FROM head WHERE ent = ? AND field = ?) "
        "AND seq NOT IN (SELECT op FROM revision)"
    )
    if seq is None:
        waiting = oplog.read(conn, unread, (op.ent, op.field, int(OpKind.REV), op.ent, op.field))
        for later, head in list(waiting):
            if (readable := texts.text_of(conn, head)) is not None:
                conn.execute(keep, (later, readable))


def project(conn: Connection, touched: Iterable[bytes]) -> None:
    """Write the read rows of these entities, lines before what they join: a line can bring a removed end back."""
    hidden = set(conn.execute("SELECT person, lane FROM granted WHERE hidden"))
    nodes: dict[bytes, None] = {}
    for ent in touched:
        known = conn.execute("SELECT type, person, lane, born FROM entity WHERE id = ?", (ent,)).fetchone()
        if known is None or known[0] not in schema.ENTITIES or known[1:3] in hidden:
            continue
        if known[0] == "Node":
            nodes[ent] = None
            continue
        state = _project_one(conn, ent, known, ())
        if known[0] == "Tie":
            nodes |= dict.fromkeys(_removed_ends(conn, state))
    for ent in nodes:
        known = conn.execute("SELECT type, person, lane, born FROM entity WHERE id = ?", (ent,)).fetchone()
        if known is None or known[0] != "Node":
            continue  # a removal that came before what it removes
        lines = live_ties(conn, ent) if _has_removal(conn, ent) else []
        _project_one(conn, ent, known, [head.id for tie in lines for head in entity_heads(conn, tie)])


def _project_one(conn: Connection, ent: bytes, known: Any, incident: Iterable[OpId]) -> State:
    type_name, person, lane, born = known
    declared = schema.ENTITIES[type_name]
    state = _with_texts(conn, ent, declared, current(declared, lane, entity_heads(conn, ent), incident))
    alive = CONCEALED if state.concealed else int(state.alive)
    doubts = json.dumps(state.alternatives)
    row = [ent, person, lane, alive, born, state.written, state.author, doubts, _history(conn, ent), int(state.locked)]
    row += [_column(f, state.values.get(f.name)) for f in declared.fields]
    marks = ", ".join("?" * len(row))
    conn.execute(f"INSERT OR REPLACE INTO {tables.now[type_name].name} VALUES({marks})", row)
    index_words(conn, ent, declared, person, born, state)
    return state


def _with_texts(conn: Connection, ent: bytes, declared: Entity, state: State) -> State:
    """The state with its texts of several heads as they read together. Read, never written: only a person's next
    save makes one of them (sync.md 3.2).
    """
    doubled = texts.doubled(declared, state.alternatives)
    if not doubled:
        return state
    read = {name: text_merge.whole(texts.merged(conn, ent, name)) for name in doubled}
    return replace(state, values={**state.values, **read})


def _removed_ends(conn: Connection, tie: State) -> list[bytes]:
    """Ends of a line that somebody removed: an edit of a line is an edit of both its ends, so they may come back."""
    ends = [end for end in (tie.values.get("a"), tie.values.get("b")) if isinstance(end, bytes)]
    return [end for end in ends if _has_removal(conn, end)]


def _has_removal(conn: Connection, ent: bytes) -> bool:
    found = conn.execute(
        "SELECT 1 FROM head h JOIN op o ON o.seq = h.op WHERE h.ent = ? AND h.field = ? AND o.kind = ?",
        (ent, ALIVE, int(OpKind.DEL)),
    )
    return found.fetchone() is not None


def entity_heads(conn: Connection, ent: bytes) -> list[Head]:
    """All heads of an entity, texts in full."""
    rows = conn.execute(
        "SELECT h.field, o.kind, o.body, o.hlc, o.origin, o.oseq, o.worker, r.text "
        "FROM head h JOIN op o ON o.seq = h.op LEFT JOIN revision r ON r.op = o.seq WHERE h.ent = ?",
        (ent,),
    )
    bodies: dict[bytes, Any] = {}
    heads = []
    for field, kind, body, hlc, origin, oseq, worker, text in rows:
        if kind == OpKind.REV:
            value = text or ""
        else:
            if body not in bodies:
                bodies[body] = decode_body(body)[0]
            value = (bodies[body] or {}).get(field) if kind == OpKind.NEW else bodies[body]
        heads.append(Head(field, OpKind(kind), value, hlc, OpId(origin, oseq), worker))
    return heads


def live_ties(conn: Connection, node: bytes) -> list[bytes]:
    """Ids of the lines on somebody that have not been taken away."""
    rows = conn.execute("SELECT id FROM tie_now WHERE alive = 1 AND (a = ? OR b = ?)", (node, node))
    return [row[0] for row in rows]


def _column(declared: Field, value: Any) -> Any:
    """A field's value as its column keeps it; a value of the wrong type from a newer version reads as not said."""
    if value is None or schema.value_problem(declared, value) is not None:
        return None
    if declared.kind is Kind.SET:
        return json.dumps(sorted(value))
    if declared.kind is Kind.FLAG:
        return int(value)
    return value


def _history(conn: Connection, ent: bytes) -> str:
    """Dated values, oldest first, as JSON [[at, field, value, how], ...] (decisions.md D4)."""
    dated = conn.execute("SELECT op FROM dated WHERE ent = ?", (ent,)).fetchall()
    ops = [op for (seq,) in dated for _, op in oplog.read(conn, "WHERE seq = ?", (seq,))]
    return json.dumps([[entry.at.text, entry.field, entry.value, entry.how] for entry in dated_values(ops)])


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


def rebuild(conn: sa.Connection, progress: Callable[[int, int], None]) -> None:
    """Make heads, positions and every read table anew from the log. `progress(done, total)` counts entities."""
    raw: Connection = conn.connection.driver_connection  # type: ignore[assignment]
    raw.execute("DROP TABLE IF EXISTS search_index")
    # By name, so that words do not stay behind in a read table that a release has given up.
    for (name,) in raw.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%!_now' ESCAPE '!'"
    ).fetchall():
        raw.execute(f'DROP TABLE "{name}"')
    tables.read.drop_all(conn)
    for table in (tables.dated, tables.head, tables.superseded, tables.revision, tables.position, tables.entity):
        raw.execute(f"DELETE FROM {table.name}")
    tables.read.create_all(conn)
    for statement in tables.SEARCH_INDEX_SQL:
        raw.execute(statement)
    last = 0
    while page := list(oplog.read(raw, "WHERE seq > ?", (last,), limit=_PAGE)):
        for last, op in page:
            take(raw, last, op)
    # Lines first: whether somebody removed comes back depends on their lines.
    entities = raw.execute("SELECT id FROM entity ORDER BY type != 'Tie', born, id").fetchall()
    for done, (ent,) in enumerate(entities, 1):
        project(raw, [ent])
        if done % 200 == 0 or done == len(entities):
            progress(done, len(entities))
