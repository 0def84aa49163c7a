"""Keeps the search index in step with the record: all the searchable words of an entity are one row."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sbp_desktop.models.marked_text import plain
from sbp_desktop.models.merge import State
from sbp_desktop.models.schema import Entity
from sbp_desktop.storage.statements import Connection, marks

Indexed = tuple[bytes, Entity, bytes, int, State]
"""An entity, what it is, its person, its birth and how it stands."""


def index_words(conn: Connection, entities: Sequence[Indexed]) -> None:
    """Bring entities' search rows up to date; one that is gone, or has no words left, has none."""
    searched = [one for one in entities if any(f.search for f in one[1].fields)]
    ents = [one[0] for one in searched]
    held = {
        row[0]: row[1:]
        for row in conn.execute(f"SELECT ent, id, words FROM search_item WHERE ent IN ({marks(ents)})", ents)
    }
    for ent, declared, person, born, state in searched:
        words = words_of(declared, state.values) if state.alive else ""
        if ent in held or words:
            _index(conn, ent, declared.name, person, born, words, held.get(ent))


def _index(
    conn: Connection, ent: bytes, kind: str, person: bytes, born: int, words: str, held: tuple[int, str] | None
) -> None:
    if held is not None and held[1] == words:
        return
    if held is not None:
        conn.execute("INSERT INTO search_index(search_index, rowid, words) VALUES('delete', ?, ?)", held)
    if not words:
        conn.execute("DELETE FROM search_item WHERE ent = ?", (ent,))
        return
    if held is not None:
        number = held[0]
        conn.execute("UPDATE search_item SET words = ? WHERE id = ?", (words, number))
    else:
        number = _free_number(conn, born)
        row = (number, ent, person, kind, words)
        conn.execute("INSERT INTO search_item(id, ent, person, kind, words) VALUES(?, ?, ?, ?, ?)", row)
    conn.execute("INSERT INTO search_index(rowid, words) VALUES(?, ?)", (number, words))


def forget_words(conn: Connection, ents: Iterable[bytes]) -> None:
    """Take entities out of what search finds."""
    for ent in ents:
        held = conn.execute("SELECT id, words FROM search_item WHERE ent = ?", (ent,)).fetchone()
        if held is not None:
            conn.execute("INSERT INTO search_index(search_index, rowid, words) VALUES('delete', ?, ?)", held)
            conn.execute("DELETE FROM search_item WHERE id = ?", held[:1])


def words_of(declared: Entity, values: Mapping[str, Any]) -> str:
    """All the words of an entity that search finds it by."""
    return "\n".join(plain(str(values[f.name])) for f in declared.fields if f.search and values.get(f.name))


def _free_number(conn: Connection, born: int) -> int:
    """A search row number in order of birth, so that 'newest first' is simply the index backwards."""
    number = born
    while conn.execute("SELECT 1 FROM search_item WHERE id = ?", (number,)).fetchone():
        number += 1
    return number
