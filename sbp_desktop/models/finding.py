"""What counts as found: every typed word at the start of a word of the text, whatever its case and accents; pure."""

import re
import unicodedata
from collections.abc import Sequence

FOUND_START, FOUND_END = "\ue000", "\ue001"
"""Around a found word in shown text; private-use characters that no keyboard types."""

_WORD = re.compile(r"[^\W_]+")
_BEFORE, _AROUND = 60, 180
"""Characters shown of a long text: so many before the first found word, and so many in all."""
_RARE = 0.1


class Wanted:
    """What somebody typed, ready to be looked for in many texts; the last word may be half typed."""

    def __init__(self, typed: str) -> None:
        self.words: tuple[str, ...] = tuple(_WORD.findall(typed))
        parts = {fold(word): rf"(?<![^\W_]){re.escape(fold(word))}" for word in self.words}
        self._each = [(word, re.compile(part).search) for word, part in parts.items()]
        self._any = re.compile(rf"(?:{'|'.join(parts.values())})[^\W_]*" if parts else "(?!)")

    def is_in(self, text: str) -> bool:
        """Whether all of it is found in a text."""
        folded = fold(text)
        # Looking for the bare letters first is ten times as fast, and most texts hold not even these.
        return all(word in folded and search(folded) for word, search in self._each)

    def rare_among(self, texts: Sequence[str]) -> tuple[str, ...]:
        """The words that few of these texts hold; the rarest one where none is rare."""
        folded = [fold(text) for text in texts]
        count = {word: sum(fold(word) in text for text in folded) for word in self.words}
        rare = tuple(word for word in self.words if count[word] <= _RARE * len(texts))
        return rare or (min(self.words, key=count.__getitem__),)

    def shown(self, text: str) -> str:
        """The part of a text around the first found word, found words between the marks, cut at blanks with "…"."""
        places = _places(text)
        spans = [(places[f.start()], places[f.end() - 1] + 1) for f in self._any.finditer(fold(text))]
        start, end = _window(text, spans[0][0] if spans else 0)
        said, at = "…" if start else "", start
        for first, last in spans:
            if first >= at and last <= end:
                said += text[at:first] + FOUND_START + text[first:last] + FOUND_END
                at = last
        return said + text[at:end] + ("…" if end < len(text) else "")


def fold(text: str) -> str:
    """Text as people type it when they look for it: no case, no accents."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(c))


def _places(text: str) -> Sequence[int]:
    """For each character of the folded text, where it stands in the text itself."""
    if text.isascii():
        return range(len(text))
    return [at for at, letter in enumerate(text) for _ in fold(letter)]


def _window(text: str, first: int) -> tuple[int, int]:
    if len(text) <= _AROUND:
        return 0, len(text)
    start = max(0, first - _BEFORE)
    if start:
        start = text.find(" ", start, first) + 1 or first
    end = start + _AROUND
    if end >= len(text):
        return start, len(text)
    return start, max(text.rfind(" ", first, end), first + 1) if " " in text[first:end] else end
