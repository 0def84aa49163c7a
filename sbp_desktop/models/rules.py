"""The fifty rules of the practice (practice.md B.2): what kind each is, where it comes from, whether it has a switch.

Their words on screen are in `ui/settings/rule_words.py`. What a team switched off is kept in `Team.rules_off`; whoever
computes something for a rule is given that set and asks `RULE in off`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum


class RuleKind(StrEnum):
    """How a rule behaves (practice.md B.1)."""

    DEFAULT = "default"  # the app is built so; nobody is told
    PROMPT = "prompt"  # grey text or an empty slot; asks for no answer
    INDICATOR = "indicator"  # a quiet sign on the thing itself, in words
    NUDGE = "nudge"  # one line, put away with one tap
    REASON = "reason"  # asks for one sentence and always goes on
    STOP = "stop"  # refuses, for safety and dignity alone
    ABSENT = "absent"  # deliberately not there


class Subject(StrEnum):
    """What a rule is about; the order is that of the page."""

    STRENGTHS = "strengths"
    CONVERSATIONS = "conversations"
    STAYING = "staying"
    CLOSE = "close"
    HELP = "help"
    SAY = "say"
    AROUND = "around"
    WRITING = "writing"
    TEAM = "team"


class Acts(Enum):
    """Whether a team may switch off what a rule does."""

    ALWAYS = "always"
    UNLESS_OFF = "unless off"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `sources` are keys of `SOURCES`."""

    id: str
    subject: Subject
    kinds: tuple[RuleKind, ...]
    sources: tuple[str, ...]
    acts: Acts


SOURCES: Mapping[str, str] = {
    "S0": "SCIE, webinar on leading strengths-based social care",
    "S1": "TLAP and ADASS, Developing a Wellbeing and Strengths-based Approach",
    "S2": "Norfolk County Council, Living Well – Three Conversations",
    "S3": "Chief Social Worker for Adults, annual report 2018 to 2019",
    "S4": "Essex County Council, on culture and leadership",
}
"""Key -> who published it and what it is called; practice.md gives the line of each."""

_DEFAULT, _PROMPT, _INDICATOR, _NUDGE = RuleKind.DEFAULT, RuleKind.PROMPT, RuleKind.INDICATOR, RuleKind.NUDGE
_REASON, _STOP, _ABSENT = RuleKind.REASON, RuleKind.STOP, RuleKind.ABSENT
_ALWAYS, _UNLESS_OFF = Acts.ALWAYS, Acts.UNLESS_OFF

