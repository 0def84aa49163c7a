"""What a layout draws behind everything: rings as the faintest thing on the page, each named once at its top."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QGraphicsEllipseItem, QGraphicsScene, QGraphicsSimpleTextItem

from sbp_desktop.models.arrangement import Guide, Layout
from sbp_desktop.ui.web import words
from sbp_desktop.ui.web.crowd import Box
from sbp_desktop.ui.web.style import Style

_RING_Z, _NAME_Z = -1.0, -0.5
_INSET = 5.0


class LayersItem:
    """Keeps the rings and their names."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self._rings: dict[str, QGraphicsEllipseItem] = {}
        self._names: dict[str, QGraphicsSimpleTextItem] = {}
        self._shown: tuple[Layout, Style, bool] | None = None

    def show(self, layout: Layout, drawn: Style, *, wordless: bool = False) -> None:
        """Draw the rings of this layout, if it has any; without words, without their names."""
        if self._shown == (layout, drawn, wordless):
            return
        guides = {guide.part: guide for guide in layout.guides()}
        if self._shown is None or self._shown[0].name != layout.name or guides.keys() != self._names.keys():
            self._make_anew(guides)
        self._shown = layout, drawn, wordless
        for part, guide in guides.items():
            across, down = guide.half_width, guide.half_height
            self._rings[part].setRect(-across, -down, 2 * across, 2 * down)
            self._rings[part].setPen(drawn.pen(drawn.colours.hairline, 1.0))
            name = self._names[part]
            name.setText("" if wordless else words.part(layout.name, part))
            name.setFont(drawn.measure().quiet)
            name.setBrush(QBrush(drawn.colours.secondary))
            name.setPos(-name.boundingRect().width() / 2, -down + _INSET)

    def boxes(self) -> list[Box]:
        """Return where the names stand, page units."""
        found = []
        for name in self._names.values():
            rect = name.sceneBoundingRect()
            found.append(Box(rect.left(), rect.top(), rect.right(), rect.bottom()))
        return found

    def ring_and_name(self, part: str | None) -> tuple[QGraphicsEllipseItem, QGraphicsSimpleTextItem] | None:
        """Return what is drawn of a part, None for one that is not there."""
        return (self._rings[part], self._names[part]) if part in self._names else None

    def _make_anew(self, guides: dict[str, Guide]) -> None:
        for item in (*self._rings.values(), *self._names.values()):
            self._scene.removeItem(item)
        self._rings = {part: QGraphicsEllipseItem() for part in guides}
        self._names = {part: QGraphicsSimpleTextItem() for part in guides}
        for part, ring in self._rings.items():
            ring.setZValue(_RING_Z)
            ring.setBrush(QBrush(Qt.BrushStyle.NoBrush))
            ring.setVisible(not guides[part].bare)
            self._scene.addItem(ring)
        for name in self._names.values():
            name.setZValue(_NAME_Z)
            self._scene.addItem(name)
