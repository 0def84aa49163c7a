"""Signing in at the council's own sign-in, as the screens see it: asked for, a page open, a code shown, done."""

import threading
from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from sbp_desktop.errors import PERSON_TOO, CouncilRefused, ExpectedError


class Stage(Enum):
    """Where signing in stands."""

    QUIET = "quiet"  # nobody asks for it
    ASKED = "asked"  # the council asks for it
    PAGE = "page"  # a page is open in the browser
    FETCHING = "fetching"  # a code for another device is on its way
    CODE = "code"  # it is shown


class Standing(NamedTuple):
    """`words` say why it is asked for; `address` and `code` are for another device."""

    stage: Stage
    words: str = ""
    address: str = ""
    code: str = ""


class SignIn(QObject):
    """`do(job)` runs `job(speaker)` on the council's thread; `done` is called here once somebody is signed in."""

    changed = Signal(object)
    _heard = Signal(object)
    _page = Signal(object, str)
    _came = Signal(object, object)

    def __init__(
        self, do: Callable[[Callable[[Any], None]], None], done: Callable[[], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._do, self._done = do, done
        self.standing = Standing(Stage.QUIET)
        self._cancelled = threading.Event()
        self._heard.connect(self._hear)
        self._page.connect(self._open)
        self._came.connect(self._come)

    @property
    def asked(self) -> bool:
        """Whether the council takes nothing until somebody signs in."""
        return self.standing.stage is not Stage.QUIET

    def begin(self, *, elsewhere: bool = False) -> None:
        """Sign in on a page in the browser; `elsewhere` by a code on another device."""
        self._cancelled.set()
        cancelled = self._cancelled = threading.Event()
        self._show(Standing(Stage.FETCHING if elsewhere else Stage.PAGE))
        self._do(partial(self._work, cancelled, elsewhere))

    def cancel(self) -> None:
        """Stop waiting, at once; it can be begun again."""
        self._cancelled.set()
        if self.asked:
            self._show(Standing(Stage.ASKED))

    def stop(self) -> None:
        """The store is about to close."""
        self._cancelled.set()
        self._show(Standing(Stage.QUIET))

    def hear(self, problem: ExpectedError | None) -> None:
        """What a run with the council came to; from the council's thread."""
        self._heard.emit(problem)

    def _hear(self, problem: ExpectedError | None) -> None:
        if self.standing.stage not in (Stage.QUIET, Stage.ASKED):
            return
        if isinstance(problem, CouncilRefused) and problem.code == PERSON_TOO:
            self._show(Standing(Stage.ASKED, str(problem)))
        elif problem is None:
            self._show(Standing(Stage.QUIET))

    def _work(self, cancelled: threading.Event, elsewhere: bool, speaker: Any) -> None:
        """On the council's thread: wait for whoever signs in."""
        if cancelled.is_set():
            return
        show = partial(self._came.emit, cancelled) if elsewhere else None
        try:
            speaker.sign_in(partial(self._page.emit, cancelled), show, cancelled)
        except ExpectedError as refused:
            self._came.emit(cancelled, refused)
        else:
            self._came.emit(cancelled, None)

    def _open(self, cancelled: threading.Event, address: str) -> None:
        if not cancelled.is_set() and not QDesktopServices.openUrl(QUrl(address, QUrl.ParsingMode.StrictMode)):
            self.begin(elsewhere=True)

    def _come(self, cancelled: threading.Event, what: Any) -> None:
        if cancelled.is_set():  # of an attempt that was given up
            return
        if what is None:
            self._show(Standing(Stage.QUIET))
            self._done()
        elif isinstance(what, ExpectedError):
            self._show(Standing(Stage.ASKED, str(what)))
        else:
            self._show(Standing(Stage.CODE, address=what.address, code=what.code))

    def _show(self, standing: Standing) -> None:
        if standing != self.standing:
            self.standing = standing
            self.changed.emit(standing)
