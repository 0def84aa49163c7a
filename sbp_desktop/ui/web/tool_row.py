"""The quiet row of words under the web: what a press does until Esc, and what can be done with those chosen."""

from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.web import words
from sbp_desktop.ui.web.chips import Chips, Wrapped
from sbp_desktop.ui.web.commands import COMMANDS
from sbp_desktop.ui.web.web_hand import WebHand
from sbp_desktop.ui.widgets import Chip

_DOING = ("adding", "lines", "several")
_WITH_THOSE = ("together", "row", "column", "round", "remove")


class ToolRow(QWidget):
    """Keeps one line of room under the web; what else there is to choose stands above that line, over the web's foot,
    so that the web never moves for it.
    """

    def __init__(self, hand: WebHand, over: QWidget) -> None:
        super().__init__(over)
        self._hand, self._over = hand, over
        self._margins = (theme.SPACE_16, theme.SPACE_16)
        self._strip = QWidget(over)
        self.tools, tools = self._chips(_DOING)
        self.verbs, self._verbs = self._chips(_WITH_THOSE)
        for chip in self.tools.values():
            chip.setCheckable(True)
        self.kinds = self._made_kinds([])
        self._known: list[str] = []
        self._lines = QVBoxLayout(self._strip)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(theme.SPACE_8)
        for line in (self.kinds, self._verbs, tools):
            self._lines.addWidget(line)
        hand.changed.connect(self.refresh)
        hand.scene.picked_changed.connect(self.refresh)
        hand.scene.shown.connect(self.refresh)
        theme.bell.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what the hand is doing, and what it could do with those picked."""
        hand = self._hand
        self._know_kinds(words.line_kinds(hand.scene.web)[1:])
        for doing, chip in self.tools.items():
            chip.setChecked(doing == hand.doing)
        self.kinds.show_value(hand.line_kind)
        self.kinds.setVisible(hand.doing == "lines")
        self._verbs.setVisible(len(hand.scene.picked) > 1)
        self._strip.setVisible(not hand.scene.showing.fixed and not hand.scene.showing.wordless)
        self.setFixedHeight(next(iter(self.tools.values())).sizeHint().height())
        self._place()

    def set_margins(self, left: int, right: int) -> None:
        """Line the row up with the page around it."""
        self._margins = (left, right)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the strip along."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        left, right = self._margins
        wide = max(1, self.width() - left - right)
        high = self._strip.heightForWidth(wide)
        foot = self.mapTo(self._over, QPoint(left, self.height()))
        self._strip.setGeometry(QRect(foot.x(), foot.y() - high, wide, high))
        self._strip.raise_()

    def _chips(self, ids: tuple[str, ...]) -> tuple[dict[str, Chip], QWidget]:
        """Return a line of chips, each doing one command; they take no keyboard, for each has a key of its own."""
        line = QWidget(self._strip)
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

    def _know_kinds(self, kinds: list[str]) -> None:
        if kinds == self._known:
            return
        self._known = kinds
        old, self.kinds = self.kinds, self._made_kinds(kinds)
        self._lines.replaceWidget(old, self.kinds)
        old.hide()
        old.deleteLater()

    def _made_kinds(self, kinds: list[str]) -> Chips:
        made = Chips(self.tr("Kind of line"), {kind: kind for kind in kinds}, self._strip)
        made.chosen.connect(self._hand.draw_lines_of)
        return made
