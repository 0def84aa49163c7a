"""Pens, brushes and fonts of a web's picture for one set of colours; cosmetic on a screen, in page units on paper."""

from dataclasses import dataclass, field, replace
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPen
from PySide6.QtWidgets import QApplication

from sbp_desktop.ui import theme
from sbp_desktop.ui.tokens import Layer, Tokens
from sbp_desktop.ui.web import line_packs
from sbp_desktop.ui.web.labels import Measure
from sbp_desktop.ui.web.line_packs import LinePack

LABEL_PX, QUIET_PX, LETTERS_PX, SELF_LETTER_PX, SELF_NAME_PX = 17, 15, 16, 36, 19
FADED, STALE = 0.35, 0.6
FAR = 0.3
"""Seen at a scale below this, words, symbols, arrows and waves cannot be read and are not drawn."""

_READABLE_PX = 13  # of a label on the screen, at the ordinary text size
_LARGEST_WORDS = 2.0  # more would leave no room for anybody else's

_WIDTHS = {"strong": 4.0, "moderate": 1.8, "tenuous": 1.6, "broken": 1.6}
_UNSAID = 1.5
_HOPED_FOR = 1.8
_CHOSEN = 3.0
# How heavy lines are below which scale, or from how many of them. Then all but strong ones are a pixel or less, which
# Qt draws ten times as fast as anything wider.
_LIGHTEST, _LIGHT_BELOW, _LIGHT_FROM = 0.55, 0.85, 200


@dataclass(frozen=True, eq=False)
class Style:
    """How to draw in these colours. `cosmetic` keeps lines the same width at every zoom and is for screens, where
    `weight` makes all of them lighter on a page seen from afar, and `far` leaves out what cannot be read. Words are
    written so many times `larger` that a page shown whole can be read."""

    colours: Tokens
    cosmetic: bool = True
    weight: float = 1.0
    far: bool = False
    larger: float = 1.0
    lines: LinePack = field(default_factory=line_packs.in_force)
    _pens: dict[tuple[str, bool, bool, bool], QPen] = field(default_factory=dict, init=False, repr=False)

    def seen_at(self, scale: float, lines: int, larger: float) -> "Style":
        """Return the style for so many lines seen at so many pixels per page unit; this very one if it is right."""
        weight = 1.0
        if self.cosmetic:
            weight = _LIGHTEST if scale < _LIGHT_BELOW or lines > _LIGHT_FROM else 1.0
        far = scale < FAR
        if (weight, far, larger) == (self.weight, self.far, self.larger):
            return self
        return replace(self, weight=weight, far=far, larger=larger)

    def measure(self) -> Measure:
        """Return the measure of label text in the face in use."""
        return _measure(QApplication.font().family(), self.larger)

    def face(self, px: float, *, bold: bool = False) -> QFont:
        """Return the app's face at a size in page units, as much larger as words are."""
        return face(px * self.larger, bold=bold)

    def layer(self, domain: str) -> Layer:
        """Return shape and colours of a layer; an unknown one (a newer council's) is drawn as "around here"."""
        return self.colours.layers.get(domain, self.colours.layers["community"])

    def pen(self, colour: QColor, width: float, *, dotted: bool = False, dashes: tuple[float, ...] = ()) -> QPen:
        """Return a round pen; `dashes` are in widths of it."""
        dashes = line_packs.DOTS if dotted else dashes
        pen = QPen(
            colour, width * self.weight, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        )
        if dashes:
            pen.setDashPattern(dashes)
            if self.cosmetic:  # so small, no eye tells square from round, which takes Qt three times as long
                pen.setCapStyle(Qt.PenCapStyle.SquareCap)
        pen.setCosmetic(self.cosmetic)
        return pen

    def outline(self, domain: str, *, dotted: bool) -> QPen:
        """Return the pen of a node's edge; dotted for what is hoped for."""
        return self.pen(self.layer(domain).line, 1.8, dotted=dotted)

    def beside(self) -> QPen:
        """Return the pen of the dots beside what is yet to be seen together."""
        return self.pen(self.colours.accent, 2.0, dotted=True)

    def fill(self, domain: str, *, hoped_for: bool) -> QBrush:
        """Return what a node is filled with; hoped-for things stay the colour of the paper."""
        return QBrush(self.colours.paper if hoped_for else self.layer(domain).tint)

    def dashes(self, strength: str, *, hoped_for: bool) -> tuple[float, ...]:
        """Return the dashes of a line, none for a whole one."""
        return self.lines.hoped_for if hoped_for else self.lines.tenuous if strength == "tenuous" else ()

    def line(self, strength: str, *, hoped_for: bool, chosen: bool, in_hand: bool = False) -> QPen:
        """Return the pen of a line: how close by weight and dash, what is hoped for by its own (practice.md E.1).

        Dots and dashes are a pixel wide while they are in the hand, for each wider one is a shape to be filled.
        """
        key = strength, hoped_for, chosen, in_hand
        if key not in self._pens:
            width = _HOPED_FOR if hoped_for else _WIDTHS.get(strength, _UNSAID)
            colour = self.colours.accent if chosen else self.colours.thread
            pen = self.pen(colour, width, dashes=self.dashes(strength, hoped_for=hoped_for))
            if chosen:
                pen.setWidthF(max(pen.widthF(), _CHOSEN))
            elif in_hand and pen.style() != Qt.PenStyle.SolidLine:
                pen.setWidthF(min(pen.widthF(), 1.0))
            self._pens[key] = pen
        return self._pens[key]


def ink(faded: bool, stale: bool) -> float:
    """Return how strongly a thing is drawn: 1 is full."""
    return FADED if faded else STALE if stale else 1.0


def larger_at(scale: float) -> float:
    """Return how many times larger words are written to be read on a page shown whole at this scale, in tenths."""
    wanted = theme.scaled(_READABLE_PX) / (LABEL_PX * scale)
    return round(min(_LARGEST_WORDS, max(1.0, wanted)), 1)


def face(px: float, *, bold: bool = False) -> QFont:
    """Return the app's face at a size in page units."""
    font = QFont(QApplication.font())
    font.setPixelSize(round(px))
    font.setBold(bold)
    return font


@lru_cache(maxsize=16)
def _measure(_family: str, larger: float) -> Measure:
    return Measure(face(LABEL_PX * larger), face(QUIET_PX * larger), larger)
