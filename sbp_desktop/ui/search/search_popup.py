"""Ctrl+K: people, places, words and commands in one list; inside one person until widened on purpose."""

from uuid import UUID

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.models.snapshots import SearchHit
from sbp_desktop.storage import queries, search
from sbp_desktop.ui import theme
from sbp_desktop.ui.actions import Actions
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.latest_only import LatestOnly
from sbp_desktop.ui.row_delegate import RowDelegate, RowParts
from sbp_desktop.ui.row_list import FindField, RowList
from sbp_desktop.ui.search import found
from sbp_desktop.ui.search.found import Command
from sbp_desktop.ui.sheet import Sheet
from sbp_desktop.ui.snapshot_list_model import SnapshotListModel
from sbp_desktop.ui.widgets import LinkButton, Secondary

_PAUSE_MS = 60
_ROWS_SHOWN = 7
_ON_THE_WEB = frozenset({"Node", "Strength", "Ink"})
_AGREED = frozenset(
    {
        "DevelopmentItem", "CircleAgreement", "CircleMember", "RiskEnablement", "RiskPart", "RiskNote", "GoodLifePlan",
        "BudgetSource", "BudgetUse", "WeekPart", "SmallSpend", "Outcome", "OutcomeStep", "OutcomeReview",
        "Decision", "DecisionOption", "CarerVoice", "ConnectionCheck", "Unmet",
    }
)  # fmt: skip


class SearchPopup(Sheet):
    """Holds nothing once hidden: no words, no answers, and it is inside the open person again next time."""

    person_opened = Signal(object)  # UUID of the person
    place_opened = Signal(object, object)  # UUIDs of the person and of who or what was found on their web
    agreed_opened = Signal(object, str)  # UUID of the person, and what kind of thing they agreed
    glossary_opened = Signal()
    sentence_opened = Signal(object, object, object)  # UUIDs of the person, the conversation and the line

    def __init__(self, background: Background, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent, names_others=True)
        self._actions = actions
        self._question = LatestOnly(background, _PAUSE_MS, self)
        self._person: UUID | None = None
        self._widened = False
        self._model = SnapshotListModel(self._spoken, self)
        self._field = FindField(self.tr("Find"), self.tr("People, places, words, or what to do"))
        self._list = RowList(self._field, self._model, RowDelegate(self._parts, 36))
        self._list.setAccessibleName(self.tr("Found"))
        self._told = Secondary()
        self._widen = LinkButton(self.tr("Look through everything"))
        self._lay_out()
        self.setFocusProxy(self._field)
        self.setAccessibleName(self.tr("Find"))
        self._field.textChanged.connect(self._typed)
        self._list.chosen.connect(self._open)
        self._widen.clicked.connect(self._look_through_everything)
        self.hide()

    def set_person(self, person: UUID | None) -> None:
        """Look only at this person's people, places and words from now on; everybody's with None."""
        if person != self._person:
            self._person = person
            self.hide()

    @property
    def within(self) -> UUID | None:
        """The person the next question stays inside, or None."""
        return None if self._widened else self._person

    def sizeHint(self) -> QSize:
        """Be as tall as what was found, up to a few rows."""
        rows = min(self._model.rowCount(), _ROWS_SHOWN)
        row = self._list.sizeHintForRow(0) if rows else 0
        self._list.setFixedHeight(rows * row)
        self._list.setVisible(rows > 0)
        self._lines.activate()
        return self._lines.sizeHint()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin anew, with what can be done and, while a person is open, the way to widen."""
        super().showEvent(event)
        self._tell_scope()
        self._show_rows(())

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget what was typed and found (decisions.md D21)."""
        super().hideEvent(event)
        self._question.forget()
        with QSignalBlocker(self._field):
            self._field.clear()
        self._model.clear()
        self._widened = False

    def show_found(self, hits: tuple[SearchHit, ...]) -> None:
        """Show this answer: people first, then what can be done, then the rest, the newest first as they came."""
        if self.isVisible():
            self._show_rows(hits)

    def _show_rows(self, hits: tuple[SearchHit, ...]) -> None:
        people = [hit for hit in hits if hit.kind == "Person"]
        others = [hit for hit in found.once(hits) if hit.kind != "Person"]
        rows = (*people, *found.commands(self._actions.known(), self._field.text()), *others)
        self._model.show(rows)
        self._list.take_answer(point=bool(self._field.text().strip()))
        self._tell_scope(nothing=not rows)
        room = self.window().height() - 2 * theme.SPACE_32
        self.resize(self.width(), min(self.sizeHint().height(), room))

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(theme.SPACE_16)
        self._lines = lines = QVBoxLayout(self)
        lines.setContentsMargins(theme.SPACE_12, theme.SPACE_12, theme.SPACE_12, theme.SPACE_8)
        lines.setSpacing(theme.SPACE_8)
        lines.addWidget(self._field)
        lines.addWidget(self._list)
        lines.addLayout(foot)
        foot.addWidget(self._told, 1)
        foot.addWidget(self._widen)

    def _tell_scope(self, *, nothing: bool = False) -> None:
        inside = self.within is not None
        self._widen.setVisible(inside)
        if nothing:
            self._told.setText(self.tr("Nothing has these words yet."))
        elif inside:
            self._told.setText(self.tr("Looking only in what is written here."))
        elif self._widened:
            self._told.setText(self.tr("Looking through everything."))
        self._told.setVisible(nothing or inside or self._widened)

    def _typed(self, text: str) -> None:
        if text.strip():
            self._list.await_answer()
            if self._person is not None:
                self._question.ask(
                    queries.here, search.find, self._person, text, within=self.within, then=self.show_found
                )
            else:
                self._question.ask(search.find, text, then=self.show_found)
        else:
            self._question.forget()
            self._show_rows(())

    def _look_through_everything(self) -> None:
        self._widened = True
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell_scope()
        self._typed(self._field.text())

    def _open(self, row: SearchHit | Command) -> None:
        self.close_sheet()
        if isinstance(row, Command):
            self._actions.run(row.id)
        elif row.kind == found.TERM:
            self.glossary_opened.emit()
        elif row.conversation is not None:
            self.sentence_opened.emit(row.person, row.conversation, row.entity)
        elif row.kind in _ON_THE_WEB:
            self.place_opened.emit(row.person, row.entity)
        elif row.kind in _AGREED:
            self.agreed_opened.emit(row.person, row.kind)
        else:
            self.person_opened.emit(row.person)

    def _parts(self, row: SearchHit | Command) -> RowParts:
        return found.parts(row, whose=self.within is None)

    def _spoken(self, row: SearchHit | Command) -> str:
        return found.spoken(row, whose=self.within is None)
