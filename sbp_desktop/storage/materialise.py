"""Makes read rows from heads: every entity as it stands now, for all who read. `noting` says what the heads are."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from sbp_desktop.models import folding, schema, text_merge
from sbp_desktop.models.merge import ALIVE, Head, State, assigns, current
from sbp_desktop.models.ops import Op, OpId, OpKind, decode_body
from sbp_desktop.models.schema import Entity, Kind
from sbp_desktop.storage import oplog, tables, texts
from sbp_desktop.storage.search_index import Indexed, index_words
from sbp_desktop.storage.statements import Connection, in_parts, marks

_NONE = "[]"
_NO_HEADS: Mapping[bytes, Sequence[Head]] = MappingProxyType({})
_KINDS = {int(kind): kind for kind in OpKind}
CONCEALED = -1
"""In a read row's `alive`: 1 there, 0 taken away, -1 made private since and so never shown to have been."""


def heads_named(conn: Connection, ent: bytes, field: str) -> list[tuple[int, OpId]]:
    """(seq, name) of the current ops of a field, the shown one first."""
    rows = conn.execute(
        "SELECT o.seq, o.origin, o.oseq FROM head h JOIN op o ON o.seq = h.op WHERE h.ent = ? AND h.field = ? "
        "ORDER BY o.hlc DESC, o.origin DESC",
        (ent, field),
    )
    return [(row[0], OpId(row[1], row[2])) for row in rows]


def heads_shown(conn: Connection, ent: bytes, field: str, until: int, origin: bytes) -> list[tuple[int, OpId]]:
    """As `heads_named`, as they stood for somebody whose screen showed what was here up to number `until`: of what
    came since, only what this laptop (`origin`) wrote itself counts.
    """
    where = f"WHERE ent = ? AND (field = ? OR kind = ?) AND (seq <= ? OR origin = ?) AND {oplog.AT_HOME}"
    asked = (ent, field, int(OpKind.NEW), until, origin)
    written = [
        (seq, op)
        for seq, op in oplog.read(conn, where, asked)
        if assigns(op) and (op.field == field or (op.kind is OpKind.NEW and field in (op.value or {})))
    ]
    replaced = {parent for _, op in written for parent in op.parents}
    heads = [(seq, op) for seq, op in written if op.id not in replaced]
    heads.sort(key=lambda one: (one[1].hlc, one[1].origin), reverse=True)
    return [(seq, op.id) for seq, op in heads]


_BORN_WITH = frozenset({"id", "person", "lane", "born"})
Known = tuple[str, bytes, int, int]
"""An entity's type, person, lane and birth."""


def project(conn: Connection, touched: Iterable[bytes], at_hand: Mapping[bytes, Sequence[Head]] = _NO_HEADS) -> None:
    """Write the read rows of these entities, lines before what they join: a line can bring a removed end back.

    `at_hand` are all heads of some of them, which then need not be read (`noting.take_all`).
    """
    known = _shown(conn, list(touched))
    nodes = {ent: one for ent, one in known.items() if one[0] == "Node"}
    indexed: list[Indexed] = []
    for part in in_parts([ent for ent in known if ent not in nodes]):
        states = _project(conn, {ent: known[ent] for ent in part}, at_hand, {})
        ends = {end for ent, state in states.items() if known[ent][0] == "Tie" for end in _ends(state)}
        # An edit of a line is an edit of both its ends.
        removed = sorted(_removed(conn, ends, at_hand))
        nodes |= {ent: one for ent, one in _shown(conn, removed).items() if one[0] == "Node"}
        indexed += _indexed(known, states)
    for part in in_parts(list(nodes)):
        incident = {
            ent: [head.id for tie in live_ties(conn, ent) for head in entity_heads(conn, tie)]
            for ent in _removed(conn, part, at_hand)
        }
        states = _project(conn, {ent: nodes[ent] for ent in part}, at_hand, incident)
        indexed += _indexed(nodes, states)
    index_words(conn, indexed)


def _shown(conn: Connection, ents: Sequence[bytes]) -> dict[bytes, Known]:
    """What is known of these entities, in this order: of those of a kind this release has, and of nobody hidden."""
    if not ents:
        return {}
    hidden = set(conn.execute("SELECT person, lane FROM granted WHERE hidden"))
    found: dict[bytes, Known] = {}
    for part in in_parts(ents):
        rows = conn.execute(f"SELECT id, type, person, lane, born FROM entity WHERE id IN ({marks(part)})", part)
        found |= {row[0]: row[1:] for row in rows if row[1] in schema.ENTITIES and row[2:4] not in hidden}
    return {ent: found[ent] for ent in ents if ent in found}


