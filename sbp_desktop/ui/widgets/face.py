"""A person's face: their photo in a circle, or their initial where there is none."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sbp_desktop.ui import theme

_INITIAL = 0.36  # of the diameter


def initial(name: str) -> str:
    """Return the letter that stands for a name: the first letter of its last-but-title word ("Mrs B" gives "B")."""
    words = [word for word in name.split() if word.rstrip(".").casefold() not in _TITLES]
    first = next((letter for word in words or name.split() for letter in word if letter.isalnum()), "")
    return first.upper()


_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "rev", "sir", "lady", "lord", "prof"})


def paint_face(painter: QPainter, box: QRectF, name: str, photo: QImage | None = None) -> None:
    """Draw a face into a square box; for delegates and scenes that cannot hold a widget."""
    colours = theme.tokens()
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    circle = QPainterPath()
    circle.addEllipse(box)
    if photo is not None and not photo.isNull():
        painter.setClipPath(circle)
        side = min(photo.width(), photo.height())
        source = QRectF((photo.width() - side) / 2, (photo.height() - side) / 2, side, side)
        painter.drawImage(box, photo, source)
    else:
        painter.fillPath(circle, colours.accent_tint)
        if colours.high_contrast:
            painter.setPen(colours.ink)
            painter.drawPath(circle)
        font = QFont(theme.font("body"))
        font.setBold(True)
        font.setPixelSize(max(8, round(box.height() * _INITIAL)))
        painter.setFont(font)
        painter.setPen(colours.ink if colours.high_contrast else colours.accent)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, initial(name))
    painter.restore()


class Face(QWidget):
    """The face as a widget, `diameter` pixels wide at the ordinary text size. Its accessible name is the person's."""

    def __init__(self, name: str = "", diameter: int = 44, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._diameter = diameter
        self.photo: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_person(name)

    def show_person(self, name: str, photo: QImage | None = None) -> None:
        """Show this person from now on."""
        self._name, self.photo = name, photo
        self.setAccessibleName(name)
        self.update()

    def sizeHint(self) -> QSize:
        """Grow with the worker's text size."""
        side = theme.scaled(self._diameter)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the photo or the initial."""
        side = min(self.width(), self.height())
        paint_face(QPainter(self), QRectF(0, 0, side, side), self._name, self.photo)
