"""The one place screens get a name from that a team may choose: kinds of conversation, titles of workers (A05)."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from sbp_desktop.models.jargon import Avoided
from sbp_desktop.models.words_pack import PLAIN, WordsPack, shipped

_TOKENS = {"C1": "{connecting}", "C2": "{control}", "C3": "{good_life}", "REVIEW": "{look_again}"}


class _Bell(QObject):
    """Rings after the team chose other words; whoever shows one shows it anew."""

    changed = Signal()


class _Now:
    pack: WordsPack | None = None
    avoided: Avoided | None = None


bell = _Bell()


def pack() -> WordsPack:
    """Return the words in force; the plain ones while nothing is unlocked. Never keep one."""
    return _Now.pack or shipped(PLAIN)


def use(chosen: WordsPack | None) -> None:
    """Use this pack from now on, or the plain one again."""
    if chosen != _Now.pack:
        _Now.pack, _Now.avoided = chosen, None
        bell.changed.emit()


def conversations() -> Mapping[str, str]:
    """Return the name of each kind of conversation by its stored value, in the order they are offered."""
    return pack().conversations


def workers() -> Mapping[str, str]:
    """Return the title of each kind of worker by its stored value."""
    return pack().workers


def avoided() -> Avoided:
    """Return the words to avoid, with what to write instead."""
    if _Now.avoided is None:
        _Now.avoided = Avoided(pack().instead)
    return _Now.avoided


def filled(text: str) -> str:
    """Return a text with {connecting}, {control}, {good_life}, {look_again} and {model} as the team says them."""
    for kind, token in _TOKENS.items():
        text = text.replace(token, conversations()[kind])
    return text.replace("{model}", pack().model)
