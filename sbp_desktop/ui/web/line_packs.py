"""How the lines of a web are drawn: our own way, or as Hartman first drew them in 1978 (practice.md E.1)."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from sbp_desktop.models.vocabulary import LinePack as Key
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP, Choices


@dataclass(frozen=True)
class LinePack:
    """Dashes, in widths of the line, for who is not so close and for what is hoped for; `jagged` is a wave with corners
    where it is hard at times. Heavy is close and two bars are a break in every pack.
    """

    tenuous: tuple[float, ...]
    hoped_for: tuple[float, ...]
    jagged: bool = False


DOTS = (0.1, 2.6)
DASHES = (5.0, 4.0)
_PACKS = {
    Key.OURS.value: LinePack(tenuous=DASHES, hoped_for=DOTS),
    Key.HARTMAN.value: LinePack(tenuous=DOTS, hoped_for=(5.0, 3.0, 0.1, 3.0), jagged=True),
}
NAMES: Choices = {
    Key.OURS.value: QT_TRANSLATE_NOOP("web", "Not so close is dashed"),
    Key.HARTMAN.value: QT_TRANSLATE_NOOP("web", "Not so close is dotted"),
}


class _Bell(QObject):
    """Rings after the team chose another way; whoever shows a web draws it anew."""

    changed = Signal()


class _Now:
    key: str = Key.OURS.value


bell = _Bell()


def in_force() -> LinePack:
    """Return how lines are drawn now. Ask again when `bell.changed` rings."""
    return _PACKS.get(_Now.key, _PACKS[Key.OURS.value])


def chosen() -> str:
    """Return the way in force by its stored value."""
    return _Now.key


def use(key: str | None) -> None:
    """Draw lines so from now on, or our own way again; a way of a newer app is drawn as ours."""
    wanted = key if key in _PACKS else Key.OURS.value
    if wanted != _Now.key:
        _Now.key = str(wanted)
        bell.changed.emit()
