"""How each kind of item of a people file becomes fields of the record: names, other people's words, references."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

from sbp_desktop.models import schema
from sbp_desktop.models import vocabulary as v
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.schema import Entity, Kind
from sbp_desktop.models.unhidden import unhidden
from sbp_desktop.services.parts import Part

NAMESPACE = schema.PEOPLE_FILES

_HOUR_MS = 3_600_000


def person_id(name: str) -> UUID:
    """The id of a person known in a file by `name`."""
    return uuid5(NAMESPACE, name)


def today() -> int:
    """Today as an ordinal: day 0 of a person for whom the file gives no date."""
    return datetime.now(UTC).date().toordinal()


def spoken(name: str) -> str:
    """An id as somebody might say it: `day_centre` -> Day centre."""
    words = name.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def instant(day: str, hour: int = 11) -> int:
    """A time on a day that only has a date (EDTF text), ms UTC; late morning, so that no time zone moves the date."""
    moment = PartialDate.of(day).lo
    midnight = datetime.combine(date.fromordinal(moment), datetime.min.time(), UTC)
    return int(midnight.timestamp() * 1000) + hour * _HOUR_MS


@dataclass(frozen=True, slots=True)
class Shape:
    """How one kind of item is read. `renamed`: the file's name -> ours (None: passed over here).

    `special` reads a value in its own way. Names that are fields of the entity are read by the field's kind.
    """

    entity: Entity
    renamed: Mapping[str, str | None] = field(default_factory=dict)
    special: Mapping[str, Callable[[Part], Any]] = field(default_factory=dict)


def _one_of(words: Mapping[str, str], then: Callable[[Part], str]) -> Callable[[Part], str]:
    """Reads other people's words for an option, and otherwise the option itself."""
    return lambda part: words.get(part.text().lower()) or then(part)


def whose(kind: str) -> Callable[[Part], UUID]:
    """Reads a reference to something of the whole file: the id follows from its name, whether or not it is listed."""
    return lambda part: uuid5(NAMESPACE, f"{kind}:{part.text()}")


def _asked(part: Part) -> str:
    return (v.WhatTheyWant.ASKED_EXPRESSED if part.flag() else v.WhatTheyWant.NOT_ASKED).value


def _offered(part: Part) -> str:
    return (v.OwnConversation.OFFERED if part.flag() else v.OwnConversation.NOT_OFFERED).value


def _words(part: Part) -> str:
    """Words of a text, or of a list of texts one after the other."""
    return ", ".join(item.text() for item in part.parts()) if part.is_list else part.text()


def _pronouns(part: Part) -> str:
    given = part.text()
    return "" if given == "not_stated" else given


_MODES = {"home_visit": "visit", "phone": "call", "video": "call", "text": "message", "letter": "message"}
_DONE = {"done": "yes", "started": "some", "not_yet": "no", "not_started": "no"}

