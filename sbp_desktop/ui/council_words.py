"""What is said of the council on the screen: one calm line that is always true, and where a thing is."""

from PySide6.QtCore import QCoreApplication

from sbp_desktop.storage.lease import Lease
from sbp_desktop.sync import status
from sbp_desktop.sync.status import Placed, Said, Standing, Whereabouts
from sbp_desktop.ui import when_and_where

translate = QCoreApplication.translate
_HOUR_MS = 3_600_000
_MINUTE_MS = 60_000


def line(standing: Standing | None, now: int) -> str:
    """The line at the foot; "" where only this laptop has anything to say."""
    found = status.line(standing, now)
    when = when_and_where.moment(found.at, when_and_where.today())
    match found.said:
        case Said.ALL_TODAY:
            return translate("Council", "All of today’s work is with the council, {0}").format(when)
        case Said.ALL_THEN:
            return translate("Council", "All of your work is with the council, as of {0}").format(when)
        case Said.UNSENT if found.changes == 1:
            return translate("Council", "One change safe on this laptop, not sent since {0}").format(when)
        case Said.UNSENT:
            return translate("Council", "{0} changes safe on this laptop, not sent since {1}").format(
                found.changes, when
            )
        case _:
            return ""


def until_signed_in() -> str:
    """The line at the foot while the council waits for somebody to sign in."""
    return translate("Council", "Your work is safe on this laptop until you sign in under Settings")


def waits_long(standing: Standing | None, now: int) -> str:
    """What to say, apart from the line, of what has not been sent for days; "" while there is none."""
    if standing is None or standing.since is None or not status.waits_long(standing, now):
        return ""
    said = translate("Council", "Safe on this laptop alone since {0}. It goes once there is a connection.")
    return said.format(when_and_where.moment(standing.since, when_and_where.today()))


def soon_locked(lease: Lease | None) -> str:
    """What to say in the last days before a laptop without a word of its council stays locked; "" until then."""
    if lease is None or lease.over or not lease.ends_soon:
        return ""
    since = when_and_where.moment(lease.since, when_and_where.today())
    if lease.days_left == 1:
        said = translate(
            "Council", "Not heard from {0} since {1}. Connect this laptop today: after that it stays locked."
        )
        return said.format(lease.council, since)
    said = translate(
        "Council", "Not heard from {0} since {1}. Connect this laptop within {2} days, or it stays locked."
    )
    return said.format(lease.council, since, lease.days_left)


def clock(standing: Standing) -> str:
    """What to say of a clock that is wrong; "" while it is not."""
    if not status.clock_is_wrong(standing):
        return ""
    off = abs(standing.ahead_ms)
    hours, minutes = round(off / _HOUR_MS), round(off / _MINUTE_MS)
    if hours >= 2:
        amount = translate("Council", "{0} hours").format(hours)
    else:
        amount = translate("Council", "{0} minutes").format(minutes)
    if standing.ahead_ms > 0:
        said = translate("Council", "This laptop’s clock is {0} fast. Put it right in its settings; nothing is lost.")
    else:
        said = translate("Council", "This laptop’s clock is {0} slow. Put it right in its settings; nothing is lost.")
    return said.format(amount)


def whereabouts(placed: Placed) -> str:
    """Where a thing is, in a few words."""
    at = when_and_where.moment(placed.at, when_and_where.today()) if placed.at else ""
    match placed.where:
        case Whereabouts.HERE if at:
            return translate("Council", "Only on this laptop, since {0}").format(at)
        case Whereabouts.HERE:
            return translate("Council", "Only on this laptop")
        case Whereabouts.HELD:
            return translate("Council", "With the council, for a manager to read")
        case Whereabouts.SENT if at:
            return translate("Council", "With the council, {0}").format(at)
        case Whereabouts.SENT:
            return translate("Council", "With the council")
        case Whereabouts.CONFIRMED:
            return translate("Council", "Safe with the council, in its backup too")
