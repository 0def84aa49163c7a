"""Somebody who looks after the person, in the panel: were they asked, what they said, how it is, their own page."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models import carers
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import CarerVoiceSnapshot, ChangeSet, NodeSnapshot
from sbp_desktop.services import carers as service
from sbp_desktop.services import sharing
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.day_button import DayButton
from sbp_desktop.ui.people.kept_text import KeptText
from sbp_desktop.ui.web import words
from sbp_desktop.ui.web.chips import Chips
from sbp_desktop.ui.web.panel_sheet import YES, Sheet
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP, Choices
from sbp_desktop.ui.widgets import LinkButton, Secondary

CONTEXT = "carer"
PEOPLE = frozenset({"person", "household"})
HOW_IT_IS: Choices = {
    "coping": QT_TRANSLATE_NOOP("web", "managing"),
    "struggling": QT_TRANSLATE_NOOP("web", "finding it hard"),
    "near_breaking": QT_TRANSLATE_NOOP("web", "close to breaking"),
    "not_asked": QT_TRANSLATE_NOOP("web", "not asked yet"),
}
_GOES_ON: Choices = {
    "yes": QT_TRANSLATE_NOOP("web", "yes"),
    "some": QT_TRANSLATE_NOOP("web", "some of it"),
    "no": QT_TRANSLATE_NOOP("web", "no"),
}
_OWN_TALK: Choices = {
    "offered": QT_TRANSLATE_NOOP("web", "offered"),
    "had": QT_TRANSLATE_NOOP("web", "had it"),
    "declined": QT_TRANSLATE_NOOP("web", "not wanted"),
}
_SAID = {
    "carer_stress": "stress", "carer_strain": "strain", "carer_able": "willing_and_able",
    "carer_talk": "own_conversation",
}  # fmt: skip


class CarerPart(QWidget):
    """Hidden unless somebody looks after the person or gives them daily help. `person_opened` carries their own page.

    What they say is unseen by the person until they agree (decisions.md D24).
    """

    person_opened = Signal(object)

    def __init__(self, background: Background, sheet: Sheet, node: NodeSnapshot) -> None:
        super().__init__(sheet)
        self._background, self._sheet, self._node = background, sheet, node
        self._voice: CarerVoiceSnapshot | None = None
        name, own = node.label, sheet.own_name()
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, theme.SPACE_8, 0, theme.SPACE_8)
        self._lines.setSpacing(theme.SPACE_4)
        self.chips: dict[str, Chips] = {}
        self.when = DayButton(self.tr("When {0} was asked").format(name), self)
        self.when.chosen.connect(self._asked_on)
        self._choice("carer_asked", self.tr("Asked {0} directly").format(name), YES, self._asked)
        self._lines.addWidget(self.when, 0, Qt.AlignmentFlag.AlignLeft)
        self._choice("carer_stress", self.tr("With {0}").format(own), words.STRESSES)
        self._choice("carer_strain", self.tr("How it is for {0}").format(name), HOW_IT_IS)
        label = self.tr("What {0} said").format(name)
        self.words = KeptText(
            background, "words", label, self.tr("In their own words"), self, keep=sharing.carer_says,
            context={CONTEXT: node.id.hex},
        )  # fmt: skip
        self._lines.addWidget(Secondary(label))
        self._lines.addWidget(self.words)
        self._choice("carer_able", self.tr("Willing and able to go on"), _GOES_ON)
        self._choice("carer_talk", self.tr("A conversation of their own"), _OWN_TALK)
        self._choice("carer_agrees", self.tr("Agrees that {0} sees this").format(own), YES, self._agree)
        self.page = LinkButton("", self)
        self.page.setProperty("touch", True)
        self.page.clicked.connect(self._open_page)
        self._lines.addWidget(self.page)
        self.words.undo_wanted.connect(sheet.edits.undo)
        self.words.redo_wanted.connect(sheet.edits.redo)
        sheet.renews(self._show)

    def _choice(self, name: str, title: str, choices: Choices, keep: Callable[[str], object] | None = None) -> None:
        chips = self.chips[name] = Chips(title, choices, self)
        chips.setObjectName(name)
        chips.chosen.connect(keep or partial(self._say, _SAID[name]))
        self._lines.addWidget(Secondary(title))
        self._lines.addWidget(chips)

    def _show(self, node: NodeSnapshot) -> None:
        web, self._node = self._sheet.web, node
        self.setVisible(carers.looks_after(web, node))
        told = self._voice = next((one for one in web.carer_voices if one.node == node.id), None)
        asked = told is not None and told.asked_directly
        self.chips["carer_asked"].show_value("yes" if asked else None)
        now = when_and_where.today()
        day = when_and_where.partial(told.at, now) if told is not None and told.at is not None and asked else ""
        self.when.show_words(day or self.tr("Not asked yet"))
        self.words.show_text(web.person, told.words if told is not None else "", node.id)
        for name, field in _SAID.items():
            self.chips[name].show_value(getattr(told, field) if told is not None else None)
        self.chips["carer_agrees"].setEnabled(told is not None)
        self.chips["carer_agrees"].show_value("yes" if told is not None and told.agreed else None)
        linked = node.linked_person is not None
        self.page.setText(self.tr("Open their own page") if linked else self.tr("Give them a page of their own"))

    def _asked(self, chosen: str) -> None:
        self._sheet.edits.ask(service.asked, self._node.id, bool(chosen))

    def _asked_on(self, day: PartialDate) -> None:
        self._sheet.edits.ask(service.asked, self._node.id, day=day)

    def _say(self, field: str, value: str) -> None:
        self._sheet.edits.carer_says(self._node.id, **{field: value or None})

    def _agree(self, value: str) -> None:
        if self._voice is not None:
            self.words.leave()
            self._sheet.edits.carer_agrees(self._voice.id, bool(value))

    def _open_page(self) -> None:
        if self._node.linked_person is not None:
            self.person_opened.emit(self._node.linked_person)
        else:
            self._sheet.edits.ask(service.own_page, self._node.id, then=self._made)

    def _made(self, changes: ChangeSet) -> None:
        self.person_opened.emit(changes.created[0])
