"""Pens, brushes and fonts of a web's picture for one set of colours; cosmetic on a screen, in page units on paper."""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPen
from PySide6.QtWidgets import QApplication

from sbp_desktop.models.snapshots import TieSnapshot
from sbp_desktop.ui.tokens import Layer, Tokens
from sbp_desktop.ui.web.labels import Measure

LABEL_PX, QUIET_PX, LETTERS_PX, SELF_LETTER_PX, SELF_NAME_PX = 17, 15, 16, 36, 19
FADED, STALE = 0.35, 0.6
_WEIGHTS = {"strong": 4.0, "moderate": 1.8, "tenuous": 1.6, "broken": 1.6}
_UNSAID = 1.5
_DASHES = [5.0, 4.0]
_DOTS = [0.1, 2.6]


@dataclass(frozen=True, eq=False)
class Style:
    """How to draw in these colours. `cosmetic` keeps lines the same width at every zoom and is for screens, where
    `weight` makes all of them lighter on a page seen from afar."""

    colours: Tokens
    cosmetic: bool = True
    weight: float = 1.0

    def layer(self, domain: str) -> Layer:
        """Return shape and colours of a layer; an unknown one (a newer council's) is drawn as "around here"."""
        return self.colours.layers.get(domain, self.colours.layers["community"])

    def pen(self, colour: QColor, width: float, *, dotted: bool = False, dashed: bool = False) -> QPen:
        """Return a round pen."""
        pen = QPen(
            colour, width * self.weight, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        )
        if dotted or dashed:
            pen.setDashPattern(_DOTS if dotted else _DASHES)
        pen.setCosmetic(self.cosmetic)
        return pen

    def outline(self, domain: str, *, dotted: bool) -> QPen:
        """Return the pen of a node's edge; dotted for what is hoped for."""
        return self.pen(self.layer(domain).line, 2.0, dotted=dotted)

    def fill(self, domain: str, *, hoped_for: bool) -> QBrush:
        """Return what a node is filled with; hoped-for things stay the colour of the paper."""
        return QBrush(self.colours.paper if hoped_for else self.layer(domain).tint)

    def line(self, tie: TieSnapshot, *, hoped_for: bool) -> QPen:
        """Return the pen of a line: how close by weight and dash, hoped for by dots (practice.md E.1)."""
        width = 1.8 if hoped_for else _WEIGHTS.get(tie.strength, _UNSAID)
        return self.pen(self.colours.thread, width, dotted=hoped_for, dashed=tie.strength == "tenuous")


def ink(faded: bool, stale: bool) -> float:
    """Return how strongly a thing is drawn: 1 is full."""
    return FADED if faded else STALE if stale else 1.0


def face(px: float, *, bold: bool = False) -> QFont:
    """Return the app's face at a size in page units."""
    font = QFont(QApplication.font())
    font.setPixelSize(round(px))
    font.setBold(bold)
    return font


@lru_cache(maxsize=8)
def _measure(_family: str) -> Measure:
    return Measure(face(LABEL_PX), face(QUIET_PX))


def measure() -> Measure:
    """Return the measure of label text in the face in use."""
    return _measure(QApplication.font().family())
