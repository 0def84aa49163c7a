"""Whether a word is spelt as in Britain, and what may have been meant; reads the form of dictionary Hunspell reads.

Only what the shipped dictionary uses is read: prefixes, endings and "instead of" pairs. Its own library would be a
second dictionary to carry and a third language to build (docs/decisions/0011).
"""

import difflib
import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain
from typing import NamedTuple

# Neither part of an address, a path or a number such as 4b.
_WORD = re.compile(r"(?<![\w@\\/'’])(?<!\w\.)[^\W\d_]{2,}(?:['’][^\W\d_]+)*(?![\w@\\/])(?!['’]\w)(?!\.\w)")
_QUOTED = re.compile(r'“[^”]*(?:”|$)|"[^"]*(?:"|$)')
_ENDS_BEFORE = re.compile(r"(?:^|[.!?:…]|\n)[\s\"“”‘’'(–—-]*$")
_FAR_ENOUGH = 12  # back to the end of the sentence before
_TRIED = "abcdefghijklmnopqrstuvwxyz'"
_ENOUGH = 5
_ALIKE = 0.75


class Wrong(NamedTuple):
    """A word to look up, with where it stands in its text (code points)."""

    start: int
    end: int
    word: str


class _Affix(NamedTuple):
    flag: str
    strip: str
    fits: re.Pattern[str]


def words_in(text: str) -> Iterator[Wrong]:
    """The words of a text that a spelling can be wrong in: nothing quoted, no name within a sentence, no address, no
    letters such as GP.
    """
    bare = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)
    for match in _WORD.finditer(bare):
        word, start = match[0], match.start()
        if word.islower() or (not word.isupper() and _ENDS_BEFORE.search(bare[max(0, start - _FAR_ENOUGH) : start])):
            yield Wrong(*match.span(), word)


class _Entries(Mapping[str, str]):
    """Each word with what it says of itself, in one piece of bytes and found by halving: as a dict it takes 6 MB."""

    def __init__(self, entries: Mapping[str, str]) -> None:
        lines = sorted((word.encode(), flags.encode()) for word, flags in entries.items())
        self._text = b"".join(word + b"/" + flags + b"\n" for word, flags in lines)
        ends = accumulate(len(word) + len(flags) + 2 for word, flags in lines)
        self._starts = array("I", chain((0,), ends))

    def __getitem__(self, word: str) -> str:
        key = word.encode() + b"/"
        at = bisect_left(range(len(self)), key[:-1], key=self._word)
        if at < len(self) and self._text.startswith(key, self._starts[at]):
            return self._text[self._starts[at] + len(key) : self._starts[at + 1] - 1].decode()
        raise KeyError(word)

    def __iter__(self) -> Iterator[str]:
        return (self._word(at).decode() for at in range(len(self)))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def _word(self, at: int) -> bytes:
        start = self._starts[at]
        return self._text[start : self._text.index(b"/", start)]


class Dictionary:
    """Made from the texts of an .aff and a .dic file; `also` are further words, in small letters."""

    def __init__(self, affixes: str, entries: str, also: Iterable[str] = ()) -> None:
        words = dict.fromkeys(also, "")
        for line in entries.splitlines()[1:]:
            word, _, flags = line.partition("/")
            words[word] = words.get(word, "") + flags
        self._words = _Entries(words)
        self._before: dict[str, list[_Affix]] = defaultdict(list)
        self._after: dict[str, list[_Affix]] = defaultdict(list)
        self._pairs: list[tuple[str, str]] = []
        for line in affixes.splitlines():
            self._read(line.split())
        self._longest = max(map(len, self._after))

    def _read(self, parts: Sequence[str]) -> None:
        match parts:
            case ["SFX" | "PFX" as side, flag, strip, added, fits]:
                end = f"(?:{fits})$" if side == "SFX" else f"^(?:{fits})"
                affix = _Affix(flag, "" if strip == "0" else strip, re.compile(end))
                (self._after if side == "SFX" else self._before)[added].append(affix)
            case ["REP", meant, instead]:
                self._pairs.append((meant, instead.replace("_", " ")))

    def knows(self, word: str) -> bool:
        """Whether it is spelt right. A capital is fine anywhere; -ize is as British as -ise."""
        plain = word.replace("’", "'")
        if any(self._made(form) for form in dict.fromkeys((plain, plain.lower(), plain.capitalize()))):
            return True
        return "iz" in plain.lower() and self._made(plain.lower().replace("iz", "is"))

    def ordinary(self, word: str) -> bool:
        """Whether it is a word in small letters, and not only a name."""
        return self._made(word.replace("’", "'").lower())

    def _made(self, word: str) -> bool:
        """Whether it is in the dictionary, or made of a word in it by what that word says of itself."""
        if word in self._words:
            return "c" not in self._words[word]  # some parts only stand in compounds
        return self._ended(word, "") or any(
            affix.flag in self._words.get(word[len(added) :], "") or self._ended(word[len(added) :], affix.flag)
            for added, affixes in self._before.items()
            if word.startswith(added)
            for affix in affixes
        )

    def _ended(self, word: str, also: str) -> bool:
        """Whether taking an ending off leaves a word that may have it, and `also` a prefix."""
        for length in range(1, min(self._longest, len(word) - 1) + 1):
            for affix in self._after.get(word[-length:], ()):
                base = word[:-length] + affix.strip
                flags = self._words.get(base, "")
                if affix.flag in flags and (not also or also in flags) and affix.fits.search(base):
                    return True
        return False

    def suggestions(self, word: str, names: Collection[str] = ()) -> list[str]:
        """What may have been meant, likeliest first, at most five; with a capital where the word has one."""
        low = word.replace("’", "'").lower()
        found = dict.fromkeys(each for each in (*_swapped(low), *self._paired(low), *_near(low)) if self._fine(each))
        if not found:
            alike = [each for each in (*self._words, *names) if each[:1] == low[:1] and abs(len(each) - len(low)) < 3]
            found = dict.fromkeys(difflib.get_close_matches(low, alike, _ENOUGH, _ALIKE))
        nearest = sorted(found, key=lambda each: each[:1] != low[:1])[:_ENOUGH]
        return [each[:1].upper() + each[1:] if word[0].isupper() else each for each in nearest]

    def _fine(self, words: str) -> bool:
        return all(self._made(word) and "!" not in self._words.get(word, "") for word in words.split(" "))

    def _paired(self, word: str) -> Iterator[str]:
        for meant, instead in self._pairs:
            for found in re.finditer(re.escape(meant), word):
                yield word[: found.start()] + instead + word[found.end() :]


def _swapped(word: str) -> Iterator[str]:
    """Two letters the other way round."""
    return (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))


def _near(word: str) -> Iterator[str]:
    """One letter too many, too few or another."""
    yield from (word[:at] + word[at + 1 :] for at in range(len(word)) if len(word) > 2)
    yield from (word[:at] + letter + word[at:] for at in range(len(word) + 1) for letter in _TRIED)
    yield from (word[:at] + letter + word[at + 1 :] for at in range(len(word)) for letter in _TRIED)
