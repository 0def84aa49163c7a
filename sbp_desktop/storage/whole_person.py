"""Everything kept about one person that an audience may have, for export, with nothing that hints at the rest."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sbp_desktop.models import schema
from sbp_desktop.models.ops import OpKind
from sbp_desktop.models.schema import Kind, Stream
from sbp_desktop.models.snapshots import FOR_WORKER, Audience
from sbp_desktop.storage import oplog, rows, seeing
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.statements import Connection

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

Spots = dict[UUID, dict[str, tuple[float, float]]]
"""Thing -> place's name -> where it is drawn. A place is named `<layout>`, or `<layout>:<view>` in another's view."""


def everything_about(vault: "Vault", person: UUID, audience: Audience = FOR_WORKER) -> Mapping[str, tuple[Row, ...]]:
    """Entity name -> its rows, oldest first. Raises NotFound.

    A thing that speaks of another which this audience may not see is left out too (practice.md I-16).
    """
    types = [name for name, declared in schema.ENTITIES.items() if declared.stream is Stream.PERSON]
    with vault.reading() as conn:
        rows.there(conn, "Person", person)
        found = {name: rows.select(conn, name, "person = ?", (person.bytes,)) for name in types}
        shown = {
            name: tuple(
                seeing.clear(conn, row, audience)
                for row in seeing.all_shown(conn, name, sorted(kept, key=_by_age), audience)
            )
            for name, kept in found.items()
        }
    return {name: kept for name, kept in shown.items() if kept}


def spots_of(conn: Connection, person: UUID) -> Spots:
    """Every place something was put by hand on a person's web, in every layout and view."""
    spots: Spots = {}
    for placed, view, layout, x, y in conn.execute(
        "SELECT p.node, p.view, p.layout, p.x, p.y FROM position p JOIN entity e ON e.id = p.node "
        "WHERE e.person = ? AND p.x IS NOT NULL ORDER BY p.layout, p.view",
        (person.bytes,),
    ):
        name = f"{layout}:{view.hex()}" if any(view) else layout
        spots.setdefault(UUID(bytes=placed), {})[name] = (x, y)
    return spots


def known_of(conn: Connection, person: UUID) -> Mapping[UUID, Mapping[str, Any]]:
    """How we know of each thing of a person's, who said so and in which conversation, as said when it was written."""
    written = oplog.read(conn, f"WHERE person = ? AND kind = ? AND {oplog.AT_HOME}", (person.bytes, int(OpKind.NEW)))
    return {UUID(bytes=op.ent): op.meta for _, op in written if op.meta}


def around(vault: "Vault", about: Mapping[str, Iterable[Row]]) -> Mapping[str, tuple[Row, ...]]:
    """The workers, teams and places of the directory that these rows speak of, by entity name."""
    found: dict[str, dict[UUID, Row]] = {}
    todo = [ident for name, kept in about.items() for row in kept for ident in _refers_to(name, row)]
    with vault.reading() as conn:
        while todo:
            ident = todo.pop()
            name = rows.known_kind(conn, ident)
            if name is None or schema.ENTITIES[name].stream is Stream.PERSON or ident in found.get(name, {}):
                continue
            if (row := rows.one(conn, name, ident)) is not None:
                found.setdefault(name, {})[ident] = row
                todo += _refers_to(name, row)
    return {name: tuple(sorted(kept.values(), key=_by_age)) for name, kept in sorted(found.items())}


def _refers_to(name: str, row: Row) -> list[UUID]:
    held = (row.values.get(field.name) for field in schema.ENTITIES[name].fields if field.kind is Kind.REF)
    return [ident for ident in held if ident is not None]


def _by_age(row: Row) -> tuple[int, bytes]:
    return row.born, row.id.bytes
