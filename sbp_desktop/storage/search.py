"""Find as you type, over every word in the record; newest first, never slower than typing."""

import re
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sbp_desktop.models import schema
from sbp_desktop.models.clock import stamp_ms
from sbp_desktop.models.schema import Stream
from sbp_desktop.models.snapshots import FOR_WORKER, Audience, SearchHit
from sbp_desktop.storage import rows, seeing
from sbp_desktop.storage.statements import Connection

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

FOUND_START, FOUND_END = "\ue000", "\ue001"
"""Around the found part in `SearchHit.words`; private-use characters that no keyboard types."""

_WORD = re.compile(r"\w+", re.UNICODE)
_FIND = (
    "SELECT i.ent, i.person, i.kind, snippet(search_index, 1, ?, ?, '…', 24), i.id FROM search_index "
    "JOIN search_item i ON i.id = search_index.rowid WHERE search_index MATCH ? "
    "ORDER BY search_index.rowid DESC LIMIT ? OFFSET ?"
)


def find(
    vault: "Vault", typed: str, *, within: UUID | None = None, audience: Audience = FOR_WORKER, limit: int = 20
) -> tuple[SearchHit, ...]:
    """Things whose words hold every typed word (the last may be half typed). `within`: one person's only."""
    words = _WORD.findall(typed)
    if not words:
        return ()
    query = "{words}: (" + " AND ".join(f'"{word}"*' for word in words) + ")"
    if within is not None:
        query += f' AND {{scope}}: "{within.hex}"'
    hits: list[SearchHit] = []
    with vault.reading() as conn:
        offset = 0
        while len(hits) < limit:
            page = conn.execute(_FIND, (FOUND_START, FOUND_END, query, limit, offset)).fetchall()
            hits += [hit for row in page if (hit := _hit(conn, row, audience)) is not None]
            if len(page) < limit:
                break
            offset += limit
    return tuple(hits[:limit])


def _hit(conn: Connection, row: Any, audience: Audience) -> SearchHit | None:
    ent, person, kind, words, number = row
    found = rows.one(conn, kind, UUID(bytes=ent))
    owner = conn.execute("SELECT preferred_name FROM person_now WHERE id = ? AND alive = 1", (person,)).fetchone()
    if found is None or not seeing.may_see(conn, kind, found, audience):
        return None
    if owner is None and schema.ENTITIES[kind].stream is Stream.PERSON:
        return None  # joined to somebody else, and found there
    if audience.who != "worker" and found.get("show_as") == "role":
        return None  # found by the very name that may not be shown
    parent = found.get("parent") if kind == "Entry" else None
    happened = found.get("happened") if kind == "Entry" else None
    return SearchHit(
        UUID(bytes=person),
        (owner[0] or "") if owner else "",
        found.id,
        kind,
        words,
        happened or stamp_ms(number),
        parent,
    )
