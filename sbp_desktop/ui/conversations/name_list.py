"""The small list that opens at an @: everybody on this person's web, and a way to add somebody new."""

from typing import NamedTuple
from uuid import UUID

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from sbp_desktop.models.known_people import Known
from sbp_desktop.ui import theme

_MOST = 6


class Choice(NamedTuple):
    """Somebody to choose; `node` None means somebody to add."""

    node: UUID | None
    label: str


class NameList(QFrame):
    """Shown over its parent; the cursor stays in the text, which offers it each key first."""

    chosen = Signal(object)  # a Choice
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self._choices: list[Choice] = []
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows = QListWidget(self)
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.setAccessibleName(self.tr("People on this web"))
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.itemClicked.connect(lambda _item: self._choose())
        inside = QVBoxLayout(self)
        inside.setContentsMargins(1, theme.SPACE_4, 1, theme.SPACE_4)
        inside.addWidget(self.rows)
        self.hide()

    def offer(self, typed: str, known: list[Known], at: QRect) -> bool:
        """Offer everybody whose name or relation begins like `typed`; False (and closed) where nothing fits.

        `at` is the @ in the parent's coordinates.
        """
        wanted = typed.casefold().strip()
        fits = [Choice(node, label) for node, label, said in known if _begins(wanted, label) or _begins(wanted, said)]
        self._choices = fits[:_MOST]
        exact = any(each.label.casefold() == wanted for each in fits)
        may_be_name = all(word[:1].isupper() for word in typed.split()[1:])
        if wanted and not exact and (may_be_name or fits):
            self._choices.append(Choice(None, typed.strip()))
        if not self._choices:
            self.close_list()
            return False
        self._fill()
        self._place(at)
        return True

    def take_key(self, event: QKeyEvent) -> bool:
        """Move, choose or close; False when the key is not for the list."""
        if not self.isVisible():
            return False
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            self.rows.setCurrentRow((self.rows.currentRow() + step) % self.rows.count())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self._choose()
        elif key == Qt.Key.Key_Escape:
            self.close_list()
        else:
            return False
        return True

    def close_list(self) -> None:
        """Put it away; what was typed stays text."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def labels(self) -> list[str]:
        """Return what is offered, as shown."""
        return [self.rows.item(row).text() for row in range(self.rows.count())]

    def _choose(self) -> None:
        choice = self._choices[self.rows.currentRow()]
        self.hide()
        self.chosen.emit(choice)

    def _fill(self) -> None:
        self.rows.clear()
        for choice in self._choices:
            said = choice.label if choice.node else self.tr("Add ‘{name}’").format(name=choice.label)
            self.rows.addItem(QListWidgetItem(said))
        self.rows.setCurrentRow(0)

    def _place(self, at: QRect) -> None:
        wide = theme.scaled(260)
        high = sum(self.rows.sizeHintForRow(row) for row in range(self.rows.count())) + 2 * theme.SPACE_4 + 2
        room = self._over.rect()
        left = min(at.left(), max(0, room.right() - wide))
        below = at.bottom() + theme.SPACE_4
        top = below if below + high <= room.bottom() else max(0, at.top() - theme.SPACE_4 - high)
        self.setGeometry(QRect(QPoint(left, top), QPoint(left + wide, top + high)))
        self.show()
        self.raise_()


def _begins(wanted: str, words: str) -> bool:
    low = words.casefold()
    return (
        low != "self" and (low.startswith(wanted) or any(part.startswith(wanted) for part in low.split())) and bool(low)
    )
