"""Finds the people a worker writes about, so that a sentence can put them on the web: sure patterns, never a guess.

A person left out costs the worker one @; a wrong one stands on somebody's web in front of them. So a name alone is
never taken for a person unless it is on the web already: every pattern needs a relationship word, a title or a club.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sbp_desktop.models.known_people import Known, KnownPeople, bare, first
from sbp_desktop.models.name_context import Context
from sbp_desktop.models.name_words import NOT_NAMES, TITLES, is_weekday
from sbp_desktop.models.relation_words import CALLED_BY, NOT_A_PERSON, Relation, relation, word_set

Teller = Literal["worker", "person", "other"]
_KNOWN_FOR_TITLES = {"dr", "rev", "revd", "reverend", "prof", "professor", "cllr", "pc"}
AMBIGUOUS = word_set(
    "will may mark bill hope rose faith joy dawn summer grace art pat sue rob frank jack drew penny patience",
)
_MINE, _THIRD = {"my", "our"}, {"his", "her", "their"}
_LEADS = word_set(
    "with by to from for than rang rings ring phoned phones phone called calls call saw sees see visits visited",
    "visit met meets told tells asked asks helps helped texted texts says said that when because where misses",
    "missed loves near lives",
)
_CLUBS = word_set("club group choir cafe café shed class meeting morning supper lunch bingo band circle")
_CLUB_KINDS = word_set(
    "lunch luncheon tea coffee social youth bowls bowling bridge darts gardening knitting sewing craft walking",
    "swimming art reading book singing history photography men's women's ladies' church memory allotment fishing",
    "football chess",
)


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody or something in a text. `start`, `end` are what to underline, in Python characters of that text.

    `node` is who it already is on the web, None for somebody new. A known node found with a `label` other than its own
    ("my daughter Jean" where the web has "Daughter") has just been given that name.
    """

    start: int
    end: int
    label: str
    relation: str = ""
    node: UUID | None = None
    kind: str = "person"
    domain: str = "network"
    tier: str | None = None
    paid: str | None = None
    remembered: bool = False


def find_people(text: str, known: Sequence[Known] | KnownPeople, *, said: Teller = "worker") -> list[Found]:
    """Return everybody the text is sure to speak of, in order and never overlapping.

    `said` is whose words these are: in the person's own, "his daughter" is somebody else's daughter, and in another's
    so is "my daughter": then a name is needed, and who they are to the person stays unsaid.
    """
    return _Reader(text, known if isinstance(known, KnownPeople) else KnownPeople(known), said).everybody()


def settled(text: str, found: Found, caret: int) -> bool:
    """Whether no more of it can be coming while somebody types at `caret`: "my daughter " may yet become a name."""
    if caret < found.start:
        return True
    if caret <= found.end:
        return False
    coming = text[found.end : caret].replace("’", "'")
    word = coming.lstrip(" ")
    if not word or (coming != word and word[0].isupper() and word.replace("-", "").replace("'", "").isalpha()):
        return False  # a name, or more of it, may be coming
    tail = coming.lstrip(" -'").casefold()
    last = relation(found.relation or found.label)
    more = (
        "in law",
        "s name is ",
        "who is called ",
        "called ",
        "named ",
        "is called ",
        *(NOT_A_PERSON.get(last.word, ()) if last else ()),
    )
    return not any(words.startswith(tail) for words in more)


def speaker_before(text: str, known: Sequence[Known]) -> tuple[int, UUID | None] | None:
    """Return (length of the prefix, who says it) where a line begins "Jean:" or "me:", else None.

    None as the speaker is the person ("me"). Anybody else has to be on the web already.
    """
    prefix = re.match(r"\s*([^\W\d_][^:\n“”\"]{0,40}?)\s*:\s*", text)
    if prefix is None:
        return None
    who = prefix.group(1).casefold()
    if who == "me":
        return prefix.end(), None
    matches = {
        node
        for node, label, kin in known
        if who in {bare(label).casefold(), kin.casefold(), first(label)} - {"self", ""}
    }
    return (prefix.end(), matches.pop()) if len(matches) == 1 else None