def _indexed(known: Mapping[bytes, Known], states: Mapping[bytes, State]) -> Iterator[Indexed]:
    for ent, state in states.items():
        type_name, person, _, born = known[ent]
        yield ent, schema.ENTITIES[type_name], person, born, state


def _project(
    conn: Connection, known: Mapping[bytes, Known], at_hand: Mapping[bytes, Sequence[Head]],
    incident: Mapping[bytes, Iterable[OpId]],
) -> dict[bytes, State]:  # fmt: skip
    """Write the read rows of entities. `incident` are the heads of the lines on them, where that counts."""
    heads = heads_of(conn, [ent for ent in known if ent not in at_hand])
    histories = _histories(conn, known)
    fresh: dict[str, list[list[Any]]] = {}
    stood: dict[str, list[list[Any]]] = {}
    states: dict[bytes, State] = {}
    for ent, (type_name, person, lane, born) in known.items():
        declared = schema.ENTITIES[type_name]
        stands = at_hand[ent] if ent in at_hand else heads.get(ent, ())
        states[ent] = state = _with_texts(conn, ent, declared, current(declared, lane, stands, incident.get(ent, ())))
        alive = CONCEALED if state.concealed else int(state.alive)
        doubts = json.dumps(state.alternatives) if state.alternatives else _NONE
        history = histories.get(ent, _NONE)
        row = [ent, person, lane, alive, born, state.written, state.author, doubts, history, int(state.locked)]
        row += _columns(declared, state.values)
        (fresh if ent in at_hand else stood).setdefault(type_name, []).append(row)
    for type_name in {**fresh, **stood}:
        _keep_rows(conn, type_name, fresh.get(type_name, []), stood.get(type_name, []))
    return states


def _keep_rows(conn: Connection, type_name: str, fresh: list[list[Any]], stood: list[list[Any]]) -> None:
    """Write read rows, those that may stand there already and those that cannot."""
    # In the order of the file they are written a fifth faster.
    conn.executemany(_keep(type_name), sorted(fresh + stood, key=itemgetter(0)))
    if stood and (places := _by_index(type_name)):
        changing = [([row[place] for place in places], row[1], row[0]) for row in stood]
        conn.executemany(_keep_by_index(type_name), [(*of, person, ent, *of) for of, person, ent in changing])


def _with_texts(conn: Connection, ent: bytes, declared: Entity, state: State) -> State:
    """The state with its texts of several heads as they read together. Read, never written: only a person's next
    save makes one of them (sync.md 3.2).
    """
    doubled = folding.doubled(declared, state.alternatives) if state.alternatives else []
    if not doubled:
        return state
    read = {name: text_merge.whole(texts.merged(conn, ent, name)) for name in doubled}
    return replace(state, values={**state.values, **read})


def _ends(tie: State) -> list[bytes]:
    return [end for end in (tie.values.get("a"), tie.values.get("b")) if isinstance(end, bytes)]


def _removed(conn: Connection, ents: Iterable[bytes], at_hand: Mapping[bytes, Sequence[Head]]) -> set[bytes]:
    """Those of these entities that somebody removed, whether they came back or not."""
    found: set[bytes] = set()
    asked: list[bytes] = []
    for ent in ents:
        if ent not in at_hand:
            asked.append(ent)
        elif any(head.kind is OpKind.DEL and head.field == ALIVE for head in at_hand[ent]):
            found.add(ent)
    for part in in_parts(asked):
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


def heads_of(conn: Connection, ents: Sequence[bytes]) -> dict[bytes, list[Head]]:
    """As `entity_heads`, of several entities."""
    if not ents:
        return {}
    rows = conn.execute(f"SELECT ent, field, op FROM head WHERE ent IN ({marks(ents)})", ents).fetchall()
    said = _said(conn, list({row[2] for row in rows}))
    heads: dict[bytes, list[Head]] = {}
    for ent, field, seq in rows:
        kind, value, hlc, name, worker = said[seq]
        if kind is OpKind.NEW:
            value = value.get(field) if value else None
        heads.setdefault(ent, []).append(Head(field, kind, value, hlc, name, worker))
    return heads


