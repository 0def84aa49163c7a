"""What each kind of decision is called, and who decides, in plain words."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from sbp_desktop.models.agreed import Thing
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.vocabulary import Capacity, DecisionPoint
from sbp_desktop.ui import when_and_where

translate = QCoreApplication.translate


def points() -> Mapping[str, str]:
    """Return what each kind of decision is called (practice.md B.3)."""
    return {
        DecisionPoint.TO_C3.value: translate("Decision", "To talk about a good life"),
        DecisionPoint.STATUTORY_SERVICE.value: translate("Decision", "Long-term help that starts"),
        DecisionPoint.RESTRICTION_OR_BEST_INTEREST.value: translate("Decision", "A limit on somebody’s freedom"),
        DecisionPoint.OVER_LIMIT.value: translate("Decision", "More than small money"),
        DecisionPoint.RESIDENTIAL.value: translate("Decision", "Moving to a care home or nursing home"),
        DecisionPoint.GOODBYE_WITH_RISK.value: translate("Decision", "Goodbye while a risk remains"),
        DecisionPoint.OTHER.value: translate("Decision", "Something we decided"),
    }


BEGUN_HERE = (
    DecisionPoint.STATUTORY_SERVICE.value,
    DecisionPoint.RESTRICTION_OR_BEST_INTEREST.value,
    DecisionPoint.RESIDENTIAL.value,
    DecisionPoint.GOODBYE_WITH_RISK.value,
)
"""Those a worker begins by hand; the others begin where they come up."""
WHO_DECIDES = (DecisionPoint.RESTRICTION_OR_BEST_INTEREST.value, DecisionPoint.RESIDENTIAL.value)
"""Where who decides stands open from the start: it is always about one decision (practice.md A99)."""


def point(value: str) -> str:
    """Return what one is called."""
    return points().get(value) or points()[DecisionPoint.OTHER.value]


def capacities() -> Mapping[str, str]:
    """Return who decides this one thing."""
    return {
        Capacity.CAN_DECIDE.value: translate("Decision", "They decide"),
        Capacity.WITH_SUPPORT.value: translate("Decision", "They decide, with support"),
        Capacity.BEST_INTERESTS.value: translate("Decision", "Decided in their best interests"),
    }


def is_agreed(decision: Thing) -> bool:
    """Return whether it is agreed; a file that was brought in gives only the day."""
    return bool(decision.values.get("agreed", decision.day("at") is not None))


def when_agreed(agreed: bool, at: PartialDate | None, now: int, *, whole: bool = False) -> str:
    """Return the day it was agreed, in a `whole` sentence or not, or that it is not agreed yet."""
    if not agreed:
        return translate("Decision", "Not agreed yet")
    day = when_and_where.partial(at, now) if at is not None else ""
    if not whole:
        return day
    return translate("Decision", "Agreed {0}").format(day) if day else translate("Decision", "Agreed")
