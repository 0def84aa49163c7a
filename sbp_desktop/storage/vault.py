"""The open store: one connection, one owner thread, one door for writes (decisions.md D17)."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from sbp_desktop.errors import DiskFull, SaveFailed
from sbp_desktop.models.clock import COUNTER_BITS, MAX_AHEAD_MS, HybridClock, now, wall_ms
from sbp_desktop.models.snapshots import Audience, ChangeSet
from sbp_desktop.storage import (
    backups,
    encryption,
    enrolment,
    file_places,
    files,
    history,
    key_slots,
    local_file,
    migrate,
    outbox_log,
    quick_slot,
    rekeying,
    seal,
    upgrading,
)
from sbp_desktop.storage.attachments import AttachmentFiles
from sbp_desktop.storage.backups import Copying
from sbp_desktop.storage.ballast import Ballast
from sbp_desktop.storage.enrolment import Enrolment
from sbp_desktop.storage.files import FolderLock
from sbp_desktop.storage.key_slots import subkey, wipe
from sbp_desktop.storage.outbox_log import OutboxLog
from sbp_desktop.storage.seal import SealState
from sbp_desktop.storage.statements import Connection, scalar
from sbp_desktop.storage.unit_of_work import Streams, UnitOfWork

FILE_NAME = "vault"
ATTACHMENTS, BACKUPS = "attachments", "backups"


class Change(UnitOfWork):
    """A unit of work that has ended well carries its result."""

    result: ChangeSet = ChangeSet()


class Vault:
    """An open store. Use from one thread only; `interrupt` alone may be called from another.

    `worker_id` signs our ops, `laptop_id` keeps undo to this laptop, `origin` is random per process (D12).
    """

    def __init__(
        self, folder: Path, engine: Engine, root: bytearray, held: FolderLock, now_ms: Callable[[], int] = wall_ms
    ) -> None:
        self.folder, self.engine = folder, engine
        self._root, self._held = root, held
        self.ballast = Ballast(folder)
        self._log_key = subkey(root, "outbox")
        self.outbox_log = OutboxLog(folder, self._log_key)
        self.copying: Copying | None = None
        """The newest copy of the store made or begun since it was opened."""
        self.closed = False
        self.seen_up_s = now().up_s
        """Running time of the machine (s) at which the newest moment kept (`lease`) had been reached."""
        self.room: Audience | None = None
        """For whom the shared screen is built while a change is made on it, None at the worker's own."""
        self.before_writer: Mapping[str, str] = {}
        """While a change is written: what its writer had before them, by field (`text_merge.reading`)."""
        self.shown_until: int | None = None
        """While a change is written that was pressed before all that came was on the screen: the local number of the
        newest op that was (`materialise.heads_shown`).
        """
        # Held open for the vault's life; statements go straight to the driver (docs/decisions/0003).
        self._connection = engine.connect()
        self._driver: Any = self._connection.connection.driver_connection
        self.origin = os.urandom(16)
        self._streams: Streams = {}
        with self.reading() as conn:
            self._attachments_key = rekeying.names_key(conn, root)
            newest = scalar(conn.execute("SELECT max(hlc) FROM (SELECT hlc FROM op ORDER BY seq DESC LIMIT 500)"))
        self.attachments = AttachmentFiles(folder / ATTACHMENTS, self._attachments_key)
        at = now_ms()
        self.clock = HybridClock(min(newest or 0, (at + MAX_AHEAD_MS) << COUNTER_BITS), now_ms)
        self.worker_id = UUID(bytes=self._own("worker_id"))
        self.laptop_id = UUID(bytes=self._own("laptop_id"))
        with self.reading() as conn:
            self.caseload = enrolment.spoken(conn).number
            """Number of the caseload held here: what who writes now knows of who they are with."""
            # Those of photos taken away too, for undo brings them back; and of who is hidden, for they are still to go.
            self.attachments.sweep(file_places.keys(conn))

    @property
    def root(self) -> bytearray:
        """The root key, for what is made beside the open file; never kept by whoever asks."""
        return self._root

    @property
    def connection(self) -> Any:
        """The driver's one connection, for a copy made beside the work."""
        return self._driver

    def _own(self, key: str) -> bytes:
        """A random id kept from the first time on."""
        with self.reading() as conn:
            held = scalar(conn.execute("SELECT value FROM meta WHERE key = ?", (key,)))
        if held is not None:
            return bytes(held)
        value = uuid4().bytes
        with self.writing() as conn:
            conn.execute("INSERT INTO meta(key, value) VALUES(?, ?)", (key, value))
        return value

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A read transaction: one state of the record throughout. Raises ExpectedError."""
        with encryption.transaction(self._driver, "BEGIN"):
            yield self._driver

    @contextmanager
    def writing(self, *, free: bool = False) -> Iterator[Connection]:
        """One durable transaction: committed and moved out of the write-ahead file before it returns.

        A flipped bit in a write-ahead file silently drops what stands in it, hence the checkpoint each time. `free`
        of looking up who points at whom: whoever erases ops takes out first what points at them, and whoever adds many
        has just added what the rest points at.
        """
        with self.ballast.saving(), encryption.unchecked_references(self._driver) if free else nullcontext():
            with encryption.transaction(self._driver, "BEGIN IMMEDIATE"):
                yield self._driver
            encryption.checkpoint(self._connection)

    def begin_anew(self) -> None:
        """Write as another origin from now on: one whose ops were erased here must not count from one again."""
        self.origin = os.urandom(16)
        self._streams = {}

    @contextmanager
    def local(self) -> Iterator[Connection]:
        """One durable transaction on what never leaves this laptop; its file is open only meanwhile."""
        with self.ballast.saving(), local_file.opened(self.folder, self._root) as conn:
            yield conn

    @contextmanager
    def in_the_room(self, audience: Audience) -> Iterator[None]:
        """What is changed meanwhile is changed together: the log says so, it counts as seen by the person, and what
        this audience may not see neither stands in its way nor comes back by it.
        """
        self.room = audience
        try:
            yield
        finally:
            self.room = None

    @contextmanager
    def having_before_them(self, readings: Mapping[str, str]) -> Iterator[None]:
        """What is written meanwhile replaces only what its writer saw: texts that read so, by field."""
        self.before_writer = readings
        try:
            yield
        finally:
            self.before_writer = {}

    @contextmanager
    def pressed_before(self, shown_until: int | None) -> Iterator[None]:
        """What is written meanwhile replaces only what was on the screen when it was pressed; None: all there is."""
        self.shown_until = shown_until
        try:
            yield
        finally:
            self.shown_until = None

    def newest(self) -> int:
        """The local number of the newest op here."""
        with self.reading() as conn:
            return int(scalar(conn.execute("SELECT max(seq) FROM op")) or 0)

    @contextmanager
    def unit_of_work(self, label: str, *, undoable: bool = True) -> Iterator[Change]:
        """One change, all or nothing. `label` says it in words for undo ("Moved Jean").

        On a clean end the ops are durable and `work.result` is the ChangeSet; on any error nothing of it stays.
        """
        # Known again only once the change is safe: one whose checkpoint fails is kept, and the log must be asked anew.
        streams, self._streams = self._streams, {}
        try:
            with self.writing() as conn:
                work = Change(self, conn, label, streams)
                yield work
                work.result = work.changes()
                if undoable and not work.result.empty:
                    history.remember(self, work)
        except (DiskFull, SaveFailed):
            self.outbox_log.doubt()
            raise
        self._streams = work.streams
        self.outbox_log.append(work.written)

    def seal_to_council(self, known: Enrolment) -> None:
        """Let this council open the store with its recovery key. Raises DiskFull, FolderReadOnly, SaveFailed."""
        key_slots.put_council_slot(
            self.folder, self._root, known.recovery, self.worker_id.bytes, known.device, known.address, known.council
        )

    def leave_council(self) -> None:
        """Let no council open the store any more. Raises DiskFull, FolderReadOnly, SaveFailed."""
        if key_slots.council_slot(self.folder) is not None:
            key_slots.take_slots_away(self.folder, self._root, key_slots.COUNCIL)

    def let_code_open(self, chosen: quick_slot.Chosen) -> None:
        """Let the worker's quick code open the store for some hours. Raises as `quick_slot.set_up`."""
        quick_slot.set_up(self.folder, self._root, chosen)

    def let_no_code_open(self) -> None:
        """Let the passphrase alone open the store. Raises DiskFull, FolderReadOnly, SaveFailed."""
        quick_slot.take_away(self.folder, self._root)

    def interrupt(self) -> None:
        """Stop the read that is running, from another thread; it raises and nothing is lost."""
        encryption.interrupt(self.engine)

    def settle(self) -> None:
        """Do what a save needs nobody to wait for: bring the second copy of unsent work to the disk. Never raises."""
        self.outbox_log.sync()

    def close(self) -> None:
        """Close and seal the file, wipe the key, let the folder go. The vault is of no use afterwards.

        Raises ExpectedError where the seal cannot be written: then every page is looked at when it is opened again.
        """
        self.closed = True
        try:
            if self.copying is not None:
                self.copying.stop()
            self._connection.close()
            encryption.close_engine(self.engine)
            with self.ballast.saving():
                self.outbox_log.append(())
                self.outbox_log.sync()
                place = self.outbox_log.place
                self.outbox_log.close()
                seal.write(self.folder, self._root, place)
        finally:
            self.outbox_log.close()
            wipe(self._log_key)
            wipe(self._attachments_key)
            wipe(self._root)
            self._held.release()


