"""The one path from ops to tables: local work, the council's and a rebuild all go through here.

`take` notes an op's effect on heads, texts and positions; `project` writes an entity's read row from its heads.
Nothing here refuses an op (decisions.md D11): what cannot be shown yet is kept and shown when the rest arrives.
"""

import itertools
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from sbp_desktop.models import folding, schema, text_merge
from sbp_desktop.models.merge import ALIVE, Head, State, assigns, current
from sbp_desktop.models.ops import Op, OpId, OpKind, decode_body
from sbp_desktop.models.schema import Entity, Field, Kind
from sbp_desktop.storage import births, oplog, tables, texts
from sbp_desktop.storage.search_index import forget_words, index_words
from sbp_desktop.storage.statements import Connection, in_parts, marks

_NO_VIEW = bytes(16)
_PAGE = 5000
_NONE = "[]"
_ALL = 2**63 - 1
_KINDS = {int(kind): kind for kind in OpKind}
CONCEALED = -1
"""In a read row's `alive`: 1 there, 0 taken away, -1 made private since and so never shown to have been."""


def take(conn: Connection, seq: int, op: Op) -> None:
    """Note one op that has just been appended."""
    take_all(conn, [(seq, op)])


def take_all(conn: Connection, ops: Iterable[tuple[int, Op]]) -> None:
    """As `take`, for many (number, op) in order; those that follow one another in making new things go together.

    An op counts where it stands in the stream of its entity (births.py); before that was born it waits in the log.
    """
    for made, several in itertools.groupby(ops, lambda one: one[1].kind is OpKind.NEW and assigns(one[1])):
        for part in in_parts(list(several)):
            if made:
                _take_news(conn, part)
                continue
            homes = births.homes(conn, {op.ent for _, op in part})
            for seq, op in part:
                if homes.get(op.ent) == (op.person, op.lane):
                    _take(conn, seq, op)


def _take(conn: Connection, seq: int, op: Op) -> None:
    if op.kind is OpKind.POS:
        _take_position(conn, op)
    elif not assigns(op):
        return
    elif op.kind is OpKind.NEW:
        _take_first_fields(conn, [(seq, op)])
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


def judge_anew(conn: Connection, ent: bytes, until: int = _ALL) -> None:
    """Make all that is noted of an entity anew from the log up to number `until`; it is projected after."""
    _forget(conn, ent)
    written = list(oplog.read(conn, "WHERE ent = ? AND seq <= ?", (ent, until)))
    home = births.home(conn, written)
    if home is not None:
        own = [(seq, op) for seq, op in written if (op.person, op.lane) == home]
        births.note(conn, [min(births.among(own), key=lambda op: (op.hlc, op.field))])
        for seq, op in own:
            _take(conn, seq, op)


def _forget(conn: Connection, ent: bytes) -> None:
    forget_words(conn, [ent])
    ends: set[bytes] = set()
    for (type_name,) in conn.execute("SELECT type FROM entity WHERE id = ?", (ent,)).fetchall():
        if type_name == "Tie":
            ends = {end for row in conn.execute("SELECT a, b FROM tie_now WHERE id = ?", (ent,)) for end in row if end}
        if type_name in tables.now:
            conn.execute(f"DELETE FROM {tables.now[type_name].name} WHERE id = ?", (ent,))
    conn.execute("DELETE FROM revision WHERE op IN (SELECT op FROM head WHERE ent = ?)", (ent,))
    for table, key in (
        ("head", "ent"),
        ("superseded", "ent"),
        ("dated", "ent"),
        ("position", "node"),
        ("entity", "id"),
    ):
        conn.execute(f"DELETE FROM {table} WHERE {key} = ?", (ent,))
    project(conn, ends)


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
    others = oplog.read(
        conn, f"WHERE ent = ? AND field = ? AND kind = ? AND {oplog.AT_HOME}", (op.ent, op.field, int(OpKind.SET))
    )
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


def _take_news(conn: Connection, news: Sequence[tuple[int, Op]]) -> None:
    met = births.met_before(conn, news)
    fresh = [one for one in news if one[1].ent not in met]
    births.note(conn, [op for _, op in fresh])
    _take_first_fields(conn, fresh)
    for ent in met:
        judge_anew(conn, ent, news[-1][0])


