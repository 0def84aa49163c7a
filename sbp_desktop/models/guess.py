"""A first guess, from the words alone, at what a thing is and where it belongs; one tap on the web changes it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from sbp_desktop.models.relation_words import Relation, relation
from sbp_desktop.models.vocabulary import Domain, NodeKind, Tier

_GROUPS = "club group choir team band church chapel mosque "
_GROUPS += "temple synagogue gurdwara circle class forum association "
_GROUPS += "guild league "
_GROUPS += "wi scouts bowls bingo bridge darts allotment allotments"
_PLACES = (
    "library pub cafe shop market park gym pool hub centre hall museum cinema theatre bakery post-office leisure-centre"
)
_ACTIVITIES = "quiz walk walks walking dancing singing swimming "
_ACTIVITIES += "yoga football gardening lunch coffee-morning tea-dance volunteering"
_ORGANISATIONS = "charity befriender befriending navigator navigators advocacy mencap "
_ORGANISATIONS += "mind food-bank foodbank college school job work"
_FOR_A_WHILE = "reablement re-ablement rehab intermediate-care physiotherapy "
_FOR_A_WHILE += "occupational-therapy ot falls-clinic memory-clinic stroke-clinic"
_EQUIPMENT = (
    "commode wheelchair walker frame rail rails hoist pendant alarm key-safe keysafe stairlift hearing-aid hearing-aids"
)
_LONG_TERM = (
    "care-home nursing-home home-care care-at-home care-agency agency day-centre day-care respite supported-living "
)
_LONG_TERM += "safeguarding police probation prison court hospital council cmht mental-health-team"
_WORKERS = "social-worker named-worker support-worker key-worker care-manager coordinator"


class Guess(NamedTuple):
    """Kind, layer, tier and why they come; values as stored, None where the words do not say."""

    kind: str
    domain: str
    tier: str | None = None
    paid: str | None = None
    known: bool = True


def _rows(words: str, kind: NodeKind, domain: Domain) -> dict[str, Guess]:
    return {word.replace("-", " "): Guess(kind.value, domain.value) for word in words.split()}


_TABLE: dict[str, Guess] = {
    **_rows(_GROUPS, NodeKind.GROUP, Domain.COMMUNITY),
    **_rows(_PLACES, NodeKind.PLACE, Domain.COMMUNITY),
    **_rows(_ACTIVITIES, NodeKind.ACTIVITY, Domain.COMMUNITY),
    **_rows(_ORGANISATIONS, NodeKind.ORGANISATION, Domain.COMMUNITY),
    **_rows(_FOR_A_WHILE, NodeKind.SERVICE, Domain.TARGETED),
    **_rows(_EQUIPMENT, NodeKind.EQUIPMENT, Domain.TARGETED),
    **_rows(_LONG_TERM, NodeKind.SERVICE, Domain.STATUTORY),
    **_rows(_WORKERS, NodeKind.WORKER, Domain.STATUTORY),
}
_SOMEBODY = Guess(NodeKind.PERSON.value, Domain.NETWORK.value, Tier.CLOSE.value, known=False)
_LONGEST = 4
_DIED = re.compile(r"\b(died|dead|deceased|passed away|late)\b", re.IGNORECASE)


def guess(words: str) -> Guess:
    """Return what these words most likely name; nothing known means somebody of one's own people.

    Phrases win ("care home" over "home"), then who somebody is to them ("Anna, neighbour from church"), then the last
    word that says something, which in English names the thing ("church tea club").
    """
    found = _plain(words.partition(" from ")[0])
    row = _phrase(found, least=2)
    if row is not None:
        return row
    who = _relation(found)
    if who is not None:
        return Guess(who.kind, who.domain, who.tier, who.paid)
    return _phrase(found) or _SOMEBODY


def says_died(words: str) -> bool:
    """Whether words about somebody say that they have died: "Wife (died)", "late husband"."""
    return _DIED.search(words) is not None


def split_relation(words: str) -> tuple[str, str]:
    """Return label and relation of a typed name: "Jean, daughter" gives both, "daughter" stays whole."""
    name, comma, rest = (part.strip() for part in words.partition(","))
    return (name, rest) if comma and name and rest else (words.strip(), "")


def _plain(words: str) -> list[str]:
    return re.findall(r"[\w']+", words.casefold().replace("-", " "))


def _windows(found: list[str], least: int = 1) -> Iterator[str]:
    """Yield runs of words, the longest first and among equals the last first."""
    for length in range(min(_LONGEST, len(found)), least - 1, -1):
        for start in range(len(found) - length, -1, -1):
            yield " ".join(found[start : start + length])


def _phrase(found: list[str], least: int = 1) -> Guess | None:
    return next((_TABLE[run] for run in _windows(found, least) if run in _TABLE), None)


def _relation(found: list[str]) -> Relation | None:
    return next((who for run in _windows(found) if (who := relation(run)) is not None), None)
