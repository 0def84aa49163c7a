"""The head of a person's page: their face, their name to press and change, and what they told about themselves."""

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.models.snapshots import PersonSnapshot
from sbp_desktop.services import people
from sbp_desktop.ui import kept_pictures, theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.half_line import HalfLine
from sbp_desktop.ui.people import described
from sbp_desktop.ui.people.who_stays import WhoStaysPart
from sbp_desktop.ui.widgets import Face, LinkButton, PageTitle, Secondary, TextField

_FIELD = 480  # pixels at the ordinary text size
_BESIDE_FACE = 400  # of the head, for sentences beside the face
_FACE_PIXELS = 288  # sharp at twice the text size on a doubled screen


class _NameTitle(PageTitle):
    """The name as a title that can be pressed."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("person_name")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("halo", True)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setAccessibleDescription(self.tr("Press Enter to change the name"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the press, so that nothing below the name does."""
        event.accept()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """A press anywhere on the name."""
        self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter or Space, as for a button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)


class _NameField(TextField):
    """The name while it is being typed."""

    given_back = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives the old name back; every other key types."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_back.emit()
        else:
            super().keyPressEvent(event)


class PersonHead(QWidget):
    """Shows a person; a new name is kept on Enter or on leaving the field, and Esc keeps the old one."""

    known_already = Signal()  # this person, without a name yet, is somebody with a page of their own

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._person: UUID | None = None
        self._name = ""
        self._photo: UUID | None = None
        self._face = Face("", 72)
        self._title = _NameTitle()
        self._field = _NameField(self.tr("Name"), self.tr("What shall we call them?"))
        self._half = HalfLine(background, self._field, "name")
        self._give = LinkButton(self.tr("Give a name"))
        self._known = LinkButton(self.tr("This is somebody I know already"))
        self._about, self._talking = Secondary(), Secondary()
        self.who_stays = WhoStaysPart(background)
        self._lay_out()
        self._title.pressed.connect(self.edit_name)
        self._give.clicked.connect(self.edit_name)
        self._known.clicked.connect(self.known_already)
        self._field.editingFinished.connect(self.leave)
        self._field.given_back.connect(self._give_back)
        self.clear_names()

    def show_person(self, person: PersonSnapshot) -> None:
        """Show this person, leaving a name being typed alone."""
        self._person, self._name = person.id, "" if person.nameless else person.name
        self._show_face(person.photo)
        self._title.setText(self._name or self.tr("No name yet"))
        self._fit_title()
        self._offer_names(not self._name and self._field.isHidden())
        for label, words in (
            (self._about, described.about(person)),
            (self._talking, described.talking(person)),
        ):
            label.setText(words)
            label.setVisible(bool(words))

    def _show_face(self, photo: UUID | None) -> None:
        """Show the person's photo as soon as it is read, and their initial until then or where there is none."""
        if photo != self._photo or photo is None:
            self._photo = photo
            self._face.show_person(self._name)
        if photo is not None:
            self._background.run(kept_pictures.read, (photo,), _FACE_PIXELS, then=self._take_face)

    def _take_face(self, found: Mapping[UUID, QImage]) -> None:
        """Show the photo that was read, if it is still this person's."""
        if self._photo is not None and self._photo in found:
            self._face.show_person(self._name, found[self._photo])

    def clear_names(self) -> None:
        """Forget the person."""
        self._person, self._photo, self._name = None, None, ""
        self._face.show_person("")
        for label in (self._title, self._about, self._talking):
            label.clear()
        self.who_stays.set_person(None)
        self._half.belong(None)
        self._show_field(False)
        self._offer_names(False)

    def edit_name(self) -> None:
        """Put the cursor on the name."""
        self._half.belong(self._person, rest=self._name)
        self._show_field(True)
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._field.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the halo close around the name, and the words under the face where there is little room beside it."""
        super().resizeEvent(event)
        self._fit_title()
        beside = event.size().width() >= theme.scaled(_BESIDE_FACE)
        self._across.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._across.setSpacing(theme.SPACE_24 if beside else theme.SPACE_12)

    def leave(self) -> None:
        """Keep a name that was changed, and what is being typed."""
        self.who_stays.leave()
        if self._field.isHidden():
            return
        name = " ".join(self._field.text().split())
        self._show_field(False)
        if name and name != self._name and self._person is not None:
            self._name = name
            self._title.setText(name)
            self._fit_title()
            self._face.show_person(name, self._face.photo)
            self._background.run(people.name_person, self._person, name)
        self._half.done()
        self._offer_names(not self._name)

    def _give_back(self) -> None:
        """Esc: the old name stays."""
        self._field.setText(self._name)
        self.leave()
        self._title.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit_title(self) -> None:
        self._title.ensurePolished()
        self._title.setMaximumWidth(self._title.fontMetrics().horizontalAdvance(self._title.text()) + theme.SPACE_4)

    def _offer_names(self, offered: bool) -> None:
        self._give.setVisible(offered)
        self._known.setVisible(offered)

    def _show_field(self, shown: bool) -> None:
        self._field.setVisible(shown)
        self._title.setVisible(not shown)

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(theme.SPACE_4)
        self._field.setMaximumWidth(theme.scaled(_FIELD))
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._across.setContentsMargins(0, theme.SPACE_8, theme.SPACE_8, 0)  # room for the halo round the name
        self._across.setSpacing(theme.SPACE_24)
        self._across.addWidget(self._face, 0, Qt.AlignmentFlag.AlignTop)
        self._across.addLayout(texts, 1)
        for widget in (self._title, self._field, self._about):
            texts.addWidget(widget)
        for link in (self._give, self._known):
            texts.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        texts.addWidget(self._talking)
        texts.addWidget(self.who_stays)
        texts.addStretch(1)
