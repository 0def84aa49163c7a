"""How it goes with a hope, and which part of a life it belongs to, in plain words."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from sbp_desktop.models.outcome_snapshots import HowItWent
from sbp_desktop.models.vocabulary import OutcomeStatus, WellbeingArea
from sbp_desktop.ui import when_and_where

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


def areas() -> Mapping[str, str]:
    """Return the nine parts of a life (Care Act 2014 s1(2)), by stored value."""
    return {
        WellbeingArea.DIGNITY.value: translate("Outcome", "Respect"),
        WellbeingArea.HEALTH.value: translate("Outcome", "Health and feelings"),
        WellbeingArea.PROTECTION.value: translate("Outcome", "Being safe"),
        WellbeingArea.CONTROL.value: translate("Outcome", "My say over my day"),
        WellbeingArea.PARTICIPATION.value: translate("Outcome", "Work, learning, free time"),
        WellbeingArea.ECONOMIC.value: translate("Outcome", "Money and getting by"),
        WellbeingArea.RELATIONSHIPS.value: translate("Outcome", "Family and people"),
        WellbeingArea.ACCOMMODATION.value: translate("Outcome", "Home"),
        WellbeingArea.CONTRIBUTION.value: translate("Outcome", "What I give"),
    }
