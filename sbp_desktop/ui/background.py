"""The one thread that owns the vault: screens hand it plain functions and get results back on the UI thread."""

import importlib
import itertools
import threading
import time
from collections.abc import Callable
from functools import partial
from queue import PriorityQueue
from typing import Any, Literal

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from shiboken6 import isValid

from sbp_desktop import logs
from sbp_desktop.errors import ExpectedError, MalformedInput, RuleRefused
from sbp_desktop.storage import files
from sbp_desktop.ui.change_signals import ChangeSignals

Priority = Literal["screen", "low", "sync"]

_ORDER: dict[Priority, int] = {"screen": 0, "low": 1, "sync": 2}
_LAST = 3
_PATIENCE_S = 0.1
_CUT_SHORT_S, _LEAVE_S, _FOR_TYPING_S = 0.3, 0.6, 10.0
"""At a lock: from when work is cut short, what cannot be is left behind, and typing behind that is given up."""
_READ_MODULES = (
    "sbp_desktop.storage.queries",
    "sbp_desktop.storage.search",
    "sbp_desktop.storage.looking_back",
    "sbp_desktop.storage.leaf",
    "sbp_desktop.storage.backups",
    "sbp_desktop.storage.telling",
    "sbp_desktop.sync.status",
    "sbp_desktop.ui.kept_pictures",
)


class Unforeseen(ExpectedError):
    """A failure we did not expect, already logged without content; carries one plain sentence for the worker."""


class Task:
    """One piece of work; once cancelled its callbacks are not called."""

    def __init__(
        self,
        function: Callable[[], Any],
        *,
        may_write: bool,
        then: Callable[[Any], object] | None,
        failed: Callable[[ExpectedError], object] | None,
        interrupt: Callable[["Task"], None],
    ) -> None:
        self.function, self.may_write, self.then, self.failed = function, may_write, then, failed
        self.cancelled = False
        self.says_so = False
        self.result: Any = None
        self.error: Exception | None = None
        self._interrupt = interrupt

    def forget(self) -> None:
        """Let go of everybody's callbacks here, on the UI thread: the last hold on a widget must not fall elsewhere."""
        self.then = self.failed = self.result = None

    def cancel(self) -> None:
        """Give up on the result. A change already being written is never cut short."""
        self.cancelled = True
        if not self.may_write:
            self._interrupt(self)


