"""One decision to read and write: what, why, what else and why not, their views, who decides, that we agreed."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID, uuid4

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models.decisions import DecisionSnapshot
from sbp_desktop.models.snapshots import DraftSnapshot
from sbp_desktop.models.vocabulary import Capacity
from sbp_desktop.services import decisions
from sbp_desktop.ui import tab_order, theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.decisions import words
from sbp_desktop.ui.decisions.law_part import LawPart
from sbp_desktop.ui.decisions.option_row import CONTEXT, OptionRow
from sbp_desktop.ui.people.kept_text import KeptText
from sbp_desktop.ui.web import words as web_words
from sbp_desktop.ui.web.chips import Chips, Wrapped
from sbp_desktop.ui.widgets import Chip, LinkButton, Secondary

_FOLDED = ("persons_view", "carers_view", "best_interests_link")


class DecisionCard(QWidget):
    """Nothing on it has to be filled in; `refused` carries the one sentence where it cannot be agreed yet."""

    undo_wanted = Signal()
    redo_wanted = Signal()
    refused = Signal(str)

    def __init__(self, background: Background, decision: DecisionSnapshot, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background, self.decision, self._person = background, decision.id, decision.person
        self.texts: dict[str, KeptText] = {}
        self.rows: dict[UUID, OptionRow] = {}
        self.within: QWidget = self  # through which Tab leads in reading order
        self._laid_out = QTimer(self, singleShot=True, interval=0)
        self._laid_out.timeout.connect(self._order_tabs)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(theme.SPACE_4)
        self._text(self._lines, "decided", self.tr("We decided"), self.tr("What did we decide?"))
        self._text(self._lines, "because", self.tr("Because"), self.tr("Why now?"))
        self._lines.addSpacing(theme.SPACE_4)
        self._lines.addWidget(Secondary(self.tr("We also thought about")))
        self._options = QVBoxLayout()
        self._options.setSpacing(0)
        self._lines.addLayout(self._options)
        self.usual = Secondary(self.tr("Only the usual three so far. What else could there be?"))
        self._lines.addWidget(self.usual)
        self._add_lights()
        self._add_views()
        self._add_agreeing()

    def _text(self, lines: QVBoxLayout, field: str, label: str, invitation: str) -> None:
        text = self.texts[field] = KeptText(
            self._background, field, label, invitation, keep=decisions.set_decision, context={}
        )
        text.undo_wanted.connect(self.undo_wanted)
        text.redo_wanted.connect(self.redo_wanted)
        lines.addWidget(Secondary(label))
        lines.addWidget(text)

    def _add_lights(self) -> None:
        """Layers of their own life that nobody has spoken of yet, each said in one tap; none holds anything up."""
        self.lights = QWidget(self)
        inside = QVBoxLayout(self.lights)
        inside.setContentsMargins(0, theme.SPACE_8, 0, theme.SPACE_8)
        inside.setSpacing(theme.SPACE_4)
        inside.addWidget(Secondary(self.tr("Talked about, and nothing there now")))
        row = QWidget(self.lights)
        across = _wrapped(row)
        inside.addWidget(row)
        self.unlit: dict[str, Chip] = {}
        for layer in ("personal", "network", "community"):
            chip = self.unlit[layer] = Chip(web_words.said(web_words.LAYERS, layer), checkable=False)
            chip.setAccessibleName(self.tr("Talked about “{layer}”, and nothing there now").format(layer=chip.text()))
            chip.clicked.connect(partial(self._talked_about, layer))
            across.addWidget(chip)
        self._lines.addWidget(self.lights)

    def _add_views(self) -> None:
        self.more = LinkButton(self.tr("How they see it, and who decides"), self, quiet=True)
        self.more.setProperty("touch", True)
        self.more.clicked.connect(self._unfold)
        self._lines.addWidget(self.more)
        self.views = QWidget(self)
        inside = QVBoxLayout(self.views)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.SPACE_4)
        self._text(inside, "persons_view", self.tr("How they see it"), self.tr("In their own words"))
        self._text(inside, "carers_view", self.tr("How those close to them see it"), self.tr("In their own words"))
        inside.addWidget(Secondary(self.tr("Who decides this")))
        inside.addSpacing(theme.SPACE_4)
        self.capacity = Chips(self.tr("Who decides this"), words.CAPACITIES, self.views)
        self.capacity.chosen.connect(self._say_who_decides)
        inside.addWidget(self.capacity)
        self._link = QWidget(self.views)
        below = QVBoxLayout(self._link)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(theme.SPACE_4)
        self._text(
            below, "best_interests_link", self.tr("Where the council’s form is"), self.tr("A link, or where to find it")
        )
        inside.addWidget(self._link)
        self.views.hide()
        self._lines.addWidget(self.views)
        self.law = LawPart(self)
        self._lines.addWidget(self.law)

    def _add_agreeing(self) -> None:
        self.to_write = Secondary(self.tr("Done at once. The reasons are still to be written."))
        self._lines.addWidget(self.to_write)
        self._lines.addSpacing(theme.SPACE_12)
        row = QWidget(self)
        across = _wrapped(row, theme.SPACE_16)
        self.agreed = Chip(self.tr("We agreed on this"))
        self.agreed.clicked.connect(self._agree)
        self.urgent = LinkButton(self.tr("Urgent: do it now"), row)
        self.urgent.setProperty("touch", True)
        self.urgent.clicked.connect(self._do_now)
        across.addWidget(self.agreed)
        across.addWidget(self.urgent)
        self._lines.addWidget(row)

    # -- what it shows

    def show_decision(self, decision: DecisionSnapshot) -> None:
        """Show what the record has, leaving alone what is being typed."""
        for field, text in self.texts.items():
            text.show_text(decision.person, getattr(decision, field), decision.id)
        self._show_options(decision)
        self.usual.setVisible(decision.usual_only)
        for layer, chip in self.unlit.items():
            chip.setVisible(layer in decision.unlit)
        self.lights.setVisible(bool(decision.unlit) and not decision.agreed)
        self.capacity.show_value(decision.capacity)
        self._link.setVisible(decision.capacity == Capacity.BEST_INTERESTS)
        if decision.capacity or decision.point in words.WHO_DECIDES or any(getattr(decision, f) for f in _FOLDED):
            self._unfold()
        self.law.show_point(decision.point, at_hand=decision.law_at_hand)
        self.agreed.setChecked(decision.agreed)
        self.urgent.setVisible(not decision.agreed)
        self.to_write.setVisible(decision.still_to_write)
        self._laid_out.start()

    def _show_options(self, decision: DecisionSnapshot) -> None:
        there = {option.id for option in decision.options}
        for gone in [option for option, row in self.rows.items() if row.written and option not in there]:
            row = self.rows.pop(gone)
            row.leave()
            row.hide()
            row.deleteLater()
        for place, option in enumerate(decision.options):
            row = self._row(option.id)
            row.show_option(decision.person, option)
            if self._options.indexOf(row) != place:
                self._options.removeWidget(row)
                self._options.insertWidget(place, row)
        if all(row.written for row in self.rows.values()):
            self._row(uuid4())

    def _row(self, option: UUID) -> OptionRow:
        if option not in self.rows:
            row = self.rows[option] = OptionRow(self._background, self._person, self.decision, option, self)
            row.undo_wanted.connect(self.undo_wanted)
            row.redo_wanted.connect(self.redo_wanted)
            self._options.addWidget(row)
            row.show()
        return self.rows[option]

    def concerns(self, draft: DraftSnapshot) -> bool:
        """Whether some typing belongs on this card."""
        return draft.entity == self.decision or draft.context.get(CONTEXT) == self.decision.hex

    def take_drafts(self, drafts: Sequence[DraftSnapshot]) -> None:
        """Bring back typing that a crash cut short."""
        for draft in drafts:
            if draft.entity == self.decision and draft.field in self.texts:
                self.texts[draft.field].take_draft(draft)
            elif draft.context.get(CONTEXT) == self.decision.hex:
                row = self._row(draft.entity)
                (row.why_not if draft.field == "why_not" else row.what).take_draft(draft)

    def leave(self) -> None:
        """Keep what is being typed."""
        for text in self.texts.values():
            text.leave()
        for row in self.rows.values():
            row.leave()

    # -- what is done to it

    def _unfold(self) -> None:
        had_keyboard = self.more.hasFocus()
        self.more.hide()
        self.views.show()
        if had_keyboard:
            self.texts["persons_view"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _order_tabs(self) -> None:
        tab_order.lead_through(self.within, self.texts["decided"])

    def _talked_about(self, layer: str) -> None:
        self._background.run(decisions.talked_about, self.decision, layer)

    def _say_who_decides(self, capacity: str) -> None:
        self._background.run(partial(decisions.set_decision, capacity=capacity), self.decision)

    def _agree(self, agreed: bool) -> None:
        self.leave()
        self._background.run(decisions.agree, self.decision, agreed, failed=self._not_agreed)

    def _do_now(self) -> None:
        self.leave()
        self._background.run(decisions.do_now, self.decision)

    def _not_agreed(self, error: ExpectedError) -> None:
        self.agreed.setChecked(False)
        self.refused.emit(str(error))


def _wrapped(row: QWidget, gap: int = theme.SPACE_8) -> QLayout:
    """Let a row's widgets start a new line where the width ends."""
    return Wrapped(row, gap)
