"""One line of a worker's own: when it was begun, what it is about, and its text."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QMenu, QVBoxLayout, QWidget

from sbp_desktop.models.my_space import LineKind, OwnLine
from sbp_desktop.services import my_space
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.people.kept_text import KeptText
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP
from sbp_desktop.ui.widgets import Hairline, LinkButton, Secondary
from sbp_desktop.ui.word_table import WordTable

translate = QCoreApplication.translate
_STACK_UNDER = 560  # pixels at the ordinary text size
_ASIDE = 190


KINDS: WordTable[str] = WordTable(
    "MySpace",
    {
        LineKind.PRACTICE: QT_TRANSLATE_NOOP("MySpace", "Something I did"),
        LineKind.CHALLENGE: QT_TRANSLATE_NOOP("MySpace", "Something hard"),
        LineKind.FEEDBACK: QT_TRANSLATE_NOOP("MySpace", "Something I was told"),
        LineKind.QUESTION: QT_TRANSLATE_NOOP("MySpace", "For supervision"),
        LineKind.PLAIN: QT_TRANSLATE_NOOP("MySpace", "No heading"),
    },
)
"""The headings, in the order they are offered (practice.md A86)."""


class LineRow(QWidget):
    """A blank one has only its text; `kind_chosen` carries the heading's stored value."""

    kind_chosen = Signal(str)

    def __init__(self, background: Background, line: UUID, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line, self._kind = line, LineKind.PLAIN
        self.when = Secondary("", self)
        self.kind = LinkButton("", self, quiet=True)
        self.kind.setProperty("touch", True)
        self.text = KeptText(
            background, "text", self.tr("A line of your own"), self.tr("What stays with you today?"),
            keep=my_space.write, typing=my_space,
        )  # fmt: skip
        self.text.show_text(line, "", line)
        self._lay_out()
        self.kind.clicked.connect(self._choose_kind)
        self.text.textChanged.connect(self._show_heading)
        self._show_heading()

    def show_line(self, line: OwnLine) -> None:
        """Show it as it is kept, leaving alone what is being typed."""
        self._kind = line.kind
        when = when_and_where.moment(line.at_ms, when_and_where.today())
        self.when.setText(when)
        self.text.show_text(self.line, line.text, self.line)
        self.text.setAccessibleName(self.tr("A line of your own, {when}").format(when=when))
        self._show_heading()

    def holds(self, typed: Sequence[str]) -> bool:
        """Whether every one of these words, in small letters, stands in it."""
        everything = f"{self.text.toPlainText()} {KINDS[self._kind]}".casefold()
        return all(word in everything for word in typed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put when and what above the text where there is no room beside it."""
        super().resizeEvent(event)
        stacked = event.size().width() < theme.scaled(_STACK_UNDER)
        self._across.setDirection(QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight)
        self._across.setSpacing(theme.SPACE_4 if stacked else theme.SPACE_24)
        self._aside.setFixedWidth(event.size().width() if stacked else theme.scaled(_ASIDE))

    def _lay_out(self) -> None:
        self._aside = QWidget(self)
        aside = QVBoxLayout(self._aside)
        aside.setContentsMargins(0, 2, 0, 0)  # onto the first line of the text beside it
        aside.setSpacing(0)
        aside.addWidget(self.when)
        aside.addWidget(self.kind)
        aside.addStretch(1)
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(theme.SPACE_12)
        down.addLayout(self._across)
        self._across.addWidget(self._aside, 0, Qt.AlignmentFlag.AlignTop)
        self._across.addWidget(self.text, 1, Qt.AlignmentFlag.AlignTop)
        down.addWidget(Hairline(self))

    def _show_heading(self) -> None:
        """Offer a heading once there are words to put under it."""
        self.kind.setVisible(bool(self.text.toPlainText().strip()))
        self.when.setVisible(bool(self.when.text()))
        words = KINDS[self._kind] if self._kind else self.tr("Add a heading")
        self.kind.setText(words)
        self.kind.setAccessibleName(self.tr("Heading: {words}").format(words=words))

    def _choose_kind(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for kind, words in KINDS.items():
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(kind == self._kind)
            action.triggered.connect(partial(self.kind_chosen.emit, kind))
        menu.popup(self.kind.mapToGlobal(self.kind.rect().bottomLeft()))
