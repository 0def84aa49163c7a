"""Find as you type, over every word in the record; newest first, never slower than typing."""

from collections.abc import Generator
from contextlib import closing
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sbp_desktop.models import schema
from sbp_desktop.models.clock import stamp_ms
from sbp_desktop.models.finding import Wanted
from sbp_desktop.models.schema import Stream
from sbp_desktop.models.snapshots import FOR_WORKER, Audience, SearchHit
from sbp_desktop.storage import rows, seeing
from sbp_desktop.storage.search_index import words_of
from sbp_desktop.storage.statements import Connection

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

_READ_THROUGH = 600
"""So many of the newest texts are simply read. Whatever is common is found among them; the index is only asked for
what is rare, and there it is quick: half a typed word that stands in every second line would keep it busy for 0.1 s.
"""

_OF_THE_TEAM = frozenset({"GlossaryTerm"})
"""What is found beside what belongs to somebody: the team's own words have a page."""

_ITEMS = "SELECT i.id, i.ent, i.person, i.kind, i.words FROM search_item i "
_ONE_PERSON = _ITEMS + "WHERE i.person = ? ORDER BY i.id DESC"
_NEWEST = _ITEMS + "ORDER BY i.id DESC LIMIT ?"
_OLDER = (
    "SELECT i.id, i.ent, i.person, i.kind, i.words FROM search_index JOIN search_item i ON i.id = search_index.rowid "
    "WHERE search_index MATCH ? AND search_index.rowid < ? ORDER BY search_index.rowid DESC"
)


def find(
    vault: "Vault", typed: str, *, within: UUID | None = None, audience: Audience = FOR_WORKER, limit: int = 20
) -> tuple[SearchHit, ...]:
    """Things whose words hold every typed word (the last may be half typed). `within`: one person's only."""
    wanted = Wanted(typed)
    hits: list[SearchHit] = []
    if not wanted.words:
        return ()
    # Closed before the transaction ends: a statement still open would hold up the next save.
    with vault.reading() as conn, closing(_found(conn, wanted, within)) as found:
        for item in found:
            hit = _hit(conn, item, wanted, audience)
            if hit is not None:
                hits.append(hit)
            if len(hits) == limit:
                break
    return tuple(hits)


def _found(conn: Connection, wanted: Wanted, within: UUID | None) -> Generator[Any, None, None]:
    """Items that hold the words, newest first: one person's by reading, everybody's by reading and then the index."""
    if within is not None:
        yield from (item for item in conn.execute(_ONE_PERSON, (within.bytes,)) if wanted.is_in(item[4]))
        return
    newest = conn.execute(_NEWEST, (_READ_THROUGH,)).fetchall()
    yield from (item for item in newest if wanted.is_in(item[4]))
    if len(newest) == _READ_THROUGH:
        query = " AND ".join(f'"{word}"*' for word in wanted.rare_among([item[4] for item in newest]))
        older = conn.execute(_OLDER, (query, newest[-1][0]))
        yield from (item for item in older if wanted.is_in(item[4]))


def _hit(conn: Connection, item: Any, wanted: Wanted, audience: Audience) -> SearchHit | None:
    number, ent, person, kind, words = item
    if schema.ENTITIES[kind].stream is not Stream.PERSON and kind not in _OF_THE_TEAM:
        return None  # of the team or the patch, with no page of its own: it would take the place of what can be opened
    found = rows.one(conn, kind, UUID(bytes=ent))
    owner = conn.execute("SELECT preferred_name FROM person_now WHERE id = ? AND alive = 1", (person,)).fetchone()
    seen = seeing.shown(conn, kind, found, audience) if found is not None else None
    if found is None or seen is None:
        return None
    if seen is not found:
        words = words_of(schema.ENTITIES[kind], seen.values)
        if not wanted.is_in(words):
            return None  # found by what may not be shown
    if owner is None and schema.ENTITIES[kind].stream is Stream.PERSON:
        return None  # joined to somebody else, and found there
    if audience.who != "worker" and found.get("show_as") == "role":
        return None  # found by the very name that may not be shown
    about, there = (kind, found) if kind != "Disagreement" else _stands_beside(conn, found)
    parent = there.get("parent") if about == "Entry" else None
    happened = there.get("happened") if about == "Entry" else None
    return SearchHit(
        UUID(bytes=person),
        (owner[0] or "") if owner else "",
        found.id if parent is not None else there.id,
        about,
        wanted.shown(words),
        happened or stamp_ms(number),
        parent,
    )


def _stands_beside(conn: Connection, row: rows.Row) -> tuple[str, rows.Row]:
    """What a statement is about: it is found, and opened, there."""
    of = row.get("of")
    kind = rows.known_kind(conn, of) if of is not None else None
    found = rows.one(conn, kind, of) if kind is not None else None
    return (kind, found) if kind is not None and found is not None else ("Disagreement", row)
