"""Everything kept about one person that an audience may have, for export, with nothing that hints at the rest."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from sbp_desktop.models import schema
from sbp_desktop.models.schema import Stream
from sbp_desktop.models.snapshots import FOR_WORKER, Audience
from sbp_desktop.storage import rows, seeing
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.statements import Connection

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault


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
                _clear(conn, row, audience) for row in seeing.all_shown(conn, name, sorted(kept, key=_by_age), audience)
            )
            for name, kept in found.items()
        }
    return {name: kept for name, kept in shown.items() if kept}


def _by_age(row: Row) -> tuple[int, bytes]:
    return row.born, row.id.bytes


def _clear(conn: Connection, row: Row, audience: Audience) -> Row:
    """The row without hidden people in its lists (who was in the room)."""
    lists = {name: value for name, value in row.values.items() if isinstance(value, frozenset)}
    seen = {name: seeing.without_hidden(conn, value, audience) for name, value in lists.items()}
    return replace(row, values={**row.values, **seen}) if seen != lists else row
