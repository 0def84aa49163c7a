"""How good a passphrase is, in words: a light rule of our own, or a proper estimate once the app has loaded one."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

Estimate = Callable[[str], int]  # a score of 0 (guessed at once) to 4 (not in a lifetime), as zxcvbn gives it

SHORTEST = 12
GOOD_ENOUGH = 3
_LONGEST_ESTIMATED = 64  # estimates of longer ones take long and say nothing new


class Strength(NamedTuple):
    """`enough` lets a person go on; `words` tells them where they are, never a number."""

    enough: bool
    words: str


def light_estimate(passphrase: str) -> int:
    """Return a cautious score from length, different letters and number of words alone."""
    words = len([word for word in passphrase.split() if len(word) > 2])
    different = len(set(passphrase.casefold()))
    if len(passphrase) < 8 or different < 5:
        return 0
    if len(passphrase) < SHORTEST or different < 7:
        return 1
    if len(passphrase) < 16 and words < 3:
        return 2
    return 4 if words >= 4 or len(passphrase) >= 24 else 3


def tell(passphrase: str, estimate: Estimate) -> Strength:
    """Return what to say about a passphrase as it is typed."""
    if not passphrase:
        return Strength(False, "")
    score = estimate(passphrase[:_LONGEST_ESTIMATED])
    if len(passphrase) < SHORTEST:
        score = min(score, 1)
    words = (
        _tr("Anyone could guess this. Add words."),
        _tr("Still easy to guess. Another word or two."),
        _tr("Nearly there. One more word."),
        _tr("Good. This will hold."),
        _tr("Very good. Nobody will guess this."),
    )[score]
    return Strength(score >= GOOD_ENOUGH, words)


def _tr(words: str) -> str:
    return QCoreApplication.translate("Strength", words)
