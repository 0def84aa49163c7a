"""Days, times and places as a person would say them: "Thursday", "yesterday", "at the hub, 16:10 on Friday"."""

from datetime import UTC, date, datetime

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from sbp_desktop.models.dates import PartialDate

translate = QCoreApplication.translate
_WEEK = 7
_MONTH = 28


def today() -> int:
    """Return today on this machine's calendar as an ordinal day."""
    return datetime.now(tz=UTC).astimezone().date().toordinal()


def day_of(ms: int) -> int:
    """Return the ordinal day, on this machine's calendar, of an instant in ms UTC."""
    return _local(ms).date().toordinal()


def day_title(day: int) -> str:
    """Return "Sunday 22 November"."""
    return _say(day, "dddd d MMMM")


def day_and_month(day: int, now: int) -> str:
    """Return "28 May", with the year when it is not this year's."""
    same_year = date.fromordinal(day).year == date.fromordinal(now).year
    return _say(day, "d MMMM" if same_year else "d MMMM yyyy")


def expected(on: PartialDate | None, now: int) -> str:
    """Return when somebody expects us: "Today", "Thursday", "3 December", "When you can"; never that it is late."""
    if on is None:
        return translate("When", "When you can")
    if on.lo != on.hi:
        return partial(on, now)
    ahead = on.lo - now
    near = {-1: translate("When", "Yesterday"), 0: translate("When", "Today"), 1: translate("When", "Tomorrow")}
    if ahead in near:
        return near[ahead]
    if 0 < ahead < _WEEK:
        return _say(on.lo, "dddd")
    if -_WEEK < ahead < 0:
        return translate("When", "Last {day}").format(day=_say(on.lo, "dddd"))
    return day_and_month(on.lo, now)


def partial(on: PartialDate, now: int) -> str:
    """Return a day as precisely as it was told: "28 May", "May 2018", "2018", else as written."""
    if on.lo == on.hi:
        return day_and_month(on.lo, now)
    first, last = date.fromordinal(on.lo), date.fromordinal(on.hi)
    if (first.year, first.month) == (last.year, last.month):
        return _say(on.lo, "MMMM yyyy")
    if first.year == last.year and on.hi - on.lo >= 364:
        return str(first.year)
    return on.text


def last_talked(ms: int, now: int) -> str:
    """Return "Talked yesterday", "Talked on Tuesday", "Talked in June 2024", or nothing when we never did (`ms` 0)."""
    if not ms:
        return ""
    day = day_of(ms)
    ago = now - day
    if ago <= 0:
        return translate("When", "Talked today")
    if ago == 1:
        return translate("When", "Talked yesterday")
    if ago < _WEEK:
        return translate("When", "Talked on {day}").format(day=_say(day, "dddd"))
    if ago <= _MONTH:
        return translate("When", "Talked on {day}").format(day=day_and_month(day, now))
    same_year = date.fromordinal(day).year == date.fromordinal(now).year
    month = _say(day, "MMMM" if same_year else "MMMM yyyy")
    return translate("When", "Talked in {month}").format(month=month)


def moment(ms: int, now: int) -> str:
    """Return a time close by: "16:10", "16:10 yesterday", "16:10 on Friday", and further back the day, "28 May"."""
    day, at = day_of(ms), _local(ms)
    clock = QLocale().toString(QTime(at.hour, at.minute), "HH:mm")
    ago = now - day
    if ago <= 0:
        return clock
    if ago == 1:
        return translate("When", "{time} yesterday").format(time=clock)
    if ago < _WEEK:
        return translate("When", "{time} on {day}").format(time=clock, day=_say(day, "dddd"))
    return day_and_month(day, now)


def to_the_minute(ms: int, now: int) -> str:
    """Return the same with the time of day however far back it is: "16:10 on Friday", "16:10, 28 May"."""
    near = moment(ms, now)
    day = day_and_month(day_of(ms), now)
    at = _local(ms)
    return near if near != day else f"{QLocale().toString(QTime(at.hour, at.minute), 'HH:mm')}, {day}"


def place(setting: str | None) -> str:
    """Return where a conversation is held, such as "at home" for home_visit; nothing when not said or unknown."""
    places = {
        "home_visit": translate("Where", "at home"),
        "gp_surgery": translate("Where", "at the surgery"),
        "community_hub": translate("Where", "at the hub"),
        "local_session": translate("Where", "at a local session"),
        "phone": translate("Where", "by phone"),
        "video": translate("Where", "by video"),
        "hospital": translate("Where", "in hospital"),
        "prison": translate("Where", "in prison"),
        "residential": translate("Where", "at the care home"),
        "outdoors": translate("Where", "out and about"),
        "office": translate("Where", "at the office"),
    }
    return places.get(setting or "", "")


def _local(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, tz=UTC).astimezone()


def _say(day: int, pattern: str) -> str:
    when = date.fromordinal(day)
    return QLocale().toString(QDate(when.year, when.month, when.day), pattern)
