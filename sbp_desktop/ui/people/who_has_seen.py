"""Who has seen this: each time a person's pages were opened or copied, newest first, with the reason."""

from collections.abc import Callable, Iterable
from uuid import UUID

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtWidgets import QWidget

from sbp_desktop.services import seen
from sbp_desktop.storage.access_log import Access, What
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.keep.page_sheet import PageSheet
from sbp_desktop.ui.widgets import ListRow, Rows, Secondary

translate = QCoreApplication.translate
AskCouncil = Callable[[UUID, Callable[[tuple[Access, ...] | None], object]], object]
_MOST = 200


class WhoHasSeenSheet(PageSheet):
    """What this laptop knows comes at once; what colleagues did on theirs as soon as the council says it."""

    def __init__(self, background: Background, ask_council: AskCouncil, parent: QWidget) -> None:
        super().__init__(translate("Seen", "Who has seen this"), parent)
        self._background, self._ask_council = background, ask_council
        self._person: UUID | None = None
        self._here: tuple[Access, ...] = ()
        self.about = Secondary("", self)
        self.rows = Rows(self)
        self.lines.addWidget(self.about)
        self.lines.addWidget(self.rows)
        self._fit = QTimer(self, singleShot=True, interval=0)  # rows take their room once they are shown
        self._fit.timeout.connect(self.place)
        self.closed.connect(self._forget)

    def open(self, person: UUID) -> None:
        """Show who has seen this person's pages."""
        self._person = person
        self.about.setText("")
        self.rows.show_rows(())
        self.show()
        self.raise_()
        self.place()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._background.run(seen.who_has_seen, person, then=self._take)

    def _forget(self) -> None:
        self._person, self._here = None, ()
        self.rows.show_rows(())

    def _take(self, found: tuple[Access, ...]) -> None:
        person = self._person
        if person is None:
            return
        self._here = found
        self._show(found, self.tr("As this laptop knows it. What colleagues opened on theirs is with the council."))
        self._ask_council(person, lambda told: self._add(person, told))

    def _add(self, person: UUID, told: tuple[Access, ...] | None) -> None:
        if person == self._person and told is not None:
            self._show(seen.together(self._here, told), self.tr("As this laptop and the council know it."))

    def _show(self, found: Iterable[Access], about: str) -> None:
        now, every = when_and_where.today(), list(found)
        if len(every) > _MOST:
            about += " " + self.tr("The newest {some} of {all}.").format(some=_MOST, all=len(every))
        self.about.setText(about)
        self.rows.show_rows(
            [
                ListRow(one.who or self.tr("A colleague"), said(one), when=when_and_where.moment(one.at, now))
                for one in every[:_MOST]
            ]
        )
        self._fit.start()


def said(one: Access) -> str:
    """What was done, as a line."""
    words = {
        What.OPENED: translate("Seen", "Opened these pages"),
        What.WHY: translate("Seen", "Looked because: {why}"),
        What.COPY: translate("Seen", "Made a copy: {why}"),
        What.ASKED: translate("Seen", "Made ready what we hold about them: {why}"),
        What.ERASED: translate("Seen", "These pages went from this laptop"),
        "erased there": translate("Seen", "These pages went from a laptop"),
        "read by a system": translate("Seen", "A system of the council’s read them"),
    }
    line = words.get(one.what, translate("Seen", "Looked at these pages"))
    return line.format(why=one.why) if one.why or "{why}" not in line else line.split(":")[0]
