"""The one line that comes by itself: a sentence, what might help in one tap, and "Not now" for a fortnight's quiet."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models import rules
from sbp_desktop.models.nudges import Nudge
from sbp_desktop.services import nudges
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.latest_only import LatestOnly
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.widgets import Body, LinkButton


class NudgeLine(QWidget):
    """Asks which line may be shown, and is not there while there is none. It is about people and places, and never
    about paperwork or how much somebody did (practice.md B.1, B.3).
    """

    person_opened = Signal(object)  # UUID of the person
    colleagues_wanted = Signal(object)  # UUID of the person
    conversation_opened = Signal(object, object)  # UUIDs of the person and of the conversation
    place_opened = Signal(object, object)  # UUIDs of the person and of somebody on their web
    noted = Signal(object)  # the ChangeSet of a walk

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._question = LatestOnly(background, parent=self)
        self.shown: Nudge | None = None
        self.links: dict[str, LinkButton] = {}
        self._sentence = Body()
        self._row = QWidget(self)
        self._across = Wrapped(self._row, theme.SPACE_16, 0)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self._sentence)
        lines.addWidget(self._row)
        self.hide()

    def load(self) -> None:
        """Ask for the line of today."""
        self._question.ask(nudges.line, when_and_where.today(), then=self.show_nudge)

    def clear_names(self) -> None:
        """Forget whom it spoke of."""
        self._question.forget()
        self.show_nudge(None)

    def show_nudge(self, nudge: Nudge | None) -> None:
        """Show this line, unless it is what is shown: a link somebody stands on stays."""
        if nudge == self.shown:
            return
        self.shown = nudge
        for old in self.links.values():
            self._across.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.links = {}
        self._sentence.set_words(self._said(nudge) if nudge is not None else "")
        if nudge is not None:
            for name, (words, act) in self._ways(nudge).items():
                self._link(name, words, act)
            self._link("not_now", self.tr("Not now"), partial(self._put_away, nudge), quiet=True)
            self.links["not_now"].setToolTip(self.tr("Quiet about this for two weeks"))
        self.setVisible(nudge is not None)

    def _said(self, nudge: Nudge) -> str:
        name = nudge.name or self.tr("Somebody with no name yet")
        if nudge.rule == rules.LIKE_GLUE:
            day = when_and_where.day_and_month(nudge.on.lo, when_and_where.today()) if nudge.on is not None else ""
            return self.tr("{name} expected you by {day}. What would help now?").format(name=name, day=day)
        if nudge.rule == rules.LISTEN_TO_CARERS:
            said = self.tr("Nobody has asked {carer} yet how it is to help {name}.")
            return said.format(carer=nudge.other, name=name)
        if nudge.rule == rules.GROUPS_FILL:
            said = self.tr("Many people are on their way to {name} at once. Is there room, and would help be welcome?")
            return said.format(name=name)
        return self.tr("Nobody has looked round {name} for six months. You might walk it.").format(name=name)

    def _ways(self, nudge: Nudge) -> dict[str, tuple[str, Callable[[], object]]]:
        """What might help, as (words, act) by name; each is one tap."""
        if nudge.rule == rules.LIKE_GLUE:
            person, talk = nudge.person, nudge.conversation
            ring = self.tr("Call now: {number}").format(number=nudge.phone) if nudge.phone else self.tr("Call now")
            call: dict[str, tuple[str, Callable[[], object]]] = {}
            if nudge.may_ring:
                call["call"] = (ring, partial(self.person_opened.emit, person))
            return call | {
                "ask": (self.tr("Ask my colleagues"), partial(self.colleagues_wanted.emit, person)),
                "rhythm": (self.tr("Agree how often"), partial(self.conversation_opened.emit, person, talk)),
            }
        if nudge.rule == rules.LISTEN_TO_CARERS:
            ask = self.tr("Ask {carer}").format(carer=nudge.other)
            return {"ask": (ask, partial(self.place_opened.emit, nudge.person, nudge.node))}
        if nudge.rule == rules.KNOW_AROUND:
            walked = partial(self._background.run, nudges.walked, nudge.name, then=self.noted.emit)
            return {"walked": (self.tr("We walked it"), walked)}
        return {}

    def _link(self, name: str, words: str, act: Callable[[], object], *, quiet: bool = False) -> None:
        link = self.links[name] = LinkButton(words, self._row, quiet=quiet)
        link.setProperty("touch", True)
        link.setAccessibleDescription(self._sentence.plain)
        link.clicked.connect(lambda _on=False: act())
        self._across.addWidget(link)
        link.show()

    def _put_away(self, nudge: Nudge) -> None:
        self._background.run(nudges.put_away, nudge, when_and_where.today(), then=lambda _: self.load())
