"""Where names are typed on the web: the line under it, the small field on the page, and a list as it was read."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStyle, QStyleOptionFrame, QVBoxLayout, QWidget

from sbp_desktop.models.name_list import Named
from sbp_desktop.ui import theme
from sbp_desktop.ui.web.card import Card
from sbp_desktop.ui.widgets import Body, LinkButton, Secondary, TextField

_NAME_WIDTH = 470  # pixels at the ordinary text size
_BOX_WIDTH = 200
_CURSOR = 6  # pixels beside the words, for the cursor and its margin
_SHOWN = 8  # names of a list that are shown one by one


class NameField(TextField):
    """The line in which names are typed, pasted or spoken. Esc empties it and is `left`."""

    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", "", parent)
        self.setMaximumWidth(theme.scaled(_NAME_WIDTH))
        self._hint = ""

    def ask(self, label: str, hint: str) -> None:
        """Say what may be typed here; `label` is what a screen reader says, and all that is shown where a hint has no
        room.
        """
        self.setAccessibleName(label)
        self._hint = hint
        self._show_hint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the hint within what can be read."""
        super().resizeEvent(event)
        self._show_hint()

    def _show_hint(self) -> None:
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        room = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self).width()
        fits = self.fontMetrics().horizontalAdvance(self._hint) < room - _CURSOR
        self.setPlaceholderText(self._hint if fits else self.accessibleName())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        else:
            super().keyPressEvent(event)


class NameBox(NameField):
    """The small field on the page itself, where a new name is typed or one is changed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(theme.scaled(_BOX_WIDTH))
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep every key to itself, for a field lets go of Enter and the page would take it."""
        super().keyPressEvent(event)
        event.accept()


class ListCard(Card):
    """Shows how a list was read before it is kept. `taken` puts them all on the page, `as_one` keeps one name."""

    taken = Signal()
    as_one = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._count, self._here = Secondary("", self), Secondary("", self)
        self._names = Body("", self)
        self.take, self.keep = LinkButton("", self), LinkButton(self.tr("Keep it as one name"), self, quiet=True)
        self.take.clicked.connect(self.taken)
        self.keep.clicked.connect(self.as_one)
        down = QVBoxLayout(self)
        down.setContentsMargins(theme.SPACE_24, theme.SPACE_16, theme.SPACE_24, theme.SPACE_8)
        down.setSpacing(theme.SPACE_8)
        for line in (self._count, self._names, self._here, self.take, self.keep):
            down.addWidget(line)

    def show_list(self, new: Sequence[Named], here: Sequence[str]) -> None:
        """Show those that would be added, and the names of those that are on the page already."""
        self._count.setText(self.tr("%n people and places. Enter puts them on the page.", "", len(new)))
        lines = [f"{one.label} ({one.relation})" if one.relation else one.label for one in new[:_SHOWN]]
        if len(new) > _SHOWN:
            lines.append(self.tr("and %n more", "", len(new) - _SHOWN))
        self._names.set_words(" · ".join(lines))
        self._here.setText(self.tr("Here already: {0}").format(", ".join(here)))
        self._here.setVisible(bool(here))
        self.take.setText(self.tr("Put them on the page"))
        self.setAccessibleName(f"{self._count.text()} {', '.join(lines)}")
        self.adjustSize()
        self.show()
        self.raise_()
