"""A list of people and places as it is pasted or spoken: "Jean, daughter, Bob and the church tea club" names three."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from sbp_desktop.models.guess import guess
from sbp_desktop.models.name_words import is_weekday
from sbp_desktop.models.relation_words import relation
from sbp_desktop.models.vocabulary import NodeKind

_LINE_ENDS = re.compile(r"[\r\n\v\f\u2028\u2029;•▪◦]+")
_NUMBER = re.compile(r"^\s*(?:[-*–—·+]|\(?\d{1,3}[.):]|\(?[a-z][.)])\s+")
_NEXT_NUMBER = re.compile(r"\s+(?=\(?\d{1,3}[.)]\s)")
_AND = re.compile(r"\s+(?:and|&|\+)\s+", re.IGNORECASE)
_LEAD = re.compile(r"^(?:(?:and|also|then|plus|with|my|our|his|her|their|there's|there is)\s+)+", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|a|an|my|our|his|her|their)\s", re.IGNORECASE)
_TOLD = re.compile(r"^(?P<name>[^()\t:]*?\S)\s*(?:\t+|:\s+|\s[-–—]\s|\()\s*(?P<who>[^()\t]+?)\)?$")
_LONGEST = 200  # more than anybody's people; the rest of a pasted page is not a list of them
_OF_PEOPLE = frozenset({NodeKind.PERSON.value, NodeKind.WORKER.value, NodeKind.PET.value})


class Named(NamedTuple):
    """Somebody or something, and who they are to the person, "" when that is not said."""

    label: str
    relation: str = ""

    def typed(self) -> str:
        """Return it as a worker would type it."""
        return f"{self.label}, {self.relation}" if self.relation else self.label


def read_names(text: str) -> tuple[Named, ...]:
    """Return who and what a text lists, in order; one for a name as it is typed by itself.

    Lines, semicolons, bullets and numbers part one from the next, and so do commas and "and"; after a comma, a colon, a
    dash or in brackets may stand who somebody is. The name of one place ("the Dog and Duck pub") stays whole.
    """
    found: list[Named] = []
    names_have_capitals = text != text.lower()
    for line in _lines(text):
        parts = [part for part in (part.strip(" .") for part in line.split(",")) if part]
        capitals = names_have_capitals or len(parts) == 2
        for part in parts:
            for piece in _apart(part, listed=len(parts) > 1):
                if part is not parts[0] and _describes(piece, found[-1].label, capitals=capitals):
                    found[-1] = Named(found[-1].label, " and ".join(filter(None, (found[-1].relation, piece))))
                else:
                    found.append(_named(piece))
    return tuple(one for one in found if one.label)[:_LONGEST]


def _lines(text: str) -> Iterator[str]:
    for line in _LINE_ENDS.split(text):
        for one in _NEXT_NUMBER.split(line) if _NUMBER.match(line) else [line]:
            if bare := _NUMBER.sub("", one).strip():
                yield bare


def _apart(part: str, *, listed: bool) -> list[str]:
    """Return the pieces joined by "and"; in a list with commas they are always apart."""
    pieces = [piece for piece in _AND.split(part) if piece.strip()]
    if len(pieces) < 2 or listed:
        return pieces
    last = pieces[-1]
    named = guess(last)
    one_place = named.known and named.kind not in _OF_PEOPLE and " " in last and not _ARTICLE.match(last)
    return [part] if one_place and not is_weekday(last.split()[0].casefold()) else pieces


def _describes(piece: str, before: str, *, capitals: bool) -> bool:
    """Whether this says who the one before is. `capitals`: names are written with them, so what has none is no name."""
    bare = _bare(piece)
    if relation(bare) is not None:
        return relation(_bare(before)) is None  # "mum, dad" are two
    found = guess(bare)
    lower = bare[:1].islower() and not _named(bare).relation
    return lower and ((capitals and not found.known) or (found.known and found.kind in _OF_PEOPLE))


def _named(piece: str) -> Named:
    """Return one name, with who they are if that stands before it ("my daughter Jean") or after it ("Jean - carer")."""
    bare = _bare(piece)
    told = _TOLD.match(bare)
    if told is not None:
        return Named(told["name"].strip(" .-"), told["who"].strip(" ."))
    words = bare.split()
    for length in range(len(words) - 1, 0, -1):
        if words[length][:1].isupper() and relation(" ".join(words[:length])) is not None and words[0].islower():
            return Named(" ".join(words[length:]), " ".join(words[:length]))
    return Named(bare)


def _bare(piece: str) -> str:
    """Return a piece without what only led up to it."""
    stripped = piece.strip(" .\"“”'‘’")
    return _LEAD.sub("", stripped).strip() or stripped