def open_vault(
    folder: Path,
    root: bytearray,
    held: FolderLock,
    *,
    create: bool = False,
    measured: Callable[[], seal.Measured] | None = None,
    progress: migrate.Progress = migrate.no_progress,
) -> Vault:
    """Open (or make) the store in a folder that `held` holds, with its root key, in the order `seal` explains.

    `measured` gives what `seal.measure` found, where that was done beside the passphrase. The vault takes over `root`
    and `held`. Raises VaultRefused in one of its forms; then the file is closed again and both stay the caller's.
    """
    if rekeying.finish(folder, root):
        measured = None
    state = SealState.MISSING if create else seal.verify(folder, root, measured() if measured else None)
    place = seal.log_place(folder, root) if state is SealState.CLEAN else None
    # A first run cut short leaves keys and no seal, and is finished now; a store with anything in it must have one.
    first = create or (state is SealState.MISSING and not (folder / ATTACHMENTS).exists())
    if not first:
        seal.must_be_the_one_closed(state)
    key = subkey(root, "database")
    engine = encryption.open_engine(folder / FILE_NAME, key, create=first, newest=migrate.SCHEMA_VERSION)
    try:
        if not first:
            seal.mark_dirty(folder, root)
        elif not _is_blank(engine):
            seal.must_be_the_one_closed(SealState.MISSING)
        if state is SealState.DIRTY:
            _check_after_crash(engine)
            local_file.check_after_crash(folder, root)
        upgrading.tidy(folder / FILE_NAME)
        if not first and migrate.is_behind(engine):
            encryption.close_engine(engine)
            upgrading.on_a_copy(folder / FILE_NAME, key, progress)
            engine = encryption.open_engine(folder / FILE_NAME, key, create=False, newest=migrate.SCHEMA_VERSION)
        migrate.bring_up_to_date(engine, progress=progress)
        if first:
            seal.mark_dirty(folder, root)
        with files.plainly():
            for name in (ATTACHMENTS, BACKUPS):
                (folder / name).mkdir(exist_ok=True)
        opened = Vault(folder, engine, root, held)
        _go_on_with_log(opened, place)
        return opened
    except DBAPIError as error:
        encryption.close_engine(engine)
        raise encryption.translate(error) from None
    except OSError as error:
        encryption.close_engine(engine)
        raise files.refusal(error) from error
    except BaseException:
        encryption.close_engine(engine)
        raise
    finally:
        wipe(key)


def _go_on_with_log(opened: Vault, place: outbox_log.Place | None) -> None:
    """A store closed well says where its log goes on; any other is compared with it, and what lacks is written."""
    with opened.ballast.saving():
        if place is not None:
            opened.outbox_log.open_at(place)
        else:
            outbox_log.catch_up(opened, backups.newest(opened))


def _is_blank(engine: Engine) -> bool:
    """Whether nothing was ever written here."""
    with engine.connect() as conn:
        if conn.exec_driver_sql("PRAGMA user_version").scalar_one() == 0:
            return True
        return conn.exec_driver_sql("SELECT 1 FROM op LIMIT 1").first() is None


def _check_after_crash(engine: Engine) -> None:
    """Every page of a store that was not closed proves itself before anything of it is shown."""
    with engine.connect() as conn:
        encryption.must_be_whole(conn)
