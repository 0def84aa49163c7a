"""Labels that never touch: each beneath its shape if it can be, else nudged, else beside or above, else shortened."""

from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF

from sbp_desktop.ui.web.crowd import Box, Crowd, Ink

_GAP = 5.0
_AIR = 2.0
_WIDEST = 132.0
_NUDGES = (0.0, 14.0, -14.0, 28.0, -28.0, 42.0, -42.0)
# How wide, on how many lines, and whether with the quieter line: shortened step by step where there is no room.
_LADDER = ((_WIDEST, 2, True), (_WIDEST, 1, True), (_WIDEST, 1, False), (84.0, 1, False), (44.0, 1, False))
_DEFAULT_ORDER = ("beneath", "above", "right", "left")
_TOP_ORDER = ("above", "beneath", "right", "left")


Voice = Literal["name", "detail", "mark"]


class LabelWish(NamedTuple):
    """What a label should say and the shape it belongs to (middle and half sizes, page units).

    `detail` is left out where room is scarce; `mark`, the word for what became of it, never is.
    """

    owner: UUID
    x: float
    y: float
    half_width: float
    half_height: float
    label: str
    detail: str = ""
    mark: str = ""
    outward: bool = False  # the shape stands above the person, so a line would come out beneath it


class LabelLine(NamedTuple):
    """One line: its text, its middle and top relative to the shape's middle, and which of the label's voices it has."""

    text: str
    x: float
    y: float
    voice: Voice


class Label(NamedTuple):
    """A placed label; `box` is in page units, `lines` relative to its shape."""

    lines: tuple[LabelLine, ...]
    box: Box


class Measure:
    """Widths and heights of label text in page units, remembered."""

    def __init__(self, plain: QFont, quiet: QFont) -> None:
        self.plain, self.quiet = plain, quiet
        self.shortened = lru_cache(maxsize=4096)(self._shortened)
        self._metrics = {False: QFontMetricsF(plain), True: QFontMetricsF(quiet)}
        self.height = {key: metrics.height() for key, metrics in self._metrics.items()}
        self.width = lru_cache(maxsize=4096)(self._width)
        self.fitted = lru_cache(maxsize=4096)(self._fitted)

    def _width(self, text: str, quiet: bool) -> float:
        return self._metrics[quiet].horizontalAdvance(text)

    def _shortened(self, text: str, width: float, quiet: bool) -> str:
        """Return the text, ending in an ellipsis if it is wider than `width`."""
        return self._metrics[quiet].elidedText(text, Qt.TextElideMode.ElideRight, width)

    def _fitted(self, text: str, width: float, quiet: bool, most: int) -> tuple[str, ...]:
        """Return the text on at most `most` lines (1 or 2), broken where the lines come out most alike."""
        if most == 1 or self.width(text, quiet) <= width or " " not in text:
            return (self.shortened(text, width, quiet),)
        words = text.split()
        breaks = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
        fitting = [pair for pair in breaks if self.width(pair[0], quiet) <= width]
        if not fitting:
            return (self.shortened(text, width, quiet),)
        first, second = min(fitting, key=lambda pair: max(self.width(pair[0], quiet), self.width(pair[1], quiet)))
        return first, self.shortened(second, width, quiet)


def place_labels(
    wishes: list[LabelWish], crowd: Crowd, measure: Measure, struck: Collection[UUID] = (), ink: Ink | None = None
) -> dict[UUID, Label]:
    """Return a place for each label and add it to the crowd; one that has no room at all is left out.

    `crowd` must already hold every shape. Earlier wishes choose first, so give them in a lasting order. The labels of
    `struck` nodes take the place with the least ink of lines in it.
    """
    placed = {}
    for wish in wishes:
        ways = (way for way in _ways(wish, measure) if crowd.free(way.box.grown(_AIR)))
        way = _driest(ways, ink) if ink is not None and wish.owner in struck else next(ways, None)
        if way is not None:
            crowd.add(way.box)
            placed[wish.owner] = _written(way, wish, measure)
    return placed


def _driest(ways: Iterator["_Way"], ink: Ink) -> "_Way | None":
    """Return the first way with no ink in it, or the one with least."""
    best, least = None, 1 << 30
    for way in ways:
        found = ink.within(way.box)
        if found < least:
            best, least = way, found
        if not found:
            break
    return best


class _Way(NamedTuple):
    """A way to write a label: its lines and the room they take."""

    lines: list[tuple[str, Voice]]
    box: Box


def _ways(wish: LabelWish, measure: Measure) -> Iterator[_Way]:
    """Yield the ways to write a label, the best first."""
    sides = _TOP_ORDER if wish.outward else _DEFAULT_ORDER
    for width, most, with_detail in _LADDER:
        lines: list[tuple[str, Voice]] = []
        if wish.label:
            lines += [(text, "name") for text in measure.fitted(wish.label, width, False, most)]
        if with_detail and wish.detail:
            lines.append((measure.shortened(wish.detail, width, True), "detail"))
        if wish.mark:
            lines.append((wish.mark, "mark"))
        if not lines:
            return
        across = max(measure.width(text, voice != "name") for text, voice in lines)
        down = sum(measure.height[voice != "name"] for _, voice in lines)
        for side in sides:
            for nudge in _NUDGES:
                yield _Way(lines, _box(wish, side, nudge, across, down))


def _box(wish: LabelWish, side: str, nudge: float, across: float, down: float) -> Box:
    if side in ("beneath", "above"):
        left = wish.x + nudge - across / 2
        top = wish.y + (wish.half_height + _GAP if side == "beneath" else -wish.half_height - _GAP - down)
    else:
        off = wish.half_width + _GAP + 2
        left = wish.x + off if side == "right" else wish.x - off - across
        top = wish.y + nudge - down / 2
    return Box(left, top, left + across, top + down)


def _written(way: _Way, wish: LabelWish, measure: Measure) -> Label:
    middle, y = (way.box.left + way.box.right) / 2 - wish.x, way.box.top - wish.y
    made = []
    for text, voice in way.lines:
        made.append(LabelLine(text, middle, y, voice))
        y += measure.height[voice != "name"]
    return Label(tuple(made), way.box)