def _take_first_fields(conn: Connection, news: Sequence[tuple[int, Op]]) -> None:
    ents = [op.ent for _, op in news]
    gone = set(conn.execute(f"SELECT ent, origin, oseq, field FROM superseded WHERE ent IN ({marks(ents)})", ents))
    fields = [
        (op.ent, name, seq)
        for seq, op in news
        for name in op.value or ()
        if not gone or (op.ent, op.origin, op.oseq, name) not in gone
    ]
    conn.executemany("INSERT OR IGNORE INTO head(ent, field, op) VALUES(?, ?, ?)", sorted(fields))


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


Known = tuple[str, bytes, int, int]
"""An entity's type, person, lane and birth."""


def project(conn: Connection, touched: Iterable[bytes]) -> None:
    """Write the read rows of these entities, lines before what they join: a line can bring a removed end back."""
    hidden = set(conn.execute("SELECT person, lane FROM granted WHERE hidden"))
    nodes: dict[bytes, None] = {}
    for part in in_parts(list(touched)):
        known = {ent: one for ent, one in _known(conn, part).items() if one[1:3] not in hidden}
        nodes |= dict.fromkeys(ent for ent in part if ent in known and known[ent][0] == "Node")
        states = _project(conn, {ent: known[ent] for ent in part if ent in known and known[ent][0] != "Node"}, {})
        ends = {end for ent, state in states.items() if known[ent][0] == "Tie" for end in _ends(state)}
        nodes |= dict.fromkeys(sorted(_removed(conn, ends)))  # an edit of a line is an edit of both its ends
    for part in in_parts(list(nodes)):
        # One that is not known is a removal that came before what it removes.
        known = {ent: one for ent, one in _known(conn, part).items() if one[0] == "Node" and one[1:3] not in hidden}
        incident = {
            ent: [head.id for tie in live_ties(conn, ent) for head in entity_heads(conn, tie)]
            for ent in _removed(conn, known)
        }
        _project(conn, {ent: known[ent] for ent in part if ent in known}, incident)


def _known(conn: Connection, ents: Sequence[bytes]) -> dict[bytes, Known]:
    """What is known of these entities, of those of a kind this release has."""
    found = conn.execute(f"SELECT id, type, person, lane, born FROM entity WHERE id IN ({marks(ents)})", ents)
    return {row[0]: row[1:] for row in found if row[1] in schema.ENTITIES}


def _project(
    conn: Connection, known: Mapping[bytes, Known], incident: Mapping[bytes, Iterable[OpId]]
) -> dict[bytes, State]:
    """Write the read rows of entities. `incident` are the heads of the lines on them, where that counts."""
    if not known:
        return {}
    heads = heads_of(conn, known)
    dated = {row[0] for row in conn.execute(f"SELECT ent FROM dated WHERE ent IN ({marks(known)})", [*known])}
    rows: dict[str, list[list[Any]]] = {}
    states: dict[bytes, State] = {}
    for ent, (type_name, person, lane, born) in known.items():
        declared = schema.ENTITIES[type_name]
        state = current(declared, lane, heads.get(ent, []), incident.get(ent, ()))
        states[ent] = state = _with_texts(conn, ent, declared, state)
        alive = CONCEALED if state.concealed else int(state.alive)
        doubts = json.dumps(state.alternatives) if state.alternatives else _NONE
        history = _history(conn, ent) if ent in dated else _NONE
        row = [ent, person, lane, alive, born, state.written, state.author, doubts, history, int(state.locked)]
        values = state.values
        row += [None if (value := values.get(f.name)) is None else _column(f, value) for f in declared.fields]
        rows.setdefault(type_name, []).append(row)
    for type_name, several in rows.items():
        places = marks(several[0])
        several.sort(key=itemgetter(0))  # in the order of the file they are written a fifth faster
        conn.executemany(f"INSERT OR REPLACE INTO {tables.now[type_name].name} VALUES({places})", several)
    index_words(conn, [(ent, schema.ENTITIES[one[0]], one[1], one[3], states[ent]) for ent, one in known.items()])
    return states


