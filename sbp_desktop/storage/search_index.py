"""Keeps the search index in step with the record: all the searchable words of an entity are one row."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sbp_desktop.models.marked_text import plain
from sbp_desktop.models.merge import State
from sbp_desktop.models.schema import Entity
from sbp_desktop.storage.statements import Connection, in_parts, marks

_ERASED = "words_erased"
_WORD = re.compile("[a-z0-9]+")

Indexed = tuple[bytes, Entity, bytes, int, State]
"""An entity, what it is, its person, its birth and how it stands."""


def index_words(conn: Connection, entities: Iterable[Indexed]) -> None:
    """Bring entities' search rows up to date; one that is gone, or has no words left, has none."""
    searched = [one for one in entities if one[1].searched]
    held = _held(conn, [one[0] for one in searched])
    changed: list[tuple[int, str, str]] = []
    made: list[tuple[int, Indexed, str]] = []
    for one in searched:
        ent, declared, _, born, state = one
        words = words_of(declared, state.values) if state.alive else ""
        before = held.get(ent)
        if before is None:
            if words:
                made.append((born, one, words))
        elif before[1] != words:
            changed.append((before[0], before[1], words))
    _change(conn, changed)
    _make(conn, made)


def forget_words(conn: Connection, ents: Iterable[bytes]) -> None:
    """Take entities out of what search finds."""
    held = sorted(_held(conn, list(ents)).values())
    _take_out(conn, held)
    if held:
        conn.executemany("DELETE FROM search_item WHERE id = ?", [row[:1] for row in held])


def note_erased(conn: Connection) -> None:
    """Words went for good: the index is made anew before long, also by a later opening of the store."""
    conn.execute("INSERT OR REPLACE INTO meta(key, value) VALUES(?, x'')", (_ERASED,))


def holds_erased(conn: Connection) -> bool:
    """Whether words that went for good may still lie in the index."""
    return conn.execute("SELECT 1 FROM meta WHERE key = ?", (_ERASED,)).fetchone() is not None


def make_anew(conn: Connection) -> None:
    """Make the index anew of the words that are here, so that none which went lies in it any more. About 1 s for the
    words of 100,000 entries.
    """
    conn.execute("INSERT INTO search_index(search_index) VALUES('rebuild')")
    conn.execute("DELETE FROM meta WHERE key = ?", (_ERASED,))


def _held(conn: Connection, ents: Sequence[bytes]) -> dict[bytes, tuple[int, str]]:
    """Number and words of the search rows of these entities."""
    found: dict[bytes, tuple[int, str]] = {}
    for part in in_parts(ents):
        rows = conn.execute(f"SELECT ent, id, words FROM search_item WHERE ent IN ({marks(part)})", part)
        found |= {row[0]: row[1:] for row in rows}
    return found


def _change(conn: Connection, rows: list[tuple[int, str, str]]) -> None:
    """Give search rows other words: (number, words before, words now)."""
    # In order: the index puts all it has in mind on the disk whenever a row comes that lies before the one before.
    rows.sort()
    exchanged = [(number, *_exchanged(old, new)) for number, old, new in rows]
    _take_out(conn, [(number, out) for number, out, _ in exchanged])
    if gone := [(number,) for number, _, new in rows if not new]:
        conn.executemany("DELETE FROM search_item WHERE id = ?", gone)
    if kept := [(new, number) for number, _, new in rows if new]:
        conn.executemany("UPDATE search_item SET words = ? WHERE id = ?", kept)
        _put_in(conn, [(number, come) for (number, _, come), (_, _, new) in zip(exchanged, rows, strict=True) if new])


def _make(conn: Connection, made: Sequence[tuple[int, Indexed, str]]) -> None:
    """Make search rows: (birth, of what, words)."""
    if not made:
        return
    numbered = _numbered(conn, made)
    conn.executemany(
        "INSERT INTO search_item(id, ent, person, kind, words) VALUES(?, ?, ?, ?, ?)",
        [(number, ent, person, declared.name, words) for number, (ent, declared, person, _, _), words in numbered],
    )
    _put_in(conn, sorted((number, words) for number, _, words in numbered))


def _exchanged(old: str, new: str) -> tuple[str, str]:
    """What to take out of the index and what to put in when words become others: those alone that only one of the two
    has, for the index grows by every word of both.
    """
    if not (new and old.isascii() and new.isascii()):
        return old, new  # how other letters become words is for the index alone to say
    before, after = _WORD.findall(old.lower()), _WORD.findall(new.lower())
    gone, come = sorted(set(before).difference(after)), sorted(set(after).difference(before))
    # The index counts words, those that stand twice too: their number must change by as much as that of all.
    more = len(after) - len(come) - len(before) + len(gone)
    if more > 0 and come:
        come += come[:1] * more
    elif more < 0 and gone:
        gone += gone[:1] * -more
    elif more:
        return old, new
    return " ".join(gone), " ".join(come)


def _take_out(conn: Connection, rows: Sequence[tuple[int, str]]) -> None:
    """What goes is noted as gone, like what comes: neither reads what lies in the index."""
    if rows:
        conn.executemany("INSERT INTO search_index(search_index, rowid, words) VALUES('delete', ?, ?)", rows)


def _put_in(conn: Connection, rows: Sequence[tuple[int, str]]) -> None:
    if rows:
        conn.executemany("INSERT INTO search_index(rowid, words) VALUES(?, ?)", rows)


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
