"""Keeps the search index in step with the record: all the searchable words of an entity are one row."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sbp_desktop.models.marked_text import plain
from sbp_desktop.models.merge import State
from sbp_desktop.models.schema import Entity
from sbp_desktop.storage.statements import Connection, in_parts, marks

Indexed = tuple[bytes, Entity, bytes, int, State]
"""An entity, what it is, its person, its birth and how it stands."""


def index_words(conn: Connection, entities: Iterable[Indexed]) -> None:
    """Bring entities' search rows up to date; one that is gone, or has no words left, has none."""
    searched = [one for one in entities if one[1].searched]
    held = _held(conn, [one[0] for one in searched])
    old: list[tuple[int, str]] = []
    new: list[tuple[int, str]] = []
    made: list[tuple[int, Indexed, str]] = []
    for one in searched:
        ent, declared, _, born, state = one
        words = words_of(declared, state.values) if state.alive else ""
        before = held.get(ent)
        if before is None:
            if words:
                made.append((born, one, words))
        elif before[1] != words:
            old.append(before)
            new.append((before[0], words))
    # In order: the index puts all it has in mind on the disk whenever a row comes that lies before the one before.
    _take_out(conn, sorted(old))
    if gone := [row[:1] for row in new if not row[1]]:
        conn.executemany("DELETE FROM search_item WHERE id = ?", gone)
    kept = [row for row in new if row[1]]
    if kept:
        conn.executemany("UPDATE search_item SET words = ?2 WHERE id = ?1", kept)
    numbered = _numbered(conn, made)
    if numbered:
        conn.executemany(
            "INSERT INTO search_item(id, ent, person, kind, words) VALUES(?, ?, ?, ?, ?)",
            [(number, ent, person, declared.name, words) for number, (ent, declared, person, _, _), words in numbered],
        )
    kept += [(number, words) for number, _, words in numbered]
    if kept:
        conn.executemany("INSERT INTO search_index(rowid, words) VALUES(?, ?)", sorted(kept))


def forget_words(conn: Connection, ents: Iterable[bytes]) -> None:
    """Take entities out of what search finds."""
    held = sorted(_held(conn, list(ents)).values())
    _take_out(conn, held)
    if held:
        conn.executemany("DELETE FROM search_item WHERE id = ?", [row[:1] for row in held])


def _held(conn: Connection, ents: Sequence[bytes]) -> dict[bytes, tuple[int, str]]:
    """Number and words of the search rows of these entities."""
    found: dict[bytes, tuple[int, str]] = {}
    for part in in_parts(ents):
        rows = conn.execute(f"SELECT ent, id, words FROM search_item WHERE ent IN ({marks(part)})", part)
        found |= {row[0]: row[1:] for row in rows}
    return found


def _take_out(conn: Connection, rows: Sequence[tuple[int, str]]) -> None:
    if rows:
        conn.executemany("INSERT INTO search_index(search_index, rowid, words) VALUES('delete', ?, ?)", rows)


def words_of(declared: Entity, values: Mapping[str, Any]) -> str:
    """All the words of an entity that search finds it by."""
    return "\n".join(plain(str(values[name])) for name in declared.searched if values.get(name))


def _numbered(conn: Connection, made: Sequence[tuple[int, Indexed, str]]) -> list[tuple[int, Indexed, str]]:
    """New search rows with numbers in order of birth, so that 'newest first' is simply the index backwards."""
    taken: set[int] = set()
    for part in in_parts([one[0] for one in made]):
        taken |= {row[0] for row in conn.execute(f"SELECT id FROM search_item WHERE id IN ({marks(part)})", part)}
    numbered = []
    for born, one, words in made:
        number = born
        # The next may be taken too, by one that is not of these.
        while number in taken or (number != born and _is_taken(conn, number)):
            number += 1
        taken.add(number)
        numbered.append((number, one, words))
    return numbered


def _is_taken(conn: Connection, number: int) -> bool:
    return conn.execute("SELECT 1 FROM search_item WHERE id = ?", (number,)).fetchone() is not None
