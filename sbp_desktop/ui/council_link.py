"""The thread that speaks with the council while a store is open; the vault stays with its own thread."""

import importlib
import threading
from collections.abc import Callable
from contextlib import suppress
from random import SystemRandom
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from sbp_desktop import __version__
from sbp_desktop.errors import PERSON_TOO, CouncilRefused, ExpectedError
from sbp_desktop.models.clock import wall_ms
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage import caseload, erasing
from sbp_desktop.storage.access_log import Access
from sbp_desktop.sync import schedule, status
from sbp_desktop.sync.status import Standing
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.idle_lock import seconds_awake_or_asleep
from sbp_desktop.ui.sign_in import SignIn

_LOOK_S = 15.0
"""How often at least a sleeping thread looks at the clock: a laptop that wakes in a bag speaks within so long."""
_ANEW_MS = 60_000
_PATIENCE_S = 0.1
_PROBLEM_AFTER = 2


class CouncilLink(QObject):
    """Runs the engine soon after an edit, when the network is back, and every minute; nothing of it before a council
    is known. `standing_changed` carries a `Standing` (None without a council) and the sentence of what went wrong.

    The network libraries are loaded by the thread itself, the first time it has somebody to speak to.
    """

    standing_changed = Signal(object, str)
    typing_wanted = Signal()  # somebody may go from the screen: what is being typed is to be kept now
    _typing_asked = Signal(object)
    _ran = Signal(object)
    _enrolled = Signal(object, object)
    _seen = Signal(object, object)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self.standing: Standing | None = None
        self.problem = ""
        self._guard = threading.Condition()
        self._stopping = False
        self._jobs: list[Callable[[], None]] = []
        self._plan = schedule.Schedule(SystemRandom(), seconds_awake_or_asleep())
        self._thread: threading.Thread | None = None
        self._address = ""
        self._speaker: Any = None
        self._failures = 0
        self._watch: Any = None
        self.sign_in = SignIn(self._do, self.send_now, self)
        self._ran.connect(self._tell)
        self._typing_asked.connect(self._keep_typing)
        self._enrolled.connect(self._tell_enrolled)
        self._seen.connect(lambda answer, found: answer(found))
        background.committed.connect(self._follow)
        self._again = QTimer(self)  # what is said of a moment ago becomes untrue by itself
        self._again.setInterval(_ANEW_MS)
        self._again.timeout.connect(self._look_at_the_clock)

    def start(self) -> None:
        """A store was opened: speak with its council, if it knows one."""
        with self._guard:
            self._stopping = False
        self.look(then=self._begin)
        self._again.start()

    def stop(self) -> None:
        """The store is about to close: nothing is asked of it from now on, whatever the network is waiting for."""
        self._again.stop()
        self.sign_in.stop()
        with self._guard:
            self._stopping = True
            self._guard.notify_all()

    def join(self, timeout_s: float) -> None:
        """Wait for the thread to end, after `stop`."""
        if self._thread is not None:
            self._thread.join(timeout_s)

    def look(self, then: Callable[[], None] | None = None) -> None:
        """Ask how things stand, and tell."""

        def take(standing: Standing | None) -> None:
            self.standing = standing
            self.standing_changed.emit(standing, self.problem)
            self._background.standing_changed.emit()
            if then is not None:
                then()

        if self._background.attached and not self._stopping:
            self._background.run(status.read, then=take, failed=lambda _error: None, priority="low")

    def _look_at_the_clock(self) -> None:
        """Somebody's time here may be over while no council can say so; what is being typed of them is kept first."""
        self.look()
        if self._background.attached and not self._stopping:
            self._background.run(status.time_is_up, then=self._keep_to_time, priority="low")

    def _keep_to_time(self, up: bool) -> None:
        if up:
            self.typing_wanted.emit()
            self._background.run(caseload.keep_to_time)

    def send_now(self) -> None:
        """Speak at once, whatever was waited for; unless the council itself asked for time."""
        with self._guard:
            self._plan.reconnected(seconds_awake_or_asleep())
            self._guard.notify_all()

    def enrol(self, address: str, code: str, answer: Callable[[ExpectedError | None], object]) -> None:
        """Make this laptop known to a council by a one-time code; `answer(None)` on the UI thread once it is."""

        def enrol(speaker: Any) -> None:
            error: ExpectedError | None = None
            try:
                speaker.enrol(address, code, self._on_vault)
            except ExpectedError as refused:
                error = refused
            self._enrolled.emit(answer, error)

        self._do(enrol)

    def ask_seen(self, person: UUID, answer: Callable[[tuple[Access, ...] | None], object]) -> None:
        """Ask the council who has seen a person's pages; `answer(None)` on the UI thread where it does not say."""

        def ask(speaker: Any) -> None:
            found: tuple[Access, ...] | None = None
            with suppress(ExpectedError):  # away, or asking who sits here: what this laptop knows is shown already
                found = speaker.seen(self._address, person)
            self._seen.emit(answer, found)

        if self._address:
            self._do(ask)
        else:
            answer(None)

    def _do(self, job: Callable[[Any], None]) -> None:
        """Run `job(speaker)` on the council's thread."""
        with self._guard:
            self._jobs.append(lambda: job(self._speaking()))
            self._guard.notify_all()
        self._run_thread()

    def _begin(self) -> None:
        if self.standing is not None:
            with self._guard:
                self._address = self.standing.address
                self._guard.notify_all()
            self._run_thread()

    def _run_thread(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            importlib.import_module("sbp_desktop.ui.system_proxy")  # Qt's classes, on Qt's thread (decisions/0040)
            self._thread = threading.Thread(target=self._work, name="council", daemon=True)
            self._thread.start()

    def _follow(self, changes: ChangeSet) -> None:
        """A change of ours wants to go up; one that came from there does not."""
        if changes.bundle is not None and self.standing is not None:
            with self._guard:
                self._plan.edited(seconds_awake_or_asleep())
                self._guard.notify_all()
            self.look()

    def _tell(self, problem: str) -> None:
        self._watch_network()
        self.problem = problem
        self.look()

    def _watch_network(self) -> None:
        """Hear of it when there is a network again: once the council's thread has loaded most of what that takes."""
        if self._watch is None:
            self._watch = importlib.import_module("sbp_desktop.ui.network_watch").NetworkWatch(self)
            self._watch.back.connect(self._network_changed)

    def _network_changed(self) -> None:
        with self._guard:
            self._plan.network_changed(seconds_awake_or_asleep())
            self._guard.notify_all()

    def _tell_enrolled(self, answer: Callable[[ExpectedError | None], object], error: ExpectedError | None) -> None:
        if error is None:
            self.look(then=self._begin)
            self.send_now()
        answer(error)

    # ---- on the thread

    def _work(self) -> None:
        while (job := self._next()) is not None:
            job()
        if self._speaker is not None:
            self._speaker.close()

    def _next(self) -> Callable[[], None] | None:
        """The next thing to do, when its time has come; None to end."""
        with self._guard:
            while not self._stopping:
                if self._jobs:
                    return self._jobs.pop(0)
                left = self._plan.wait_s(seconds_awake_or_asleep())
                if self._address and left <= 0:
                    return self._run
                self._guard.wait(min(left, _LOOK_S) if self._address else None)
        return None

    def _run(self) -> None:
        outcome = self._speaking().run(self._address)
        with self._guard:
            now = seconds_awake_or_asleep()
            failed = outcome.problem is not None
            self._plan.ended(now, failed=failed, asked_s=outcome.asked_s, unfinished=outcome.unfinished)
        # One try that fails is nothing to tell anybody.
        self._failures = self._failures + 1 if outcome.problem is not None else 0
        if not self._stopping:
            self.sign_in.hear(outcome.problem)
            asked = isinstance(outcome.problem, CouncilRefused) and outcome.problem.code == PERSON_TOO
            self._ran.emit(str(outcome.problem) if self._failures >= _PROBLEM_AFTER and not asked else "")

    def _speaking(self) -> Any:
        if self._speaker is None:
            made = importlib.import_module("sbp_desktop.ui.council_speaker").CouncilSpeaker
            self._speaker = made(self._on_vault, wall_ms, lambda: self._stopping, f"sbp-desktop/{__version__}")
        return self._speaker

    def _keep_typing(self, kept: threading.Event) -> None:
        self.typing_wanted.emit()
        kept.set()

    def _on_vault(self, function: Any, *args: Any) -> Any:
        if function in (caseload.take, caseload.keep_to_time, erasing.obey):
            # What the pages give goes before: what a screen waits for always does.
            kept = threading.Event()
            self._typing_asked.emit(kept)
            while not kept.wait(_PATIENCE_S) and not self._stopping:
                pass
        return self._background.call(function, *args, given_up=lambda: self._stopping)
