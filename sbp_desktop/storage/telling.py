"""Reads of who was told what: the yes that was taken back, and all that is named for somebody outside."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from sbp_desktop.models import schema
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.schema import Stream
from sbp_desktop.storage import rows, tables
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.statements import Connection

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

_OF_A_PERSON = [name for name, declared in schema.ENTITIES.items() if declared.stream is Stream.PERSON]


def taken_back(vault: "Vault", person: UUID, with_whom: str) -> PartialDate | None:
    """The day they took their yes to telling this one back, None where the newest word on it is another."""
    with vault.reading() as conn:
        about = "person = ? AND with_whom = ? AND agreed IS NOT NULL ORDER BY born DESC LIMIT 1"
        found = rows.select(conn, "SharingRecord", about, (person.bytes, with_whom))
        return found[0].get("withdrawn_on") if found else None


def named_for(conn: Connection, person: UUID, audience: str) -> Iterator[Row]:
    """Everything of a person's that is named for somebody outside us."""
    for name in _OF_A_PERSON:
        told = f"SELECT 1 FROM {tables.now[name].name} WHERE person = ? AND instr(audience, ?) > 0 LIMIT 1"
        if conn.execute(told, (person.bytes, audience)).fetchone() is not None:
            yield from rows.select(conn, name, "person = ? AND instr(audience, ?) > 0", (person.bytes, audience))
