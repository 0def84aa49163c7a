"""The line at the foot that always tells the truth about what is saved, and the corner that brings the cover."""

from collections.abc import Callable

from PySide6.QtCore import QDateTime, QLocale, QTime, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.widgets import LinkButton, Secondary


def _time_now() -> QTime:
    return QDateTime.currentDateTime().time()


class FootLine(QWidget):
    """Says "Saving…" from the first key until the file has it, then since when all is safe, or what went wrong."""

    corner_pressed = Signal()

    def __init__(self, parent: QWidget | None = None, *, now: Callable[[], QTime] = _time_now) -> None:
        super().__init__(parent)
        self._now = now
        self._unsaved: set[str] = set()
        self._writing = False
        self._safe_since: QTime | None = None
        self._failure = ""
        self._council = ""
        self._room = True
        self._line = Secondary("", self)
        self._line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.corner = LinkButton(self.tr("Cover"), self, icon_name="cover", quiet=True)
        self.corner.setToolTip(self.tr("Put an ordinary page on the screen (F9)"))
        self.corner.clicked.connect(self.corner_pressed)
        self._across = QHBoxLayout(self)
        self._across.addWidget(self._line, 1)
        self._across.addWidget(self.corner)
        self._tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Begin where the page above begins."""
        super().resizeEvent(event)
        left = theme.page_margin(self.window().width())
        self._across.setContentsMargins(left, theme.SPACE_4, theme.SPACE_16, theme.SPACE_4)

    def follow(self, background: Background) -> None:
        """Tell what this thread does from now on."""
        background.saving_changed.connect(self._set_writing)
        background.committed.connect(self._note_commit)
        background.save_failed.connect(self._note_failure)
        background.room_changed.connect(self._note_room)

    def typing(self, key: str, unsaved: bool) -> None:
        """Be told by a text field, under a key of its own, that it holds words the file has not, or no longer does."""
        if unsaved:
            self._unsaved.add(key)
        else:
            self._unsaved.discard(key)
            self._council = ""  # it has not got that yet
            self._safe_since = self._now()
        self._tell()

    def show_council(self, words: str) -> None:
        """Say this of the council from now on, until something is written here; "" says nothing of it."""
        self._council = words
        self._tell()

    def text(self) -> str:
        """Return the line as it stands."""
        return self._line.text()

    def _set_writing(self, writing: bool) -> None:
        self._writing = writing
        self._tell()

    def _note_commit(self, changes: ChangeSet) -> None:
        self._failure = ""
        if changes.bundle is not None:  # of our own, and so not with the council yet
            self._council = ""
        self._safe_since = self._now()
        self._tell()

    def _note_failure(self, sentence: str) -> None:
        self._failure = sentence
        if self.isVisible():  # while the window is covered nothing of a page is read aloud
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))
        self._tell()

    def _note_room(self, room: bool) -> None:
        self._room = room
        self._tell()

    def _tell(self) -> None:
        if self._failure:
            line = self._failure
        elif self._unsaved or self._writing:
            line = self.tr("Saving…")
        elif not self._room:
            line = self.tr("All safe on this laptop, but its disk is almost full. Make some room on it soon.")
        elif self._council:
            line = self._council
        elif self._safe_since is None:
            line = self.tr("All safe on this laptop")
        else:
            time = QLocale().toString(self._safe_since, "HH:mm")
            line = self.tr("All safe on this laptop, {time}").format(time=time)
        if line != self._line.text():
            self._line.setText(line)
