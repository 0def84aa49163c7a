"""A few choices as chips that wrap to as many lines as they need: one of them, or any of them."""

from collections.abc import Collection, Iterable, Mapping

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.web import words
from sbp_desktop.ui.widgets import Chip


class Wrapped(QLayout):
    """Puts widgets side by side and starts a new line where the width ends; `down` is the gap between two lines."""

    def __init__(self, parent: QWidget, gap: int = theme.SPACE_8, down: int | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._heights: dict[
            int, int
        ] = {}  # by width, while nothing changes: a page asks a hundred times as it is laid out
        self._gap, self._down = gap, gap if down is None else down
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item; called by addWidget."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return the item there, None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Let go of the item there."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """Answer that the height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height needed at a width."""
        if width not in self._heights:
            self._heights[width] = self._lay_out(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def invalidate(self) -> None:
        """Forget what was measured: one of them, or its words, changed."""
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        """Place everything."""
        super().setGeometry(rect)
        self._lay_out(rect, move=True)

    def sizeHint(self) -> QSize:
        """Return the least there must be room for."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Return room for the widest one."""
        widths = [item.minimumSize().width() for item in self._items]
        return QSize(max(widths, default=0), max((item.sizeHint().height() for item in self._items), default=0))

    def _lay_out(self, rect: QRect, *, move: bool) -> int:
        y = rect.y()
        for line in self._lines(rect.width()):
            x, tallest = rect.x(), max(_size(item, rect.width()).height() for item in line)
            for item in line:
                size = _size(item, rect.width())
                if move:
                    item.setGeometry(QRect(x, y + (tallest - size.height()) // 2, size.width(), size.height()))
                x += size.width() + self._gap
            y += tallest + self._down
        return max(0, y - self._down - rect.y())

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        """Return what is shown, line by line."""
        lines: list[list[QLayoutItem]] = []
        x = 0
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            across = _size(item, width).width()
            if not lines or x + across > width:
                lines.append([])
                x = 0
            lines[-1].append(item)
            x += across + self._gap
        return lines


def _size(item: QLayoutItem, room: int) -> QSize:
    """Return the size of one: in a single line where there is room for it, and else as narrow as it has to be."""
    whole = item.sizeHint()
    if whole.width() <= room:
        return whole
    wide = max(room, item.minimumSize().width())
    return QSize(wide, item.heightForWidth(wide) if item.hasHeightForWidth() else whole.height())


class Chips(QWidget):
    """Chips for stored values. `chosen` carries the value of the one now on ("" for none), or a frozenset of them.

    `needed`: one is always on. `common`: those shown before "More" is pressed.
    """

    chosen = Signal(object)

    def __init__(
        self,
        label: str,
        choices: Mapping[str, str],
        parent: QWidget | None = None,
        *,
        several: bool = False,
        needed: bool = False,
        common: Iterable[str] = (),
    ) -> None:
        super().__init__(parent)
        self._several, self._needed = several, needed
        self._common = frozenset(common)
        self.setAccessibleName(label)
        lines = Wrapped(self)
        self.chips: dict[str, Chip] = {}
        for value, text in choices.items():
            chip = Chip(words.say(text), self)
            chip.setAccessibleName(f"{label}: {words.say(text)}")
            chip.clicked.connect(lambda _on, value=value: self._clicked(value))
            self.chips[value] = chip
            lines.addWidget(chip)
        self._more = Chip(self.tr("More"), self, checkable=False)
        self._more.setAccessibleName(self.tr("More for {0}").format(label))
        self._more.clicked.connect(self._show_all)
        self._more.setVisible(bool(self._common))
        lines.addWidget(self._more)

    def show_value(self, value: str | Collection[str] | None) -> None:
        """Set what is on without telling anybody; what is on is always in sight."""
        on = {value} if isinstance(value, str) else set(value or ())
        for name, chip in self.chips.items():
            chip.setChecked(name in on)
            if not self._more.isHidden():
                chip.setVisible(name in self._common or name in on)
        self.updateGeometry()

    def fold(self) -> None:
        """Put all but the common ones and what is on behind "More" again, from the next `show_value` on."""
        self._more.show()

    def _clicked(self, value: str) -> None:
        if self._several:
            self.chosen.emit(frozenset(name for name, chip in self.chips.items() if chip.isChecked()))
            return
        on = self.chips[value].isChecked()
        if self._needed and not on:
            self.chips[value].setChecked(True)
            return
        for name, chip in self.chips.items():
            if name != value:
                chip.setChecked(False)
        self.chosen.emit(value if on else "")

    def _show_all(self) -> None:
        self._more.hide()
        for chip in self.chips.values():
            chip.show()
        next(iter(self.chips.values())).setFocus(Qt.FocusReason.OtherFocusReason)
        self.updateGeometry()
