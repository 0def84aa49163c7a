"""Questions asked while typing: after a short pause, the newest only; the answer to an older one is dropped."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from sbp_desktop.errors import ExpectedError
from sbp_desktop.ui.background import Background, Task


class LatestOnly(QObject):
    """One question at a time, asked `pause_ms` after the last `ask`, so that none queue up on the vault's thread."""

    def __init__(self, background: Background, pause_ms: int = 0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._send: Callable[[], Task] | None = None
        self._task: Task | None = None
        self._timer = QTimer(self, singleShot=True, interval=pause_ms)
        self._timer.timeout.connect(self._ask_now)

    @property
    def asking(self) -> bool:
        """Whether an answer is still to come."""
        return self._send is not None or self._task is not None

    def ask(self, function: Callable[..., Any], *args: Any, then: Callable[[Any], object], **kwargs: Any) -> None:
        """Ask this instead of anything asked before; `then` gets the answer on the UI thread."""
        self.forget()

        def answered(answer: Any) -> None:
            self._task = None
            then(answer)

        self._send = lambda: self._background.run(function, *args, then=answered, failed=self._unanswered, **kwargs)
        if self._timer.interval():
            self._timer.start()
        else:
            self._ask_now()

    def forget(self) -> None:
        """Drop the question that waits and the answer under way."""
        self._timer.stop()
        self._send = None
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _ask_now(self) -> None:
        if self._send is not None:
            self._task = self._send()
            self._send = None

    def _unanswered(self, error: ExpectedError) -> None:
        """Say why, as for any other failure, and leave on screen what was there."""
        self._task = None
        self._background.problem.emit(str(error))
