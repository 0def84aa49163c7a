"""How often, how far and how we were in touch, in plain words."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.vocabulary import ContactMode, ControlRegained, Done
from sbp_desktop.ui import when_and_where

translate = QCoreApplication.translate


def rhythms() -> Mapping[int | None, str]:
    """Return how often one may agree to be in touch, by the number of days."""
    return {
        1: translate("Plan", "every day"),
        2: translate("Plan", "every 2 days"),
        3: translate("Plan", "every 3 days"),
        7: translate("Plan", "every week"),
        14: translate("Plan", "every two weeks"),
        None: translate("Plan", "a day at a time"),
    }


def rhythm(every: int | None) -> str:
    """Return one of those, or any other number of days."""
    return rhythms().get(every) or translate("Plan", "every {days} days").format(days=every)


def by_when(day: PartialDate | None, now: int) -> str:
    """Return by when a step is to be done: "by Thursday", or the invitation to say so; never that it is late."""
    if day is None:
        return translate("Plan", "By when?")
    said = when_and_where.expected(day, now)
    return said if day.lo <= now + 1 else translate("Plan", "by {day}").format(day=said)


def done() -> Mapping[str, str]:
    """Return how far a step has come, in the order a tap goes round."""
    return {
        Done.NO.value: translate("Plan", "not yet"),
        Done.SOME.value: translate("Plan", "some of it"),
        Done.YES.value: translate("Plan", "done"),
    }


def regained() -> Mapping[str, str]:
    """Return what a person may say to whether they are back in control."""
    return {
        ControlRegained.YES.value: translate("Plan", "Yes"),
        ControlRegained.MOSTLY.value: translate("Plan", "Mostly"),
        ControlRegained.NOT_YET.value: translate("Plan", "Not yet"),
    }


def modes() -> Mapping[str, str]:
    """Return how we may have been in touch; time together is as good as any."""
    return {
        ContactMode.VISIT.value: translate("Plan", "Visit"),
        ContactMode.CALL.value: translate("Plan", "Call"),
        ContactMode.MESSAGE.value: translate("Plan", "Message"),
        ContactMode.TOGETHER_OUT.value: translate("Plan", "Out together"),
        ContactMode.NOT_TODAY.value: translate("Plan", "Not today"),
    }
