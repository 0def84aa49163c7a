"""A person, their worker and what was said, in the plain sentences of their page."""

import re
from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from sbp_desktop.models.plan_snapshots import CheckBackSnapshot, ContactSnapshot
from sbp_desktop.models.snapshots import ConversationSnapshot, EntrySnapshot, PersonSnapshot, TalkLine, WorkerSnapshot
from sbp_desktop.models.vocabulary import HelpsMe
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.plans import words

translate = QCoreApplication.translate
_DECADE = re.compile(r"\d+s\Z")
_FIRST_WORDS = 110


def about(person: PersonSnapshot) -> str:
    """Return "she/her · 81 years old · Riverside", as much as was told."""
    age = ""
    if person.age is not None:
        age = translate("Person", "{age} years old").format(age=person.age)
    elif _DECADE.match(person.age_band):
        age = translate("Person", "in their {decade}").format(decade=person.age_band)
    elif person.age_band:
        age = person.age_band
    return " · ".join(filter(None, (person.pronouns, age, person.neighbourhood)))


def talking(person: PersonSnapshot) -> str:
    """Return what helps this person talk with us, or nothing."""
    helps = {
        "easy_read": translate("Person", "easy words and pictures"),
        "large_print": translate("Person", "large print"),
        "read_aloud": translate("Person", "reading aloud"),
        "hearing_support": translate("Person", "help with hearing"),
        "bsl": translate("Person", "British Sign Language"),
        "other_language": translate("Person", "their own language"),
    }
    said = [words for key, words in helps.items() if key in person.communication]
    return translate("Person", "What helps us talk: {things}").format(things=", ".join(said)) if said else ""


def worker(named: WorkerSnapshot | None) -> str:
    """Return who this person's named worker is and how to reach them, or nothing."""
    return translate("Person", "Named worker: {who}").format(who=who(named)) if named is not None else ""


def who(worker: WorkerSnapshot) -> str:
    """Return a worker's name and the number people ring them on."""
    return ", ".join(filter(None, (worker.name, worker.direct_number)))


def conversation(talk: ConversationSnapshot | TalkLine, now: int) -> str:
    """Return when and where: "28 May, at home"."""
    if talk.happened_on is not None:
        day = when_and_where.partial(talk.happened_on, now)
    else:
        day = when_and_where.day_and_month(when_and_where.day_of(talk.opened_ms), now)
    return ", ".join(filter(None, (day, talk.place or when_and_where.place(talk.setting))))


def contact(each: ContactSnapshot, now: int) -> str:
    """Return when and how we were in touch: "16:10 yesterday, call: she sounded well"."""
    when_and_how = ", ".join((when_and_where.moment(each.at_ms, now), words.MODES[each.mode].lower()))
    return f"{when_and_how}: {each.line}" if each.line else when_and_how


def how_it_was(each: CheckBackSnapshot, now: int) -> str:
    """Return what somebody said after a goodbye: "3 May: good, sorted. “I sing again.”"."""
    good = {
        HelpsMe.YES.value: translate("Person", "good"),
        HelpsMe.A_BIT.value: translate("Person", "a bit good"),
        HelpsMe.NO.value: translate("Person", "not good"),
    }
    done = {True: translate("Person", "sorted"), False: translate("Person", "not sorted yet")}
    said = ", ".join(
        filter(None, (good.get(each.good or ""), done.get(each.sorted) if each.sorted is not None else ""))
    )
    day = when_and_where.partial(each.at, now) if each.at is not None else ""
    words = f"“{each.words}”" if each.words else ""
    return ": ".join(filter(None, (day, ". ".join(filter(None, (said, words))))))


def in_quotes(entry: EntrySnapshot) -> str:
    """Return a line as read: what somebody said in quotation marks, a note as it is."""
    return f"“{entry.text}”" if entry.kind == "words" else entry.text


def attribution(entry: EntrySnapshot, person: PersonSnapshot, labels: Mapping[UUID, str], now: int) -> str:
    """Return who said it, unless it was the person, and on which day."""
    day = when_and_where.day_and_month(when_and_where.day_of(entry.happened_ms or entry.written_ms), now)
    who = "" if entry.said_by in (None, person.self_node) else labels.get(entry.said_by, "")
    return ", ".join(filter(None, (who, day)))


def in_a_line(words: str) -> str:
    """Return words in a line's length."""
    shown = words.replace("\n", " ")
    return shown if len(shown) <= _FIRST_WORDS else shown[:_FIRST_WORDS].rsplit(" ", 1)[0] + "…"
