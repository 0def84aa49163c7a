"""Which stream an entity belongs to: only what stands in that stream says anything of it (docs/decisions/0014)."""

from collections.abc import Collection, Iterable, Sequence

from sbp_desktop.models import births
from sbp_desktop.models.births import Home
from sbp_desktop.models.merge import assigns
from sbp_desktop.models.ops import Op, OpKind
from sbp_desktop.storage.statements import Connection, in_parts, marks

Name = tuple[bytes, int, bytes, int]
"""Person, lane, origin and number of an op."""


def homes(conn: Connection, ents: Collection[bytes]) -> dict[bytes, Home]:
    """The stream of each of these entities that was born."""
    found: dict[bytes, Home] = {}
    for part in in_parts(list(ents)):
        rows = conn.execute(f"SELECT id, person, lane FROM entity WHERE id IN ({marks(part)})", part)
        found |= {row[0]: row[1:] for row in rows}
    return found


def note(conn: Connection, news: Iterable[Op]) -> None:
    """Note entities that were not known, each by the op that made it."""
    rows = sorted((op.ent, op.field, op.person, op.lane, op.hlc) for op in news)
    if rows:
        conn.executemany("INSERT INTO entity(id, type, person, lane, born) VALUES(?, ?, ?, ?, ?)", rows)


def spoken_of(conn: Connection, ents: Sequence[bytes], before: int) -> set[bytes]:
    """Those of these entities that the log has spoken of before number `before`."""
    found: set[bytes] = set()
    for part in in_parts(ents):
        # The plus keeps the statement to the index of entities.
        rows = conn.execute(f"SELECT DISTINCT ent FROM op WHERE ent IN ({marks(part)}) AND +seq < ?", (*part, before))
        found |= {row[0] for row in rows}
    return found


def among(written: Iterable[tuple[int, Op]]) -> list[Op]:
    """The ops that make an entity."""
    return [op for _, op in written if op.kind is OpKind.NEW and assigns(op)]


def home(conn: Connection, written: Sequence[tuple[int, Op]]) -> Home | None:
    """The stream of an entity of which all this is written (`models.births`)."""
    made = [(seq, op) for seq, op in written if op.kind is OpKind.NEW and assigns(op)]
    received: dict[Name, int | None] = {}
    if len({(op.person, op.lane) for _, op in made}) > 1:
        rows = conn.execute(
            "SELECT person, lane, origin, oseq, received FROM op WHERE ent = ? AND kind = ?",
            (made[0][1].ent, int(OpKind.NEW)),
        )
        received = {row[:4]: row[4] for row in rows}
    return births.home((op for _, op in made), lambda op: received.get((op.person, op.lane, op.origin, op.oseq)))


def disputed(conn: Connection, ents: Sequence[bytes]) -> list[bytes]:
    """Those of these entities that were made in another stream too."""
    found: list[bytes] = []
    for part in in_parts(ents):
        rows = conn.execute(
            "SELECT DISTINCT o.ent FROM op o JOIN entity e ON e.id = o.ent "
            f"WHERE o.ent IN ({marks(part)}) AND o.kind = ? AND (o.person, o.lane) != (e.person, e.lane)",
            [*part, int(OpKind.NEW)],
        )
        found += [row[0] for row in rows]
    return found
