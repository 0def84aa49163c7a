"""Notes what ops say beside the log: births, heads, full texts, dates and positions. Read rows are made from these.

Part by part of the log: what stands of its entities is read once, the ops are followed in memory, and what became of
them is written once. Local work is a part of one op; what the council sends and a rebuild are parts of hundreds.
Nothing here refuses an op (decisions.md D11): what cannot be shown yet is kept and shown when the rest arrives.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sbp_desktop.models.births import Home, elder
from sbp_desktop.models.merge import said
from sbp_desktop.models.ops import Op, OpKind
from sbp_desktop.storage import births, materialise, oplog, positions, tables
from sbp_desktop.storage.following import Heads, Said, follow
from sbp_desktop.storage.search_index import forget_words
from sbp_desktop.storage.statements import Connection, in_parts

_PART = 2000
_ALL = 2**63 - 1
Numbered = tuple[int, Op]


def take(conn: Connection, seq: int, op: Op, home: Home | None = None) -> None:
    """Note one op that has just been appended; `home` is the stream of its entity, where that is known."""
    if home is None or op.kind is OpKind.NEW:
        take_all(conn, [(seq, op)])
    else:
        _note(conn, [(seq, op)], _heard([(seq, op)]), {op.ent: home}, {})


def take_all(conn: Connection, ops: Sequence[Numbered]) -> Heads:
    """As `take`, for many (number, op) in order, all in the log already.

    An op counts where it stands in the stream of its entity (births.py); before that was born it waits in the log.
    Returns the heads of what was born among these ops and of which nothing has to be looked up to know them.
    """
    made: Heads = {}
    for part in in_parts(ops, _PART):
        for _, op in part if made else ():
            made.pop(op.ent, None)
        made |= _take_part(conn, part)
    return made


def _take_part(conn: Connection, part: Sequence[Numbered]) -> Heads:
    heard = _heard(part)
    born = _born(conn, part, heard)
    fresh = {ent: op for ent, op in born.items() if op is not None}
    births.note(conn, fresh.values())
    homes = births.homes(conn, {op.ent for _, op in part} - born.keys())
    homes |= {ent: (op.person, op.lane) for ent, op in fresh.items()}
    heads = _note(conn, part, heard, homes, fresh)
    for ent, op in born.items():
        if op is None:
            judge_anew(conn, ent, part[-1][0])
    return heads


def _note(
    conn: Connection, part: Iterable[Numbered], heard: Iterable[Said], homes: Mapping[bytes, Home],
    fresh: Collection[bytes],
) -> Heads:  # fmt: skip
    positions.note(conn, [op for _, op in part if op.kind is OpKind.POS and _at_home(op, homes)])
    return follow(conn, [one for one in heard if _at_home(one.op, homes)], fresh)


def _at_home(op: Op, homes: Mapping[bytes, Home]) -> bool:
    return homes.get(op.ent) == (op.person, op.lane)


def _heard(ops: Iterable[Numbered]) -> list[Said]:
    return [Said(seq, op, *meant) for seq, op in ops if (meant := said(op)) is not None]


def _born(conn: Connection, part: Sequence[Numbered], heard: Iterable[Said]) -> dict[bytes, Op | None]:
    """What this part makes: by the op that does, None where the log has spoken of it before (or makes it twice)."""
    news = [(seq, op) for seq, op, _, _ in heard if op.kind is OpKind.NEW]
    if not news:
        return {}
    first = {op.ent: seq for seq, op in reversed(part)}
    known = births.spoken_of(conn, [op.ent for _, op in news], part[0][0])
    return {op.ent: None if op.ent in known or first[op.ent] != seq else op for seq, op in news}


def judge_anew(conn: Connection, ent: bytes, until: int = _ALL) -> None:
    """Make all that is noted of an entity anew from the log up to number `until`; it is projected after."""
    _forget(conn, ent)
    written = list(oplog.read(conn, "WHERE ent = ? AND seq <= ?", (ent, until)))
    home = births.home(conn, written)
    if home is not None:
        own = [(seq, op) for seq, op in written if (op.person, op.lane) == home]
        births.note(conn, [min(births.among(own), key=elder)])
        positions.note(conn, [op for _, op in own if op.kind is OpKind.POS])
        follow(conn, _heard(own), [ent])


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
    materialise.project(conn, ends)
