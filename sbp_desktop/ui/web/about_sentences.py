"""Every sentence about somebody, the newest first; each opens its conversation where it stands."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.snapshots import ChangeSet, EntrySnapshot, WebSnapshot
from sbp_desktop.storage import queries
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.widgets import Body, LinkButton, Pressable, Rows, Secondary

_AT_ONCE = 20  # each further press on "Earlier" shows as many again


class SaidRow(Pressable):
    """One sentence as it was said or noted, with `node` underlined in it, who said it and on which day."""

    def __init__(self, entry: EntrySnapshot, node: UUID, labels: Mapping[UUID, str], parent: QWidget) -> None:
        day = when_and_where.day_of(entry.happened_ms or entry.written_ms)
        said_by = labels.get(entry.said_by, "") if entry.said_by is not None else ""
        below = ", ".join(filter(None, (said_by, when_and_where.day_and_month(day, when_and_where.today()))))
        quote = entry.kind == "words" and not entry.private
        text = "" if entry.private else f"“{entry.text}”" if quote else entry.text
        super().__init__("", parent)
        text = text or self.tr("A line kept apart")
        self.setAccessibleName(f"{text} {below}")
        named = [(mention.start + quote, mention.end + quote) for mention in entry.mentions if mention.node == node]
        words, told = Body("", self), Secondary(below, self)
        words.set_words(text, () if entry.private else named)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, theme.SPACE_12, 0, theme.SPACE_12)
        lines.setSpacing(theme.SPACE_4)
        lines.addWidget(words)
        lines.addWidget(told)


class AboutSentences(QWidget):
    """Asks for the sentences about `node` and again when more were written. `opened` carries conversation and line."""

    opened = Signal(object, object)

    def __init__(
        self, background: Background, web: WebSnapshot, node: UUID, parent: QWidget, *, enter: bool = False
    ) -> None:
        super().__init__(parent)
        self._background, self._person, self._node, self._enter = background, web.person, node, enter
        self._labels = {each.id: each.label for each in web.nodes}
        self._found: tuple[EntrySnapshot, ...] | None = None
        self._many = _AT_ONCE
        self._none = Secondary(self.tr("What is said about them by name will stand here."), self)
        self._none.hide()
        self.rows = Rows(self)
        self.earlier = LinkButton(self.tr("Earlier"), self)
        self.earlier.hide()
        self.earlier.clicked.connect(self._show_earlier)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.SPACE_8)
        lines.addWidget(Secondary(self.tr("What was said"), self))
        lines.addWidget(self._none)
        lines.addWidget(self.rows)
        lines.addWidget(self.earlier)
        background.committed.connect(self._follow)
        self._ask()

    def _ask(self) -> None:
        self._background.run(queries.here, queries.sentences_about, self._person, self._node, then=self._take)

    def _follow(self, changes: ChangeSet) -> None:
        if self._person in changes.persons and "Entry" in changes.kinds:
            self._ask()

    def _take(self, found: tuple[EntrySnapshot, ...]) -> None:
        if found != self._found:
            self._found = found
            self._show(found)

    def _show(self, found: tuple[EntrySnapshot, ...]) -> None:
        rows = [SaidRow(entry, self._node, self._labels, self) for entry in found[: self._many]]
        for row, entry in zip(rows, found, strict=False):
            row.opened.connect(partial(self.opened.emit, entry.conversation, entry.id))
        self.rows.show_rows(rows)
        self._none.setVisible(not found)
        self.earlier.setVisible(len(found) > self._many)
        if self._enter:
            self._enter = False
            self.rows.enter()

    def _show_earlier(self) -> None:
        self._many += _AT_ONCE
        self._show(self._found or ())
