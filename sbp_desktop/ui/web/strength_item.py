"""Something good about the person, in their words, in a slot of the inner ring or beside what stands there."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QBrush, QPainterPath
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsScene, QGraphicsSimpleTextItem

from sbp_desktop.models.arrangement import Point
from sbp_desktop.models.snapshots import StrengthSnapshot
from sbp_desktop.models.vocabulary import StrengthWhen
from sbp_desktop.ui.web.crowd import Box, Crowd, box_around
from sbp_desktop.ui.web.labels import Measure
from sbp_desktop.ui.web.style import Style

SLOT_Z = 1.5
_PAD = 8.0
_AIR = 2.0
_WRITTEN = ((168.0, 3), (128.0, 4), (168.0, 2), (128.0, 2))  # how wide, and on how many lines
_ASIDE = tuple(
    (side * x, y)
    for x in range(0, 180, 20)
    for y in (0.0, -10.0, 10.0, -20.0, 20.0, -30.0)
    for side in (1, -1)[: 1 + (x > 0)]
)  # page units across and down, the nearest first


class Pill(NamedTuple):
    """A strength as it is written, and the room it takes in page units."""

    strength: StrengthSnapshot
    lines: tuple[str, ...]
    box: Box


def place_strengths(
    strengths: Iterable[StrengthSnapshot], slots: Sequence[Point], crowd: Crowd, measured: Measure
) -> list[Pill]:
    """Return a pill for each strength in its slot, or written narrower, or a little aside; adds them to the crowd."""
    pills = []
    for strength, slot in zip(strengths, slots, strict=True):
        ways = list(_ways(strength, slot, measured))
        pills.append(next((pill for pill in ways if crowd.free(pill.box, _AIR)), ways[0]))
        crowd.add(pills[-1].box)
    return pills


def _ways(strength: StrengthSnapshot, slot: Point, measured: Measure) -> Iterator[Pill]:
    for width, most in _WRITTEN:
        lines = measured.fitted(strength.text, width * measured.larger, True, most)
        half_width = max(measured.width(line, True) for line in lines) / 2 + _PAD + 4
        half_height = len(lines) * measured.height[True] / 2 + _PAD / 2 + 2
        for x, y in _ASIDE:
            middle = slot[0] + x * measured.larger, slot[1] + y * measured.larger
            yield Pill(strength, lines, box_around(*middle, half_width, half_height))


class StrengthItem:
    """Keeps the items of one strength."""

    def __init__(self, scene: QGraphicsScene, pill: Pill, drawn: Style) -> None:
        strength, lines, box = pill
        measured = drawn.measure()
        path = QPainterPath()
        path.addRoundedRect(QRectF(box.left, box.top, box.right - box.left, box.bottom - box.top), 8, 8)
        self._slot = QGraphicsPathItem(path)
        self._slot.setZValue(SLOT_Z)
        self._slot.setToolTip("" if " ".join(lines) == " ".join(strength.text.split()) else strength.text)
        hoped_for = strength.when == StrengthWhen.WOULD_LIKE
        self._slot.setPen(drawn.pen(drawn.layer("personal").line, 1.5, dotted=hoped_for))
        self._slot.setBrush(QBrush(drawn.layer("personal").tint))
        top = (box.top + box.bottom - len(lines) * measured.height[True]) / 2
        for row, line in enumerate(lines):
            text = QGraphicsSimpleTextItem(line, self._slot)
            text.setFont(measured.quiet)
            text.setBrush(QBrush(drawn.colours.ink))
            text.setPos((box.left + box.right - text.boundingRect().width()) / 2, top + row * measured.height[True])
        scene.addItem(self._slot)

    def remove(self, scene: QGraphicsScene) -> None:
        """Take the slot off the page."""
        scene.removeItem(self._slot)
