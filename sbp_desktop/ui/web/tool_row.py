"""The quiet row of words under the web: what a press does until Esc, and what can be done with those chosen."""

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.web import words
from sbp_desktop.ui.web.chips import Chips, Wrapped
from sbp_desktop.ui.web.commands import COMMANDS
from sbp_desktop.ui.web.web_hand import WebHand
from sbp_desktop.ui.widgets import Chip

_DOING = ("adding", "lines", "several")
_BESIDE_LEAST = 0.45  # of the row's width: with less beside the words, what there is to choose stands above them
_WITH_THOSE = ("together", "row", "column", "round", "remove")


class ToolRow(QWidget):
    """Keeps one line of room under the web. What else there is to choose stands beside the words, or where that is too
    narrow above them, over the web's foot, so that the web never moves for it.
    """

    def __init__(self, hand: WebHand, over: QWidget) -> None:
        super().__init__(over)
        self._hand, self._over = hand, over
        self._margins = (theme.SPACE_16, theme.SPACE_16)
        self.tools, self._words = self._chips(_DOING)
        self.verbs, self._verbs = self._chips(_WITH_THOSE)
        for chip in self.tools.values():
            chip.setCheckable(True)
        self._known: list[str] = []
        self.kinds = self._made_kinds()
        hand.changed.connect(self.refresh)
        hand.scene.picked_changed.connect(self.refresh)
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
        drawn = not hand.scene.showing.fixed
        self._words.setVisible(drawn)
        self.kinds.setVisible(drawn and hand.doing == "lines")
        self._verbs.setVisible(drawn and not self.kinds.isVisibleTo(self._over) and len(hand.scene.picked) > 1)
        self.setFixedHeight(_high(self._words))
        self._place()

    def set_margins(self, left: int, right: int) -> None:
        """Line the row up with the page around it."""
        self._margins = (left, right)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take what stands in the row along."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        left, right = self._margins
        room = max(1, self.width() - left - right)
        foot = self.mapTo(self._over, QPoint(left, self.height()))
        across = _wide(self._words)
        self._words.setGeometry(foot.x(), foot.y() - self.height(), min(room, across), self.height())
        for beside in (self.kinds, self._verbs):
            least = room - across - theme.SPACE_24
            above = least < _BESIDE_LEAST * room
            wide = room if above else least
            high = beside.heightForWidth(wide)
            down = foot.y() - (self.height() + theme.SPACE_8 if above else 0)
            beside.setGeometry(foot.x() + room - wide, down - high, wide, high)
            beside.setMask(QRegion(beside.childrenRegion()))
            beside.raise_()

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

    def _made_kinds(self) -> Chips:
        made = Chips(self.tr("Kind of line"), {kind: kind for kind in self._known}, self._over)
        made.chosen.connect(self._hand.lines.draw_of)
        return made


def _high(line: QWidget) -> int:
    return max(chip.sizeHint().height() for chip in line.findChildren(Chip))


def _wide(line: QWidget) -> int:
    chips = line.findChildren(Chip)
    return sum(chip.sizeHint().width() for chip in chips) + theme.SPACE_8 * (len(chips) - 1)
