"""A row of a list as people read it: when, who, one line about them; and the hairline between rows."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.widgets.drawn_row import DrawnRow, DrawnText
from sbp_desktop.ui.widgets.scroll import bring_into_view

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
        self._lines.setContentsMargins(0, 1, 0, 1)
        self._lines.setSpacing(1)

    def show_rows(self, rows: Sequence[QWidget]) -> None:
        """Show these rows in place of those shown before, which are destroyed."""
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for row in rows:
            self._lines.addWidget(row)
            row.show()  # now, or Qt shows it later by itself and lays the page out again for each
        self._rows = tuple(rows)

    def said(self) -> list[str]:
        """Return what a screen reader says of each row."""
        return [row.accessibleName() for row in self._rows]

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
        bring_into_view(row)
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the hairlines into the pixels left between the rows."""
        painter, colour = QPainter(self), theme.tokens().hairline
        places = [row.geometry() for row in self._rows]
        for place in places:
            painter.fillRect(0, place.top() - 1, self.width(), 1, colour)
        if places:
            painter.fillRect(0, places[-1].bottom() + 1, self.width(), 1, colour)


class ListRow(DrawnRow):
    """One person in a list. `face` says whose face stands before the name, where that is another; "" is nobody's."""

    def __init__(
        self, name: str, line: str = "", *, when: str = "", face: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            ", ".join(part.rstrip(".") for part in (name, line, when) if part),
            when,
            [DrawnText(name, "name"), *([DrawnText(line, "body")] if line else [])],
            face=name if face is None else face,
            column=_WHEN_COLUMN,
            stack_under=_STACK_UNDER,
            air=theme.SPACE_16,
            parent=parent,
        )