class _Reader(Context):
    """Reads one text from left to right; `found` grows as it goes."""

    def __init__(self, text: str, web: KnownPeople, said: Teller) -> None:
        super().__init__(text)
        self.said = said
        self.web = web
        self.found: list[Found] = []

    def everybody(self) -> list[Found]:
        at = 0
        while at < len(self.tokens):
            at = max(self._at(at), at + 1)
        return self.found

    def _at(self, at: int) -> int:
        """Take what begins at this word, if anything; return the word to go on from."""
        if self.text[self.tokens[at].start - 1 : self.tokens[at].start] == "@":
            return at + 1
        for pattern in (self._related, self._titled, self._on_the_web, self._alone, self._club):
            after = pattern(at)
            if after is not None:
                return after
        return at + 1

    # Patterns: each returns the word to go on from, or None when it does not begin here

    def _related(self, at: int) -> int | None:
        """ "my daughter", "his neighbour Mr Patel", "Anna’s husband"."""
        token = self.tokens[at]
        owner = self._owner(at)
        if owner is None and token.low not in _MINE | _THIRD:
            return None
        skip = at + 1
        while skip < len(self.tokens) and self.tokens[skip].low in _KINDLY:
            skip += 1
        plural = self._several(skip)
        if plural is not None:
            return plural
        meant = self.relation_at(skip) if skip < len(self.tokens) and self.tokens[skip].gap.strip() == "" else None
        if meant is None:
            return None
        kin, after = meant
        if self.said == "worker" and token.low in _MINE and kin.word in _AT_WORK:
            return after  # the worker's own colleague
        third = token.low in _THIRD and (self.said != "worker" or self._somebody_in_this_sentence(at))
        theirs = owner is None and (third or self.said == "other")
        self._take(
            at if owner is None else skip, kin, after, self.name_after(after, said=True), owner=owner, unsure=theirs
        )
        self._chain(kin, after)
        return self._resume(after)

    def _alone(self, at: int) -> int | None:
        """A relationship with no "my": "Daughter takes me", "phoned daughter Jean", "has a brother", "I miss Mum"."""
        meant = self.relation_at(at)
        if meant is None:
            return None
        kin, after = meant
        named = self.name_after(after, said=self.has_one(at))
        if self.doubted(at, named is not None) or (named is None and not self._certain_alone(at, kin, after)):
            return after
        if named and not self.has_one(at) and self._may_be_a_firm(at, kin, named[0]):
            return after
        if named and kin.word in CALLED_BY and self.tokens[at].word[0].isupper():
            self._take_called(at, kin, named[1])
            return named[1]
        self._take(at, kin, after, named, unsure=self.said == "other")
        self._chain(kin, after)
        return self._resume(after)

    def _titled(self, at: int) -> int | None:
        """ "Mrs Jones", "Mr and Mrs Patel"."""
        tokens, low = self.tokens, self.tokens[at].low
        if low not in TITLES or not tokens[at].word[0].isupper():
            return None
        pair = re.match(r"\.? (?:and|&) (?:Mr|Mrs|Ms|Miss|Mx|Dr)\b", self.text[tokens[at].end :])
        first = next((i for i in range(at + 1, len(tokens)) if tokens[i].low in TITLES), at) if pair else at
        after = self.name_at(first)
        if after is None or after < first + 2:
            return None
        start, end = tokens[at].start, tokens[after - 1].end
        label = self.text[start:end].replace(". ", " ")
        self.found.append(Found(
            start, end, label, "", self.web.by_name(label, None), kind="household" if pair else "person",
            tier="extended" if low in _KNOWN_FOR_TITLES else "close", paid="paid" if low == "dr" else None,
        ))  # fmt: skip
        return after

    def _on_the_web(self, at: int) -> int | None:
        """Somebody already on the web, by their name."""
        tokens = self.tokens
        for size in range(min(6, len(tokens) - at), 0, -1):
            if any(tokens[i].gap != " " for i in range(at + 1, at + size)):
                continue
            words = tuple(token.low for token in tokens[at : at + size])
            node = self.web.names.get(words)
            if node is None or not self._means_the_name(at, words):
                continue
            self.found.append(Found(tokens[at].start, tokens[at + size - 1].end, self.web.label_of(node), "", node))
            return at + size
        return None

    def _club(self, at: int) -> int | None:
        """ "the Tuesday club", "my lunch club"."""
        tokens = self.tokens
        if tokens[at].low not in {"the", *_MINE, *_THIRD}:
            return None
        last = at + 1
        while (
            last < len(tokens)
            and last - at < 4
            and self.joined(last)
            and (is_weekday(tokens[last].low) or tokens[last].low in _CLUB_KINDS)
        ):
            last += 1
        if last == at + 1 or last >= len(tokens) or not self.joined(last) or tokens[last].low not in _CLUBS:
            return None
        label = self.text[tokens[at + 1].start : tokens[last].end]
        label = label[0].upper() + label[1:]
        node = self.web.by_name(label, None)
        self.found.append(
            Found(tokens[at + 1].start, tokens[last].end, label, "", node, kind="activity", domain="community")
        )
        return last + 1

    def _several(self, at: int) -> int | None:
        """ "my sons Tom and Will": each name is one of them."""
        tokens = self.tokens
        if at < len(tokens) and re.fullmatch("two|three|four|five|six|both", tokens[at].low):
            at += 1
        kin = relation(tokens[at].low[:-1]) if at < len(tokens) and tokens[at].low.endswith("s") else None
        if kin is None or relation(tokens[at].low):
            return None
        start, after = at + 1, None
        while start < len(tokens) and tokens[start].gap in (" ", ", "):
            after = self.name_at(start)
            if after is None:
                break
            self._take(start, kin, start, (start, after))
            joined = after < len(tokens) and tokens[after].low in ("and", "&")
            start = after + 1 if joined else after
            if not joined and (start >= len(tokens) or tokens[start].gap != ", "):
                break
        return start if after is not None else None

    # Whether it is sure

    def _owner(self, at: int) -> Known | None:
        """Whose relation follows "Anna’s": somebody on the web."""
        token = self.tokens[at]
        if not token.owns or not token.word[0].isupper():
            return None
        node = self.web.names.get((token.low,))
        return self.web.one(node)

    def _somebody_in_this_sentence(self, at: int) -> bool:
        start = max((token.start for token in self.tokens[: at + 1] if token.opens), default=0)
        return any(
            found.start >= start and found.kind == "person" and found.node not in self.web.self_nodes
            for found in self.found
        )

    def _may_be_a_firm(self, at: int, kin: Relation, name: int) -> bool:
        """ "partner Barclays", "GP Care Advisors", "Social Worker Named Group"."""
        if kin.word == "partner":
            return True
        capital = self.tokens[at].word[0].isupper() and (not self.tokens[at].opens or kin.base == "gp")
        return kin.tier == "extended" and capital and self.tokens[name].low not in TITLES

    def _certain_alone(self, at: int, kin: Relation, after: int) -> bool:
        token, words = self.tokens[at], self.before(at, 2)
        if re.match(r"\s+(?:of|to be|to \w+ (?:children|kids))\b", self.text[self.tokens[after - 1].end :]):
            return False
        if self.has_one(at):
            return kin.strong or words[1] != "with"
        if words[:1] == ["the"]:
            return kin.strong or kin.base == "gp"
        if kin.word in CALLED_BY and token.word[0].isupper():
            return True
        if not kin.strong:
            return False
        linked = words[:1] == ["and"] and bool(self.found) and self.found[-1].end == self.tokens[at - 2].end
        return token.opens or linked or (bool(words) and words[0] in _LEADS)

    def _means_the_name(self, at: int, words: tuple[str, ...]) -> bool:
        """Whether a word that is also somebody's label means them here: "Will" and "will", "church" and "Church"."""
        token = self.tokens[at]
        led = self.before(at, 1)[:1] in (["the"], ["my"], ["our"])
        if len(words) > 1 or (led and words[0] not in AMBIGUOUS and not token.word[0].isupper()):
            return True
        if not token.word[0].isupper() or len(token.word) < 2:
            return False
        if words[0] in AMBIGUOUS and token.opens:
            return False
        return not (words[0] in NOT_NAMES and self.before(at, 1)[:1] and self.before(at, 1)[0] in _DATES_FOLLOW)

    # Taking it

    def _resume(self, after: int) -> int:
        """The word to go on from after what was just found."""
        end = self.found[-1].end if self.found else 0
        return next((i for i in range(after, len(self.tokens)) if self.tokens[i].start >= end), len(self.tokens))

    def _chain(self, kin: Relation, after: int) -> None:
        """ "my daughter’s husband": the husband too, as hers."""
        tokens = self.tokens
        if not tokens[after - 1].owns or after >= len(tokens) or tokens[after].gap.strip("'’ "):
            return
        meant = self.relation_at(after)
        if meant is None:
            return
        hers, end = meant
        owner = self.found[-1].label if self.found and self.found[-1].end == tokens[after - 1].end else kin.shown
        self._take(after, hers, end, self.name_after(end, said=True), owner=(UUID(int=0), owner, ""))

    def _take_called(self, at: int, kin: Relation, after: int) -> None:
        """ "Auntie Jean", who is called that."""
        start, end = self.tokens[at].start, self.tokens[after - 1].end
        label = self.text[start:end]
        name = self.text[self.tokens[at + 1].start : end]
        node = self.web.by_name(label, None) or self.web.by_name(name, kin)
        self.found.append(Found(start, end, label, kin.shown, node, tier=kin.tier))

    def _take(
        self, at: int, kin: Relation, after: int, named: tuple[int, int] | None,
        *, owner: Known | None = None, unsure: bool = False,
    ) -> None:  # fmt: skip
        """Take words [at, after) and a name; `owner`: it is theirs; `unsure`: nobody can tell whose."""
        tokens = self.tokens
        start, end = tokens[at].start, tokens[(named[1] if named else after) - 1].end
        of_other = owner is not None and owner[2] != "self"
        shown = kin.shown if owner is None or not of_other else f"{_possessive(owner[1])} {kin.shown}"
        meant = relation(shown) if not of_other else None
        if named:
            label = self.text[tokens[named[0]].start : end]
            node = self.web.by_name(label, meant)
            if node is None and meant is not None and not unsure:
                node = self.web.one_nameless(meant)
            said = "" if unsure else shown
        elif unsure:
            return
        else:
            label, said = shown[0].upper() + shown[1:], ""
            nodes = self.web.with_relation(kin) if meant else self.web.labelled(label)
            if len(nodes) > 1 or (
                meant and not nodes and kin.key != kin.base and self.web.with_relation(kin, loosely=True)
            ):
                return
            node = nodes[0] if nodes else None
            label = self.web.label_of(node) if node else label
        self.found.append(Found(
            start, end, label, said, node, kind=kin.kind, domain=kin.domain,
            tier="extended" if of_other or unsure else kin.tier, paid=kin.paid, remembered=kin.remembered,
        ))  # fmt: skip


_AT_WORK = {"colleague", "manager", "boss", "workmate"}
_KINDLY = {"dear", "lovely", "poor", "elderly", "own", "only", "grown-up", "kind", "wonderful"}
_DATES_FOLLOW = {"in", "last", "next", "this", "since", "until", "till", "by", "of", "early", "late", "every", "on"}


def _possessive(label: str) -> str:
    return f"{label}’" if label.endswith("s") else f"{label}’s"
