"""The one path from ops to tables: local work, the council's and a rebuild all go through here.

`take` notes an op's effect on heads, texts and positions; `project` writes an entity's read row from its heads.
Nothing here refuses an op (decisions.md D11): what cannot be shown yet is kept and shown when the rest arrives.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa

from sbp_desktop.models import revisions, schema
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.merge import ALIVE, Head, State, current
from sbp_desktop.models.ops import Op, OpId, OpKind, decode_body
from sbp_desktop.models.schema import Field, Kind
from sbp_desktop.storage import oplog, tables
from sbp_desktop.storage.search_index import index_words
from sbp_desktop.storage.statements import Connection

_NO_VIEW = bytes(16)
_PAGE = 5000
CONCEALED = -1
"""In a read row's `alive`: 1 there, 0 taken away, -1 made private since and so never shown to have been."""


def take(conn: Connection, seq: int, op: Op) -> None:
    """Note one op that has just been appended."""
    if op.kind is OpKind.POS:
        _take_position(conn, op)
    elif op.kind is OpKind.NEW:
        _take_new(conn, seq, op)
    else:
        _replace_heads(conn, op)
        if not _already_superseded(conn, op.ent, op.id, op.field):
            _add_head(conn, op.ent, op.field, seq)
        if op.kind is OpKind.REV:
            _keep_text(conn, seq, op)
        elif op.kind is OpKind.SET:
            _take_date(conn, seq, op)


def _take_date(conn: Connection, seq: int, op: Op) -> None:
    """A value that says since when belongs to the history, until its undo takes it out again."""
    meta = op.meta
    if "at" in meta:
        conn.execute("INSERT OR IGNORE INTO dated(ent, op) VALUES(?, ?)", (op.ent, seq))
    if "undo_of" in meta:
        undone = oplog.find(conn, op.person, op.lane, OpId(*meta["undo_of"]))
        if undone is not None:
            conn.execute("DELETE FROM dated WHERE ent = ? AND op = ?", (op.ent, undone[0]))


def _take_position(conn: Connection, op: Op) -> None:
    layout, view = position_key(op.field)
    spot = op.value or (None, None)
    conn.execute(
        "INSERT INTO position(node, view, layout, x, y, hlc, origin) VALUES(?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT(node, view, layout) DO UPDATE SET x = excluded.x, y = excluded.y, hlc = excluded.hlc, "
        "origin = excluded.origin "
        "WHERE (excluded.hlc, excluded.origin) > (position.hlc, position.origin)",
        (op.ent, view, layout, spot[0], spot[1], op.hlc, op.origin),
    )


def position_field(layout: str, view: bytes | None = None) -> str:
    """The field of a POS op: `pos:<layout>` or `pos:<layout>:<view hex>` (decisions.md D10)."""
    return f"pos:{layout}:{view.hex()}" if view else f"pos:{layout}"


def position_key(field: str) -> tuple[str, bytes]:
    """(layout, view id) of a POS field; the web's own view is sixteen zero bytes."""
    parts = field.split(":")
    return parts[1], bytes.fromhex(parts[2]) if len(parts) > 2 else _NO_VIEW


def _take_new(conn: Connection, seq: int, op: Op) -> None:
    conn.execute(
        "INSERT OR IGNORE INTO entity(id, type, person, lane, born) VALUES(?, ?, ?, ?, ?)",
        (op.ent, op.field, op.person, op.lane, op.hlc),
    )
    gone = {
        row[0]
        for row in conn.execute(
            "SELECT field FROM superseded WHERE ent = ? AND origin = ? AND oseq = ?", (op.ent, op.origin, op.oseq)
        )
    }
    fields = [(op.ent, name, seq) for name in op.value if name not in gone]
    if fields:
        conn.executemany("INSERT OR IGNORE INTO head(ent, field, op) VALUES(?, ?, ?)", fields)