def _said(conn: Connection, numbers: Sequence[int]) -> dict[int, tuple[OpKind, Any, int, OpId, bytes]]:
    """Kind, value (a text in full), stamp, name and writer of ops; each is read once, whatever it is head of."""
    found = {}
    for part in in_parts(numbers):
        for seq, kind, body, hlc, origin, oseq, worker, text in conn.execute(
            "SELECT o.seq, o.kind, o.body, o.hlc, o.origin, o.oseq, o.worker, r.text FROM op o "
            f"LEFT JOIN revision r ON r.op = o.seq WHERE o.seq IN ({marks(part)})",
            part,
        ):
            value = text or "" if kind == OpKind.REV else decode_body(body)[0]
            found[seq] = _KINDS[kind], value, hlc, OpId(origin, oseq), worker
    return found


def live_ties(conn: Connection, node: bytes) -> list[bytes]:
    """Ids of the lines on somebody that have not been taken away."""
    person = "(SELECT person FROM entity WHERE id = ?)"  # a line in somebody else's web says nothing of this one
    rows = conn.execute(
        f"SELECT id FROM tie_now WHERE alive = 1 AND (a = ? OR b = ?) AND person = {person}", (node, node, node)
    )
    return [row[0] for row in rows]


@cache
def _keep(type_name: str) -> str:
    """The statement that writes a read row, over the one that is there. What an entity is born with never changes,
    and what an index is over is for `_keep_by_index`: whatever is set has its indexes written, the same value too.
    """
    table = tables.now[type_name]
    left = {*_BORN_WITH, *(table.columns.keys()[place] for place in _by_index(type_name))}
    changing = ", ".join(f'"{c.name}" = excluded."{c.name}"' for c in table.columns if c.name not in left)
    return f"INSERT INTO {table.name} VALUES({marks(table.columns)}) ON CONFLICT(person, id) DO UPDATE SET {changing}"


@cache
def _keep_by_index(type_name: str) -> str:
    """The statement that writes columns which an index is over, where they are others: columns, key, columns."""
    names = [tables.now[type_name].columns.keys()[place] for place in _by_index(type_name)]
    changing = ", ".join(f'"{name}" = ?' for name in names)
    other = " OR ".join(f'"{name}" IS NOT ?' for name in names)
    return f"UPDATE {tables.now[type_name].name} SET {changing} WHERE person = ? AND id = ? AND ({other})"


@cache
def _by_index(type_name: str) -> tuple[int, ...]:
    """The places in a read row of what an index is over and may change."""
    table = tables.now[type_name]
    indexed = {column.name for index in table.indexes for column in index.columns}
    return tuple(place for place, name in enumerate(table.columns.keys()) if name in indexed - _BORN_WITH)


@cache
def _places(type_name: str) -> Mapping[str, tuple[int, Callable[[object], str | None], Callable[[Any], Any] | None]]:
    """Of each field its place, why a value may not stand in it, and how its column keeps one."""
    fields = schema.ENTITIES[type_name].fields
    return {one.name: (place, one.problem, _KEPT.get(one.kind)) for place, one in enumerate(fields)}


def _columns(declared: Entity, values: Mapping[str, Any]) -> list[Any]:
    """A row's fields as their columns keep them; a value of the wrong type from a newer version reads as not said."""
    row: list[Any] = [None] * len(declared.fields)
    places = _places(declared.name)
    for name, value in values.items():
        if value is not None:
            place, problem, kept = places[name]
            if problem(value) is None:
                row[place] = value if kept is None else kept(value)
    return row


@lru_cache(maxsize=512)
def _json_of(members: frozenset[str]) -> str:
    return json.dumps(sorted(members))


_KEPT: Mapping[Kind, Callable[[Any], Any]] = {Kind.SET: _json_of, Kind.FLAG: int}
"""How a column keeps what it does not keep as it is."""


def _histories(conn: Connection, ents: Collection[bytes]) -> dict[bytes, str]:
    """Dated values of those that have any, oldest first, as JSON [[at, field, value, how], ...] (decisions.md D4)."""
    dated: dict[bytes, list[Op]] = {}
    for _, op in oplog.read(conn, f"WHERE seq IN (SELECT op FROM dated WHERE ent IN ({marks(ents)}))", (*ents,)):
        dated.setdefault(op.ent, []).append(op)
    return {
        ent: json.dumps([[entry.at.text, entry.field, entry.value, entry.how] for entry in folding.dated_values(ops)])
        for ent, ops in dated.items()
    }
