"""Everything kept about one person that an audience may have, for export, with nothing that hints at the rest."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from sbp_desktop.errors import NotFound
from sbp_desktop.models import schema
from sbp_desktop.models.schema import Kind, Stream
from sbp_desktop.models.snapshots import FOR_WORKER, Audience
from sbp_desktop.storage import rows
from sbp_desktop.storage.rows import GONE, Row

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault


def everything_about(vault: "Vault", person: UUID, audience: Audience = FOR_WORKER) -> Mapping[str, tuple[Row, ...]]:
    """Entity name -> its rows, oldest first. Raises NotFound.

    A thing that speaks of another which this audience may not see is left out too (practice.md I-16).
    """
    types = [name for name, declared in schema.ENTITIES.items() if declared.stream is Stream.PERSON]
    with vault.reading() as conn:
        found = {name: rows.select(conn, name, "person = ?", (person.bytes,)) for name in types}
    if not any(row.id == person for row in found["Person"]):
        raise NotFound(GONE)
    everything = {row.id for kept in found.values() for row in kept}
    shown = {row.id for kept in found.values() for row in kept if row.seen_by(audience)}
    while True:
        speaks_of_hidden = {
            row.id
            for name, kept in found.items()
            for row in kept
            if row.id in shown and _refers_to(name, row) & (everything - shown)
        }
        if not speaks_of_hidden:
            break
        shown -= speaks_of_hidden
    hidden = {ident.hex for ident in everything - shown}
    return {
        name: tuple(_clear(row, hidden) for row in sorted(kept, key=_by_age) if row.id in shown)
        for name, kept in found.items()
        if any(row.id in shown for row in kept)
    }


def _by_age(row: Row) -> tuple[int, bytes]:
    return row.born, row.id.bytes


def _clear(row: Row, hidden: set[str]) -> Row:
    """The row without hidden people in its lists (who was in the room)."""
    lists = {name: value for name, value in row.values.items() if isinstance(value, frozenset) and value & hidden}
    return (
        replace(row, values={**row.values, **{name: value - hidden for name, value in lists.items()}}) if lists else row
    )


def _refers_to(name: str, row: Row) -> set[UUID]:
    return {row.values[f.name] for f in schema.ENTITIES[name].fields if f.kind is Kind.REF and f.name in row.values}
