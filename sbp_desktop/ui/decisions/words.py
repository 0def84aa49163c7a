"""What each kind of decision is called, and who decides, in plain words."""

from PySide6.QtCore import QCoreApplication

from sbp_desktop.models.agreed import Thing
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.vocabulary import Capacity, DecisionPoint
from sbp_desktop.ui import local_words, when_and_where
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP
from sbp_desktop.ui.word_table import WordTable

translate = QCoreApplication.translate


POINTS: WordTable[str] = WordTable(
    "Decision",
    {
        DecisionPoint.TO_C3: QT_TRANSLATE_NOOP("Decision", "To talk about “{good_life}”"),
        DecisionPoint.STATUTORY_SERVICE: QT_TRANSLATE_NOOP("Decision", "Long-term help that starts"),
        DecisionPoint.RESTRICTION_OR_BEST_INTEREST: QT_TRANSLATE_NOOP("Decision", "A limit on somebody’s freedom"),
        DecisionPoint.OVER_LIMIT: QT_TRANSLATE_NOOP("Decision", "More than small money"),
        DecisionPoint.RESIDENTIAL: QT_TRANSLATE_NOOP("Decision", "Moving to a care home or nursing home"),
        DecisionPoint.GOODBYE_WITH_RISK: QT_TRANSLATE_NOOP("Decision", "Goodbye while a risk remains"),
        DecisionPoint.OTHER: QT_TRANSLATE_NOOP("Decision", "Something we decided"),
    },
)
"""What each kind of decision is called (practice.md B.3)."""


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
    return local_words.filled(POINTS.get(value) or POINTS[DecisionPoint.OTHER.value])


CAPACITIES: WordTable[str] = WordTable(
    "Decision",
    {
        Capacity.CAN_DECIDE: QT_TRANSLATE_NOOP("Decision", "They decide"),
        Capacity.WITH_SUPPORT: QT_TRANSLATE_NOOP("Decision", "They decide, with support"),
        Capacity.BEST_INTERESTS: QT_TRANSLATE_NOOP("Decision", "Decided in their best interests"),
    },
)
"""Who decides this one thing."""


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
