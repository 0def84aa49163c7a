"""A sentence cut into words as names need it: possessives off, sentence starts known, names told apart."""

import re
from dataclasses import dataclass

from sbp_desktop.models.relation_words import relation, word_set

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_POSSESSED = re.compile(r"['’]s$|(?<=s)['’]$", re.IGNORECASE)
_WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?")
_FORENAMES_TOO = {"april", "may", "june", "will"}
TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "rev", "revd", "reverend", "prof", "professor", "cllr", "pc"}
NOT_NAMES = word_set(
    "january february march april may june july august september october november december christmas easter eid diwali",
    "ramadan boxing i i'm i've i'll i'd he she it we they you his her their our my your its the a an this that these",
    "those there here what who when where why how which if so but and or then now today tomorrow yesterday no yes not",
    "also after before because since while with at in on by to from for of as is was are were has had have does did do",
    "will would can could should may might must english welsh scottish irish british urdu polish hindi french spanish",
    "german facebook facetime whatsapp zoom skype asda tesco",
)


@dataclass(frozen=True, slots=True)
class Token:
    """`start` and `end` are offsets in the text; `low` is for comparing."""

    start: int
    end: int  # without a possessive ending
    word: str  # as typed, without it
    low: str
    owns: bool  # "Jean's"
    gap: str  # what stands before it
    opens: bool  # first of a sentence


def tokens(text: str) -> list[Token]:
    """Return the words of a text in order."""
    made: list[Token] = []
    at, previous = 0, ""
    for match in _WORD.finditer(text):
        gap, typed = text[at : match.start()], match.group()
        word = _POSSESSED.sub("", typed)
        owns = word != typed or (word[-1] in "sS" and text[match.end() : match.end() + 1] in ("'", "’"))
        opens = not made or (bool(re.search(r"[.!?:\n“\"‘;]", gap)) and not (previous in TITLES and gap == ". "))
        made.append(
            Token(match.start(), match.start() + len(word), word, word.casefold().replace("’", "'"), owns, gap, opens)
        )
        at, previous = match.end(), made[-1].low
    return made


def words_of(label: str) -> tuple[str, ...]:
    """Return the words of a label in lower case, for comparing."""
    return tuple(match.group().casefold().replace("’", "'") for match in _WORD.finditer(label))


def is_weekday(low: str) -> bool:
    """Whether a word in lower case is a day of the week, or several of them."""
    return _WEEKDAY.fullmatch(low) is not None


def is_name(token: Token, text: str) -> bool:
    """Whether a word written like this, where a name may stand, is one."""
    word = token.word
    if not word[0].isupper() or len(word) < 2 or is_weekday(token.low) or relation(word):
        return False
    if token.low in NOT_NAMES and not (token.low in _FORENAMES_TOO and not re.match(r" ?\d", text[token.end :])):
        return False
    return all(_written_as_name(part) for part in re.split("[-'’]", word))


def _written_as_name(part: str) -> bool:
    for clan in ("Mc", "Mac", "Fitz"):
        if part.startswith(clan) and part[len(clan) :].istitle():
            return True
    return part.istitle() or part.islower()
