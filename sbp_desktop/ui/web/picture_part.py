"""The part of the panel where somebody gets a picture: a photo, a sign, or their initial again."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from sbp_desktop.services import attachments
from sbp_desktop.storage.attachments import LOST, ON_ITS_WAY
from sbp_desktop.ui import theme
from sbp_desktop.ui.web import glyphs, photos, signs, words
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.web.edits import WebEdits
from sbp_desktop.ui.web.faces import Faces
from sbp_desktop.ui.web.photo_hand import photo_in
from sbp_desktop.ui.widgets import Body, Chip, Problem
from sbp_desktop.ui.widgets.face import paint_face

_PREVIEW = 56  # pixels at the ordinary text size
_SIGN = 26
_STROKE = 1.7 / 26  # of a sign's width, as on the page


class Preview(QWidget):
    """How somebody is shown now: face, sign or initial in a circle."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = self._sign = ""
        self._face: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_as(self, label: str, sign: str, face: QPixmap | None) -> None:
        """Show this from now on."""
        self._label, self._sign, self._face = label, sign, face
        self.update()

    def sizeHint(self) -> QSize:
        """Grow with the worker's text size."""
        return QSize(theme.scaled(_PREVIEW), theme.scaled(_PREVIEW))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the circle and what is in it."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._face is None and self._sign:
            colours = theme.tokens()
            painter.setPen(colours.hairline)
            painter.setBrush(colours.accent_tint)
            painter.drawEllipse(box)
            painter.translate(box.center())
            _draw_sign(painter, self._sign, box.width() * 0.56)
        else:
            paint_face(painter, box, self._label, self._face.toImage() if self._face is not None else None)


def _draw_sign(painter: QPainter, name: str, size: float) -> None:
    pen = QPen(theme.tokens().ink, size * _STROKE)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(glyphs.symbol_path(name, size))


class SignChip(Chip):
    """One sign to choose; its words are in its tooltip and for the screen reader."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__("", parent)
        self.sign = name
        self.setAccessibleName(words.said(signs.WORDS, name))
        self.setToolTip(self.accessibleName())
        self.setFixedWidth(theme.scaled(_SIGN + theme.SPACE_24))
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the sign anew when the colours changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        size, ratio = theme.scaled(_SIGN), self.devicePixelRatioF()
        drawn = QPixmap(round(size * ratio), round(size * ratio))
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(size / 2, size / 2)
        _draw_sign(painter, self.sign, size)
        painter.end()
        self.setIcon(QIcon(drawn))
        self.setIconSize(QSize(size, size))


class PicturePart(QWidget):
    """Shows the picture of one node and lets it be changed."""

    def __init__(self, edits: WebEdits, faces: Faces, node: UUID, parent: QWidget) -> None:
        super().__init__(parent)
        self._edits, self._faces, self._node = edits, faces, node
        self._preview = Preview(self)
        self._lost, self._coming = Problem("", self), Body("", self)
        self.signs: dict[str, SignChip] = {}
        self._lay_out()
        self._renew()
        faces.changed.connect(self._renew)

    def enter(self) -> None:
        """Put the keyboard on the first choice."""
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _renew(self) -> None:
        node = self._faces.node(self._node)
        if node is None:
            return
        self._preview.show_as(node.label, glyphs.symbol_name(node), self._faces.of(node.id))
        self._lost.set_words(LOST if node.photo in self._faces.lost else "")
        self._coming.set_words(ON_ITS_WAY)
        self._coming.setVisible(node.photo in self._faces.coming)
        for name, chip in self.signs.items():
            chip.setChecked(node.photo is None and node.symbol == name)

    def _lay_out(self) -> None:
        choices = QWidget(self)
        wrapped = Wrapped(choices)
        self._first = self._chip(self.tr("A photo"), self._from_file, choices)
        wrapped.addWidget(self._first)
        for text, run in (
            (self.tr("Paste a photo"), self._paste),
            (self.tr("Initial"), self._initial),
        ):
            wrapped.addWidget(self._chip(text, run, choices))
        for name in signs.STROKES:
            self.signs[name] = SignChip(name, choices)
            self.signs[name].clicked.connect(lambda _on, name=name: self._choose_sign(name))
            wrapped.addWidget(self.signs[name])
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(theme.SPACE_8)
        for widget in (self._preview, self._lost, self._coming, choices):
            down.addWidget(widget)

    def _chip(self, text: str, run: Callable[[], None], parent: QWidget) -> Chip:
        chip = Chip(text, parent, checkable=False)
        chip.clicked.connect(run)
        return chip

    def _from_file(self) -> None:
        chosen = photos.choose_file(self)
        if chosen is not None:
            self._edits.ask(photos.keep_face, self._node, chosen)

    def _paste(self) -> None:
        photo = photo_in(QGuiApplication.clipboard().mimeData())
        if photo is None:
            self._edits.refused.emit(self.tr("There is no photo to paste. Copy one first."))
        else:
            self._edits.ask(photos.keep_face, self._node, photo)

    def _initial(self) -> None:
        self._edits.ask(attachments.set_picture, self._node)

    def _choose_sign(self, name: str) -> None:
        chosen = self.signs[name].isChecked()
        self._edits.ask(attachments.set_picture, self._node, symbol=name if chosen else "")
