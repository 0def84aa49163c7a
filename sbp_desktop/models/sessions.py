"""Where a team meets people on its days, such as a surgery or a hub, and whom it met there (practice.md A49, A51)."""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sbp_desktop.models.vocabulary import Setting

_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:(?:s|nes|rs|ur)?days?|r?s)?\b")
_SURGERY = re.compile(r"\b(surger(?:y|ies)|gps?|practice|health cent(?:re|er)|medical cent(?:re|er))\b")
_HUB = re.compile(r"\bhubs?\b")


@dataclass(frozen=True, slots=True)
class SessionTalk:
    """A conversation begun at a session: whose, how it begins, and when (ms UTC)."""

    person: UUID
    conversation: UUID
    name: str
    began: str
    opened_ms: int


@dataclass(frozen=True, slots=True)
class SessionSnapshot:
    """A session of one day. `here`: the worker has said that they are there; `talks` are of that day, newest first."""

    id: UUID
    where: str
    when: str = ""
    here: bool = False
    talks: tuple[SessionTalk, ...] = ()


def is_on(when: str, day: int) -> bool:
    """Whether a session is on an ordinal day: one whose words name no day of the week may be on any."""
    days = {_WEEK.index(found) for found in _DAY.findall(when.casefold())}
    return not days or date.fromordinal(day).weekday() in days


def setting(where: str) -> Setting:
    """What kind of place it is, by its name; a conversation there begins with it and can be put right."""
    name = where.casefold()
    if _SURGERY.search(name):
        return Setting.GP_SURGERY
    return Setting.COMMUNITY_HUB if _HUB.search(name) else Setting.LOCAL_SESSION
