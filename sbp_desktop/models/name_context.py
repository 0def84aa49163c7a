"""What stands around a word of a sentence: the relationship or the name that begins at it, and what leads up to it."""

import re

from sbp_desktop.models.name_words import TITLES, is_name, tokens
from sbp_desktop.models.relation_words import NOT_A_PERSON, Relation, relation, word_set

_PARTICLES = {"ap", "ab", "ferch", "van", "von", "de", "der", "la", "le", "bin", "da", "di"}
_OWNED_BY = {"has", "have", "got", "with"}
_DOUBT = word_set(
    "no not never without neither nor if whether wish wishes wished would could might do does did any",
)
_NONE = {"no", "without", "neither", "nor", "any", "never"}
_SET_APART = {(", ", ","), (", ", "."), (", ", ";"), (", ", "”"), (", ", "!"), (", ", "?"), (" (", ")")}


class Context:
    """A text as its words; every question is asked about the word at an index, and answers give the index after."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)

    def joined(self, at: int) -> bool:
        """Whether this word follows the one before with nothing but a space between."""
        return at < len(self.tokens) and self.tokens[at].gap.strip(" ") == "" and not self.tokens[at - 1].owns

    def relation_at(self, at: int) -> tuple[Relation, int] | None:
        """The longest relationship beginning at this word, and the word after it; None where it only looks like one."""
        end = at + 1
        while end - at < 5 and self.joined(end):
            end += 1
        for after in range(end, at, -1):
            meant = relation(" ".join(token.low for token in self.tokens[at:after]))
            if meant is not None:
                rest = self.text[self.tokens[after - 1].end :].replace("’", "'").lstrip(" -'").casefold()
                other = any(re.match(rf"{words}\b", rest) for words in NOT_A_PERSON.get(meant.word, ()))
                return None if other else (meant, after)
        return None

    def name_at(self, at: int) -> int | None:
        """The word after the name that begins here, or None."""
        tokens = self.tokens
        if at >= len(tokens):
            return None
        titled = tokens[at].low in TITLES and tokens[at].word[0].isupper() and at + 1 < len(tokens)
        first = at + 1 if titled and tokens[at + 1].gap in (" ", ". ") else at
        if not (
            is_name(tokens[first], self.text)
            or (first > at and len(tokens[first].word) == 1 and tokens[first].word.isupper())
        ):
            return None
        after = first + 1
        while after < len(tokens) and after - first < 4 and self.joined(after):
            step = 2 if tokens[after].low in _PARTICLES and after + 1 < len(tokens) and self.joined(after + 1) else 1
            if not is_name(tokens[after + step - 1], self.text):
                break
            after += step
        return after

    def name_after(self, at: int, *, said: bool) -> tuple[int, int] | None:
        """Where a name stands that belongs to the relationship ending just before word `at`: (first, after).

        `said`: also takes "my daughter, Jean," and "my daughter is called Jean", which need "my" to be sure.
        """
        tokens = self.tokens
        if at >= len(tokens):
            return None
        start, gap = at, tokens[at].gap
        if tokens[at - 1].owns:
            if not (said and [token.low for token in tokens[at : at + 2]] == ["name", "is"]):
                return None
            start = at + 2
        elif said or tokens[at].low in ("called", "named"):
            while (
                gap == " " and start < min(at + 2, len(tokens)) and tokens[start].low in ("is", "was", "who", "who's")
            ):
                start += 1
            if start < len(tokens) and tokens[start].low in ("called", "named"):
                start += 1
            elif start > at:
                return None
        after = self.name_at(start)
        if after is None:
            return None
        if start == at and gap.strip():
            behind = self.text[tokens[after - 1].end :][:1]
            return (start, after) if said and (gap, behind) in _SET_APART else None
        return start, after

    def before(self, at: int, how_many: int) -> list[str]:
        """The words before this one in its sentence, nearest first."""
        words: list[str] = []
        for i in range(at, max(at - how_many, 0), -1):
            if self.tokens[i].opens:
                break
            words.append(self.tokens[i - 1].low)
        return words

    def has_one(self, at: int) -> bool:
        """Whether it is introduced by "has a": there is one."""
        words = self.before(at, 3)
        return bool(words) and words[0] in ("a", "an", "one") and len(words) > 1 and words[1] in _OWNED_BY

    def doubted(self, at: int, named: bool) -> bool:
        """ "no daughter", "if she had a sister", "hasn't got a brother", "a mother of two"."""
        words = self.before(at, 5)
        if self.has_one(at):
            return any(word in _DOUBT or word.endswith("n't") for word in words)
        return words[:1] in ([each] for each in _NONE) or (
            not named and words[:1] in (["a"], ["an"], ["one"], ["another"])
        )
