"""Where somebody, something or a line comes from and where it is kept, in plain lines, and a tap: it is still so."""

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from sbp_desktop.models.snapshots import ChangeSet, Provenance, WebSnapshot
from sbp_desktop.services import moments
from sbp_desktop.storage import looking_back, queries
from sbp_desktop.sync import status
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.council_whereabouts import WhereItIs
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP, Choices, say
from sbp_desktop.ui.widgets import LinkButton, Secondary

_HOW: Choices = {
    "said": QT_TRANSLATE_NOOP("web", "Said"),
    "seen": QT_TRANSLATE_NOOP("web", "Seen"),
    "assumed": QT_TRANSLATE_NOOP("web", "Assumed"),
}


class WhereFrom(QWidget):
    """Reads where the thing `id_` of a web comes from, and says so."""

    def __init__(self, background: Background, web: WebSnapshot, id_: UUID, parent: QWidget) -> None:
        super().__init__(parent)
        self._background, self._person, self._id = background, web.person, id_
        self._labels = {node.id: node.label for node in web.nodes}
        self._said = Secondary("", self)
        self._heard = Secondary("", self)
        self.where = WhereItIs(background, self)
        self.still_so = LinkButton(self.tr("Still so today"), self, icon_name="done")
        self.still_so.clicked.connect(self._say_still_so)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(theme.SPACE_4)
        down.addWidget(self._said)
        down.addWidget(self._heard)
        down.addWidget(self.where)
        down.addWidget(self.still_so, 0, Qt.AlignmentFlag.AlignLeft)
        self.read()
        self.where.follow(status.where_is, id_)

    def read(self) -> None:
        """Read it anew."""
        self._background.run(
            queries.here,
            looking_back.provenance,
            self._person,
            self._id,
            then=self._show,
            failed=lambda _gone: None,
        )

    def words(self) -> str:
        """Return what it says."""
        return " ".join(part.text() for part in (self._said, self._heard))

    def _show(self, found: Provenance) -> None:
        if not isValid(self):  # the panel went on to something else meanwhile
            return
        now = when_and_where.today()
        first, heard = (
            when_and_where.day_and_month(when_and_where.day_of(ms), now) for ms in (found.first_ms, found.heard_ms)
        )
        by = self._labels.get(found.said_by) if found.said_by is not None else found.source
        how = say(_HOW.get(found.how, found.how)) if found.how else self.tr("Written")
        said = self.tr("{how} by {who}, {day}") if by else self.tr("{how}, {day}")
        parts = [said.format(how=how, who=by, day=first)]
        if found.conversation is not None:
            parts.append(self.tr("while talking"))
        if found.written_by:
            parts.append(self.tr("written down by {0}").format(found.written_by))
        self._said.setText(", ".join(parts) + ".")
        self._heard.setText(self.tr("Last heard of {0}.").format(heard))
        self.setAccessibleName(self.words())

    def _say_still_so(self) -> None:
        self._background.run(moments.say_still_so, self._id, then=self._told)

    def _told(self, _changes: ChangeSet) -> None:
        if isValid(self):
            self.read()
