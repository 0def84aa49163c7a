"""What came of places around here, and what somebody wants that is not here yet, with what was agreed."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.agreed import Agreed, Thing
from sbp_desktop.models.snapshots import DraftSnapshot
from sbp_desktop.services import connections
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.agreed.agreed_part import AgreedPart
from sbp_desktop.ui.agreed.thing_list import ThingList
from sbp_desktop.ui.agreed.thing_row import Line, ThingRow, Where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.connections import words
from sbp_desktop.ui.widgets import DrawnRow, DrawnText, Rows, Secondary

_PLACES, _WANTED = "Connection", "Unmet"
_WHEN_COLUMN = 148  # pixels at the ordinary text size, as in any list
_STACK_UNDER = 560


class PlaceRow(DrawnRow):
    """A place: how far it has come since when, how, and what the person said last of whether it works."""

    def __init__(self, connection: Thing, label: str) -> None:
        now = when_and_where.today()
        day = connection.day("at")
        when = when_and_where.partial(day, now) if day is not None else ""
        parts = [
            words.STATUSES.get(connection.words("status"), ""),
            words.METHODS.get(connection.words("method"), ""),
        ]
        said = [one.words("works_for_me") for one in connection.parts.get("ConnectionCheck", ())]
        works = words.translate("Connection", "works for me: {0}")
        parts += [works.format(words.works()[said[-1]][0])] if said and said[-1] else []
        ask = connection.day("follow_up_on")
        if ask is not None:
            parts.append(
                words.translate("Connection", "ask how it went: {0}").format(when_and_where.expected(ask, now))
            )
        line = " · ".join(part for part in parts if part)
        texts = [DrawnText(label, "body"), DrawnText(line, "secondary")]
        spoken = ", ".join(part for part in (label, line.replace(" · ", ", "), when) if part)
        super().__init__(spoken, when, texts, column=_WHEN_COLUMN, stack_under=_STACK_UNDER, air=theme.SPACE_12)


class AroundPart(AgreedPart):
    """`place_opened` carries the person and the place on their web, where it is changed."""

    place_opened = Signal(object, object)
    kinds = (_PLACES, _WANTED)

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(background, self.tr("Around here, and wanted"), parent)
        self.wanted: ThingList | None = None

    def make(self, sheet: QWidget, lines: QVBoxLayout, person: UUID) -> None:
        """Build the places, and the list of what is wanted."""
        self.rows = Rows(sheet)
        self._none = Secondary(self.tr("Press a place on the web to say how far it has come."), sheet)
        where = Where(self._background, person, self.where())
        text = (Line("text", self.tr("Wanted, but not here yet"), self.tr("Something they want that is not here yet")),)
        keep = partial(connections.write_unmet, person=person)
        self.wanted = ThingList(where, lambda thing, _draft: ThingRow(where, thing, text, keep, sheet), sheet)
        self.follow(self.wanted)
        for part in (self.rows, self._none, Secondary(self.tr("Wanted, but not here yet")), self.wanted):
            lines.addWidget(part)

    def show_agreed(self, found: Agreed) -> None:
        """Show the newest place first, and what is wanted."""
        rows = []
        for connection in reversed(found.of(_PLACES)):
            label = found.label(connection.ref("node"))
            if label:
                row = PlaceRow(connection, label)
                row.opened.connect(partial(self.place_opened.emit, found.person, connection.ref("node")))
                rows.append(row)
        self.rows.show_rows(rows)
        self.rows.setVisible(bool(rows))
        self._none.setVisible(not rows)
        if self.wanted is not None:
            self.wanted.show_things(found.of(_WANTED), found)

    def give_drafts(self, drafts: Sequence[DraftSnapshot]) -> None:
        """Hand back what was being typed."""
        if self.wanted is not None:
            self.wanted.take_drafts(drafts)

    def said(self, found: Agreed) -> str:
        """Return the places, then what is wanted."""
        places = [found.label(one.ref("node")) for one in reversed(found.of(_PLACES))]
        return ", ".join(part for part in (*places, *(one.words("text") for one in found.of(_WANTED))) if part)

    def leave(self) -> None:
        """Keep what is being typed."""
        if self.wanted is not None and self.sheet is not None:
            self.wanted.leave()

    def enter(self) -> None:
        """Go to the first place, or to what is wanted."""
        if not self.rows.enter() and self.wanted is not None:
            self.wanted.enter()
