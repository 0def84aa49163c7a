"""The sessions of today, such as a surgery or a hub: one press says that we are there, and whom we met stands below."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.sessions import SessionSnapshot, SessionTalk
from sbp_desktop.services import sessions
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.page_part import Part
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.widgets import Fitting, FittingName, LinkButton, ListRow, QuietButton, Rows, Secondary, TextField

_WHERE, _WHEN = 280, 240  # pixels at the ordinary text size


class SessionsPart(Part):
    """Shows the day's sessions. A row whose fields are open stays as it is until they are closed."""

    talk_opened = Signal(object, object)  # UUIDs of the person and of the conversation
    changed = Signal(object)  # the ChangeSet
    moved = Signal()  # we are somewhere else now

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Where we meet people today"), parent)
        self._background = background
        self._shown: tuple[SessionSnapshot, ...] = ()
        self.sessions: list[SessionRow] = []
        self.hide()

    def show_sessions(self, shown: Sequence[SessionSnapshot], now: int) -> None:
        """Show these."""
        if tuple(shown) == self._shown or (shown and any(row.changing for row in self.sessions)):
            return
        self._shown = tuple(shown)
        self.sessions = [self._row(each, now) for each in shown]
        self.show_lines(self.sessions)

    def _row(self, each: SessionSnapshot, now: int) -> "SessionRow":
        row = SessionRow(each, now)
        row.here.clicked.connect(partial(self._be_at, None if each.here else each.id))
        row.fields_kept.connect(partial(self._write, each.id))
        row.talk_opened.connect(self.talk_opened)
        return row

    def _be_at(self, session: UUID | None) -> None:
        self._background.run(sessions.be_at, session, then=lambda _: self.moved.emit())

    def _write(self, session: UUID, where: str, when: str) -> None:
        self._background.run(sessions.write, where, when, session, then=self.changed.emit)


class SessionRow(QWidget):
    """One session: its name and when it is, whether we are there, and the conversations of today."""

    talk_opened = Signal(object, object)
    fields_kept = Signal(str, str)

    def __init__(self, each: SessionSnapshot, now: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.changing = False
        self.here = LinkButton(self.tr("Not here any more") if each.here else self.tr("We are here"))
        self.change = LinkButton(self.tr("Change"), quiet=True)
        for link in (self.here, self.change):
            link.setProperty("touch", True)
            link.setAccessibleName(f"{link.text()}: {each.where}")
        self.fields = SessionFields(each.where, each.when)
        self.fields.hide()
        self.change.clicked.connect(self._open)
        self.fields.left.connect(self._close)
        self.fields.kept.connect(self._keep)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, theme.SPACE_8)
        lines.setSpacing(theme.SPACE_4)
        lines.addWidget(_wrapped(FittingName(each.where), Fitting(each.when), self.here, self.change))
        lines.addWidget(self.fields)
        if each.here:
            lines.addWidget(Secondary(self.tr("What you start now begins here. Ctrl+N: a name, or nothing yet.")))
        if each.talks:
            rows = Rows()
            lines.addSpacing(theme.SPACE_8)
            lines.addWidget(rows)
            rows.show_rows([self._talk(talk, now) for talk in each.talks])

    def _talk(self, talk: SessionTalk, now: int) -> ListRow:
        name = talk.name or self.tr("No name yet")
        when = when_and_where.moment(talk.opened_ms, now)
        row = ListRow(name, talk.began, when=when, face=None if talk.name else "")
        row.opened.connect(partial(self._open_talk, talk))
        return row

    def _open_talk(self, talk: SessionTalk) -> None:
        self.talk_opened.emit(talk.person, talk.conversation)

    def _open(self) -> None:
        self.changing = True
        self.fields.show()
        self.fields.where.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self) -> None:
        self.changing = False
        self.fields.hide()
        self.change.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep(self, where: str, when: str) -> None:
        self._close()
        self.fields_kept.emit(where, when)


class SessionFields(QWidget):
    """Where and when, in a worker's own words; Enter keeps both, Esc neither."""

    kept = Signal(str, str)
    left = Signal()

    def __init__(self, where: str = "", when: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.where = TextField(self.tr("Where"), self.tr("Where? The hub, Market Street"), wide=_WHERE)
        self.when = TextField(self.tr("When"), self.tr("When? Tuesdays, 10 to 12"), wide=_WHEN)
        self.where.setText(where)
        self.when.setText(when)
        self.keep = QuietButton(self.tr("Keep"))
        for field in (self.where, self.when):
            field.returnPressed.connect(self._keep)
        self.keep.clicked.connect(self._keep)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(_wrapped(self.where, self.when, self.keep))
        if where:
            lines.addWidget(Secondary(self.tr("Leave the place empty to take it away.")))

    def _keep(self) -> None:
        self.kept.emit(self.where.text(), self.when.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc keeps nothing."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class AddSession(QWidget):
    """A quiet way to name a session of our team."""

    changed = Signal(object)  # the ChangeSet

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self.link = LinkButton(self.tr("Add a place where we meet people"), quiet=True)
        self.link.setProperty("touch", True)
        self.link.clicked.connect(self._open)
        self.fields = SessionFields()
        self.fields.hide()
        self.fields.left.connect(self._close)
        self.fields.kept.connect(self._write)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.SPACE_4)
        lines.addWidget(self.link, 0, Qt.AlignmentFlag.AlignLeft)
        lines.addWidget(self.fields)

    def _open(self) -> None:
        self.fields.show()
        self.fields.where.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self) -> None:
        self.fields.hide()
        self.link.setFocus(Qt.FocusReason.OtherFocusReason)

    def _write(self, where: str, when: str) -> None:
        if where.strip():
            self._background.run(sessions.write, where, when, then=self._written)

    def _written(self, changes: object) -> None:
        self.fields.where.clear()
        self.fields.when.clear()
        self._close()
        self.changed.emit(changes)


def _wrapped(*parts: QWidget) -> QWidget:
    row = QWidget()
    across = Wrapped(row, theme.SPACE_16, theme.SPACE_4)
    for part in parts:
        across.addWidget(part)
    return row
