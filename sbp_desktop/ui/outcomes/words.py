"""How it goes with a hope, and which part of a life it belongs to, in plain words."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from sbp_desktop.models.outcome_snapshots import HowItWent
from sbp_desktop.models.vocabulary import OutcomeStatus, WellbeingArea
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP
from sbp_desktop.ui.word_table import WordTable

translate = QCoreApplication.translate


def faces() -> Mapping[str, tuple[str, str]]:
    """Return (word, icon) for each answer, by stored value."""
    return {
        OutcomeStatus.NOT_YET.value: (translate("Outcome", "not yet"), "frown"),
        OutcomeStatus.SOME.value: (translate("Outcome", "some"), "so-so"),
        OutcomeStatus.YES.value: (translate("Outcome", "yes"), "smile"),
    }


def went(each: HowItWent, now: int) -> str:
    """Return what was said on a day: "Some, 3 May: I go on Tuesdays"."""
    status = faces()[each.status][0].capitalize() if each.status else ""
    day = when_and_where.partial(each.at, now) if each.at is not None and each.at.lo != now else ""
    today = translate("Outcome", "today") if each.at is not None and not day else ""
    said = ", ".join(filter(None, (status, day or today)))
    return f"{said}: {each.said}" if each.said else said


AREAS: WordTable[str] = WordTable(
    "Outcome",
    {
        WellbeingArea.DIGNITY: QT_TRANSLATE_NOOP("Outcome", "Respect"),
        WellbeingArea.HEALTH: QT_TRANSLATE_NOOP("Outcome", "Health and feelings"),
        WellbeingArea.PROTECTION: QT_TRANSLATE_NOOP("Outcome", "Being safe"),
        WellbeingArea.CONTROL: QT_TRANSLATE_NOOP("Outcome", "My say over my day"),
        WellbeingArea.PARTICIPATION: QT_TRANSLATE_NOOP("Outcome", "Work, learning, free time"),
        WellbeingArea.ECONOMIC: QT_TRANSLATE_NOOP("Outcome", "Money and getting by"),
        WellbeingArea.RELATIONSHIPS: QT_TRANSLATE_NOOP("Outcome", "Family and people"),
        WellbeingArea.ACCOMMODATION: QT_TRANSLATE_NOOP("Outcome", "Home"),
        WellbeingArea.CONTRIBUTION: QT_TRANSLATE_NOOP("Outcome", "What I give"),
    },
)
"""The nine parts of a life (Care Act 2014 s1(2)), by stored value."""