def _replace_heads(conn: Connection, op: Op) -> None:
    wanted = set(op.parents)
    if not wanted:
        return
    for seq, name in heads_named(conn, op.ent, op.field):
        if name in wanted:
            wanted.discard(name)
            conn.execute("DELETE FROM head WHERE ent = ? AND field = ? AND op = ?", (op.ent, op.field, seq))
            conn.execute("DELETE FROM revision WHERE op = ?", (seq,))
    for name in wanted:
        # Either replaced before, or not here yet: only the second needs remembering.
        if oplog.find(conn, op.person, op.lane, name) is None:
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


def _keep_text(conn: Connection, seq: int, op: Op) -> None:
    conn.execute("INSERT OR REPLACE INTO revision(op, text) VALUES(?, ?)", (seq, text_of(conn, op)))


def text_of(conn: Connection, op: Op) -> str:
    """The full text a REV op stands for, following its bases; "" when erased or a base has not arrived yet."""
    chain: list[Op] = []
    text: str | None = None
    step: Op | None = op
    while step is not None and step.body:
        chain.append(step)
        base = revisions.base_of(step.value)
        found = oplog.find(conn, op.person, op.lane, base) if base else None
        if found is None:
            break
        cached = conn.execute("SELECT text FROM revision WHERE op = ?", (found[0],)).fetchone()
        if cached is not None:
            text = cached[0]
            break
        step = found[1]
    try:
        for part in reversed(chain):
            text = revisions.decode(part.value, text)
    except ValueError:
        return ""
    return text or ""


def project(conn: Connection, touched: Iterable[bytes]) -> None:
    """Write the read rows of these entities, lines before what they join: a line can bring a removed end back."""
    nodes: dict[bytes, None] = {}
    for ent in touched:
        known = conn.execute("SELECT type, person, lane, born FROM entity WHERE id = ?", (ent,)).fetchone()
        if known is None or known[0] not in schema.ENTITIES:
            continue
        if known[0] == "Node":
            nodes[ent] = None
            continue
        state = _project_one(conn, ent, known, ())
        if known[0] == "Tie":
            nodes |= dict.fromkeys(_removed_ends(conn, state))
    for ent in nodes:
        known = conn.execute("SELECT type, person, lane, born FROM entity WHERE id = ?", (ent,)).fetchone()
        lines = live_ties(conn, ent) if _has_removal(conn, ent) else []
        _project_one(conn, ent, known, [head.id for tie in lines for head in entity_heads(conn, tie)])


def _project_one(conn: Connection, ent: bytes, known: Any, incident: Iterable[OpId]) -> State:
    type_name, person, lane, born = known
    declared = schema.ENTITIES[type_name]
    state = current(declared, lane, entity_heads(conn, ent), incident)
    alive = CONCEALED if state.concealed else int(state.alive)
    doubts = json.dumps(state.alternatives)
    row = [ent, person, lane, alive, born, state.written, state.author, doubts, _history(conn, ent), int(state.locked)]
    row += [_column(f, state.values.get(f.name)) for f in declared.fields]
    marks = ", ".join("?" * len(row))
    conn.execute(f"INSERT OR REPLACE INTO {tables.now[type_name].name} VALUES({marks})", row)
    index_words(conn, ent, declared, person, born, state)
    return state


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
    entries = []
    for row in conn.execute(
        "SELECT o.field, o.body, o.hlc FROM dated d JOIN op o ON o.seq = d.op WHERE d.ent = ? ORDER BY o.hlc", (ent,)
    ):
        value, about = decode_body(row[1])
        try:
            at = PartialDate.of(about["at"])
        except (KeyError, ValueError):
            continue
        if not isinstance(value, bytes):
            entries.append((at.lo, row[2], [at.text, row[0], value, str(about.get("how", ""))]))
    entries.sort(key=lambda entry: entry[:2])
    return json.dumps([entry[2] for entry in entries])


def rebuild(conn: sa.Connection, progress: Callable[[int, int], None]) -> None:
    """Make heads, positions and every read table anew from the log. `progress(done, total)` counts entities."""
    raw: Connection = conn.connection.driver_connection  # type: ignore[assignment]
    raw.execute("DROP TABLE IF EXISTS search_index")
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
