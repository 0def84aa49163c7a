"""One reading of a text that was changed in two places: a three-way merge by sentences that loses and invents nothing.

Where two sides changed the same sentences both stand there, word for word. Letters are never mixed: between "she did
not feel safe" and "she felt unsafe" such a merge makes the opposite of what either wrote (sync.md, section 0).
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from sbp_desktop.models import marked_text
from sbp_desktop.models.ops import OpId

# A full stop after one of these ends no sentence, even before a capital. What may stand at an end ("etc.", "p.m.") is
# not here: before a small letter it ends none anyway.
_SHORT = frozenset({
    "Dr", "Mr", "Mrs", "Ms", "Mx", "Prof", "Rev", "Revd", "Fr", "Sr", "St", "Sgt", "Insp", "Capt", "Cllr", "Hon",
    "Messrs", "Mt", "e.g", "i.e", "cf", "vs", "viz", "approx", "nr", "tel", "Tel", "ext", "Ext",
})  # fmt: skip
_NUMBERED = frozenset({"No", "Nos", "no", "p", "pp", "vol", "fig"})  # short only before a figure
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=[^\S\n])|(?=\n)")
_GAP = re.compile(r"\s+")
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘]*$")
_TOO_COMMON = 32  # a sentence said more often says nothing about what belongs to what


class Sentence(NamedTuple):
    """Its words, and the white space after them, which is no part of what was said."""

    words: str
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Alternative:
    """What some of the versions say in a place; stored (marked) form."""

    of: tuple[Hashable, ...]
    text: str


Piece = str | tuple[Alternative, ...]
"""A stretch of the text: what all agree on (or one alone changed), or what each side has instead."""


class _Choice(NamedTuple):
    """A place of a merge where versions differ: the sentences each has there."""

    sides: tuple[tuple[Hashable, tuple[Sentence, ...]], ...]

    def said_by(self, version: Hashable) -> tuple[Sentence, ...]:
        """What a version has here; one laid over it later that changed nothing here has what the first has."""
        return dict(self.sides).get(version, self.sides[0][1])


_Part = Sentence | _Choice


# ---- sentences ----------------------------------------------------------------------------------------------------


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a marked text; put together again they are the text. A name in it is never cut in two."""
    plain = marked_text.covered(text)
    found: list[Sentence] = []
    start = 0
    for end in _ends(plain):
        gap = _GAP.match(plain, end)
        after = gap.end() if gap else end
        if end > start or after > end:
            found.append(Sentence(text[start:end], text[end:after]))
        start = after
    if start < len(text):
        words = text[start:].rstrip()
        found.append(Sentence(words, text[start + len(words) :]))
    return tuple(found)


def _ends(plain: str) -> Iterable[int]:
    last = -1
    for found in _END.finditer(plain):
        end = found.end()
        if end > last and _ends_here(plain, found):
            gap = _GAP.match(plain, end)
            last = gap.end() if gap else end
            yield end


def _ends_here(plain: str, found: re.Match[str]) -> bool:
    if not found.group():
        return True  # the end of a line
    after = _GAP.match(plain, found.end())
    following = plain[after.end() : after.end() + 1] if after else ""
    if following.islower():
        return False
    if found.group() != ".":
        return True
    word = _LAST_WORD.search(plain, max(0, found.start() - 20), found.start())
    before = word.group() if word else ""
    initial = len(before) == 1 and before.isupper() and before != "I"
    return not (before in _SHORT or initial or (before in _NUMBERED and following.isdigit()))


# ---- three ways ---------------------------------------------------------------------------------------------------


def _said(part: _Part) -> Hashable:
    """What has to be equal for two sentences to be the same one."""
    return part.words if isinstance(part, Sentence) else part


def _matches(base: Sequence[_Part], side: Sequence[_Part]) -> dict[int, int]:
    """Places of the base -> places of a side that are the same sentence, in order: a longest common subsequence.

    By Hunt and Szymanski: quick where most sentences stand only once, as they do.
    """
    ones, others = [_said(part) for part in base], [_said(part) for part in side]
    low, high_one, high_other = 0, len(ones), len(others)
    while low < min(high_one, high_other) and ones[low] == others[low]:
        low += 1
    while high_one > low and high_other > low and ones[high_one - 1] == others[high_other - 1]:
        high_one, high_other = high_one - 1, high_other - 1
    matched = {at: at for at in range(low)}
    matched |= {high_one + n: high_other + n for n in range(len(ones) - high_one)}
    places: dict[Hashable, list[int]] = {}
    for at in range(low, high_other):
        places.setdefault(others[at], []).append(at)
    ends: list[int] = []  # of the best chains by length: where in the side they end
    chains: list[tuple[int, int, object]] = []
    for at in range(low, high_one):
        met = places.get(ones[at], ())
        for there in reversed(met) if len(met) <= _TOO_COMMON else ():
            longer = bisect_left(ends, there)
            chain = (at, there, chains[longer - 1] if longer else None)
            ends[longer : longer + 1], chains[longer : longer + 1] = [there], [chain]
    link: object = chains[-1] if chains else None
    while isinstance(link, tuple):
        matched[link[0]] = link[1]
        link = link[2]
    return matched


