"""What the council must report of a person by law, guessed from what is written: the one place for words of statute.

The events are those of the national client level data set (practice.md E.8), the outcomes those of the Care Act 2014
s1(2) and of the Care and Support (Eligibility Criteria) Regulations 2015. Nothing is worked out from them: they are
tags. Official words are never translated, and are shown on one page alone (practice.md A112, R08).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.vocabulary import ConversationKind, ConversationOutcome, EligibilityOutcome, Met, WellbeingArea
from sbp_desktop.models.vocabulary import ReturnEvent as Event
from sbp_desktop.models.vocabulary import ReturnOutcome as Came

EVENTS: Mapping[str, str] = {
    Event.REQUEST: "Request",
    Event.ASSESSMENT: "Assessment",
    Event.SERVICE: "Service",
    Event.REVIEW: "Review",
    Event.LEFT_OUT: "Not in the return",
}
OUTCOMES: Mapping[str, str] = {
    Came.TO_ASSESSMENT: "Progress to assessment",
    Came.TO_SUPPORT: "Progress to support planning or services",
    Came.PROVISION: "Provision of service",
    Came.NO_CHANGE: "No change in package",
    Came.ENDED_AS_PLANNED: "Service ended as planned",
    Came.NFA_SIGNPOSTED: "NFA: information and advice or signposting only",
    Came.NFA_DECLINED: "NFA: support declined",
    Came.NFA_ENDED: "NFA: support ended, other reason",
    Came.NFA_OTHER: "NFA: no services offered, other reason",
}
REVIEWS: Mapping[str, str] = {Met.FULLY: "Fully met", Met.PARTLY: "Partially met", Met.NOT: "Not met"}
WELLBEING: Mapping[str, str] = {
    WellbeingArea.DIGNITY: "Personal dignity",
    WellbeingArea.HEALTH: "Physical and mental health and emotional wellbeing",
    WellbeingArea.PROTECTION: "Protection from abuse and neglect",
    WellbeingArea.CONTROL: "Control over day-to-day life",
    WellbeingArea.PARTICIPATION: "Work, education, training or recreation",
    WellbeingArea.ECONOMIC: "Social and economic wellbeing",
    WellbeingArea.RELATIONSHIPS: "Domestic, family and personal relationships",
    WellbeingArea.ACCOMMODATION: "Suitability of living accommodation",
    WellbeingArea.CONTRIBUTION: "Contribution to society",
}
ELIGIBILITY: Mapping[str, str] = {
    EligibilityOutcome.NUTRITION: "Managing and maintaining nutrition",
    EligibilityOutcome.HYGIENE: "Maintaining personal hygiene",
    EligibilityOutcome.TOILET: "Managing toilet needs",
    EligibilityOutcome.CLOTHED: "Being appropriately clothed",
    EligibilityOutcome.HOME_SAFE: "Being able to make use of the home safely",
    EligibilityOutcome.HABITABLE_HOME: "Maintaining a habitable home environment",
    EligibilityOutcome.RELATIONSHIPS: "Developing and maintaining relationships",
    EligibilityOutcome.WORK_LEARNING: "Work, training, education or volunteering",
    EligibilityOutcome.COMMUNITY: "Making use of facilities or services in the community",
    EligibilityOutcome.CARING_FOR_CHILD: "Carrying out caring responsibilities for a child",
}
INITIAL = "Initial conversation"
HEADINGS: Mapping[str, str] = {
    "event": "Event", "outcome": "Event outcome", "met": "Review outcome", "area": "Wellbeing area",
    "eligibility": "Eligibility outcome",
}  # fmt: skip

_CAME: Mapping[str, Came] = {
    ConversationOutcome.CONNECTED: Came.NFA_SIGNPOSTED,
    ConversationOutcome.CONTINUE: Came.TO_ASSESSMENT,
    ConversationOutcome.MOVE_TO_C2: Came.TO_ASSESSMENT,
    ConversationOutcome.MOVE_TO_C3: Came.TO_ASSESSMENT,
    ConversationOutcome.CONTROL_REGAINED: Came.NFA_ENDED,
    ConversationOutcome.GOOD_LIFE_AGREED: Came.TO_SUPPORT,
    ConversationOutcome.NOT_WANTED_NOW: Came.NFA_DECLINED,
    ConversationOutcome.ONGOING: Came.NO_CHANGE,
    ConversationOutcome.GOODBYE: Came.NFA_ENDED,
}
_AREA_WORDS: Mapping[WellbeingArea, str] = {
    WellbeingArea.PROTECTION: r"safe|afraid|scared|hurts? me|abus\w*|threat\w*",
    WellbeingArea.PARTICIPATION: r"jobs?|work\w*|college|learn\w*|course|train(ing)?|hobb\w+|football|sing\w*|choir"
    r"|swim\w*|read(ing)?|paint\w*|cater\w*",
    WellbeingArea.CONTRIBUTION: r"help(ing)? others|give back|teach\w*|volunteer\w*|useful|contribut\w*",
    WellbeingArea.ECONOMIC: r"money|bills?|debts?|benefits?|afford\w*|wages?|rent",
    WellbeingArea.RELATIONSHIPS: r"friends?|famil\w+|brothers?|sisters?|daughters?|sons?|wife|husband|lonel\w+|company"
    r"|grand\w+|neighbours?|mum|dad",
    WellbeingArea.ACCOMMODATION: r"homes?|house|flat|garden|bedroom|stairs|move|roof",
    WellbeingArea.CONTROL: r"choos\w+|choice|decid\w+|independen\w+|control|my own",
    WellbeingArea.DIGNITY: r"respect\w*|dignity|listen\w*|treated",
    WellbeingArea.HEALTH: r"health\w*|pains?|sleep\w*|walk\w*|well|anxi\w+|depress\w*|mood|doctor",
}
_ELIGIBILITY_WORDS: Mapping[EligibilityOutcome, str] = {
    EligibilityOutcome.CARING_FOR_CHILD: r"my (child\w*|kids|baby|little one)|school run",
    EligibilityOutcome.NUTRITION: r"eat\w*|foods?|cook\w*|meals?|dinners?",
    EligibilityOutcome.HYGIENE: r"wash\w*|baths?|bathroom|shower\w*|teeth|laundry",
    EligibilityOutcome.TOILET: r"toilet|loo|continence",
    EligibilityOutcome.CLOTHED: r"dress\w*|clothes|clothed",
    EligibilityOutcome.WORK_LEARNING: r"jobs?|work\w*|college|learn\w*|course|train(ing)?|volunteer\w*|teach\w*",
    EligibilityOutcome.HABITABLE_HOME: r"clean\w*|tidy\w*|clutter|hoard\w*|heating|damp|cooker|clear space",
    EligibilityOutcome.HOME_SAFE: r"stairs|falls?|falling|steps|safe at home|my own home|at home|bedroom",
    EligibilityOutcome.RELATIONSHIPS: _AREA_WORDS[WellbeingArea.RELATIONSHIPS],
    EligibilityOutcome.COMMUNITY: r"shops?|church|mosque|clubs?|choir|library|bus|park|football|swim\w*"
    r"|sing\w*|go(ing)? out",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A code: `value` None where nothing is known; `guessed` where nobody has said so."""

    value: str | None = None
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """One event: a conversation, or help the council arranges. `met` is of a review, and never guessed."""

    of: UUID
    label: str
    event: Said
    outcome: Said
    met: Said | None = None
    since: PartialDate | None = None
    until: PartialDate | None = None
    initial: bool = False


