"""How to reach somebody: one line on their page, and behind it the number, when ringing is safe, and how to get in."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.reach import Reach
from sbp_desktop.models.snapshots import DraftSnapshot
from sbp_desktop.services import people
from sbp_desktop.ui import tab_order, theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.people.kept_text import KeptText
from sbp_desktop.ui.people.writing_part import WritingPart
from sbp_desktop.ui.web.chips import Chips
from sbp_desktop.ui.widgets import Labelled, LinkButton, Secondary

_PREFIX = "contact."
_ASKED = {"yes": True, "no": False}


class ReachPart(WritingPart):
    """Folded until `link`, which stands elsewhere, is pressed: others may look on. What is behind it is made then."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(background, parent)
        self._reach = Reach()
        self.texts: dict[str, KeptText] = {}
        self.chips: dict[str, Chips] = {}
        self.link = LinkButton("", icon_name="phone", quiet=True)
        self.link.setProperty("touch", True)
        self.link.clicked.connect(self._turn)
        self._below = QVBoxLayout(self)
        self._below.setContentsMargins(0, 0, 0, theme.SPACE_12)
        self._below.setSpacing(theme.SPACE_8)
        self.hide()
        self._say()

    def show_reach(self, person: UUID, reach: Reach) -> None:
        """Show what is kept of this person, leaving alone what is being typed."""
        self._person, self._reach = person, reach
        self._say()
        self._fill()

    def take_drafts(self, drafts: Sequence[DraftSnapshot]) -> None:
        """Bring back typing that a crash cut short."""
        for draft in drafts:
            if draft.entity == draft.person and draft.field.startswith(_PREFIX):
                self._unfold()
                self.texts[draft.field.removeprefix(_PREFIX)].take_draft(draft)

    def leave(self) -> None:
        """Keep what is being typed."""
        for text in self.texts.values():
            text.leave()

    def clear_names(self) -> None:
        """Keep what is being typed, then forget it all."""
        for text in self.texts.values():
            text.clear_text()
        self._person, self._reach = None, Reach()
        self.hide()
        self._say()

    def _say(self) -> None:
        told = self._reach
        words = [told.phone, told.safe_times if told.phone else ""]
        if told.may_ring is False:
            words = [self.tr("Please do not call")]
        self.link.setText(" · ".join(filter(None, words)) or self.tr("How to reach them"))
        self.link.setAccessibleName(self.tr("How to reach them: {words}").format(words=self.link.text()))

    def _turn(self) -> None:
        if self.isHidden():
            self._unfold()
            self.texts["phone"].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.leave()
            self.hide()

    def _unfold(self) -> None:
        if not self.texts:
            self._make()
        self.show()
        self._fill()
        self._below.activate()
        tab_order.lead_through(self, self.link)

    def _make(self) -> None:
        for key, label, invitation in self._lines():
            text = self.texts[key] = KeptText(
                self._background, f"{_PREFIX}{key}", label, invitation, keep=people.set_reach
            )  # fmt: skip
            self.follow(text)
            self._below.addWidget(Labelled(label, text, self))
        asked = {
            "safe_to_ring": (self.tr("Ringing them"), self.tr("Safe"), self.tr("Please do not")),
            "message_ok": (self.tr("Messages"), self.tr("Welcome"), self.tr("Please do not")),
        }
        for key, (label, yes, no) in asked.items():
            chips = self.chips[key] = Chips(label, {"yes": yes, "no": no}, self)
            chips.chosen.connect(partial(self._answer, key))
            self._below.addWidget(Secondary(label))
            self._below.addWidget(chips)

    def _fill(self) -> None:
        if self.texts and self._person is not None:
            for key, text in self.texts.items():
                text.show_text(self._person, getattr(self._reach, key))
            for key, said in (("safe_to_ring", self._reach.may_ring), ("message_ok", self._reach.message_ok)):
                self.chips[key].show_value(None if said is None else "yes" if said else "no")

    def _answer(self, key: str, value: str) -> None:
        if self._person is not None:
            said: dict[str, Any] = {f"contact__{key}": _ASKED.get(value)}
            self._background.run(people.set_reach, self._person, **said)

    def _lines(self) -> tuple[tuple[str, str, str], ...]:
        return (
            ("phone", self.tr("Telephone"), self.tr("Which number?")),
            ("safe_times", self.tr("When ringing is safe"), self.tr("When, and who answers?")),
            ("address", self.tr("Address"), self.tr("Where do they live?")),
            ("getting_in", self.tr("How to get in"), self.tr("Which door, which bell?")),
        )
