"""What those who look after the person said themselves, as far as it may be heard; each leads to where they stand."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.agreed import Agreed, Thing
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.agreed.agreed_part import AgreedPart
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.web import carer_part, words
from sbp_desktop.ui.widgets import DrawnRow, DrawnText, Rows, Secondary

_KIND = "CarerVoice"
_WHEN_COLUMN = 148  # pixels at the ordinary text size, as in any list
_STACK_UNDER = 560


class VoiceRow(DrawnRow):
    """When somebody was asked, who they are, their words, and how it is for them."""

    def __init__(self, voice: Thing, name: str) -> None:
        day = voice.day("at")
        when = when_and_where.partial(day, when_and_where.today()) if day is not None else ""
        said = voice.words("words")
        how = words.said(carer_part.HOW_IT_IS, voice.words("strain"))
        texts = [DrawnText(name, "name"), *([DrawnText(f"“{said}”", "body")] if said else [])]
        texts += [DrawnText(how, "secondary")] if how else []
        spoken = ", ".join(part.rstrip(".") for part in (name, said, how, when) if part)
        super().__init__(spoken, when, texts, column=_WHEN_COLUMN, stack_under=_STACK_UNDER, air=theme.SPACE_12)


class CarersPart(AgreedPart):
    """`place_opened` carries the person and the carer on their web, where more is written."""

    place_opened = Signal(object, object)
    kinds = (_KIND,)

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(background, self.tr("What carers said"), parent)

    def make(self, sheet: QWidget, lines: QVBoxLayout, person: UUID) -> None:  # noqa: ARG002
        """Build the list."""
        self.rows = Rows(sheet)
        self._nobody = Secondary(self.tr("Press somebody who helps on the web to write down what they say."), sheet)
        lines.addWidget(self.rows)
        lines.addWidget(self._nobody)

    def show_agreed(self, found: Agreed) -> None:
        """Show the newest first."""
        rows = []
        for voice in _heard(found):
            row = VoiceRow(voice, found.label(voice.ref("node")))
            row.opened.connect(partial(self.place_opened.emit, found.person, voice.ref("node")))
            rows.append(row)
        self.rows.show_rows(rows)
        self.rows.setVisible(bool(rows))
        self._nobody.setVisible(not rows)

    def said(self, found: Agreed) -> str:
        """Return who was heard."""
        return ", ".join(dict.fromkeys(found.label(voice.ref("node")) for voice in _heard(found)))

    def enter(self) -> None:
        """Go to the newest."""
        self.rows.enter()


def _heard(found: Agreed) -> list[Thing]:
    """What was said by those still on the web, the newest first."""
    return [voice for voice in reversed(found.of(_KIND)) if found.label(voice.ref("node"))]
