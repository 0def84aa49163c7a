"""One rule as people read it: what it is called, what it does, its kind and source; its switch where there is one."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.models.rules import SOURCES, Acts, Rule
from sbp_desktop.ui import theme
from sbp_desktop.ui.settings import rule_words
from sbp_desktop.ui.settings.switch import Switch
from sbp_desktop.ui.widgets import DrawnRow, DrawnText, Secondary

_STACK_UNDER = 560  # pixels at the ordinary text size, as the column below
_ASIDE = 150


class RuleRow(QWidget):
    """`switched` carries the rule's id and whether it shall act. The keyboard stands on the words, then the switch."""

    switched = Signal(str, bool)

    def __init__(self, rule: Rule, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rule = rule
        title, does = (rule_words.say(words) for words in rule_words.RULES[rule.id])
        self._lines = (title, does, _kind_and_source(rule))
        self.words = DrawnRow(
            self._said(""),
            "",
            [DrawnText(title, "name"), DrawnText(does, "body"), DrawnText(self._lines[2], "secondary")],
            column=0,
            stack_under=0,
            air=theme.SPACE_12,
            parent=self,
        )
        self.words.setCursor(Qt.CursorShape.ArrowCursor)
        self.note = Secondary("", self)
        self.note.setContentsMargins(0, 0, 0, theme.SPACE_12)
        self.switch = self._make_switch(title) if rule.acts is Acts.UNLESS_OFF else None
        self._lay_out()
        self.setFocusProxy(self.words)
        self.show_state(on=True, note="")

    def show_state(self, *, on: bool, note: str) -> None:
        """Show whether it acts, and `note`: who switched it and when."""
        self.note.setText(note)
        self.note.setVisible(bool(note))
        stands = _always()
        if self.switch is not None:
            self.switch.setChecked(on)
            stands = self.switch.words()
        self.words.setAccessibleName(self._said(" ".join(part for part in (f"{stands}.", note) if part)))

    def holds(self, typed: Sequence[str]) -> bool:
        """Whether every one of these words, in small letters, stands somewhere in the row."""
        everything = " ".join(self._lines).casefold()
        return all(word in everything for word in typed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the switch below the words where there is no room beside them."""
        super().resizeEvent(event)
        stacked = event.size().width() < theme.scaled(_STACK_UNDER)
        self._across.setDirection(QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight)
        self._across.setSpacing(0 if stacked else theme.SPACE_24)
        if self._aside is not None:
            self._aside.setFixedWidth(theme.scaled(_ASIDE))
            side = Qt.AlignmentFlag.AlignLeft if stacked else Qt.AlignmentFlag.AlignRight
            self._aside.setAlignment(side | Qt.AlignmentFlag.AlignTop)
            self._aside.setContentsMargins(0, 0 if stacked else theme.SPACE_12, 0, theme.SPACE_16)

    def _make_switch(self, title: str) -> Switch:
        switch = Switch(title, self)
        switch.setAccessibleDescription(self._lines[1])
        switch.clicked.connect(lambda on: self.switched.emit(self.rule.id, on))
        self.words.opened.connect(switch.click)
        return switch

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(0)
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.addLayout(left, 1)
        left.addWidget(self.words)
        left.addWidget(self.note)
        self._aside = None if self.switch is not None else Secondary(_always(), self)
        self._across.addWidget(self.switch or self._aside or self.words, 0, Qt.AlignmentFlag.AlignTop)

    def _said(self, ending: str) -> str:
        return " ".join(part if part.endswith(".") else f"{part}." for part in (*self._lines, ending) if part)


def _always() -> str:
    return QCoreApplication.translate("rules", "Always so")


def _kind_and_source(rule: Rule) -> str:
    """Return such as "A quiet sign, one line put away with a tap · Norfolk County Council, Living Well"."""
    kinds = "; ".join(rule_words.say(rule_words.KINDS[kind]) for kind in rule.kinds)
    return " · ".join([kinds[:1].upper() + kinds[1:], *(SOURCES[source] for source in rule.sources)])
