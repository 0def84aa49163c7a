"""The law that goes with each kind of decision, in plain words (practice.md R43, A99)."""

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from sbp_desktop.models.vocabulary import DecisionPoint
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP

_CONTEXT = "Law"


class Law(NamedTuple):
    """An act and its section, what it says in plain words, and where the whole of it stands."""

    title: str
    says: str
    where: str


_CARE, _CAPACITY, _RIGHTS = "ukpga/2014/23", "ukpga/2005/9", "ukpga/1998/42"
_WELLBEING = Law(
    QT_TRANSLATE_NOOP("Law", "Care Act 2014, section 1"),
    QT_TRANSLATE_NOOP(
        "Law", "Whatever is done is for somebody’s wellbeing. We begin from this: they are its best judge."
    ),
    f"{_CARE}/section/1",
)
_PREVENT = Law(
    QT_TRANSLATE_NOOP("Law", "Care Act 2014, section 2"),
    QT_TRANSLATE_NOOP("Law", "The council helps early, so that less is needed later."),
    f"{_CARE}/section/2",
)
_BEST_INTERESTS = Law(
    QT_TRANSLATE_NOOP("Law", "Mental Capacity Act 2005, section 4"),
    QT_TRANSLATE_NOOP(
        "Law",
        "Where somebody cannot decide this, it is done in their best interests. Their wishes, feelings and values "
        "count, and those close to them are heard.",
    ),
    f"{_CAPACITY}/section/4",
)
_LIBERTY = Law(
    QT_TRANSLATE_NOOP("Law", "Mental Capacity Act 2005, section 4A and schedule A1"),
    QT_TRANSLATE_NOOP(
        "Law",
        "Somebody may be watched over all the time and not free to leave. Where they cannot agree to that, it needs "
        "a lawful decision.",
    ),
    f"{_CAPACITY}/section/4A",
)
_HOME = Law(
    QT_TRANSLATE_NOOP("Law", "Human Rights Act 1998, articles 5 and 8"),
    QT_TRANSLATE_NOOP("Law", "Freedom, home, family and private life are to be respected."),
    f"{_RIGHTS}/schedule/1",
)
LAWS: Mapping[str, tuple[Law, ...]] = {
    DecisionPoint.TO_C3: (
        Law(
            QT_TRANSLATE_NOOP("Law", "Care Act 2014, section 9"),
            QT_TRANSLATE_NOOP(
                "Law",
                "Anybody who seems to need care or support has a right to this. The council looks with them at what "
                "they need. What they own, and how much they need, make no difference.",
            ),
            f"{_CARE}/section/9",
        ),
        Law(
            QT_TRANSLATE_NOOP("Law", "Care Act 2014, section 10"),
            QT_TRANSLATE_NOOP("Law", "Whoever cares for somebody, or is about to, has the same right for themselves."),
            f"{_CARE}/section/10",
        ),
        Law(
            QT_TRANSLATE_NOOP("Law", "Care Act 2014, section 67"),
            QT_TRANSLATE_NOOP(
                "Law",
                "Some would find it very hard to take part, and have nobody fitting to help. They have an "
                "independent advocate.",
            ),
            f"{_CARE}/section/67",
        ),
    ),
    DecisionPoint.STATUTORY_SERVICE: (
        Law(
            QT_TRANSLATE_NOOP("Law", "Care Act 2014, section 8"),
            QT_TRANSLATE_NOOP(
                "Law", "Needs can be met in many ways: at home or around here, by people, things, advice or money."
            ),
            f"{_CARE}/section/8",
        ),
        Law(
            QT_TRANSLATE_NOOP("Law", "Care Act 2014, section 18"),
            QT_TRANSLATE_NOOP(
                "Law",
                "Needs above a national threshold are met by the council. Somebody who can pay may ask the council "
                "to arrange it.",
            ),
            f"{_CARE}/section/18",
        ),
        Law(
            QT_TRANSLATE_NOOP("Law", "Care Act 2014, section 25"),
            QT_TRANSLATE_NOOP("Law", "A plan is made with the person and their carer, and they have a copy."),
            f"{_CARE}/section/25",
        ),
    ),
    DecisionPoint.RESTRICTION_OR_BEST_INTEREST: (
        Law(
            QT_TRANSLATE_NOOP("Law", "Mental Capacity Act 2005, section 1"),
            QT_TRANSLATE_NOOP(
                "Law",
                "Everybody is taken to be able to decide, until shown otherwise. All help to decide comes first. "
                "An unwise decision is still theirs.",
            ),
            f"{_CAPACITY}/section/1",
        ),
        Law(
            QT_TRANSLATE_NOOP("Law", "Mental Capacity Act 2005, section 3"),
            QT_TRANSLATE_NOOP(
                "Law", "It is about this one decision: to understand it, keep it in mind, weigh it up and say it."
            ),
            f"{_CAPACITY}/section/3",
        ),
        _BEST_INTERESTS,
        Law(
            QT_TRANSLATE_NOOP("Law", "Mental Capacity Act 2005, section 6"),
            QT_TRANSLATE_NOOP("Law", "Holding somebody back is only against harm to them, and no more than is needed."),
            f"{_CAPACITY}/section/6",
        ),
        _LIBERTY,
        _HOME,
    ),
    DecisionPoint.OVER_LIMIT: (
        Law(
            QT_TRANSLATE_NOOP("Law", "Care Act 2014, section 26"),
            QT_TRANSLATE_NOOP("Law", "A personal budget says what the plan costs and who pays what."),
            f"{_CARE}/section/26",
        ),
        Law(
            QT_TRANSLATE_NOOP("Law", "Care Act 2014, section 31"),
            QT_TRANSLATE_NOOP("Law", "Somebody can ask for the money itself and arrange their own help."),
            f"{_CARE}/section/31",
        ),
    ),
    DecisionPoint.RESIDENTIAL: (
        Law(
            QT_TRANSLATE_NOOP("Law", "Care Act 2014, section 30"),
            QT_TRANSLATE_NOOP(
                "Law",
                "Whoever is to live in a care home may say which one. The council arranges that one "
                "where the rules on cost and place are met.",
            ),
            f"{_CARE}/section/30",
        ),
        _BEST_INTERESTS,
        Law(
            QT_TRANSLATE_NOOP("Law", "Mental Capacity Act 2005, section 39"),
            QT_TRANSLATE_NOOP(
                "Law", "Somebody who cannot decide this and has nobody close has an independent advocate."
            ),
            f"{_CAPACITY}/section/39",
        ),
        _LIBERTY,
        _HOME,
    ),
    DecisionPoint.GOODBYE_WITH_RISK: (
        Law(
            QT_TRANSLATE_NOOP("Law", "Care Act 2014, section 11"),
            QT_TRANSLATE_NOOP(
                "Law",
                "Somebody may say no to the council looking at what they need. It still looks where they may be "
                "abused or neglected, or cannot decide that.",
            ),
            f"{_CARE}/section/11",
        ),
        Law(
            QT_TRANSLATE_NOOP("Law", "Care Act 2014, section 42"),
            QT_TRANSLATE_NOOP(
                "Law",
                "Somebody who needs care may be abused or neglected, and unable to protect themselves. Then the "
                "council finds out what should be done.",
            ),
            f"{_CARE}/section/42",
        ),
        _PREVENT,
    ),
    DecisionPoint.OTHER: (_WELLBEING, _PREVENT),
}
"""What each kind of decision rests on in England, the nearest first."""


def of_point(point: str) -> tuple[Law, ...]:
    """Return what goes with a kind of decision; one we do not know is like any other."""
    return LAWS.get(point, LAWS[DecisionPoint.OTHER])


def say(words: str) -> str:
    """Return words of this file in the language of the screen."""
    return QCoreApplication.translate(_CONTEXT, words)
