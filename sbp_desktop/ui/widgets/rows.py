"""A row of a list as people read it: when, who, one line about them, one thing to do; and the hairline between rows."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.widgets.buttons import LinkButton
from sbp_desktop.ui.widgets.face import Face
from sbp_desktop.ui.widgets.labels import Body, Name, Secondary

_WHEN_COLUMN = 148  # pixels at the ordinary text size
_STEP = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_STACK_UNDER = 560  # narrower than this, "when" goes above the name


class Hairline(QWidget):
    """One pixel of hairline across a page, or down it."""

    def __init__(self, parent: QWidget | None = None, *, upright: bool = False) -> None:
        super().__init__(parent)
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Fill with the hairline colour in force."""
        QPainter(self).fillRect(self.rect(), theme.tokens().hairline)


class Rows(QWidget):
    """Rows under one another with a hairline above, between and below them; Up and Down walk from one to the next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[QWidget, ...] = ()
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)

    def show_rows(self, rows: Sequence[QWidget]) -> None:
        """Show these rows in place of those shown before, which are destroyed."""
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for row in rows:
            self._lines.addWidget(Hairline(self))
            self._lines.addWidget(row)
        if rows:
            self._lines.addWidget(Hairline(self))
        self._rows = tuple(rows)

    def enter(self) -> bool:
        """Put the keyboard on the first row; return whether there is one."""
        return self._go_to(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk; past the ends the page around scrolls."""
        at = next((place for place, row in enumerate(self._rows) if row.hasFocus()), None)
        if at is None or event.key() not in _STEP or not self._go_to(at + _STEP[Qt.Key(event.key())]):
            super().keyPressEvent(event)

    def _go_to(self, place: int) -> bool:
        if not 0 <= place < len(self._rows):
            return False
        row = self._rows[place]
        row.setFocus(Qt.FocusReason.OtherFocusReason)
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(row)
        return True


class ListRow(QWidget):
    """One person in a list. `opened` when the row itself is pressed (or Enter on it), `acted` when its link is."""

    opened = Signal()
    acted = Signal()

    def __init__(
        self, name: str, line: str = "", *, when: str = "", action: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("halo", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(", ".join(part.rstrip(".") for part in (name, line, when) if part))
        self.face = Face(name, 44, self)
        # Only what is shown is made: a full day has seventy rows, and each widget costs it half a millisecond.
        self._when = Secondary(when, self) if when else None
        self.action = LinkButton(action, self) if action else None
        self._lay_out(name, line)

    def _lay_out(self, name: str, line: str) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(Name(name, self))
        if line:
            texts.addWidget(Body(line, self))
        person = QHBoxLayout()
        person.setSpacing(theme.SPACE_24)
        person.addWidget(self.face, 0, Qt.AlignmentFlag.AlignTop)
        person.addLayout(texts, 1)
        if self.action is not None:
            self.action.clicked.connect(self.acted)
            person.addWidget(self.action, 0, Qt.AlignmentFlag.AlignVCenter)
        self._flow = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._flow.setContentsMargins(0, theme.SPACE_16, 0, theme.SPACE_16)
        self._flow.setSpacing(theme.SPACE_24)
        if self._when is not None:
            self._flow.addWidget(self._when, 0, Qt.AlignmentFlag.AlignTop)
        self._flow.addLayout(person, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put "when" above the name where there is no room beside it."""
        super().resizeEvent(event)
        if self._when is None:
            return
        stacked = event.size().width() < theme.scaled(_STACK_UNDER)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._flow.setDirection(down if stacked else across)
        self._flow.setSpacing(theme.SPACE_4 if stacked else theme.SPACE_24)
        self._when.setFixedWidth(self.width() if stacked else theme.scaled(_WHEN_COLUMN))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the press, so that nothing below the row does."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open on a press anywhere on the row."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter or Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)