PERSON = Shape(
    schema.PERSON,
    {"id": None, "sensitive": "sensitive_topics", "photo": None, "last_opened": None},
    {"pronouns": _pronouns},
)
NODE = Shape(
    schema.NODE,
    {"id": None, "review": "review_on", "person": "linked_person", "photo": None, "seen_together": None},
    {"linked_person": lambda part: person_id(part.text()), "resource": whose("resource")},
)
TIE = Shape(schema.TIE, {"id": None, "a": None, "b": None, "view": None, "seen_together": None})
STRENGTH = Shape(schema.STRENGTH, {"day": "at"})
CONVERSATION = Shape(
    schema.CONVERSATION,
    {"day": "happened_on", "worker": "led_by", "present": None, "opened": None, "closed": None, "copied_from": None},
    {"led_by": whose("worker")},
)
CONTACT = Shape(
    schema.CONTACT,
    {"at": None, "by": None, "conversation": None, "note": "line"},
    {"mode": _one_of(_MODES, lambda part: part.option(v.ContactMode))},
)
EMERGENCY_PLAN = Shape(schema.EMERGENCY_PLAN, {"conversation": None, "next": "next_words"})
PLAN_STEP = Shape(
    schema.PLAN_STEP,
    {"parent": None, "order": None, "who_node": None},
    {"done": _one_of(_DONE, lambda part: part.option(v.Done))},
)
CONNECTION = Shape(
    schema.CONNECTION,
    {"day": "at", "node": None, "conversation": None, "made_by": None},
    {"resource": whose("resource")},
)
CHECK = Shape(schema.CONNECTION_CHECK, {"day": "at", "parent": None, "order": None, "said": "words"})
OUTCOME = Shape(schema.OUTCOME, {"words_paraphrased": "words"})
REVIEW = Shape(schema.OUTCOME_REVIEW, {"day": "at", "parent": None, "order": None})
OUTCOME_STEP = Shape(
    schema.OUTCOME_STEP, {"parent": None, "order": None}, {"done": _one_of(_DONE, lambda part: part.option(v.Done))}
)
DECISION = Shape(schema.DECISION, {"day": "at", "decision": "decided", "why": "because", "conversation": None})
OPTION = Shape(schema.DECISION_OPTION, {"option": "what", "parent": None, "order": None})
CARER_VOICE = Shape(
    schema.CARER_VOICE,
    {"day": "at", "node": None, "words_paraphrased": "words", "own_conversation_offered": "own_conversation"},
    {"own_conversation_offered": _offered},
)
RISK = Shape(schema.RISK_NOTE, {"day": "at"})
SAFEGUARDING = Shape(
    schema.SAFEGUARDING_NOTE,
    {"desired_outcomes_asked": "what_they_want", "desired_outcomes_met": "met", "told_at": None},
    {"desired_outcomes_asked": _asked},
)
HARM_CHECK = Shape(schema.HARM_CHECK, {"day": "at", "service": None, "tie": None})
DEVELOPMENT = Shape(
    schema.DEVELOPMENT_ITEM,
    {"status": "done", "with_whom": None},
    {"status": _one_of(_DONE, lambda part: part.option(v.Done))},
)
MOMENT = Shape(schema.MOMENT, {"day": "valid_on", "view": None, "version_vector": None})
SPEND = Shape(
    schema.SMALL_SPEND,
    {"day": "at", "what": "what_for", "amount": "amount_pence", "conversation": None, "step": None, "receipt": None},
    {"amount": lambda part: round(part.number() * 100)},
)
LINK = Shape(schema.PERSON_LINK, {"person": "other", "as": "kind"}, {"other": lambda part: person_id(part.text())})
TEAM = Shape(schema.TEAM)
WORKER = Shape(schema.WORKER, {"photo": None}, {"team": whose("team")})
RESOURCE = Shape(schema.RESOURCE, {"place": "where", "activities": "what_happens"}, {"what_happens": _words})


def read_fields(part: Part, shape: Shape, zero: int) -> dict[str, Any]:
    """The record's fields of one item. Missing and empty ones are left out; unknown names are passed over."""
    return dict(_each_field(part.mapping(), shape, zero, ""))


def _each_field(part: Part, shape: Shape, zero: int, before: str) -> Iterator[tuple[str, Any]]:
    for key in part.names():
        name = before + key
        ours = shape.renamed.get(name, name)
        given = part.get(key)
        if ours is None or given is None:
            continue
        if given.is_mapping and any(known.startswith(f"{ours}.") for known in shape.entity.by_name):
            yield from _each_field(given, shape, zero, f"{ours}.")
        elif special := shape.special.get(name) or shape.special.get(ours):
            yield ours, _seen(shape, ours, special(given))
        elif ours in shape.entity.by_name and ours != "audience":
            yield ours, _value(given, shape.entity.by_name[ours], zero)


def _seen(shape: Shape, name: str, value: Any) -> Any:
    """A short line holds what is seen of it and no more."""
    declared = shape.entity.by_name.get(name)
    return unhidden(value) if declared is not None and declared.kind is Kind.WORDS and isinstance(value, str) else value


def _value(part: Part, declared: schema.Field, zero: int) -> Any:
    match declared.kind:
        case Kind.ENUM if declared.options is not None:
            return part.option(declared.options)
        case Kind.SET:
            return [
                item.option(declared.options) if declared.options else unhidden(item.text()) for item in part.parts()
            ]
        case Kind.FLAG:
            return part.flag()
        case Kind.NUMBER | Kind.INSTANT:
            return part.number()
        case Kind.DAY:
            return part.day(zero).text
        case Kind.REF | Kind.ORDER:
            return part.refuse("this cannot be given in a file")
        case Kind.WORDS:
            return unhidden(part.text())
        case _:
            return part.text()
