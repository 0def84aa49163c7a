"""Writes one person's web and record for others to use: GraphML, a folder of CSV files, or JSON.

Everything passes an audience first. Pictures and paper need the screen's drawing and are made in `ui.web.pictures`.
"""

import csv
import importlib
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sbp_desktop.models import marked_text, schema
from sbp_desktop.models.dates import PartialDate, present_on
from sbp_desktop.models.schema import Kind
from sbp_desktop.models.snapshots import FOR_WORKER, Audience, NodeSnapshot, TieSnapshot, WebSnapshot
from sbp_desktop.models.web import stress_on
from sbp_desktop.storage import queries, whole_person
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.vault import Vault

FORMATS = ("graphml", "csv", "json")
JSON_SCHEMA = "sbp-desktop/person/1"

_NODE_FIELDS = (
    "kind", "label", "relation", "reach", "domain", "tier", "circle", "closeness", "paid", "sector", "status", "since",
    "until", "review_on", "distance", "had_has_would", "is_carer", "strain", "lifeline", "dependant", "remembered",
    "knows_on_map", "show_as", "linked_person", "resource", "source", "symbol", "weekday", "basis", "note", "private",
    "audience",
)  # fmt: skip
_TIE_FIELDS = (
    "kind", "flow", "strength", "stress", "harm", "support", "frequency", "takes_part", "helps_me", "potential",
    "since", "until", "basis", "note", "private", "audience",
)  # fmt: skip
# How we keep a thing, who it came from, and how to reach a third party is not for other eyes (practice.md I-17, I-19).
_ONLY_FOR_US = frozenset({"private", "audience", "linked_person", "resource", "source", "reach", "show_as"})
# What opens a photo's file is for nobody outside this store.
_NEVER = frozenset({("Attachment", "key"), ("Attachment", "digest")})
# A cell that begins like this is a formula to a spreadsheet.
_FORMULA = re.compile(r"\s*[=+\-@|%]")
# What XML 1.0 cannot carry, not even escaped.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def export(
    vault: Vault, person: UUID, path: Path, *, audience: Audience = FOR_WORKER,
    format: str = "json", day: int | None = None, layout: str = "onion",
) -> Path:  # fmt: skip
    """Write a person's web (graphml, csv) or whole record (json) and return what was written.

    `day` (an ordinal) keeps only people, places and lines that were there that day; `layout` chooses whose positions
    are given, where somebody was put by hand. Raises NotFound, ValueError for an unknown format, OSError.
    """
    if format == "json":
        _write_json(vault, person, path, audience, day)
        return path
    if format not in FORMATS:
        raise ValueError(f"'{format}' is not one of {', '.join(FORMATS)}")
    web = _on_day(queries.web(vault, person, audience), day)
    nodes = [_node_cells(node, audience, layout) for node in web.nodes]
    ties = [_tie_cells(tie, audience) for tie in web.ties]
    if format == "graphml":
        _write_graphml(nodes, ties, path)
    else:
        there = {node.id for node in web.nodes}
        members = whole_person.everything_about(vault, person, audience).get("Membership", ())
        pairs = [(row.values["group"], row.values["node"]) for row in members if {"group", "node"} <= row.values.keys()]
        kept = [{"group": str(g), "node": str(n)} for g, n in pairs if g in there and n in there]
        _write_csv(nodes, ties, kept, path)
    return path


def _on_day(web: WebSnapshot, day: int | None) -> WebSnapshot:
    """The web as it stood on a day, possible and offered things included; None leaves every date in."""
    if day is None:
        return web
    nodes = tuple(node for node in web.nodes if present_on(day, node.since, node.until))
    there = {node.id for node in nodes}
    ties = tuple(
        replace(tie, stress=stress_on(tie, day))
        for tie in web.ties
        if tie.a in there and tie.b in there and present_on(day, tie.since, tie.until)
    )
    return replace(web, nodes=nodes, ties=ties)


# ---- nodes and ties as flat cells


def _cells(thing: NodeSnapshot | TieSnapshot, names: Iterable[str], audience: Audience) -> dict[str, Any]:
    left_out = frozenset() if audience.who == "worker" else _ONLY_FOR_US
    return {name: _flat(getattr(thing, name)) for name in names if name not in left_out}


def _node_cells(node: NodeSnapshot, audience: Audience, layout: str) -> dict[str, Any]:
    cells = {"id": str(node.id), **_cells(node, _NODE_FIELDS, audience)}
    if layout in node.positions:
        cells["x"], cells["y"] = node.positions[layout]
    return cells