def _with_texts(conn: Connection, ent: bytes, declared: Entity, state: State) -> State:
    """The state with its texts of several heads as they read together. Read, never written: only a person's next
    save makes one of them (sync.md 3.2).
    """
    doubled = folding.doubled(declared, state.alternatives)
    if not doubled:
        return state
    read = {name: text_merge.whole(texts.merged(conn, ent, name)) for name in doubled}
    return replace(state, values={**state.values, **read})


def _ends(tie: State) -> list[bytes]:
    return [end for end in (tie.values.get("a"), tie.values.get("b")) if isinstance(end, bytes)]


def _removed(conn: Connection, ents: Iterable[bytes]) -> set[bytes]:
    """Those of these entities that somebody removed, whether they came back or not."""
    found: set[bytes] = set()
    for part in in_parts(list(ents)):
        removals = conn.execute(
            f"SELECT h.ent FROM head h JOIN op o ON o.seq = h.op WHERE h.ent IN ({marks(part)}) AND h.field = ? "
            "AND o.kind = ?",
            (*part, ALIVE, int(OpKind.DEL)),
        )
        found |= {row[0] for row in removals}
    return found


def entity_heads(conn: Connection, ent: bytes) -> list[Head]:
    """All heads of an entity, texts in full."""
    return heads_of(conn, [ent]).get(ent, [])


def heads_of(conn: Connection, ents: Collection[bytes]) -> dict[bytes, list[Head]]:
    """As `entity_heads`, of several entities."""
    rows = conn.execute(
        "SELECT h.ent, h.field, o.kind, o.body, o.hlc, o.origin, o.oseq, o.worker, r.text "
        f"FROM head h JOIN op o ON o.seq = h.op LEFT JOIN revision r ON r.op = o.seq WHERE h.ent IN ({marks(ents)})",
        [*ents],
    )
    bodies: dict[bytes, Any] = {}
    heads: dict[bytes, list[Head]] = {}
    for ent, field, kind, body, hlc, origin, oseq, worker, text in rows:
        if kind == OpKind.REV:
            value = text or ""
        else:
            if body not in bodies:
                bodies[body] = decode_body(body)[0]
            value = (bodies[body] or {}).get(field) if kind == OpKind.NEW else bodies[body]
        heads.setdefault(ent, []).append(Head(field, _KINDS[kind], value, hlc, OpId(origin, oseq), worker))
    return heads


def live_ties(conn: Connection, node: bytes) -> list[bytes]:
    """Ids of the lines on somebody that have not been taken away."""
    person = "(SELECT person FROM entity WHERE id = ?)"  # a line in somebody else's web says nothing of this one
    rows = conn.execute(
        f"SELECT id FROM tie_now WHERE alive = 1 AND (a = ? OR b = ?) AND person = {person}", (node, node, node)
    )
    return [row[0] for row in rows]


def _column(declared: Field, value: Any) -> Any:
    """A field's value as its column keeps it; a value of the wrong type from a newer version reads as not said."""
    if value is None or schema.value_problem(declared, value) is not None:
        return None
    if declared.kind is Kind.SET:
        return _json_of(value)
    if declared.kind is Kind.FLAG:
        return int(value)
    return value


@lru_cache(maxsize=512)
def _json_of(members: frozenset[str]) -> str:
    return json.dumps(sorted(members))


def _history(conn: Connection, ent: bytes) -> str:
    """Dated values, oldest first, as JSON [[at, field, value, how], ...] (decisions.md D4)."""
    dated = conn.execute("SELECT op FROM dated WHERE ent = ?", (ent,)).fetchall()
    ops = [op for (seq,) in dated for _, op in oplog.read(conn, "WHERE seq = ?", (seq,))]
    return json.dumps([[entry.at.text, entry.field, entry.value, entry.how] for entry in folding.dated_values(ops)])


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
        take_all(raw, page)
        last = page[-1][0]
    # Lines first: whether somebody removed comes back depends on their lines.
    entities = raw.execute("SELECT id FROM entity ORDER BY type != 'Tie', born, id").fetchall()
    done = 0
    for part in in_parts(entities):
        project(raw, [row[0] for row in part])
        done += len(part)
        progress(done, len(entities))
