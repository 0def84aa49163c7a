"""How often, how far and how we were in touch, in plain words."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.findings import listed
from sbp_desktop.models.vocabulary import ContactMode, ControlRegained, Done
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP
from sbp_desktop.ui.word_table import WordTable

translate = QCoreApplication.translate
_SHARED = 2  # steps from which there is something to share


RHYTHMS: WordTable[int | None] = WordTable(
    "Plan",
    {
        1: QT_TRANSLATE_NOOP("Plan", "every day"),
        2: QT_TRANSLATE_NOOP("Plan", "every 2 days"),
        3: QT_TRANSLATE_NOOP("Plan", "every 3 days"),
        7: QT_TRANSLATE_NOOP("Plan", "every week"),
        14: QT_TRANSLATE_NOOP("Plan", "every two weeks"),
        None: QT_TRANSLATE_NOOP("Plan", "a day at a time"),
    },
)
"""How often one may agree to be in touch, by the number of days."""


def rhythm(every: int | None) -> str:
    """Return one of those, or any other number of days."""
    return RHYTHMS.get(every) or translate("Plan", "every {days} days").format(days=every)


def by_when(day: PartialDate | None, now: int) -> str:
    """Return by when a step is to be done: "by Thursday", or the invitation to say so; never that it is late."""
    if day is None:
        return translate("Plan", "By when?")
    said = when_and_where.expected(day, now)
    return said if day.lo <= now + 1 else translate("Plan", "by {day}").format(day=said)


def spread(owners: Sequence[str]) -> str:
    """Return in words among whom steps are shared, one owner each, "" of fewer than two; never how many anybody has
    (practice.md R50).
    """
    if len(owners) < _SHARED:
        return ""
    names = list(dict.fromkeys(owners))
    if len(names) == 1:
        return translate("Plan", "All of this rests with {0} so far.").format(names[0])
    return translate("Plan", "{0} share this.").format(listed(names))


DONE: WordTable[str] = WordTable(
    "Plan",
    {
        Done.NO: QT_TRANSLATE_NOOP("Plan", "not yet"),
        Done.SOME: QT_TRANSLATE_NOOP("Plan", "some of it"),
        Done.YES: QT_TRANSLATE_NOOP("Plan", "done"),
    },
)
"""How far a step has come, in the order a tap goes round."""


REGAINED: WordTable[str] = WordTable(
    "Plan",
    {
        ControlRegained.YES: QT_TRANSLATE_NOOP("Plan", "Yes"),
        ControlRegained.MOSTLY: QT_TRANSLATE_NOOP("Plan", "Mostly"),
        ControlRegained.NOT_YET: QT_TRANSLATE_NOOP("Plan", "Not yet"),
    },
)
"""What a person may say to whether they are back in control."""


MODES: WordTable[str] = WordTable(
    "Plan",
    {
        ContactMode.VISIT: QT_TRANSLATE_NOOP("Plan", "Visit"),
        ContactMode.CALL: QT_TRANSLATE_NOOP("Plan", "Call"),
        ContactMode.MESSAGE: QT_TRANSLATE_NOOP("Plan", "Message"),
        ContactMode.TOGETHER_OUT: QT_TRANSLATE_NOOP("Plan", "Out together"),
        ContactMode.NOT_TODAY: QT_TRANSLATE_NOOP("Plan", "Not today"),
    },
)
"""How we may have been in touch; time together is as good as any."""
