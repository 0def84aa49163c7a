"""Understands things written by `exporting`, one by one: every field checked by the schema before anything is kept."""

import base64
import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sbp_desktop.models import marked_text
from sbp_desktop.models.clock import FIRST_MS, LAST_MS
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.marked_text import Mention
from sbp_desktop.models.schema import ATTACHMENT, Entity, Field, Kind
from sbp_desktop.models.unhidden import unhidden
from sbp_desktop.services.exporting import DATA, KNOWN
from sbp_desktop.services.file_person import DatedValue, Record
from sbp_desktop.services.parts import Part, short
from sbp_desktop.storage.attachments import LARGEST, TOO_LARGE

_BESIDE = frozenset({"id", "private", "locked", "history", "positions", "known", "versions"})
_MENTIONS = "_mentions"
_PLACE = re.compile(r"[a-z_]{1,40}(:[0-9a-f]{32})?\Z")
_AUDIENCE = re.compile(r"(worker|team|person|(family|partner|not_with):[0-9a-f]{32})\Z")
_FURTHEST = 1_000_000.0  # page units; nobody is drawn as far away
_LARGEST = 1e12
_LONGEST_DAY = 60  # characters; the longest EDTF text that anybody writes is half of it


def read_thing(declared: Entity, part: Part) -> Record:
    """One entity. Raises MalformedInput at the first field that cannot be kept."""
    fields: dict[str, Any] = {}
    for name in part.mapping().names():
        given = part.get(name)
        if name in declared.by_name:
            if given is not None:
                fields[name] = _value(given, declared.by_name[name], part)
        elif (
            name not in _BESIDE
            and (name, declared) != (DATA, ATTACHMENT)
            and name.removesuffix(_MENTIONS) not in declared.by_name
        ):
            (given or part).refuse(f"'{short(name)}' is nothing this app keeps of a {declared.name}")
    private, locked = part.get("private"), part.get("locked")
    return Record(
        declared,
        read_id(part.need("id")),
        fields,
        bool(private and private.flag()),
        tuple(_dated(declared, entry) for entry in part.each("history")),
        bool(locked and locked.flag()),
        dict(_spots(part)),
        _known(part.get("known")),
        _picture(part.get(DATA)) if declared is ATTACHMENT else b"",
    )


def read_id(part: Part) -> UUID:
    """An id. Raises MalformedInput."""
    try:
        return UUID(part.text())
    except ValueError:
        part.refuse(f"'{short(part.text())}' is not an id")


def _picture(part: Part | None) -> bytes:
    """The picture of a photo."""
    if part is None:
        return b""
    try:
        data = base64.b64decode(part.text(), validate=True)
    except ValueError:
        part.refuse("this is not a picture as base64 text")
    if len(data) > LARGEST:
        part.refuse(TOO_LARGE)
    return data


def _value(part: Part, field: Field, whole: Part) -> Any:
    match field.kind:
        case Kind.ENUM if field.options is not None:
            return part.option(field.options)
        case Kind.SET:
            return frozenset(_member(member, field) for member in part.parts())
        case Kind.FLAG:
            return part.flag()
        case Kind.NUMBER | Kind.INSTANT:
            return _number(part, field.kind)
        case Kind.DAY:
            return _day(part)
        case Kind.REF:
            return read_id(part)
        case Kind.TEXT:
            return _marked(part, whole.each(f"{field.name}{_MENTIONS}"))
        case _:
            return _words(part)


def _words(part: Part) -> str:
    words = part.text()
    if marked_text.clean(words) != words:
        part.refuse("this holds a character that cannot be kept")
    return unhidden(words)


def _member(part: Part, field: Field) -> str:
    if field.options is not None:
        return part.option(field.options)
    member = _words(part)
    if not member or (field.name == "audience" and not _AUDIENCE.match(member)):
        part.refuse(f"'{short(member)}' cannot stand in {field.name}")
    return member


def _number(part: Part, kind: Kind) -> float:
    number = part.number()
    if kind is Kind.INSTANT and not (isinstance(number, int) and FIRST_MS <= number <= LAST_MS):
        part.refuse("this is not a moment in whole milliseconds")
    if kind is Kind.NUMBER and abs(number) > _LARGEST:
        part.refuse("this number is too large")
    return number


def _day(part: Part) -> str:
    given = part.text()
    try:
        if len(given) > _LONGEST_DAY:
            raise ValueError
        return PartialDate.of(given).text
    except ValueError:
        part.refuse(f"'{short(given)}' is not a date; write for example 2018, 2018-06 or 2018-06-04")


def _marked(part: Part, mentions: list[Part]) -> str:
    """A long text in its stored form, the names in it pointing at who they mean."""
    marks = []
    for mention in mentions:
        match mention.parts():
            case [start, end, node]:
                marks.append(Mention(int(_number(start, Kind.NUMBER)), int(_number(end, Kind.NUMBER)), read_id(node)))
            case _:
                mention.refuse("a name in a text is its start, its end and an id")
    try:
        return marked_text.mark(_words(part), marks)
    except ValueError:
        part.refuse("the names marked in this text overlap or reach past its end")


def _dated(declared: Entity, part: Part) -> DatedValue:
    """A value with a date; one member of a set is named as the log names it (`support:company`)."""
    name, given, how = part.mapping().need("field"), part.get("value"), part.get("how")
    base, of_set, _member = name.text().partition(":")
    field = declared.by_name.get(base)
    if field is None or field.kind in (Kind.TEXT, Kind.REF) or bool(of_set) != (field.kind is Kind.SET):
        name.refuse(f"'{short(name.text())}' has no dated values")
    if given is None:
        value = None
    elif of_set:
        value = given.flag()
    else:
        value = _value(given, field, part)
    return DatedValue(name.text(), value, _day(part.need("at")), _words(how) if how else "")


def _known(part: Part | None) -> dict[str, Any]:
    """How a thing is known: words, and ids as the log has them."""
    if part is None:
        return {}
    known: dict[str, Any] = {}
    for name in part.names():
        given = part.need(name)
        if name not in KNOWN:
            given.refuse(f"'{short(name)}' is nothing this app keeps of how something is known")
        known[name] = _words(given) if name == "how" else read_id(given).bytes
    return known


def _spots(part: Part) -> Iterator[tuple[str, tuple[float, float]]]:
    places = part.get("positions")
    for name in places.names() if places else ():
        place = places.need(name) if places else part
        if not _PLACE.match(name):
            place.refuse(f"'{short(name)}' is not a layout")
        spot = [_number(number, Kind.NUMBER) for number in place.parts()]
        if len(spot) != 2 or any(abs(number) > _FURTHEST for number in spot):
            place.refuse("a place is two numbers on the page")
        yield name, (float(spot[0]), float(spot[1]))
