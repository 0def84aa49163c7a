"""Erasing a person because the council decided it: every trace of them goes from this laptop, sent or not.

What stays is an id, so that nothing of them comes back by another way. Backups made before age out by themselves; what
waits there is unreadable to whoever has not the passphrase, and gone after their days (docs/decisions/0032).
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

from sbp_desktop.models import schema
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage import access_log, backups, caseload, mass_removal, outbox_log, search_index
from sbp_desktop.storage.mass_removal import Way
from sbp_desktop.storage.statements import Connection, scalar

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

ERASED: Final = "Erased"
"""What a ChangeSet has among its kinds when people were erased."""
_HEARD = "erase_heard"
_OURS = ("draft_step", "undo_step", "notice", "opened", "search_item")


class Order(NamedTuple):
    """The council erased this person, under a number that only grows."""

    person: bytes
    number: int


def newest(conn: Connection) -> int:
    """The number of the newest order that was obeyed; a council that was put back counts anew."""
    return int.from_bytes(scalar(conn.execute("SELECT value FROM meta WHERE key = ?", (_HEARD,))) or b"")


def is_gone(conn: Connection, person: bytes) -> bool:
    """Whether a person was erased."""
    return conn.execute("SELECT 1 FROM gone WHERE person = ?", (person,)).fetchone() is not None


def obey(vault: "Vault", orders: Sequence[Order]) -> ChangeSet:
    """Erase who the council erased; many at once wait until somebody here agreed (`mass_removal`)."""
    with vault.reading() as conn:
        here = _people(conn)
        new = [one for one in orders if not is_gone(conn, one.person)]
        leaving = here & {one.person for one in new}
        asked = mass_removal.question(Way.ERASED, leaving, here)
        waits = mass_removal.must_wait(conn, asked)
    if waits:
        with vault.writing() as conn:
            other = mass_removal.note(conn, Way.ERASED, asked)
        kinds = frozenset({mass_removal.ASKED}) if other else frozenset()
        return ChangeSet(kinds=kinds, committed_ms=vault.clock.now_ms())
    for one in new:
        _erase(vault, one)
    with vault.writing() as conn:
        other = mass_removal.note(conn, Way.ERASED, None)
        row = (_HEARD, max((one.number for one in orders), default=newest(conn)).to_bytes(8))
        conn.execute("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", row)
        if search_index.holds_erased(conn):
            search_index.make_anew(conn)
    return _changes(vault, leaving, {mass_removal.ASKED} if other else set())


def asks(vault: "Vault") -> bool:
    """Whether orders wait here for somebody to agree; the council may have taken them back since."""
    with vault.reading() as conn:
        return mass_removal.waits(conn, Way.ERASED)


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
        conn.execute("DELETE FROM draft_step WHERE ent = ?", (person,))
        access_log.forget(vault, conn, UUID(bytes=person))
        conn.execute("DELETE FROM meta WHERE key = ?", (f"layout:{person.hex()}",))
        conn.execute("DELETE FROM meta WHERE key = 'place'")
        conn.execute("INSERT INTO gone(person, number) VALUES(?, ?)", (person, order.number))
    vault.begin_anew()
    outbox_log.trim(vault, backups.newest(vault), at_once=True)
    vault.attachments.remove(photos)


def _changes(vault: "Vault", people: Iterable[bytes], more: set[str]) -> ChangeSet:
    gone = frozenset(UUID(bytes=person) for person in people)
    kinds = frozenset(more | ({*schema.ENTITIES, ERASED} if gone else set()))
    return ChangeSet(persons=gone, kinds=kinds, gone=gone, committed_ms=vault.clock.now_ms())
