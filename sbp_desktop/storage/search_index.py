"""Keeps the search index in step with the record: all the searchable words of an entity are one row."""

from collections.abc import Iterable, Mapping
from typing import Any

from sbp_desktop.models.marked_text import plain
from sbp_desktop.models.merge import State
from sbp_desktop.models.schema import Entity
from sbp_desktop.storage.statements import Connection


def index_words(conn: Connection, ent: bytes, declared: Entity, person: bytes, born: int, state: State) -> None:
    """Bring an entity's search row up to date; one that is gone, or has no words left, has none."""
    if not any(f.search for f in declared.fields):
        return
    words = words_of(declared, state.values) if state.alive else ""
    held = conn.execute("SELECT id, words FROM search_item WHERE ent = ?", (ent,)).fetchone()
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
        row = (number, ent, person, declared.name, words)
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
