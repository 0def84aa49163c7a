"""Who is saying this: the faces of those in the room, one tap or Ctrl and a digit each."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple
from uuid import UUID

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.conversations.plainer_offer import PlainerOffer
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.widgets import Chip, Secondary
from sbp_desktop.ui.widgets.face import paint_face

MOST = 9
_FACE = 24


class Speaker(NamedTuple):
    """Somebody in the room; `node` None is the worker, whose lines are notes."""

    node: UUID | None
    label: str


class SpeakerRow(QWidget):
    """Emits `chosen` with the place in the row; `mark` shows who says the line the cursor is in. Beside the question
    stands `plainer`.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.speakers: list[Speaker] = []
        self._marked: UUID | None = None
        self._group = QButtonGroup(self)
        self._asked = Secondary(self.tr("Who is saying this?"), self)
        self.plainer = PlainerOffer(self)
        self.plainer.keep_room(True)
        row = QWidget(self)
        self._faces = Wrapped(row)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(theme.SPACE_8)
        above = QHBoxLayout()
        down.addLayout(above)
        above.addWidget(self._asked, 1)
        above.addWidget(self.plainer)
        down.addWidget(row)
        theme.bell.changed.connect(self._draw)

    def show_speakers(self, speakers: Sequence[Speaker]) -> None:
        """Offer these, first to ninth."""
        wanted = list(speakers[:MOST])
        if wanted != self.speakers:
            self.speakers = wanted
            self._draw()

    def mark(self, node: UUID | None) -> None:
        """Show who says the current line."""
        self._marked = node
        for chip, speaker in zip(self._chips(), self.speakers, strict=False):
            chip.setChecked(speaker.node == node)

    def _chips(self) -> list[Chip]:
        return [each for each in self._group.buttons() if isinstance(each, Chip)]

    def _draw(self) -> None:
        while (item := self._faces.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for old in self._group.buttons():
            self._group.removeButton(old)
        for place, speaker in enumerate(self.speakers):
            chip = Chip(f" {speaker.label}" if speaker.node else speaker.label, self)
            chip.setAccessibleName(speaker.label)
            chip.setToolTip(self.tr("Ctrl+{digit}").format(digit=place + 1))
            if speaker.node is not None:
                chip.setIcon(_face_icon(speaker.label))
                chip.setIconSize(QSize(theme.scaled(_FACE), theme.scaled(_FACE)))
            chip.clicked.connect(partial(self._press, place))
            self._group.addButton(chip, place)
            self._faces.addWidget(chip)
        self.mark(self._marked)

    def set_compact(self, compact: bool) -> None:
        """Leave the question out where there is little height."""
        self._asked.setVisible(not compact)
        self.plainer.keep_room(not compact)

    def _press(self, place: int, _checked: bool = False) -> None:
        self.chosen.emit(place)


def _face_icon(label: str) -> QIcon:
    made = QIcon()
    for ratio in (1.0, 2.0):
        size = theme.scaled(_FACE)
        face = QPixmap(round(size * ratio), round(size * ratio))
        face.setDevicePixelRatio(ratio)
        face.fill(Qt.GlobalColor.transparent)
        painter = QPainter(face)
        paint_face(painter, QRectF(0, 0, size, size), label)
        painter.end()
        made.addPixmap(face)
    return made
