"""What somebody gets who asks to see what is kept about them, and what is held back at first, with the reason.

Everything is given unless there is a reason not to (UK GDPR Article 15; DPA 2018 schedules 2 and 3). Held back until
somebody decides otherwise: what a carer said alone, who asked not to be named, what is kept apart about others, a
protected address, a worry about harm, and what speaks of any of these.
"""

import calendar
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sbp_desktop.models import catalogue, marked_text, rhythm, schema, showing_to
from sbp_desktop.models.catalogue import Access, DataClass
from sbp_desktop.models.folding import Row
from sbp_desktop.models.schema import Kind


class Reason(StrEnum):
    """Why something is held back."""

    ADDRESS = "address"
    HARM = "harm"
    CARER = "carer"
    UNNAMED = "unnamed"
    APART = "apart"
    REACH = "reach"
    SPEAKS = "speaks"
    DECIDED = "decided"


WORDS: Final[Mapping[str, str]] = {
    Reason.ADDRESS: "It could tell somebody an address that is protected.",
    Reason.HARM: "It could put somebody at risk of serious harm.",
    Reason.CARER: "A carer said it alone and has not agreed that it is passed on.",
    Reason.UNNAMED: "Whoever said it asked not to be named.",
    Reason.APART: "It is about somebody else and was kept apart.",
    Reason.REACH: "It is how to reach somebody else, who may not know that it is kept.",
    Reason.SPEAKS: "It speaks of somebody or something that is held back.",
    Reason.DECIDED: "It was decided after reading it.",
}
"""What the list of what is held back says of each; never what is held back."""

WHOLE: Final = ""
"""Stands for all of a thing, where else a field is named."""
_OTHERS = frozenset({"Node", "Tie", "Membership", "NodeInView", "WebView", "Connection", "CircleMember", "PersonLink"})


@dataclass(frozen=True, slots=True)
class Old:
    """What a field said before, and until when it was written so (ms UTC)."""

    field: str
    value: Any
    at_ms: int


@dataclass(frozen=True, slots=True)
class Item:
    """One thing kept about somebody. `held`: field (or WHOLE) -> why it is held back; `decided`: chosen by hand."""

    id: UUID
    kind: str
    values: Mapping[str, Any]
    at_ms: int = 0
    private: bool = False
    removed: bool = False
    old: tuple[Old, ...] = ()
    held: Mapping[str, str] = field(default_factory=dict)
    decided: frozenset[str] = frozenset()

    @property
    def given(self) -> bool:
        """Whether anything of it is given."""
        return WHOLE not in self.held


def proposed(rows: Mapping[str, Iterable[Row]]) -> dict[UUID, dict[str, str]]:
    """Thing -> field (or WHOLE) -> the reason to hold it back, before anybody has decided.

    What refers to something held back, by a field or by a name in its text, is held back with it: otherwise the gap
    would tell.
    """
    every = [(kind, row) for kind, found in rows.items() for row in found]
    held = {row.id: dict(_by_itself(kind, row)) for kind, row in every}
    secret = {ident for ident, fields in held.items() if WHOLE in fields}
    while True:
        more = {row.id for kind, row in every if row.id not in secret and secret & set(_speaks_of(kind, row))}
        if not more:
            return {ident: fields for ident, fields in held.items() if fields}
        for ident in more:
            held[ident] = {WHOLE: Reason.SPEAKS}
        secret |= more


def _by_itself(kind: str, row: Row) -> Iterable[tuple[str, str]]:
    classes = {said.data_class for said in map(_said_of(kind), row.values)}
    if DataClass.PROTECTED in classes or kind in ("ProtectedAddress", "SafeguardingNote"):
        yield WHOLE, Reason.ADDRESS if kind == "ProtectedAddress" else Reason.HARM
    elif kind == "SharingRecord" and row.get("not_safe", False):
        yield WHOLE, Reason.HARM
    elif kind == "CarerVoice" and not row.get("agreed_to_show", False):
        yield WHOLE, Reason.CARER
    elif row.concealed or (row.private and kind in _OTHERS and row.get("kind") != "self"):
        yield WHOLE, Reason.APART
    if row.get("source_unnamed") and row.get("source"):
        yield "source", Reason.UNNAMED
    if row.get("reach") and not showing_to.may_leave("reach", row):
        yield "reach", Reason.REACH


def _said_of(kind: str) -> Any:
    entity = schema.ENTITIES[kind]
    return lambda name: catalogue.of_field(entity, entity.by_name[name])


def _speaks_of(kind: str, row: Row) -> Iterable[UUID]:
    for one in schema.ENTITIES[kind].fields:
        value = row.values.get(one.name)
        if value is None:
            continue
        if one.kind is Kind.REF and value != row.id:
            yield value
        elif one.kind is Kind.TEXT:
            yield from (mention.node for mention in marked_text.read(value)[1])


def told(kind: str, row: Row, secret: Collection[UUID]) -> dict[str, Any]:
    """A thing as it may be written out: its fields by name, without keys of files and without anybody held back."""
    entity, found = schema.ENTITIES[kind], dict[str, Any]()
    for one in entity.fields:
        value = row.values.get(one.name)
        if value is None or catalogue.of_field(entity, one).access is Access.NEVER:
            continue
        if isinstance(value, frozenset):
            value = frozenset(m for m in value if not (showing_to.is_id(m) and UUID(hex=m) in secret))
        found[one.name] = showing_to.plain(value, one.kind)
    return found


def in_old_versions(kind: str, name: str) -> bool:
    """Whether what a field said before is given too: not of what only says how things belong together."""
    declared = schema.ENTITIES.get(kind)
    one = declared.by_name.get(name) if declared else None
    if declared is None or one is None:
        return False
    return catalogue.of_field(declared, one).data_class not in (DataClass.STRUCTURE, DataClass.OPENS)


def due(asked: date) -> date:
    """By when an answer is due: the same day of the next month, its last day where it has none, and the next day that
    is worked where that is not (ICO, right of access).
    """
    year, month = (asked.year + 1, 1) if asked.month == 12 else (asked.year, asked.month + 1)
    day = date(year, month, min(asked.day, calendar.monthrange(year, month)[1]))
    while not rhythm.counts(day.toordinal()):
        day += timedelta(1)
    return day