RULES: tuple[Rule, ...] = (
    Rule("R01", Subject.STRENGTHS, (_DEFAULT, _PROMPT), ("S1", "S2"), _ALWAYS),
    Rule("R02", Subject.CONVERSATIONS, (_REASON,), ("S2",), _UNLESS_OFF),
    Rule("R03", Subject.CONVERSATIONS, (_DEFAULT, _REASON), ("S1", "S2"), _UNLESS_OFF),
    Rule("R04", Subject.TEAM, (_ABSENT, _INDICATOR), ("S2",), _ALWAYS),
    Rule("R05", Subject.SAY, (_STOP, _DEFAULT), ("S2",), _ALWAYS),
    Rule("R06", Subject.STAYING, (_INDICATOR, _NUDGE), ("S1", "S2"), _UNLESS_OFF),
    Rule("R07", Subject.CLOSE, (_INDICATOR, _NUDGE), ("S2",), _UNLESS_OFF),
    Rule("R08", Subject.HELP, (_ABSENT,), ("S2",), _ALWAYS),
    Rule("R09", Subject.HELP, (_INDICATOR, _REASON), ("S1",), _UNLESS_OFF),
    Rule("R10", Subject.HELP, (_INDICATOR,), ("S1",), _UNLESS_OFF),
    Rule("R11", Subject.WRITING, (_REASON,), ("S2",), _UNLESS_OFF),
    Rule("R12", Subject.HELP, (_PROMPT,), ("S2",), _UNLESS_OFF),
    Rule("R13", Subject.HELP, (_INDICATOR,), ("S2",), _UNLESS_OFF),
    Rule("R14", Subject.HELP, (_PROMPT, _INDICATOR), ("S1",), _UNLESS_OFF),
    Rule("R15", Subject.HELP, (_INDICATOR,), ("S1",), _UNLESS_OFF),
    Rule("R16", Subject.CLOSE, (_STOP, _INDICATOR), ("S0",), _ALWAYS),
    Rule("R17", Subject.STAYING, (_DEFAULT,), ("S1",), _ALWAYS),
    Rule("R18", Subject.STAYING, (_INDICATOR, _REASON), ("S0",), _UNLESS_OFF),
    Rule("R19", Subject.AROUND, (_NUDGE,), ("S1",), _UNLESS_OFF),
    Rule("R20", Subject.CLOSE, (_INDICATOR,), ("S1",), _UNLESS_OFF),
    Rule("R21", Subject.STRENGTHS, (_PROMPT,), ("S1",), _UNLESS_OFF),
    Rule("R22", Subject.AROUND, (_DEFAULT,), ("S3",), _ALWAYS),
    Rule("R23", Subject.STAYING, (_NUDGE,), ("S1",), _UNLESS_OFF),
    Rule("R24", Subject.STAYING, (_DEFAULT,), ("S1",), _ALWAYS),
    Rule("R25", Subject.WRITING, (_DEFAULT,), ("S1",), _ALWAYS),
    Rule("R26", Subject.CONVERSATIONS, (_ABSENT,), ("S1",), _ALWAYS),
    Rule("R27", Subject.STAYING, (_NUDGE,), ("S4",), _UNLESS_OFF),
    Rule("R28", Subject.STRENGTHS, (_PROMPT,), ("S0",), _UNLESS_OFF),
    Rule("R29", Subject.STRENGTHS, (_PROMPT,), ("S1",), _UNLESS_OFF),
    Rule("R30", Subject.AROUND, (_INDICATOR,), ("S1",), _UNLESS_OFF),
    Rule("R31", Subject.SAY, (_STOP,), ("S0",), _ALWAYS),
    Rule("R32", Subject.WRITING, (_DEFAULT, _PROMPT), ("S0", "S1"), _UNLESS_OFF),
    Rule("R33", Subject.CONVERSATIONS, (_DEFAULT,), ("S3",), _ALWAYS),
    Rule("R34", Subject.TEAM, (_PROMPT,), ("S3",), _UNLESS_OFF),
    Rule("R35", Subject.WRITING, (_DEFAULT,), ("S1", "S2"), _ALWAYS),
    Rule("R36", Subject.HELP, (_REASON,), ("S0",), _UNLESS_OFF),
    Rule("R37", Subject.TEAM, (_ABSENT,), ("S0",), _ALWAYS),
    Rule("R38", Subject.TEAM, (_DEFAULT,), ("S0",), _ALWAYS),
    Rule("R39", Subject.TEAM, (_PROMPT,), ("S1", "S2"), _UNLESS_OFF),
    Rule("R40", Subject.TEAM, (_ABSENT,), ("S0", "S1"), _ALWAYS),
    Rule("R41", Subject.SAY, (_STOP,), ("S2",), _ALWAYS),
    Rule("R42", Subject.SAY, (_PROMPT,), ("S1",), _ALWAYS),
    Rule("R43", Subject.SAY, (_PROMPT,), ("S2",), _UNLESS_OFF),
    Rule("R44", Subject.WRITING, (_NUDGE,), ("S2",), _UNLESS_OFF),
    Rule("R45", Subject.CONVERSATIONS, (_PROMPT,), ("S0", "S3"), _UNLESS_OFF),
    Rule("R46", Subject.SAY, (_DEFAULT, _INDICATOR), ("S2",), _UNLESS_OFF),
    Rule("R47", Subject.CLOSE, (_INDICATOR,), ("S3",), _UNLESS_OFF),
    Rule("R48", Subject.AROUND, (_INDICATOR,), ("S2",), _UNLESS_OFF),
    Rule("R49", Subject.AROUND, (_NUDGE,), ("S0",), _UNLESS_OFF),
    Rule("R50", Subject.TEAM, (_DEFAULT,), ("S3",), _ALWAYS),
)

BY_ID: Mapping[str, Rule] = {rule.id: rule for rule in RULES}

WEAK_NETWORK, SITUATED_KNOWLEDGE, GIVES, PLAIN_WORDS, LEARNED, BASICS = "R20", "R21", "R29", "R32", "R39", "R45"
COULD_HARM = "R14"
LISTEN_TO_CARERS, NOT_TOO_MUCH, NOT_INSTEAD = "R07", "R15", "R16"
SAY_WHY, OWN_FIRST, OWN_LIFE, FREEST_FIRST, MORE_THAN_USUAL = "R11", "R09", "R10", "R12", "R13"
NOT_IN_A_CRISIS, LIKE_GLUE = "R03", "R06"
KNOW_AROUND, TAKES_PART, LAW_AT_HAND, FAIR_SHARES, GROUPS_FILL = "R19", "R30", "R43", "R48", "R49"
OVER_LIMIT = "R36"
TALKED_OVER, CHECK_BACK, UNFINISHED, SEEN_TOGETHER, COMPANY = "R02", "R23", "R44", "R46", "R47"
SAME_WORKER, ENDINGS, SMALL_STEPS, TRIED_FIRST = "R18", "R27", "R28", "R34"
"""The rules that something in the app asks after by name."""

ASKING = frozenset(rule.id for rule in RULES if rule.acts is _UNLESS_OFF and {_NUDGE, _REASON} & set(rule.kinds))
"""Whatever asks or reminds: it keeps quiet about somebody while there is a worry about harm (practice.md R41)."""
