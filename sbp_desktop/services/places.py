"""Where the worker was and how they looked at things, to lead back there; kept in the store, on this laptop."""

from collections.abc import Mapping
from contextlib import suppress
from uuid import UUID

import msgpack

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models.layouts import LAYOUTS, LIST, ONION
from sbp_desktop.storage import backups, outbox_log, rows
from sbp_desktop.storage.vault import Vault

_KEY = "place"
_COPY_S = 0.3  # a lock waits no longer: of a large store the copies are made while it is used


def leave(vault: Vault, place: Mapping[str, str | UUID | None]) -> None:
    """Note the place: names of pages and ids."""
    said = {name: value.hex if isinstance(value, UUID) else value for name, value in place.items() if value}
    with vault.writing() as conn:
        conn.execute("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", (_KEY, msgpack.packb(said)))


def returned(vault: Vault) -> Mapping[str, str]:
    """Take the place that was noted, empty when there is none or nobody there any more. It leads back once only."""
    with vault.reading() as conn:
        row = conn.execute("SELECT value FROM meta WHERE key = ?", (_KEY,)).fetchone()
    if row is None:
        return {}
    with vault.writing() as conn:
        conn.execute("DELETE FROM meta WHERE key = ?", (_KEY,))
    place: Mapping[str, str] = msgpack.unpackb(row[0])
    with vault.reading() as conn:
        here = "person" in place and rows.one(conn, "Person", UUID(hex=place["person"])) is not None
    return place if here else {}


def keep_layout(vault: Vault, person: UUID, layout: str) -> None:
    """Note in which layout a person's web is looked at."""
    with vault.writing() as conn:
        conn.execute("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", (_layout_key(person), layout.encode()))


def layout_of(vault: Vault, person: UUID) -> str:
    """Return the layout last noted for a person, the onion when there is none that we still know."""
    with vault.reading() as conn:
        row = conn.execute("SELECT value FROM meta WHERE key = ?", (_layout_key(person),)).fetchone()
    layout = bytes(row[0]).decode() if row is not None else ONION
    return layout if layout in (*LAYOUTS, LIST) else ONION


def _layout_key(person: UUID) -> str:
    return f"layout:{person.hex}"


def leave_and_close(vault: Vault, place: Mapping[str, str | UUID | None] | None) -> None:
    """Note the place, make a copy of what is new, then close the store.

    Without one, a place that led back to nowhere yet stays noted: somebody waits for their council's word meanwhile.
    """
    try:
        if place is not None:
            leave(vault, place)
        backups.at_once(vault, _COPY_S)
        with suppress(ExpectedError):  # what could not be made shorter today is as good as it was
            outbox_log.trim(vault, backups.newest(vault))
    finally:
        vault.close()
