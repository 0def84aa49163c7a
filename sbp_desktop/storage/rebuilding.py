"""Makes everything that is made from the log anew, as after a release that reads the log otherwise."""

from collections.abc import Callable
from functools import cache

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from sbp_desktop.storage import materialise, noting, oplog, tables
from sbp_desktop.storage.statements import Connection, in_parts

_PAGE = 5000


@cache
def _made_by() -> tuple[str, ...]:
    """What makes the read tables. Worked out once: that takes longer than the making."""
    made: list[ExecutableDDLElement] = []
    for table in tables.read.sorted_tables:
        made += [CreateTable(table), *map(CreateIndex, table.indexes)]
    return tuple(str(each.compile(dialect=sqlite.dialect())) for each in made)


def rebuild(conn: sa.Connection, progress: Callable[[int, int], None]) -> None:
    """Make heads, positions and every read table anew from the log. `progress(done, total)` counts entities."""
    raw: Connection = conn.connection.driver_connection  # type: ignore[assignment]
    raw.execute("DROP TABLE IF EXISTS search_index")
    # By name, so that words do not stay behind in a read table that a release has given up.
    for (name,) in raw.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%!_now' ESCAPE '!'"
    ).fetchall():
        raw.execute(f'DROP TABLE "{name}"')
    for name in tables.read.tables:
        raw.execute(f'DROP TABLE IF EXISTS "{name}"')
    for table in (tables.dated, tables.head, tables.superseded, tables.revision, tables.position, tables.entity):
        raw.execute(f"DELETE FROM {table.name}")
    for statement in _made_by():
        raw.execute(statement)
    raw.execute(tables.SEARCH_INDEX_SQL)
    last = 0
    while page := list(oplog.read(raw, "WHERE seq > ?", (last,), limit=_PAGE)):
        noting.take_all(raw, page)
        last = page[-1][0]
    # Lines first: whether somebody removed comes back depends on their lines.
    entities = raw.execute("SELECT id FROM entity ORDER BY type != 'Tie', born, id").fetchall()
    done = 0
    for part in in_parts(entities):
        materialise.project(raw, [row[0] for row in part])
        done += len(part)
        progress(done, len(entities))