@dataclass(frozen=True, slots=True)
class ReturnHope:
    """One thing hoped for, with its two tags."""

    outcome: UUID
    words: str
    area: Said
    eligibility: Said


@dataclass(frozen=True, slots=True)
class CouncilsReturn:
    """All of it for one person, the earliest first."""

    person: UUID
    council_ref: str = ""
    nhs_number: str = ""
    lines: tuple[ReturnLine, ...] = ()
    hopes: tuple[ReturnHope, ...] = ()


def codes(found: CouncilsReturn) -> tuple[Said, ...]:
    """Every code there is to fill."""
    of_lines = (said for line in found.lines for said in (line.event, line.outcome, line.met) if said is not None)
    return (*of_lines, *(said for hope in found.hopes for said in (hope.area, hope.eligibility)))


def event_of(kind: str | None, *, first: bool) -> Event:
    """Which event a conversation is: whoever comes first asks for something, and looking again is a review."""
    if kind == ConversationKind.REVIEW:
        return Event.REVIEW
    return Event.REQUEST if first and kind != ConversationKind.C3 else Event.ASSESSMENT


def outcome_of(outcome: str | None) -> Came | None:
    """What came of a conversation, None while it goes on."""
    return _CAME.get(outcome or "")


def help_outcome(*, ended: bool) -> Came:
    """What came of help that goes on, or has ended."""
    return Came.ENDED_AS_PLANNED if ended else Came.PROVISION


def area_in(words: str) -> WellbeingArea | None:
    """Return the wellbeing area somebody's words speak of, None where none is plain."""
    return next((area for area, said in _AREA_WORDS.items() if _speaks(said, words)), None)


def eligibility_in(words: str) -> EligibilityOutcome | None:
    """Return the outcome of the regulations somebody's words speak of, None where none is plain."""
    return next((outcome for outcome, said in _ELIGIBILITY_WORDS.items() if _speaks(said, words)), None)


def _speaks(said: str, words: str) -> bool:
    return re.search(rf"\b({said})\b", words, re.IGNORECASE) is not None


def said_or_guessed(said: str | None, guess: str | None) -> Said:
    """A code as it was said, else as it is guessed."""
    return Said(said) if said else Said(guess, guessed=guess is not None)
