"""The quiet row of words under the web: what a press does until Esc, and what can be done with those chosen."""

from collections.abc import Collection
from functools import partial
from uuid import UUID

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeySequence, QMoveEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.web import words
from sbp_desktop.ui.web.chips import Chips, Wrapped
from sbp_desktop.ui.web.commands import COMMANDS
from sbp_desktop.ui.web.web_hand import WebHand
from sbp_desktop.ui.widgets import Chip

_DOING = ("adding", "lines", "several")
_BESIDE_LEAST = 0.45  # of the row's width: with less beside the words, what there is to choose stands above them
_ON_PICTURE = ("adding", "several")
_WITH_THOSE = ("together", "row", "column", "round", "remove")


class ToolRow(QWidget):
    """Keeps one line of room under the web. What else there is to choose stands beside the words; where that is too
    narrow one word opens it above them, over the web's foot, so that the web never moves for it.
    """

    def __init__(self, hand: WebHand, over: QWidget) -> None:
        super().__init__(over)
        self._hand, self._over = hand, over
        self._margins = (theme.SPACE_16, theme.SPACE_16)
        self.tools, self._words = self._chips(_DOING)
        self.verbs, self._verbs = self._chips(_WITH_THOSE)
        for chip in self.tools.values():
            chip.setCheckable(True)
        self.opener = Chip("", over)
        self.opener.clicked.connect(self._place)
        self._on_picture = True
        self._known: list[str] = []
        self.kinds = self._made_kinds()
        hand.changed.connect(self.refresh)
        hand.scene.picked_changed.connect(self.refresh)
        hand.scene.picked_changed.connect(self._tell_picked)
        hand.scene.shown.connect(self.refresh)
        theme.bell.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what the hand is doing, and what it could do with those picked."""
        hand = self._hand
        if (kinds := words.line_kinds(hand.scene.web)[1:]) != self._known:
            self._known = kinds
            self.kinds.deleteLater()
            self.kinds = self._made_kinds()
        for doing, chip in self.tools.items():
            chip.setChecked(doing == hand.doing)
        self.kinds.show_value(hand.lines.kind)
        self._words.setVisible(not hand.scene.showing.fixed)
        self.opener.setText(
            (hand.lines.kind or self.tr("Kind of line")) if hand.doing == "lines" else self.tr("With those chosen")
        )
        if self._offered() is None:
            self.opener.setChecked(False)
        self.setFixedHeight(_high(self._words))
        self._place()

    def show_for(self, *, picture: bool) -> None:
        """Offer what is done on the picture, or in the list, where lines are drawn by name and nobody is pressed."""
        self._on_picture = picture
        for doing in _ON_PICTURE:
            self.tools[doing].setVisible(picture)
        self.refresh()

    def set_margins(self, left: int, right: int) -> None:
        """Line the row up with the page around it."""
        self._margins = (left, right)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take what stands in the row along."""
        super().resizeEvent(event)
        self._place()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Take it along also where the row only moves, as when something opens or closes beneath it."""
        super().moveEvent(event)
        self._place()

    def _tell_picked(self, picked: Collection[UUID]) -> None:
        """Say to whoever does not see the rings how many are chosen."""
        if self.isVisible():  # while the window is covered nothing of a page is read aloud
            said = self.tr("%n chosen", "", len(picked))
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    def _offered(self) -> QWidget | None:
        """Return what there is to choose beside the words: kinds of line, what to do with several, or nothing."""
        hand = self._hand
        if hand.scene.showing.fixed:
            return None
        if hand.doing == "lines":
            return self.kinds
        return self._verbs if self._on_picture and len(hand.scene.picked) > 1 else None

    def _place(self) -> None:
        left, right = self._margins
        room = max(1, self.width() - left - right)
        foot = self.mapTo(self._over, QPoint(left, self.height()))
        words_wide = min(room, _wide(self._words))
        self._words.setGeometry(foot.x(), foot.y() - self.height(), words_wide, self.height())
        beside = room - words_wide - theme.SPACE_24
        narrow = beside < _BESIDE_LEAST * room
        offered = self._offered()
        self.opener.setVisible(narrow and offered is not None)
        for block in (self.kinds, self._verbs):
            block.setVisible(block is offered and (not narrow or self.opener.isChecked()))
        if offered is None:
            return
        line = self.height() + theme.SPACE_8
        opener = self.opener.sizeHint()
        fits = opener.width() <= beside
        self.opener.setGeometry(
            QRect(
                QPoint(foot.x() + (room - beside if fits else 0), foot.y() - self.height() - (0 if fits else line)),
                opener,
            )
        )
        wide = room if narrow else beside
        high = offered.heightForWidth(wide)
        lines_below = (1 if fits else 2) if narrow else 0
        offered.setGeometry(foot.x() + room - wide, foot.y() - lines_below * line - high, wide, high)
        offered.setMask(QRegion(offered.childrenRegion()))
        offered.raise_()
        self.opener.raise_()

    def _chips(self, ids: tuple[str, ...]) -> tuple[dict[str, Chip], QWidget]:
        """Return a line of chips, each doing one command; they take no cursor, and each says its key."""
        line = QWidget(self._over)
        across = Wrapped(line)
        made = {}
        for id_ in ids:
            command = COMMANDS[id_]
            chip = made[id_] = Chip(command.text(), line, checkable=False)
            keys = QKeySequence(command.keys).toString(QKeySequence.SequenceFormat.NativeText)
            chip.setToolTip(f"{command.text()} ({keys})")
            chip.clicked.connect(partial(self._run, id_))
            across.addWidget(chip)
        return made, line

    def _run(self, id_: str) -> None:
        COMMANDS[id_].run(self._hand)
        self._hand.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh()

    def _choose_kind(self, kind: str) -> None:
        self.opener.setChecked(False)
        self._hand.lines.draw_of(kind)

    def _made_kinds(self) -> Chips:
        made = Chips(self.tr("Kind of line"), {kind: kind for kind in self._known}, self._over)
        made.chosen.connect(self._choose_kind)
        return made


def _high(line: QWidget) -> int:
    return max(chip.sizeHint().height() for chip in line.findChildren(Chip))


def _wide(line: QWidget) -> int:
    chips = [chip for chip in line.findChildren(Chip) if not chip.isHidden()]
    return sum(chip.sizeHint().width() for chip in chips) + theme.SPACE_8 * (len(chips) - 1)
