"""A store of one bare table, opened and closed in the order `storage.seal` lays down, for tests below the services."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa

from sbp_desktop.errors import VaultDamaged
from sbp_desktop.storage import encryption, files, key_slots, seal

PASSPHRASE = "seven quiet otters by the weir"
NEWEST = 1


class BareStore:
    """`notes(id, words)` in an encrypted file."""

    def __init__(self, folder: Path, root: bytearray, lock: files.FolderLock, *, create: bool) -> None:
        self.folder, self._root, self._lock = folder, root, lock
        key = key_slots.subkey(root, "database")
        try:
            self.engine = encryption.open_engine(folder / "vault", key, create=create, newest=NEWEST)
        finally:
            key_slots.wipe(key)

    @classmethod
    def create(cls, folder: Path, passphrase: str = PASSPHRASE) -> Self:
        folder.mkdir(parents=True, exist_ok=True)
        with _freed_on_error(files.FolderLock(folder)) as lock:
            root = key_slots.create(folder, passphrase, key_slots.Kdf.for_tests())
            store = cls(folder, root, lock, create=True)
            seal.mark_dirty(folder, root)
            with store.engine.execution_options(write=True).begin() as connection:
                connection.exec_driver_sql("CREATE TABLE notes (id INTEGER PRIMARY KEY, words TEXT NOT NULL)")
                connection.exec_driver_sql(f"PRAGMA user_version={NEWEST}")
            store.checkpoint()
            return store

    @classmethod
    def open(cls, folder: Path, passphrase: str = PASSPHRASE, *, check_seal: bool = True) -> Self:
        with _freed_on_error(files.FolderLock(folder)) as lock:
            root = key_slots.open_root_key(folder, passphrase)
            state = seal.verify(folder, root)
            if check_seal:
                seal.must_be_the_one_closed(state)
            store = cls(folder, root, lock, create=False)
            seal.mark_dirty(folder, root)
            if state is seal.SealState.DIRTY:
                store.must_be_whole()
            return store

    def must_be_whole(self) -> None:
        self.checkpoint()
        with self.engine.connect() as connection:
            bad = encryption.damaged_pages(connection)
        if bad:
            self.engine.dispose()
            raise VaultDamaged(encryption.DAMAGED)

    def add(self, number: int, words: str) -> None:
        with self.engine.execution_options(write=True).begin() as connection:
            connection.execute(sa.text("INSERT INTO notes VALUES (:id, :words)"), {"id": number, "words": words})

    def checkpoint(self) -> None:
        with self.engine.connect() as connection:
            encryption.checkpoint(connection)

    def notes(self) -> dict[int, str]:
        with self.engine.connect() as connection:
            return {row.id: row.words for row in connection.execute(sa.text("SELECT id, words FROM notes"))}

    def close(self) -> None:
        encryption.close_engine(self.engine)
        seal.write(self.folder, self._root)
        key_slots.wipe(self._root)
        self._lock.release()


@contextlib.contextmanager
def _freed_on_error(lock: files.FolderLock) -> Iterator[files.FolderLock]:
    lock.take()
    try:
        yield lock
    except BaseException:
        lock.release()
        raise


def words_of(number: int) -> str:
    """Return what note `number` must say, from a few bytes to several pages."""
    return f"note {number} " + "said at the kitchen table " * (number * 7 % 400)


def main() -> None:
    """Write notes for ever, printing each number once it is safe.

    Arguments: folder, then "reopen" (close and open again every third note), or what makes it unsafe: "no-sync",
    "sync-normal", "no-checkpoint", "ack-first".
    """
    folder, options = Path(sys.argv[1]), set(sys.argv[2:])
    store = BareStore.open(folder) if (folder / "vault").exists() else BareStore.create(folder)
    _weaken(store, options)
    number = max(store.notes(), default=0)
    print("ready", flush=True)
    while True:
        number += 1
        if "ack-first" in options:
            print(number, flush=True)
        store.add(number, words_of(number))
        if "no-checkpoint" not in options:
            store.checkpoint()
        if "ack-first" not in options:
            print(number, flush=True)
        if "reopen" in options and number % 3 == 0:
            store.close()
            store = BareStore.open(folder)


def _weaken(store: BareStore, options: set[str]) -> None:
    with store.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        if "no-sync" in options:
            driver.execute("PRAGMA synchronous=OFF")
        if "sync-normal" in options:
            driver.execute("PRAGMA synchronous=NORMAL")


if __name__ == "__main__":
    main()
