"""Where the worker was when the app locked, so that unlocking leads back there; kept in the store, on this laptop."""

from collections.abc import Mapping
from uuid import UUID

import msgpack

from sbp_desktop.storage.vault import Vault

_KEY = "place"


def leave(vault: Vault, place: Mapping[str, str | UUID | None] | None) -> None:
    """Note the place: names of pages and ids. None forgets it."""
    with vault.writing() as conn:
        if place is None:
            conn.execute("DELETE FROM meta WHERE key = ?", (_KEY,))
        else:
            said = {name: value.hex if isinstance(value, UUID) else value for name, value in place.items() if value}
            conn.execute("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", (_KEY, msgpack.packb(said)))


def returned(vault: Vault) -> Mapping[str, str]:
    """Take the place that was noted, empty when there is none. It leads back once only."""
    with vault.reading() as conn:
        row = conn.execute("SELECT value FROM meta WHERE key = ?", (_KEY,)).fetchone()
    if row is None:
        return {}
    leave(vault, None)
    place: Mapping[str, str] = msgpack.unpackb(row[0])
    return place


def leave_and_close(vault: Vault, place: Mapping[str, str | UUID | None] | None) -> None:
    """Note the place, then close the store."""
    try:
        leave(vault, place)
    finally:
        vault.close()
