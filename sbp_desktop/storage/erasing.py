"""Erasing a person because the council decided it: every trace of them goes from this laptop, sent or not.

What stays is an id, so that nothing of them comes back by another way. Backups made before age out by themselves; what
waits there is unreadable to whoever has not the passphrase, and gone after their days (docs/decisions/0032).
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

import msgpack

from sbp_desktop.models import schema
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage import access_log, backups, caseload, outbox_log
from sbp_desktop.storage.statements import Connection, scalar

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

ERASED: Final = "Erased"
"""What a ChangeSet has among its kinds when people were erased, or wait to be."""
_ASKED, _SURE, _HEARD = "erase_asked", "erase_sure", "erase_heard"
_MANY, _A_FIFTH = 3, 5
_OURS = ("draft_step", "undo_step", "notice", "opened", "search_item")


class Order(NamedTuple):
    """The council erased this person, under a number that only grows."""

    person: bytes
    number: int


class Doubted(NamedTuple):
    """The council asks for so many people at once that somebody here has to say that this is right."""

    people: int
    of: int


def newest(conn: Connection) -> int:
    """The number of the newest order that was obeyed; a council that was put back counts anew."""
    return int.from_bytes(scalar(conn.execute("SELECT value FROM meta WHERE key = ?", (_HEARD,))) or b"")


def is_gone(conn: Connection, person: bytes) -> bool:
    """Whether a person was erased."""
    return conn.execute("SELECT 1 FROM gone WHERE person = ?", (person,)).fetchone() is not None


def obey(vault: "Vault", orders: Sequence[Order]) -> ChangeSet:
    """Erase who the council erased.

    More than a fifth of the people here, and three at least, are not erased unasked: that waits for `agree`.
    """
    with vault.reading() as conn:
        here = _people(conn)
        sure = scalar(conn.execute("SELECT value FROM meta WHERE key = ?", (_SURE,))) is not None
        new = [one for one in orders if not is_gone(conn, one.person)]
    leaving = here & {one.person for one in new}
    if len(leaving) >= _MANY and len(leaving) * _A_FIFTH > len(here) and not sure:
        with vault.writing() as conn:
            row = (_ASKED, msgpack.packb([len(leaving), len(here)]))
            conn.execute("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", row)
        return ChangeSet(kinds=frozenset({ERASED}), committed_ms=vault.clock.now_ms())
    for one in new:
        _erase(vault, one)
    with vault.writing() as conn:
        conn.execute("DELETE FROM meta WHERE key IN (?, ?)", (_ASKED, _SURE))
        row = (_HEARD, max((one.number for one in orders), default=0).to_bytes(8))
        conn.execute("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", row)
    return _changes(vault, leaving)


def doubted(vault: "Vault") -> Doubted | None:
    """What waits for somebody here to say that it is right, if anything does."""
    with vault.reading() as conn:
        if scalar(conn.execute("SELECT 1 FROM meta WHERE key = ?", (_SURE,))) is not None:
            return None
        asked = scalar(conn.execute("SELECT value FROM meta WHERE key = ?", (_ASKED,)))
    return Doubted(*msgpack.unpackb(asked)) if asked is not None else None


def agree(vault: "Vault") -> ChangeSet:
    """It is right that so many go: they are erased at the next contact with the council."""
    with vault.writing() as conn:
        conn.execute("INSERT OR REPLACE INTO meta(key, value) VALUES(?, x'01')", (_SURE,))
    return ChangeSet(kinds=frozenset({ERASED}), committed_ms=vault.clock.now_ms())


def _people(conn: Connection) -> set[bytes]:
    """Everybody of whom something is here, whether they may be seen or not."""
    return {row[0] for row in conn.execute("SELECT id FROM entity WHERE type = 'Person' AND person = id")}


def _erase(vault: "Vault", order: Order) -> None:
    person = order.person
    with vault.writing(free=True) as conn:
        lanes = {row[0] for row in conn.execute("SELECT DISTINCT lane FROM op WHERE person = ?", (person,))}
        lanes |= {row[0] for row in conn.execute("SELECT lane FROM granted WHERE person = ?", (person,))}
        photos = [photo for lane in lanes for photo in caseload.take_out(conn, (person, lane))]
        for table in _OURS:
            conn.execute(f"DELETE FROM {table} WHERE person = ?", (person,))
        access_log.forget(vault, conn, UUID(bytes=person))
        conn.execute("DELETE FROM meta WHERE key = ?", (f"layout:{person.hex()}",))
        conn.execute("DELETE FROM meta WHERE key = 'place'")
        conn.execute("INSERT INTO gone(person, number) VALUES(?, ?)", (person, order.number))
    vault.begin_anew()
    outbox_log.trim(vault, backups.newest(vault), at_once=True)
    vault.attachments.remove(photos)


def _changes(vault: "Vault", people: Iterable[bytes]) -> ChangeSet:
    gone = frozenset(UUID(bytes=person) for person in people)
    if not gone:
        return ChangeSet()
    kinds = frozenset({*schema.ENTITIES, ERASED})
    return ChangeSet(persons=gone, kinds=kinds, gone=gone, committed_ms=vault.clock.now_ms())
