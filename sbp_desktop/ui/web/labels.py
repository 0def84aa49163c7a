"""Labels that never touch: each beneath its shape if it can be, else nudged, else beside or above, else shortened."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
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
_LADDER = (
    (_WIDEST, 3, True),
    (96.0, 3, True),
    (_WIDEST, 3, False),
    (84.0, 3, False),
    (84.0, 1, False),
    (44.0, 1, False),
)
_SHORTENED = 2  # from this rung on something is left out
_SIDES = ("beneath", "above", "right", "left")
_EVENING = 6.0


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


_NONE: Mapping[UUID, Label] = MappingProxyType({})


class Measure:
    """Widths and heights of label text so many times `larger` than drawn, page units, remembered."""

    def __init__(self, plain: QFont, quiet: QFont, larger: float = 1.0) -> None:
        self.plain, self.quiet, self.larger = plain, quiet, larger
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
        """Return the text on at most `most` lines, as even as they can be; too long, the last ends in an ellipsis."""
        lines, narrower = self._wrapped(text, width, quiet, most), width
        while len(lines) > 1:
            narrower -= _EVENING
            tried = self._wrapped(text, narrower, quiet, len(lines))
            if any(self.width(line, quiet) > narrower for line in tried):
                break
            lines = tried
        return tuple(self.shortened(line, width, quiet) for line in lines)

    def _wrapped(self, text: str, width: float, quiet: bool, most: int) -> list[str]:
        """Return the text broken where it must be; what is over stays on the last line."""
        lines: list[str] = []
        for word in text.split():
            if lines and (len(lines) == most or self.width(f"{lines[-1]} {word}", quiet) <= width):
                lines[-1] = f"{lines[-1]} {word}"
            else:
                lines.append(word)
        return lines


def place_labels(
    wishes: Iterable[LabelWish],
    crowd: Crowd,
    measure: Measure,
    ink: Ink | None = None,
    *,
    shorten: bool = False,
    kept: Mapping[UUID, Label] = _NONE,
) -> dict[UUID, Label]:
    """Return a place for each label and add it to the crowd; one that has no room at all is left out.

    `crowd` must already hold every shape. Earlier wishes choose first, so give them in a lasting order. A label takes
    the first place without ink, or that with the least; it is shortened for want of room and, if `shorten`, to keep
    clear of ink. One that was `kept` stays where that is still free.
    """
    placed = {}
    for wish in wishes:
        label = kept.get(wish.owner)
        if label is None or not crowd.free(label.box, _AIR) or (ink is not None and ink.within(label.box)):
            way = _best(wish, crowd, measure, ink, shorten=shorten)
            label = None if way is None else _written(way, wish, measure)
        if label is not None:
            crowd.add(label.box)
            placed[wish.owner] = label
    return placed


def _best(wish: LabelWish, crowd: Crowd, measure: Measure, ink: Ink | None, *, shorten: bool) -> "_Way | None":
    best, least = None, 1 << 30
    for way in _ways(wish, measure):
        if best is not None and way.rung >= _SHORTENED and not shorten:
            break
        if not crowd.free(way.box, _AIR):
            continue
        found = 0 if ink is None else ink.within(way.box)
        if found < least:
            best, least = way, found
        if not found:
            break
    return best


class _Way(NamedTuple):
    """A way to write a label: its lines, the room they take, and how far down the ladder it stands."""

    lines: list[tuple[str, Voice]]
    box: Box
    rung: int


def _ways(wish: LabelWish, measure: Measure) -> Iterator[_Way]:
    """Yield the ways to write a label, the best first."""
    before: list[tuple[str, Voice]] = []
    for rung, (narrow, most, with_detail) in enumerate(_LADDER):
        width = narrow * measure.larger
        lines: list[tuple[str, Voice]] = []
        if wish.label:
            lines += [(text, "name") for text in measure.fitted(wish.label, width, False, most)]
        if with_detail and wish.detail:
            lines.append((measure.shortened(wish.detail, width, True), "detail"))
        if wish.mark:
            lines.append((wish.mark, "mark"))
        if not lines:
            return
        if lines == before:
            continue
        before = lines
        across = max(measure.width(text, voice != "name") for text, voice in lines)
        down = sum(measure.height[voice != "name"] for _, voice in lines)
        for side in _SIDES:
            for nudge in _NUDGES:
                yield _Way(lines, _box(wish, side, nudge, across, down), rung)


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