def _tie_cells(tie: TieSnapshot, audience: Audience) -> dict[str, Any]:
    history = "; ".join(f"{e.at.text} {e.field} {e.value}{f' ({e.how})' if e.how else ''}" for e in tie.history)
    ends = {"id": str(tie.id), "a": str(tie.a), "b": str(tie.b)}
    return {**ends, **_cells(tie, _TIE_FIELDS, audience), "history": history}


def _flat(value: Any) -> Any:
    """A value as one cell: dates as their text, sets as a sorted list, nothing as empty text."""
    match value:
        case None:
            return ""
        case PartialDate():
            return value.text
        case frozenset():
            return "; ".join(sorted(value))
        case UUID():
            return str(value)
        case _:
            return value


# ---- the three forms


def _write_graphml(nodes: list[dict[str, Any]], ties: list[dict[str, Any]], path: Path) -> None:
    networkx = importlib.import_module("networkx")  # a third of a second that only this needs
    graph = networkx.MultiDiGraph()
    for cells in nodes:
        graph.add_node(cells["id"], **{name: _for_xml(value) for name, value in cells.items() if name != "id"})
    for cells in ties:
        rest = {name: _for_xml(value) for name, value in cells.items() if name not in ("id", "a", "b")}
        graph.add_edge(cells["a"], cells["b"], key=cells["id"], **rest)
    networkx.write_graphml(graph, path, encoding="utf-8")


def _for_xml(value: Any) -> Any:
    return _NOT_XML.sub("", value) if isinstance(value, str) else value


def _write_csv(
    nodes: list[dict[str, Any]], ties: list[dict[str, Any]], members: list[dict[str, Any]], folder: Path
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    spots = ["x", "y"] if any("x" in cells for cells in nodes) else []
    _write_table(folder / "nodes.csv", nodes, ["id", *_NODE_FIELDS, *spots])
    _write_table(folder / "ties.csv", ties, ["id", "a", "b", *_TIE_FIELDS, "history"])
    _write_table(folder / "memberships.csv", members, ["group", "node"])


def _write_table(path: Path, lines: list[dict[str, Any]], names: list[str]) -> None:
    """One table; a column nobody in it may see is left out altogether."""
    known = [name for name in names if not lines or any(name in cells for cells in lines)]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, known, restval="")
        table.writeheader()
        table.writerows({name: _safe(value) for name, value in cells.items()} for cells in lines)


def _safe(value: Any) -> Any:
    """A cell no spreadsheet will run: text that looks like a formula is led by an apostrophe."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def _write_json(vault: Vault, person: UUID, path: Path, audience: Audience, day: int | None) -> None:
    kept = whole_person.everything_about(vault, person, audience)
    web = _on_day(queries.web(vault, person, audience), day)
    nodes = {node.id: node for node in web.nodes}
    drawn = {"Node": nodes.keys(), "Tie": {tie.id for tie in web.ties}}
    entities = {
        name: [_record(name, row, audience) for row in found if name not in drawn or row.id in drawn[name]]
        for name, found in kept.items()
    }
    for record in entities.get("Node", []):
        node = nodes[UUID(record["id"])]
        record["label"] = node.label  # by role, where that was asked for
        if node.positions:
            record["positions"] = {layout: list(spot) for layout, spot in sorted(node.positions.items())}
    document = {
        "schema": JSON_SCHEMA,
        "person": str(person),
        "audience": audience.who,
        "day": date.fromordinal(day).isoformat() if day is not None else None,
        "entities": entities,
    }
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1), "utf-8")


def _record(name: str, row: Row, audience: Audience) -> dict[str, Any]:
    """One entity: its own fields by their schema names, dates as EDTF text, dated values, and lines' mentions."""
    declared = schema.ENTITIES[name]
    record: dict[str, Any] = {"id": str(row.id)}
    if audience.who == "worker":
        record["private"] = row.private
    for item in declared.fields:
        if (
            (name, item.name) not in _NEVER
            and item.name in row.values
            and (audience.who == "worker" or item.name not in _ONLY_FOR_US)
        ):
            value = row.values[item.name]
            record[item.name] = _json_value(value, item.kind)
            if item.kind is Kind.TEXT:
                _, mentions = marked_text.read(value)
                if mentions and audience.who == "worker":
                    record[f"{item.name}_mentions"] = [[m.start, m.end, str(m.node)] for m in mentions]
    if row.history:
        record["history"] = [{"at": e.at.text, "field": e.field, "value": e.value, "how": e.how} for e in row.history]
    return record


def _json_value(value: Any, kind: Kind) -> Any:
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
