"""At the end of Today, folded: whom I was in touch with, each to be looked at again and a slip taken out."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.plan_snapshots import ContactSnapshot
from sbp_desktop.models.snapshots import Touch
from sbp_desktop.services import plans
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.people import described
from sbp_desktop.ui.today.sentence_line import SentenceLine
from sbp_desktop.ui.widgets import LinkButton


class DaySoFar(QWidget):
    """What was written anyway: nothing is asked, nobody is counted, and it is not there on an empty day (practice.md
    A106, R40).
    """

    person_opened = Signal(object)  # UUID of the person
    conversation_opened = Signal(object, object)  # UUIDs of the person and of the conversation
    taken_out = Signal(object)  # the ChangeSet

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._touches: tuple[Touch, ...] = ()
        self.turn = LinkButton(self.tr("Who I was in touch with today"), self, quiet=True)
        self.turn.setProperty("touch", True)
        self.turn.setCheckable(True)
        self.turn.toggled.connect(self._show)
        self.lines: list[SentenceLine] = []
        self._down = QVBoxLayout(self)
        self._down.setContentsMargins(0, theme.SPACE_24, 0, 0)
        self._down.setSpacing(theme.SPACE_4)
        self._down.addWidget(self.turn, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_touches(self, touches: Sequence[Touch]) -> None:
        """Show these, unless they are what is shown."""
        if tuple(touches) != self._touches:
            self._touches = tuple(touches)
            self.turn.setChecked(self.turn.isChecked() and bool(touches))
            self.setVisible(bool(touches))
            self._show()

    def _show(self) -> None:
        for old in self.lines:
            old.hide()
            old.deleteLater()
        self.lines = [self._line(each) for each in self._touches] if self.turn.isChecked() else []
        for line in self.lines:
            self._down.addWidget(line)
            line.show()

    def _line(self, touch: Touch) -> SentenceLine:
        name = touch.name or self.tr("No name yet")
        ways: dict[str, Callable[[], object]] = {}
        if touch.conversation is not None:
            when = when_and_where.moment(touch.at_ms, when_and_where.today())
            where = touch.place or when_and_where.place(touch.setting)
            said = ", ".join(filter(None, (when, self.tr("a conversation"), where)))
            ways[self.tr("Open")] = partial(self.conversation_opened.emit, touch.person, touch.conversation)
        else:
            contact = ContactSnapshot(touch.contact or touch.person, touch.at_ms, touch.mode, touch.line)
            said = described.contact(contact, when_and_where.today())
            ways[self.tr("Open")] = partial(self.person_opened.emit, touch.person)
            ways[self.tr("Take it out")] = partial(self._take_out, touch)
        return SentenceLine(self.tr("{name}: {what}.").format(name=name, what=said.rstrip(".")), ways)

    def _take_out(self, touch: Touch) -> None:
        self.lines[self._touches.index(touch)].setEnabled(False)  # once is enough
        self._background.run(plans.take_out_contact, touch.contact, then=self.taken_out.emit)