class Background(QObject):
    """Runs work first come, first served, what a screen waits for before what can wait.

    A plain Python thread, not a QThread: nothing on it needs Qt's event loop, and the vault it owns knows no Qt.
    """

    saving_changed = Signal(bool)  # a change is on its way to the file, or no longer
    committed = Signal(object)  # a ChangeSet that is safe in the file
    problem = Signal(str)  # one calm sentence nobody else has taken
    save_failed = Signal(str)  # the sentence of a change that could not be written
    standing_changed = Signal()  # how far the work has got to the council may be another
    typing_due = Signal()  # all typing goes to the file now
    room_changed = Signal(bool)  # whether the disk has room again, or hardly any
    _finished = Signal(object)

    def __init__(self, changes: ChangeSignals, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changes = changes
        self._vault: Any = None
        self._queue: PriorityQueue[tuple[int, int, Task | None]] = PriorityQueue()
        self._numbers = itertools.count()
        self._guard = threading.Condition()
        self._waiting = 0
        self._running: Task | None = None
        self._since = 0.0  # when it began
        self._leaving = False
        self._saving = 0
        self._room = True
        self._stood_at: list[int] = []  # for each arrival from elsewhere: the newest op here before it
        self._shown = 0  # how many of them are on the screens
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._work, name="vault", daemon=True)

    @property
    def saving(self) -> bool:
        """Whether any change is on its way to the file."""
        return self._saving > 0

    @property
    def attached(self) -> bool:
        """Whether there is a vault to work with."""
        return self._vault is not None

    def attach(self, vault: Any) -> None:
        """Use this vault as the first argument from now on."""
        self._vault = vault
        self._stood_at, self._shown = [], 0

    def detach(self) -> Any:
        """Forget the vault and return it; call `drain` or `wind_up` first."""
        vault, self._vault, self._leaving = self._vault, None, False
        return vault

    def run(
        self,
        function: Callable[..., Any],
        *args: Any,
        then: Callable[[Any], object] | None = None,
        failed: Callable[[ExpectedError], object] | None = None,
        priority: Priority = "screen",
        **kwargs: Any,
    ) -> Task:
        """Call `function(vault, *args, **kwargs)` on the vault's thread.

        Afterwards, on the UI thread: `then(result)` or `failed(error)`; a ChangeSet among the results rings the bell
        after `then`. Without `failed` an error becomes one calm sentence in `problem`.
        """
        call = partial(_with_vault, self, self._shown, function, args, kwargs)
        return self._put(call, _may_write(function), then, failed, priority)

    def run_alone(
        self,
        function: Callable[..., Any],
        *args: Any,
        then: Callable[[Any], object] | None = None,
        failed: Callable[[ExpectedError], object] | None = None,
        **kwargs: Any,
    ) -> Task:
        """Call `function(*args, **kwargs)` on the vault's thread without a vault, as for opening one."""
        return self._put(partial(function, *args, **kwargs), False, then, failed, "screen")

    def call(self, function: Callable[..., Any], *args: Any, given_up: Callable[[], bool]) -> Any:
        """Call `function(vault, *args)` on the vault's thread, after all that a screen waits for, and wait for it.

        For a thread of its own, never the UI's. Raises what the function raises, and Unforeseen once `given_up()`; a
        change already being written is then written all the same. A ChangeSet among the results rings the bell.
        """
        done = threading.Event()
        results: list[Any] = []
        errors: list[Exception] = []

        def do() -> Any:
            try:
                before = self.vault().newest()
                results.append(function(self.vault(), *args))
                if (came := _changes_in(results[0])) is not None and came.persons:
                    self._stood_at.append(before)
            except Exception as error:  # noqa: BLE001 - handed to whoever waits
                errors.append(error)
            finally:
                done.set()
            return results[0] if results else None

        if not given_up():
            self._put(do, False, None, None, "sync")
            while not done.wait(_PATIENCE_S) and not given_up():
                pass
        if not done.is_set():
            raise Unforeseen(self.tr("The app is locked, so this was not done."))
        if errors:
            raise errors[0]
        return results[0]

    def drain(self, timeout_s: float = 10.0) -> bool:
        """Wait until all work is done and called back; False if some was still going after `timeout_s` seconds."""
        done = self._done_within(timeout_s)
        QCoreApplication.sendPostedEvents(self)
        return done

    def _done_within(self, timeout_s: float) -> bool:
        with self._guard:
            return self._guard.wait_for(lambda: self._waiting == 0, timeout_s)

    def _writes_wait(self) -> bool:
        with self._queue.mutex:
            return any(task is not None and task.may_write for _, _, task in self._queue.queue)

    def wind_up(self) -> bool:
        """Before a lock: save what is typed, and let nothing else keep the vault open. False if something still does.

        What is only read is dropped, and what came from the council, which comes again. What goes on for long is cut
        short, a change with all of it; what cannot be is waited for only while something typed stands behind it.
        """
        self._leaving, begun = True, time.monotonic()
        while not (done := self._done_within(_PATIENCE_S / 10)):
            now = time.monotonic()
            with self._guard:
                stuck = self._running if now - self._since > _CUT_SHORT_S else None
            if stuck is not None:
                self._interrupt(stuck)
            if now - begun > (_FOR_TYPING_S if self._writes_wait() else _LEAVE_S):
                break
        QCoreApplication.sendPostedEvents(self)
        return done

    def stop(self) -> None:
        """Do what is queued, then end the thread. Nothing can be run afterwards."""
        self._queue.put((_LAST, next(self._numbers), None))
        if self._thread.ident is not None:
            self._thread.join()

    def vault(self) -> Any:
        """Return the attached vault. Called on the vault's thread only."""
        if self._vault is None:
            raise Unforeseen(self.tr("The app is locked, so this was not done."))
        return self._vault

    def _put(
        self,
        call: Callable[[], Any],
        may_write: bool,
        then: Callable[[Any], object] | None,
        failed: Callable[[ExpectedError], object] | None,
        priority: Priority,
    ) -> Task:
        task = Task(call, may_write=may_write, then=then, failed=failed, interrupt=self._interrupt)
        with self._guard:
            self._waiting += 1
        task.says_so = may_write and priority == "screen"  # what waits for others is nothing the worker wrote
        if task.says_so:
            self._count_saving(+1)
        self._queue.put((_ORDER[priority], next(self._numbers), task))
        if self._thread.ident is None:  # the first work there is: never before the first paint
            importlib.import_module("sbp_desktop.ui.memory").one_heap()
            self._thread.start()
        return task

    def _work(self) -> None:
        while True:
            _, _, task = self._queue.get()
            if task is None:
                return
            task.cancelled |= self._leaving and not task.may_write
            if not task.cancelled or task.may_write:
                self._do(task)
            self._finished.emit(task)
            self._settle()
            with self._guard:
                self._waiting -= 1
                self._guard.notify_all()

    def _settle(self) -> None:
        """What was saved has been told; who drains waits for this too, so that nobody closes the vault meanwhile."""
        settle = getattr(self._vault, "settle", None)
        if settle is not None:
            settle()

    def _do(self, task: Task) -> None:
        with self._guard:
            self._running, self._since = task, time.monotonic()
        try:
            task.result = task.function()
        except Exception as error:  # noqa: BLE001 - whatever it is, the thread lives on and the worker is told
            task.error = error
        with self._guard:
            self._running = None

    def _interrupt(self, task: Task) -> None:
        with self._guard:
            interrupt = getattr(self._vault, "interrupt", None) if self._running is task else None
            if interrupt is not None:
                interrupt()

    def _deliver(self, task: Task) -> None:
        try:
            self._call_back(task)
        finally:
            task.forget()

    def _call_back(self, task: Task) -> None:
        if task.says_so:
            self._count_saving(-1)
            self._look_at_room()
        if task.error is not None:
            self._tell(task, task.error)
            return
        changes = _changes_in(task.result)
        if changes is not None:
            self.committed.emit(changes)
        if not task.cancelled and task.then is not None and _alive(task.then):
            task.then(task.result)
        if changes is not None:
            self._changes.changed.emit(changes)
            if len(self._stood_at) > self._shown:
                # Once all that the pages ask for now is answered, what came is on the screen.
                shown = len(self._stood_at)
                self._put(lambda: None, False, partial(self._is_shown, shown), None, "screen")

    def stood_at(self, shown: int) -> int | None:
        """The newest op that was on the screens when so many arrivals were, None where that is all of them."""
        return self._stood_at[shown] if shown < len(self._stood_at) else None

    def _is_shown(self, shown: int, _nothing: object) -> None:
        self._shown = max(self._shown, shown)

    def _tell(self, task: Task, error: Exception) -> None:
        if task.cancelled and not task.may_write:
            return
        if isinstance(error, OSError):
            error = files.refusal(error)
        if not isinstance(error, ExpectedError):
            logs.note(logs.What.UNFORESEEN, error)
            error = Unforeseen(
                self.tr("Something went wrong and this was not done. What was there before is untouched.")
            )
        if task.may_write and not isinstance(error, MalformedInput | RuleRefused):  # all is as safe as it was
            self.save_failed.emit(str(error))
        if task.failed is not None and _alive(task.failed):
            task.failed(error)
        else:
            self.problem.emit(str(error))

    def _look_at_room(self) -> None:
        """Tell when the store let go of the room it kept for a full disk, and when it has it again."""
        ballast = getattr(self._vault, "ballast", None)
        room = ballast is None or ballast.held
        if room != self._room:
            self._room = room
            self.room_changed.emit(room)

    def _count_saving(self, step: int) -> None:
        before = self.saving
        self._saving += step
        if self.saving != before:
            self.saving_changed.emit(self.saving)


def _with_vault(
    background: Background, shown: int, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """What was pressed before the screens showed what came meanwhile stands beside that, not in its place."""
    vault, before = background.vault(), background.stood_at(shown)
    if before is None:
        return function(vault, *args, **kwargs)
    with vault.pressed_before(before):
        return function(vault, *args, **kwargs)


def _may_write(function: Callable[..., Any]) -> bool:
    """Only the modules of reads are known never to write, so only for them the foot line stays still."""
    while isinstance(function, partial):
        function = function.func
    return getattr(function, "__module__", "") not in _READ_MODULES


def _changes_in(result: Any) -> Any:
    """Return the ChangeSet that is this result or that it carries as `changes`; None for a read."""
    for candidate in (result, getattr(result, "changes", None)):
        if hasattr(candidate, "persons") and hasattr(candidate, "committed_ms"):
            return candidate
    return None


def _alive(callback: Callable[..., object]) -> bool:
    """A page that was closed in the meantime is not called back."""
    while isinstance(callback, partial):
        callback = callback.func
    owner = getattr(callback, "__self__", None)
    return not isinstance(owner, QObject) or isValid(owner)
