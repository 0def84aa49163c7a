"""The one path from ops to tables: local work, the council's and a rebuild all go through here.

`take` notes an op's effect on heads, texts and positions; `project` writes an entity's read row from its heads.
Nothing here refuses an op (decisions.md D11): what cannot be shown yet is kept and shown when the rest arrives.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection

from sbp_desktop.models import revisions, schema
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.marked_text import plain
from sbp_desktop.models.merge import Head, State, current
from sbp_desktop.models.ops import Op, OpId, OpKind, decode_body
from sbp_desktop.models.schema import Entity, Field, Kind
from sbp_desktop.storage import oplog, tables

_NO_VIEW = bytes(16)
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
        elif "at" in op.meta:
            conn.exec_driver_sql("INSERT OR IGNORE INTO dated(ent, op) VALUES(?, ?)", (op.ent, seq))


def _take_position(conn: Connection, op: Op) -> None:
    layout, view = position_key(op.field)
    spot = op.value or (None, None)
    conn.exec_driver_sql(
        "INSERT INTO position(node, view, layout, x, y, hlc, origin) VALUES(?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT(node, view, layout) DO UPDATE SET x = excluded.x, y = excluded.y, hlc = excluded.hlc, origin = excluded.origin "
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
    conn.exec_driver_sql(
        "INSERT OR IGNORE INTO entity(id, type, person, lane, born) VALUES(?, ?, ?, ?, ?)",
        (op.ent, op.field, op.person, op.lane, op.hlc),
    )
    gone = {
        row[0]
        for row in conn.exec_driver_sql(
            "SELECT field FROM superseded WHERE ent = ? AND origin = ? AND oseq = ?", (op.ent, op.origin, op.oseq)
        )
    }
    fields = [(op.ent, name, seq) for name in op.value if name not in gone]
    if fields:
        conn.exec_driver_sql("INSERT OR IGNORE INTO head(ent, field, op) VALUES(?, ?, ?)", fields)


def _replace_heads(conn: Connection, op: Op) -> None:
    wanted = set(op.parents)
    if not wanted:
        return
    for seq, name in heads_named(conn, op.ent, op.field):
        if name in wanted:
            wanted.discard(name)
            conn.exec_driver_sql("DELETE FROM head WHERE ent = ? AND field = ? AND op = ?", (op.ent, op.field, seq))
            conn.exec_driver_sql("DELETE FROM revision WHERE op = ?", (seq,))
    for name in wanted:
        # Either replaced before, or not here yet: only the second needs remembering.
        if oplog.find(conn, op.person, op.lane, name) is None:
            conn.exec_driver_sql(
                "INSERT OR IGNORE INTO superseded VALUES(?, ?, ?, ?)", (op.ent, op.field, name.origin, name.oseq)
            )


def heads_named(conn: Connection, ent: bytes, field: str) -> list[tuple[int, OpId]]:
    """(seq, name) of the current ops of a field, the shown one first."""
    rows = conn.exec_driver_sql(
        "SELECT o.seq, o.origin, o.oseq FROM head h JOIN op o ON o.seq = h.op WHERE h.ent = ? AND h.field = ? "
        "ORDER BY o.hlc DESC, o.origin DESC",
        (ent, field),
    )
    return [(row[0], OpId(row[1], row[2])) for row in rows]


def _already_superseded(conn: Connection, ent: bytes, name: OpId, field: str) -> bool:
    row = conn.exec_driver_sql(
        "SELECT 1 FROM superseded WHERE ent = ? AND field = ? AND origin = ? AND oseq = ?",
        (ent, field, name.origin, name.oseq),
    ).first()
    return row is not None


def _add_head(conn: Connection, ent: bytes, field: str, seq: int) -> None:
    conn.exec_driver_sql("INSERT OR IGNORE INTO head(ent, field, op) VALUES(?, ?, ?)", (ent, field, seq))


def _keep_text(conn: Connection, seq: int, op: Op) -> None:
    conn.exec_driver_sql("INSERT OR REPLACE INTO revision(op, text) VALUES(?, ?)", (seq, text_of(conn, op)))


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
        cached = conn.exec_driver_sql("SELECT text FROM revision WHERE op = ?", (found[0],)).first()
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


def project(conn: Connection, touched: Iterable[bytes]) -> dict[bytes, str]:
    """Write the read rows of these entities. Returns entity id -> type, for those whose type is known yet."""
    waiting, done = set(touched), {}
    while waiting:
        ent = waiting.pop()
        known = conn.exec_driver_sql("SELECT type, person, lane, born FROM entity WHERE id = ?", (ent,)).first()
        if known is None or known[0] not in schema.ENTITIES:
            continue
        declared = schema.ENTITIES[known[0]]
        done[ent] = declared.name
        state = _state(conn, ent, declared, known[2])
        _write_row(conn, ent, declared, known, state)
        _index_words(conn, ent, declared, known, state)
        if declared.name == "Tie":
            waiting |= _removed_ends(conn, state) - done.keys()
    return done


def _state(conn: Connection, ent: bytes, declared: Entity, lane: int) -> State:
    incident: list[OpId] = []
    heads = entity_heads(conn, ent)
    if declared.name == "Node" and any(head.kind is OpKind.DEL for head in heads):
        incident = [head.id for tie in live_ties(conn, ent) for head in entity_heads(conn, tie)]
    return current(declared, lane, heads, incident)


def entity_heads(conn: Connection, ent: bytes) -> list[Head]:
    """All heads of an entity, texts in full."""
    rows = conn.exec_driver_sql(
        "SELECT h.field, o.kind, o.body, o.hlc, o.origin, o.oseq, o.worker, r.text FROM head h JOIN op o ON o.seq = h.op "
        "LEFT JOIN revision r ON r.op = o.seq WHERE h.ent = ?",
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
    rows = conn.exec_driver_sql("SELECT id FROM tie_now WHERE alive = 1 AND (a = ? OR b = ?)", (node, node))
    return [row[0] for row in rows]


def _removed_ends(conn: Connection, tie: State) -> set[bytes]:
    """Ends of a tie that are removed: an edit of a tie is an edit of both its ends, so they may come back."""
    ends = {end for end in (tie.values.get("a"), tie.values.get("b")) if end}
    return {
        end for end in ends if conn.exec_driver_sql("SELECT 1 FROM node_now WHERE id = ? AND alive < 1", (end,)).first()
    }


def _write_row(conn: Connection, ent: bytes, declared: Entity, known: Any, state: State) -> None:
    _, person, lane, born = known
    row = [
        ent, person, lane, CONCEALED if state.concealed else int(state.alive), born, state.written, state.author, json.dumps(state.alternatives),
        _history(conn, ent, declared), int(state.locked), *(_column(f, state.values.get(f.name)) for f in declared.fields),
    ]  # fmt: skip
    table = tables.now[declared.name]
    marks = ", ".join("?" * len(row))
    conn.exec_driver_sql(f"INSERT OR REPLACE INTO {table.name} VALUES({marks})", tuple(row))


def _column(declared: Field, value: Any) -> Any:
    """A field's value as its column keeps it; a value of the wrong type from a newer version reads as not said."""
    if value is None or schema.value_problem(declared, value) is not None:
        return None
    if declared.kind is Kind.SET:
        return json.dumps(sorted(value))
    if declared.kind is Kind.FLAG:
        return int(value)
    return value


