"""A web with the values that were true on a day, and the days on which something in it changed (decisions.md D4)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from sbp_desktop.models import schema
from sbp_desktop.models.dates import EARLIEST, LATEST, PartialDate, present_on
from sbp_desktop.models.schema import Kind
from sbp_desktop.models.snapshots import HistoryEntry, NodeSnapshot, TieSnapshot, WebSnapshot
from sbp_desktop.models.vocabulary import NodeStatus

_OVER = frozenset({NodeStatus.ENDED, NodeStatus.LOST})
_STALE_AFTER_DAYS = 365


def web_on(web: WebSnapshot, day: int) -> WebSnapshot:
    """The web with its dated values as they stood on a day (ordinal); what has no dates is as it is now.

    What has ended since is there as it was, and before its first dated value a thing is as good as not asked.
    """
    return replace(
        web, nodes=tuple(_node_on(node, day) for node in web.nodes), ties=tuple(_tie_on(tie, day) for tie in web.ties)
    )


def days_of_change(web: WebSnapshot) -> tuple[int, ...]:
    """The days (ordinals, rising) on which somebody or something began, ended, or took another value."""
    found = {date.lo for date in _dates(web)}
    return tuple(sorted(day for day in found if EARLIEST < day < LATEST))


def not_heard_of_lately(web: WebSnapshot, heard: Mapping[UUID, int], now_ms: int) -> frozenset[UUID]:
    """Nodes and lines that nobody has written of for a year; `heard` says when each last was, ms UTC."""
    oldest = now_ms - _STALE_AFTER_DAYS * 86_400_000
    things: tuple[NodeSnapshot | TieSnapshot, ...] = (*web.nodes, *web.ties)
    return frozenset(thing.id for thing in things if heard.get(thing.id, now_ms) < oldest and thing.id != web.self_node)


def _dates(web: WebSnapshot) -> Iterator[PartialDate]:
    things: tuple[NodeSnapshot | TieSnapshot, ...] = (*web.nodes, *web.ties)
    for thing in things:
        yield from (date for date in (thing.since, thing.until) if date is not None)
        yield from (entry.at for entry in thing.history)


def _node_on(node: NodeSnapshot, day: int) -> NodeSnapshot:
    values = _dated("Node", node.history, day)
    if "status" not in values and node.status in _OVER and node.until is not None and _there(node, day):
        values["status"] = NodeStatus.ACTIVE.value
    return replace(node, **values) if values else node


def _tie_on(tie: TieSnapshot, day: int) -> TieSnapshot:
    values = _dated("Tie", tie.history, day)
    return replace(tie, **values) if values else tie


def _there(node: NodeSnapshot, day: int) -> bool:
    return present_on(day, node.since, node.until)


def _dated(entity: str, history: Iterable[HistoryEntry], day: int) -> dict[str, Any]:
    """The last value of each dated field by a day; before the first, what an unasked one is."""
    fields = schema.ENTITIES[entity].by_name
    values: dict[str, Any] = {}
    for entry in sorted(history, key=lambda entry: entry.at.lo):
        declared = fields.get(entry.field)
        if declared is None or declared.kind is not Kind.ENUM:
            continue  # words and dates are not told day by day
        if entry.at.lo <= day:
            values[entry.field] = entry.value
        elif entry.field not in values:
            options = {option.value for option in declared.options or ()}
            values[entry.field] = "unknown" if "unknown" in options else None
    if entity == "Node" and values.get("domain", "") is None:
        del values["domain"]  # it has to stand somewhere: where it stands now
    if entity == "Node" and values.get("status", "") is None:
        del values["status"]
    return values
