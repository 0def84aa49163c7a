"""The five layers behind everything: rings as the faintest thing on the page, each named once at the top, in words."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QGraphicsEllipseItem, QGraphicsScene, QGraphicsSimpleTextItem

from sbp_desktop.models.onion import LAYERS, Onion
from sbp_desktop.ui.web import style, words
from sbp_desktop.ui.web.crowd import Box
from sbp_desktop.ui.web.style import Style

_RING_Z, _NAME_Z = -1.0, -0.5
_INSET = 5.0


class LayersItem:
    """Keeps the rings and their names."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._rings = {name: QGraphicsEllipseItem() for name in LAYERS}
        self._names = {name: QGraphicsSimpleTextItem() for name in LAYERS}
        for ring in self._rings.values():
            ring.setZValue(_RING_Z)
            ring.setBrush(QBrush(Qt.BrushStyle.NoBrush))
            scene.addItem(ring)
        for name in self._names.values():
            name.setZValue(_NAME_Z)
            scene.addItem(name)
        self._shown: tuple[Onion, Style] | None = None
        self._drawn: Style | None = None

    def show(self, onion: Onion, drawn: Style) -> None:
        """Draw the rings of this onion."""
        if self._shown == (onion, drawn):
            return
        self._shown, self._drawn = (onion, drawn), drawn
        for layer in LAYERS:
            _, outer = onion.band(layer)
            self._rings[layer].setRect(-outer * onion.aspect, -outer, 2 * outer * onion.aspect, 2 * outer)
            self._rings[layer].setPen(drawn.pen(drawn.colours.hairline, 1.0))
            name = self._names[layer]
            name.setText(words.said(words.LAYERS, layer))
            name.setFont(style.measure().quiet)
            name.setBrush(QBrush(drawn.colours.secondary))
            name.setPos(-name.boundingRect().width() / 2, -outer + _INSET)

    def boxes(self) -> list[Box]:
        """Return where the names stand, page units."""
        found = []
        for name in self._names.values():
            rect = name.sceneBoundingRect()
            found.append(Box(rect.left(), rect.top(), rect.right(), rect.bottom()))
        return found

    def point_out(self, layer: str | None) -> None:
        """Show which layer a thing would land in, by its name in the accent; None for none."""
        if self._drawn is None:
            return
        colours = self._drawn.colours
        for name, item in self._names.items():
            item.setBrush(QBrush(colours.accent if name == layer else colours.secondary))
            self._rings[name].setPen(self._drawn.pen(colours.accent if name == layer else colours.hairline, 1.0))
