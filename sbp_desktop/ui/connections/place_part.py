"""A place around here, in the panel: how far it has come, how and by whom, and whether it works for the person."""

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.agreed import Thing
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import NodeSnapshot
from sbp_desktop.models.vocabulary import ConnectionMethod, ConnectionStatus, Domain, NodeKind
from sbp_desktop.services import connections
from sbp_desktop.storage import agreed, queries
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.agreed import choosing
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.connections import words
from sbp_desktop.ui.day_button import DayButton
from sbp_desktop.ui.people.kept_text import KeptText
from sbp_desktop.ui.together.big_button import Faces
from sbp_desktop.ui.web.chips import Chips
from sbp_desktop.ui.web.panel_sheet import Sheet
from sbp_desktop.ui.widgets import LinkButton, Secondary

_PEOPLE = frozenset({NodeKind.PERSON, NodeKind.WORKER})
_BEGUN = (ConnectionStatus.STARTED, ConnectionStatus.STILL_GOING, ConnectionStatus.STOPPED)
_OVER = (ConnectionStatus.STOPPED, ConnectionStatus.DECLINED)


def is_around_here(node: NodeSnapshot) -> bool:
    """Return whether somebody can be brought together with this: a club, a place, something to do around here."""
    return node.domain == Domain.COMMUNITY


class PlacePart(QWidget):
    """One row of steps to begin with; the rest comes once there is something to say it of."""

    def __init__(self, background: Background, sheet: Sheet, node: NodeSnapshot) -> None:
        super().__init__(sheet)
        self._background, self._sheet, self._node = background, sheet, node.id
        self._person = sheet.web.person
        self.connection: Thing | None = None
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, theme.SPACE_8, 0, theme.SPACE_8)
        self._lines.setSpacing(theme.SPACE_4)
        self.status = self._chips(self, self._lines, self.tr("How far it has come"), words.STATUSES, needed=True)
        self.status.chosen.connect(self._say_status)
        self.rest = QWidget(self)
        rest = QVBoxLayout(self.rest)
        rest.setContentsMargins(0, 0, 0, 0)
        rest.setSpacing(theme.SPACE_4)
        self.method = self._chips(self.rest, rest, self.tr("How"), words.METHODS)
        self.method.chosen.connect(self._say_method)
        self.follow_up = DayButton(self.tr("Ask how it went"), self.rest, ahead=True)
        self.follow_up.chosen.connect(self._ask_on)
        rest.addWidget(self.follow_up, 0, Qt.AlignmentFlag.AlignLeft)
        self.by = LinkButton("", self.rest)
        self.by.setProperty("touch", True)
        self.by.clicked.connect(self._choose_by)
        rest.addWidget(self.by, 0, Qt.AlignmentFlag.AlignLeft)
        self._works = Secondary(self.tr("Works for me"), self.rest)
        rest.addWidget(self._works)
        self.faces = Faces(words.works(), self.rest, gap=0)  # the panel is narrow
        for face in self.faces.faces.values():
            face.setAccessibleName(self.tr("Works for me: {0}").format(face.text()))
        self.faces.said.connect(self._check)
        rest.addWidget(self.faces, 0, Qt.AlignmentFlag.AlignLeft)
        hint = self.tr("Why did it stop?")
        self.why = KeptText(background, "stopped_why", hint, hint, self.rest, keep=connections.set_connection)
        self.why.undo_wanted.connect(sheet.edits.undo)
        self.why.redo_wanted.connect(sheet.edits.redo)
        rest.addWidget(self.why)
        self._lines.addWidget(self.rest)
        self.rest.hide()
        sheet.renews(self._ask)

    def _chips(
        self, parent: QWidget, lines: QVBoxLayout, title: str, choices: Mapping[str, str], *, needed: bool = False
    ) -> Chips:
        lines.addWidget(Secondary(title))
        chips = Chips(title, choices, parent, needed=needed)
        lines.addWidget(chips)
        return chips

    def _ask(self, _node: NodeSnapshot) -> None:
        read = agreed.about_place
        self._background.run(queries.here, read, self._person, self._node, then=self._show)

    def _show(self, found: Thing | None) -> None:
        self.connection = found
        self.status.show_value(found.words("status") if found is not None else None)
        self.rest.setVisible(found is not None)
        if found is None:
            return
        now = when_and_where.today()
        method = found.words("method")
        self.method.show_value(method or None)
        day = found.day("follow_up_on")
        self.follow_up.setVisible(method == ConnectionMethod.GAVE_DETAILS or day is not None)
        asks = self.tr("Ask how it went: {day}")
        shown = when_and_where.expected(day, now) if day is not None else self.tr("which day?")
        self.follow_up.show_words(asks.format(day=shown))
        self.by.setText(self.tr("Introduced by {name}").format(name=self._sheet.label_of(self._by()) or self.tr("me")))
        checks = found.parts.get("ConnectionCheck", ())
        today = [one.words("works_for_me") for one in checks if one.day("at") == PartialDate.on(now)]
        self.faces.show_value(today[-1] if today else None)
        for part in (self._works, self.faces):
            part.setVisible(found.words("status") in _BEGUN)
        self.why.setVisible(found.words("status") in _OVER)
        self.why.show_text(found.person, found.words("stopped_why"), found.id)

    def _by(self) -> UUID:
        by = self.connection.ref("made_by") if self.connection is not None else None
        return by if by is not None else UUID(int=0)

    def _say_status(self, status: str) -> None:
        self._sheet.edits.ask(connections.set_status, self._node, status)

    def _say_method(self, method: str) -> None:
        if self.connection is not None:
            self._sheet.edits.ask(connections.set_method, self.connection.id, method or None)

    def _ask_on(self, day: PartialDate) -> None:
        if self.connection is not None:
            self._sheet.edits.ask(connections.set_connection, self.connection.id, follow_up_on=day)

    def _check(self, works: str) -> None:
        if self.connection is not None:
            self._sheet.edits.ask(connections.check, self.connection.id, works)

    def _choose_by(self) -> None:
        """Offer me, and everybody on the web who could go along: the befriender finds the church."""
        people: list[tuple[UUID | None, str]] = [(None, self.tr("Me"))]
        web = self._sheet.web
        people += [(one.id, one.label) for one in web.nodes if one.kind in _PEOPLE and one.id != web.self_node]
        choosing.offer(self.by, people, self._say_by)

    def _say_by(self, node: UUID | None) -> None:
        if self.connection is not None:
            self._sheet.edits.ask(connections.set_connection, self.connection.id, made_by=node)
