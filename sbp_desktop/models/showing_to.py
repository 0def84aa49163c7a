"""What of a thing an audience may have: itself, all it speaks of, and what of it may leave (decisions.md D3)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from sbp_desktop.models import marked_text, schema
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.folding import NOT_WITH, Row
from sbp_desktop.models.schema import Kind
from sbp_desktop.models.snapshots import Audience

LookUp = Callable[[UUID], tuple[str, Row] | None]
"""Finds a thing by its id, removed ones too: its entity name and its row, None where there is no such thing."""

is_id = re.compile(r"[0-9a-f]{32}\Z").match
# What stays without the part that speaks of somebody hidden, rather than going with it: a person on the web is there
# whatever is noted of them, and a line between two is there whatever it is about.
_STAYS_WITHOUT = {
    "Person": frozenset(f.name for f in schema.ENTITIES["Person"].fields if f.kind is Kind.TEXT),
    "Node": frozenset(f.name for f in schema.ENTITIES["Node"].fields if f.kind in (Kind.TEXT, Kind.REF)),
    "Tie": frozenset({"note", "view"}),
    "Conversation": frozenset({"led_by"}),  # on a copy for somebody outside no worker is named
}

# How we keep a thing, who it came from and what we fear is not for other eyes (practice.md I-19, E.13).
_ONLY_FOR_US = frozenset(
    {
        "audience",
        "linked_person",
        "resource",
        "source",
        "show_as",
        "seen_together",
        "seen_as",
        "still_so",
        "harm",
        "version_vector",  # it counts what is kept apart, too
    }
)
STANDS_BESIDE: Final = {"Disagreement": "of"}
"""What is kept beside another thing, and the field that names that."""
NEVER: Final = frozenset({("Attachment", "key"), ("Attachment", "digest")})
"""What opens a photo's file is for nobody outside the store (decisions.md D19)."""


def sees_all(audience: Audience) -> bool:
    """Whether nothing at all is kept from this audience: the worker, alone."""
    return audience.who == "worker" and not audience.present


def shown(
    look_up: LookUp, type_name: str, row: Row, audience: Audience, met: frozenset[UUID] = frozenset()
) -> Row | None:
    """The row as this audience may have it, None where they may not: a sentence that names somebody hidden is hidden
    too, or it would give them away. `met` are rows already being asked about.
    """
    if sees_all(audience):
        return row
    if not _for_whom(look_up, type_name, row).seen_by(audience) or (row.concealed and audience.who != "worker"):
        return None
    met |= {row.id}
    hidden = {name for name, ident in _speaks_of(type_name, row) if not may_hear_of(look_up, ident, audience, met)}
    if not hidden <= _STAYS_WITHOUT.get(type_name, frozenset()):
        return None
    return replace(row, values={k: v for k, v in row.values.items() if k not in hidden}) if hidden else row


def _for_whom(look_up: LookUp, type_name: str, row: Row) -> Row:
    """What stands beside a thing is for whoever may have that: it goes wherever the thing goes (security.md 5.3)."""
    beside = row.values.get(STANDS_BESIDE[type_name]) if type_name in STANDS_BESIDE else None
    found = look_up(beside) if beside is not None else None
    if found is None:
        return row
    kept_from = {member for member in row.get("audience", ()) if member.startswith(NOT_WITH)}
    return replace(row, values={**row.values, "audience": found[1].get("audience", frozenset()) | kept_from})


def may_hear_of(look_up: LookUp, ident: UUID, audience: Audience, met: frozenset[UUID] = frozenset()) -> bool:
    """Whether it may be known that there is such a thing. `met` as for `shown`."""
    if sees_all(audience) or ident in met:
        return True
    found = look_up(ident)
    # What is not here has nothing to give away.
    return found is None or shown(look_up, *found, audience, met) is not None


def without_hidden(look_up: LookUp, members: frozenset[str], audience: Audience) -> frozenset[str]:
    """Ids (hex) of people and places without those that may not be shown."""
    if sees_all(audience):
        return members
    return frozenset(m for m in members if not is_id(m) or may_hear_of(look_up, UUID(hex=m), audience))


def clear(look_up: LookUp, row: Row, audience: Audience) -> Row:
    """The row without hidden people in its lists (who was in the room)."""
    lists = {name: value for name, value in row.values.items() if isinstance(value, frozenset)}
    seen = {name: without_hidden(look_up, value, audience) for name, value in lists.items()}
    return replace(row, values={**row.values, **seen}) if seen != lists else row


def _speaks_of(type_name: str, row: Row) -> Iterator[tuple[str, UUID]]:
    """(field, id) of what a row refers to, by a field or by a name in its text."""
    for field in schema.ENTITIES[type_name].fields:
        held = row.values.get(field.name)
        if field.kind is Kind.REF and held is not None:
            yield field.name, held
        elif field.kind is Kind.TEXT and held:
            yield from ((field.name, mention.node) for mention in marked_text.read(held)[1])


def label_for(row: Row, audience: Audience) -> tuple[str, bool]:
    """What somebody on the web is called, and whether that is by their role alone (for others than the worker, where
    only a role may stand).
    """
    by_role = audience.who != "worker" and row.get("show_as") == "role"
    return (row.get("relation") or row.get("kind", "person") if by_role else row.get("label", "")), by_role


def told(name: str, row: Row, audience: Audience) -> dict[str, Any]:
    """One thing as it is written out: `id`, its own fields by their schema names, dates as EDTF text, then dated
    values. For the worker also how it is kept, and the mentions in its texts.
    """
    ours = audience.who == "worker"
    found: dict[str, Any] = {"id": str(row.id)}
    if ours:
        found["private"] = row.private
        if row.locked:
            found["locked"] = True
    for item in schema.ENTITIES[name].fields:
        if item.name in row.values and (ours or may_leave(item.name, row)) and (name, item.name) not in NEVER:
            value = row.values[item.name]
            found[item.name] = plain(value, item.kind)
            if item.kind is Kind.TEXT and ours:
                _, mentions = marked_text.read(value)
                if mentions:
                    found[f"{item.name}_mentions"] = [[m.start, m.end, str(m.node)] for m in mentions]
    entries = [entry for entry in row.history if ours or may_leave(entry.field, row)]
    if entries:
        found["history"] = [{"at": e.at.text, "field": e.field, "value": e.value, "how": e.how} for e in entries]
    return found


def may_leave(name: str, row: Row) -> bool:
    """How to reach a third party leaves us only when they know that they are on this web (practice.md I-17)."""
    return row.get("knows_on_map") == "yes" if name == "reach" else not only_for_us(name)


def only_for_us(name: str) -> bool:
    """Whether a field is for the worker's eyes alone, whatever its thing's audience is."""
    return name in _ONLY_FOR_US


def plain(value: Any, kind: Kind) -> Any:
    """A field's value as JSON has it."""
    match value:
        case PartialDate():
            return value.text
        case UUID():
            return str(value)
        case frozenset():
            return sorted(value)
        case str() if kind is Kind.TEXT:
            return marked_text.plain(value)
        case _:
            return value