def _history(conn: Connection, ent: bytes, declared: Entity) -> str:
    """Dated values, oldest first, as JSON [[at, field, value, how], ...] (decisions.md D4)."""
    entries = []
    for row in conn.exec_driver_sql(
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


def _index_words(conn: Connection, ent: bytes, declared: Entity, known: Any, state: State) -> None:
    """Keep search in step: the searchable words of one entity are one row, newest written last by id."""
    searchable = [f.name for f in declared.fields if f.search]
    if not searchable:
        return
    _, person, _lane, born = known
    said = [plain(str(state.values[name])) for name in searchable if state.values.get(name)] if state.alive else []
    words = "\n".join(said)
    held = conn.exec_driver_sql("SELECT id, scope, words FROM search_item WHERE ent = ?", (ent,)).first()
    if held is not None and held[2] == words:
        return
    if held is not None:
        conn.exec_driver_sql(
            "INSERT INTO search_index(search_index, rowid, scope, words) VALUES('delete', ?, ?, ?)",
            (held[0], held[1], held[2]),
        )
        conn.exec_driver_sql("DELETE FROM search_item WHERE id = ?", (held[0],))
    if not words:
        return
    number = held[0] if held is not None else _free_number(conn, born)
    scope = person.hex()
    conn.exec_driver_sql(
        "INSERT INTO search_item VALUES(?, ?, ?, ?, ?, ?)", (number, ent, person, declared.name, scope, words)
    )
    conn.exec_driver_sql("INSERT INTO search_index(rowid, scope, words) VALUES(?, ?, ?)", (number, scope, words))


def _free_number(conn: Connection, born: int) -> int:
    """A search row number in order of birth, so that 'newest first' is simply the index backwards."""
    number = born
    while conn.exec_driver_sql("SELECT 1 FROM search_item WHERE id = ?", (number,)).first():
        number += 1
    return number


def create_read_tables(conn: Connection) -> None:
    tables.read.create_all(conn)
    for statement in tables.SEARCH_INDEX_SQL:
        conn.exec_driver_sql(statement)


def rebuild(conn: Connection, progress: Callable[[int, int], None] = lambda done, total: None) -> None:
    """Make heads, positions and every read table anew from the log. `progress(done, total)` counts entities."""
    conn.exec_driver_sql("DROP TABLE IF EXISTS search_index")
    tables.read.drop_all(conn)
    for table in (tables.dated, tables.head, tables.superseded, tables.revision, tables.position, tables.entity):
        conn.execute(table.delete())
    create_read_tables(conn)
    for seq, op in list(oplog.read(conn)):
        take(conn, seq, op)
    entities = [row[0] for row in conn.exec_driver_sql("SELECT id FROM entity ORDER BY born, id")]
    # Ties first: whether a removed node comes back depends on its ties.
    entities.sort(
        key=lambda ent: conn.exec_driver_sql("SELECT type FROM entity WHERE id = ?", (ent,)).scalar() != "Tie"
    )
    for done, ent in enumerate(entities, 1):
        project(conn, [ent])
        if done % 200 == 0 or done == len(entities):
            progress(done, len(entities))