def _three_way(
    base: Sequence[Sentence], one: Sequence[_Part], other: Sequence[Sentence], who: Sequence[Hashable], new: Hashable
) -> list[_Part]:
    """diff3: what both have kept of the base parts the texts; between, a change of one side alone is taken.

    `one` is a merge of the versions `who`, `other` is the version `new`.
    """
    left, right = _matches(base, one), _matches(base, other)
    kept = [at for at in range(len(base)) if at in left and at in right]
    merged: list[_Part] = []
    at_base = at_one = at_other = 0
    for at in [*kept, len(base)]:
        one_end, other_end = (left[at], right[at]) if at < len(base) else (len(one), len(other))
        merged += _stretch(base[at_base:at], one[at_one:one_end], other[at_other:other_end], who, new)
        if at < len(base):
            merged.append(_with_gap(base[at], one[one_end], other[other_end]))
        at_base, at_one, at_other = at + 1, one_end + 1, other_end + 1
    return merged


def _stretch(
    base: Sequence[Sentence], one: Sequence[_Part], other: Sequence[Sentence], who: Sequence[Hashable], new: Hashable
) -> Sequence[_Part]:
    was, left, right = ([_said(part) for part in side] for side in (base, one, other))
    if right in (was, left):
        return one
    if was == left:
        return other
    chosen = [part for part in one if isinstance(part, _Choice)]
    own = [each for each in who if not chosen or any(each in dict(choice.sides) for choice in chosen)]
    return [_Choice((*((each, _read_by(one, each)) for each in own), (new, tuple(other))))]


def _read_by(parts: Iterable[_Part], version: Hashable) -> tuple[Sentence, ...]:
    """The sentences of a merge as one of its versions has them."""
    read: list[Sentence] = []
    for part in parts:
        read += [part] if isinstance(part, Sentence) else part.said_by(version)
    return tuple(read)


def _with_gap(base: Sentence, one: _Part, other: Sentence) -> _Part:
    """A kept sentence, with the white space of whoever changed that."""
    if not isinstance(one, Sentence):
        return one
    return Sentence(one.words, one.gap if other.gap == base.gap else other.gap)


# ---- a text with several heads ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision in the history of one text. `stamp` orders those that do not know each other."""

    name: OpId
    stamp: int
    parents: tuple[OpId, ...]


def merged(heads: Iterable[OpId], known: Mapping[OpId, Revision], text_of: Callable[[OpId], str]) -> tuple[Piece, ...]:
    """How a text with these heads reads: one after the other they are laid over what they have in common.

    `known` is the history, heads included; what is not in it has not arrived. The answer depends on the history alone,
    not on the order in which it came.
    """
    ordered = sorted(heads, key=lambda name: (known[name].stamp, name))
    behind = {name: _ancestors(name, known) for name in ordered}
    first, *rest = ordered
    parts: list[_Part] = list(sentences(text_of(first)))
    who, past = [first], set(behind[first])
    for name in rest:
        base = _nearest(past & behind[name], known)
        below = sentences(text_of(base)) if base is not None else ()
        parts = _three_way(below, parts, sentences(text_of(name)), who, name)
        who.append(name)
        past |= behind[name]
    return tuple(_pieces(parts))


def _ancestors(name: OpId, known: Mapping[OpId, Revision]) -> set[OpId]:
    met, todo = {name}, [name]
    while todo:
        for parent in known[todo.pop()].parents:
            if parent in known and parent not in met:
                met.add(parent)
                todo.append(parent)
    return met


def _nearest(common: set[OpId], known: Mapping[OpId, Revision]) -> OpId | None:
    """The lowest common ancestor; of several (histories that crossed) the one with the highest stamp, then name."""
    passed = {parent for name in common for parent in known[name].parents}
    return max(common - passed, key=lambda name: (known[name].stamp, name), default=None)


def _pieces(parts: Sequence[_Part]) -> Iterable[Piece]:
    agreed: list[Sentence] = []
    for number, part in enumerate(parts):
        if isinstance(part, Sentence):
            agreed.append(part)
            continue
        if agreed:
            yield _joined(agreed, more=True)
            agreed = []
        said: dict[tuple[str, ...], list[Hashable]] = {}
        for version, own in part.sides:
            said.setdefault(tuple(sentence.words for sentence in own), []).append(version)
        texts = {words: next(own for _, own in part.sides if tuple(s.words for s in own) == words) for words in said}
        last = number == len(parts) - 1
        yield tuple(Alternative(tuple(of), _joined(texts[words], more=not last)) for words, of in said.items())
    if agreed:
        yield _joined(agreed, more=False)


def _joined(own: Sequence[Sentence], *, more: bool) -> str:
    """Sentences as text; one that stood last in its version and does no longer is set apart from what follows."""
    spaced = [s.words + (s.gap or (" " if more or n < len(own) - 1 else "")) for n, s in enumerate(own)]
    return "".join(spaced)


def whole(pieces: Iterable[Piece]) -> str:
    """The text with all alternatives in it, one after the other: what is shown to read and to go on writing from."""
    text = ""
    for piece in pieces:
        for part in (piece,) if isinstance(piece, str) else (alternative.text for alternative in piece):
            apart = " " if text and part and not text[-1].isspace() else ""
            text += apart + part
    return text


def kept(pieces: Iterable[Piece], version: Hashable) -> str:
    """The text with one version's words wherever it differs from others, and what they changed elsewhere."""
    own: list[Piece] = []
    for piece in pieces:
        said = [] if isinstance(piece, str) else [one.text for one in piece if version in one.of]
        own.append(said[0] if said else piece)
    return whole(own).rstrip(" ")


def in_conflict(pieces: Iterable[Piece]) -> bool:
    """Whether versions differ in the same sentences somewhere."""
    return any(not isinstance(piece, str) for piece in pieces)


def reading(text: str) -> str:
    """A few letters that stand for the words of a text: the same for two that read the same."""
    return blake2b(" ".join(marked_text.plain(text).split()).encode(), digest_size=8).hexdigest()
