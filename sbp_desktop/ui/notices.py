"""One calm line above the foot: what was just done, with a way to take it back, or what could not be done."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.widgets import LinkButton

_STAYS_MS = 10_000
_WIDEST = 640  # pixels at the ordinary text size


class NoticeLine(QFrame):
    """Floats over the page, never takes the cursor. What was done goes by itself; what was not stays until closed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = parent
        self._run: Callable[[], object] | None = None
        self._sentence = QLabel(self)
        self._sentence.setWordWrap(True)
        self._act = LinkButton("", self)
        self._close = LinkButton(self.tr("Close"), self)
        across = QHBoxLayout(self)
        across.setContentsMargins(theme.SPACE_16, theme.SPACE_4, theme.SPACE_16, theme.SPACE_4)
        across.setSpacing(theme.SPACE_16)
        across.addWidget(self._sentence, 1)
        across.addWidget(self._act)
        across.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self._act.clicked.connect(self._do)
        self._close.clicked.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def tell_done(self, what: str, action: str = "", run: Callable[[], object] | None = None) -> None:
        """Say what was done ("Moved Jean") and offer `action` ("Undo"), which calls `run`; gone after ten seconds."""
        self._close.hide()
        self._show(what, action, run)
        self._timer.start(_STAYS_MS)

    def tell_problem(self, sentence: str) -> None:
        """Say what could not be done and what to do; stays until closed."""
        self._timer.stop()
        self._close.show()
        self._show(sentence, "", None)

    def forget(self) -> None:
        """Take away what is said, and what it could take back, for good."""
        self.hide()
        self._sentence.clear()
        self._act.setText("")
        self._run = None

    def text(self) -> str:
        """Return the sentence shown, or an empty one."""
        return self._sentence.text() if self.isVisibleTo(self._page) else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep its place when the page it floats over is resized."""
        if watched is self._page and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        """Stand at the middle of the page's foot, as wide as the words need."""
        room = self._page.rect().adjusted(theme.SPACE_16, 0, -theme.SPACE_16, -theme.SPACE_16)
        wide = min(room.width(), theme.scaled(_WIDEST), self._natural_width())
        high = max(self.sizeHint().height(), self.heightForWidth(wide))
        self.setGeometry(room.center().x() - wide // 2, room.bottom() - high, wide, high)

    def _natural_width(self) -> int:
        words = self._sentence.fontMetrics().horizontalAdvance(self._sentence.text())
        buttons = [button.sizeHint().width() for button in (self._act, self._close) if not button.isHidden()]
        return words + sum(buttons) + theme.SPACE_16 * (2 + len(buttons)) + theme.SPACE_8

    def _show(self, sentence: str, action: str, run: Callable[[], object] | None) -> None:
        self._run = run
        self._sentence.setText(sentence)
        self._act.setText(action)
        self._act.setVisible(bool(action))
        self.show()
        self._place()
        self.raise_()
        if self.isVisible():  # while the window is covered nothing of a page is read aloud
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    def _do(self) -> None:
        self.hide()
        if self._run is not None:
            self._run()
