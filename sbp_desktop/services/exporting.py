"""Writes one person's web and record for others to use: GraphML, a folder of CSV files, or JSON.

Everything passes an audience first. For the worker nothing is lost (`bringing_in` reads it back as it was); for
everybody else it is what is theirs. Pictures and paper need the screen's drawing and are made in `ui.web.pictures`.
"""

import base64
import contextlib
import csv
import importlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sbp_desktop.errors import ExpectedError, SaveFailed
from sbp_desktop.models import schema, showing_to
from sbp_desktop.models.agreed import STEPS
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import present_on
from sbp_desktop.models.schema import Kind
from sbp_desktop.models.snapshots import FOR_WORKER, Audience, ChangeSet, WebSnapshot
from sbp_desktop.models.vocabulary import Asked, SharingBasis
from sbp_desktop.models.web import stress_on
from sbp_desktop.services import cells, telling
from sbp_desktop.storage import access_log, queries, versions, whole_person
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.vault import Vault

FORMATS = ("graphml", "csv", "json")
JSON_SCHEMA = "sbp-desktop/person/1"
TABLES = {
    "Node": "nodes", "Tie": "ties", "Membership": "memberships", "Strength": "strengths", "WebView": "views",
    "NodeInView": "in_views",
}  # fmt: skip
"""The entities that make up a web, and the CSV file each is written to."""

_SPENT = {
    "day": "at", "what_for": "what_for", "pounds": "amount_pence", "why": "over_limit_reason", "step": "step",
}  # fmt: skip
"""Column of the table of small money -> field; it is for reading, and nothing is brought in from it."""

_ALWAYS = frozenset({"Node", "Tie", "Membership"})  # written even when there are none (decisions.md, export)

NEAR = frozenset({"person", "team", "worker"})
"""For whom a copy is made without asking anew: themselves, and those who are with them."""

KNOWN = ("how", "said_by", "conv")
"""What is kept of how we know of a thing, from when it was first written."""

DATA = "data"
"""Where a photo's picture stands in a record, beside what is said of it."""

DIFFERENTLY, BESIDE = "seen_differently", " | "
"""The column of what somebody sees differently of a thing, and what stands between two of them."""

_LONGEST = 200

NOT_THERE = "Nothing could be written there. Choose another place."

Found = dict[str, Any]
"""One thing as it is written: `id`, its fields by their schema names, then what is said of it besides."""

# How the web looks in another's eyes is for the worker alone.
_FOR_WORKER_ALONE = frozenset({"WebView", "NodeInView"})
# What XML 1.0 cannot carry, not even escaped.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def export(
    vault: Vault, person: UUID, path: Path, *, audience: Audience = FOR_WORKER, format: str = "json",
    day: int | None = None,
) -> Path:  # fmt: skip
    """Write a person's web (graphml, csv) or whole record (json) and return what was written.

    `day` (an ordinal) keeps only people, places and lines that were there that day. Raises NotFound, ValueError for an
    unknown format, OSError.
    """
    if format not in FORMATS:
        raise ValueError(f"'{format}' is not one of {', '.join(FORMATS)}")
    kept = whole_person.everything_about(vault, person, audience)
    found = _gathered(vault, person, kept, audience, day)
    if format == "graphml":
        _write_graphml(_with_what_stands_beside(found), path)
    elif format == "csv":
        _write_tables(_with_what_stands_beside(found), path)
    else:
        _add_photos(vault, found, None if audience.who == "worker" else _faces(vault, person, audience))
        document = {
            "schema": JSON_SCHEMA,
            "person": str(person),
            "audience": audience.who,
            "day": date.fromordinal(day).isoformat() if day is not None else None,
            "entities": found,
        }
        if audience.who == "worker":
            near = whole_person.around(vault, kept)
            document["around"] = {name: [showing_to.told(name, row, audience) for row in near[name]] for name in near}
        path.write_text(json.dumps(document, ensure_ascii=False, indent=1), "utf-8")
    return path


def audience_for(vault: Vault, person: UUID, who: str, *, agreed: bool = False, law: str = "") -> Audience:
    """For whom a copy made now is built. Only the worker's own holds what is not for somebody ticked present.

    Raises RuleRefused for somebody outside unless the person has `agreed`, or a `law` asks for it (practice.md R31).
    """
    if who not in NEAR:
        telling.may_go(agreed, law)
    return FOR_WORKER if who == FOR_WORKER.who else Audience(who, queries.in_the_room(vault, person))


def web_for(
    vault: Vault, person: UUID, who: str, view: UUID | None = None, *, agreed: bool = False, law: str = ""
) -> WebSnapshot:
    """The web as a copy made now may have it; in a viewer's eyes for the worker alone. Raises NotFound, RuleRefused as
    `audience_for` does.
    """
    audience = audience_for(vault, person, who, agreed=agreed, law=law)
    return queries.web(vault, person, audience, view=view if audience is FOR_WORKER else None)


def write_for(
    vault: Vault, person: UUID, who: str, path: Path, format: str, *, agreed: bool = False, law: str = ""
) -> Path:
    """As `export`, for a copy made now. Raises SaveFailed where nothing can be written, RuleRefused as above."""
    try:
        audience = audience_for(vault, person, who, agreed=agreed, law=law)
        return export(vault, person, path, audience=audience, format=format)
    except OSError as error:
        raise SaveFailed(NOT_THERE) from error


def note_copy(
    vault: Vault, person: UUID, *, what: str, for_whom: str, why: str = "", agreed: bool | None = None,
    not_safe: bool = False, basis: str = "", to: UUID | None = None,
) -> ChangeSet:  # fmt: skip
    """Keep on the record that a copy left: what it was, who for, why, today, and where they were asked what came of it
    (`agreed`, or that it was `not_safe` to ask). `basis`: what lets us, where it went to somebody outside (`to`, if
    they are on the web). It is no edit that undo takes back.
    """
    answer = _answer(agreed, not_safe)
    with vault.unit_of_work("Kept a copy", undoable=False) as work:
        fields = {"item": queries.web_of(person), "to": to, "what": what, "with_whom": for_whom}
        lets = (basis or SharingBasis.CARE.value) if answer or basis else None
        telling.note_within(work, person, {**fields, "legal_reason": why or None, "basis": lets}, answer)
        said = ", ".join(filter(None, (what, for_whom, why)))
        access_log.note(vault, work.conn, person, access_log.What.COPY, said[:_LONGEST])
    return work.result


def note_not_told(
    vault: Vault, person: UUID, *, what: str, for_whom: str, why: str = "", agreed: bool | None = None,
    not_safe: bool = False, basis: str = "", to: UUID | None = None,
) -> ChangeSet:  # fmt: skip
    """Keep on the record that something was not told, to whom and why (security.md 5.5); as `note_copy` besides."""
    with vault.unit_of_work("Did not tell them") as work:
        fields = {"to": to, "what": what, "with_whom": for_whom, "legal_reason": why or None, "withheld": True}
        telling.note_within(work, person, {**fields, "basis": basis or None}, _answer(agreed, not_safe))
    return work.result


def _answer(agreed: bool | None, not_safe: bool) -> str:
    if not_safe:
        return Asked.NOT_SAFE.value
    return "" if agreed is None else Asked.YES.value if agreed else Asked.NO.value


# ---- what there is to write


def _gathered(
    vault: Vault, person: UUID, kept: Mapping[str, Collection[Row]], audience: Audience, day: int | None
) -> dict[str, list[Found]]:
    web = _on_day(queries.web(vault, person, audience, view="every" if audience.who == "worker" else None), day)
    nodes = {node.id: node for node in web.nodes}
    ties = {tie.id: tie for tie in web.ties}
    with vault.reading() as conn:
        spots = whole_person.spots_of(conn, person)
        known = whole_person.known_of(conn, person) if audience.who == "worker" else {}
    twice = _recorded_twice(vault, person, audience)
    found: dict[str, list[Found]] = {}
    for name, things in kept.items():
        if name in _FOR_WORKER_ALONE and audience.who != "worker":
            continue
        found[name] = made = []
        for row in things:
            if _is_drawn(name, row, nodes, ties):
                made.append(thing := showing_to.told(name, row, audience))
                if told := _how_known(known.get(row.id, {})):
                    thing["known"] = told
                if placed := _places(spots.get(row.id, {}), audience):
                    thing["positions"] = placed
                if also := [one for one in twice.get(row.id, ()) if audience.who == "worker" or one["field"] in thing]:
                    thing["versions"] = also
                if name == "Node":
                    thing["label"] = nodes[row.id].label  # by role, where that was asked for
                elif name == "Tie" and day is not None:
                    thing["stress"] = ties[row.id].stress
    return found


def _recorded_twice(vault: Vault, person: UUID, audience: Audience) -> dict[UUID, list[Found]]:
    """By thing: each version of a field that stands in several, with who wrote it ("" where not known) and the day."""
    twice: dict[UUID, list[Found]] = {}
    for found in versions.recorded_twice(vault, person, audience):
        for one in found.versions:
            said = {"field": found.field, "value": showing_to.plain(one.value, Kind.WORDS), "by": one.who}
            day = local_day(one.at_ms).isoformat() if one.at_ms else None
            twice.setdefault(found.thing, []).append({**said, "at": day, "removed": one.removed})
    return twice


def _faces(vault: Vault, person: UUID, audience: Audience) -> frozenset[UUID]:
    """The photos this audience sees on the web: none of somebody who is shown by their role."""
    web = queries.web(vault, person, audience)
    paper = {web.paper.photo} if web.paper is not None else set()
    return frozenset({node.photo for node in web.nodes if node.photo is not None} | paper)


def _add_photos(vault: Vault, found: Mapping[str, list[Found]], only: Collection[UUID] | None) -> None:
    """Give each photo its picture, as base64 text; one that cannot be read goes without."""
    for thing in found.get("Attachment", ()):
        if only is None or UUID(thing["id"]) in only:
            with contextlib.suppress(ExpectedError):
                thing[DATA] = base64.b64encode(queries.picture(vault, UUID(thing["id"]))).decode()


def _how_known(meta: Mapping[str, Any]) -> dict[str, str]:
    """How a thing is known (said, seen, assumed), by whose words and from which conversation."""
    held = {name: meta[name] for name in KNOWN if name in meta}
    return {
        name: str(UUID(bytes=value)) if isinstance(value, bytes) and len(value) == 16 else str(value)
        for name, value in held.items()
    }


def _places(spots: Mapping[str, tuple[float, float]], audience: Audience) -> dict[str, list[float]]:
    """Where somebody was put by hand; how the web looks in another's eyes is for the worker alone."""
    return {place: list(spot) for place, spot in spots.items() if audience.who == "worker" or ":" not in place}


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


def _is_drawn(name: str, row: Row, nodes: Collection[UUID], ties: Collection[UUID]) -> bool:
    """Whether a thing is part of the web we write; what is no part of any web always is."""
    match name:
        case "Node":
            return row.id in nodes
        case "Tie":
            return row.id in ties
        case "Membership":
            return row.get("group") in nodes and row.get("node") in nodes
        case _:
            return True


# ---- graphs and tables


def _with_what_stands_beside(found: Mapping[str, list[Found]]) -> dict[str, list[Found]]:
    """The same, each thing with what somebody sees differently of it: a table has no other place for that."""
    called = {node["id"]: node.get("label", "") for node in found.get("Node", ())}
    beside: dict[str, list[str]] = {}
    for one in found.get("Disagreement", ()):
        who = ", ".join(filter(None, (called.get(one.get("said_by", "")), one.get("at"))))
        beside.setdefault(one.get("of", ""), []).append(f"{who}: {one.get('words', '')}" if who else one["words"])
    return {
        name: [
            {**thing, DIFFERENTLY: BESIDE.join(beside[thing["id"]])} if thing["id"] in beside else thing
            for thing in things
        ]
        for name, things in found.items()
    }


def _flat(thing: Found) -> Found:
    """A thing without anything nested: each place as two columns, `<layout>_x` and `<layout>_y`."""
    flat = {name: value for name, value in thing.items() if name != "positions"}
    for place, (x, y) in thing.get("positions", {}).items():
        flat |= {f"{place}_x": x, f"{place}_y": y}
    return flat


def _write_graphml(found: Mapping[str, list[Found]], path: Path) -> None:
    networkx = importlib.import_module("networkx")  # a third of a second that only this needs
    graph = networkx.MultiDiGraph()
    for node in found.get("Node", ()):
        groups = [member["group"] for member in found.get("Membership", ()) if member["node"] == node["id"]]
        graph.add_node(node["id"], **_for_graph(node), **({"member_of": cells.BETWEEN.join(groups)} if groups else {}))
    for tie in found.get("Tie", ()):
        graph.add_edge(tie["a"], tie["b"], key=tie["id"], **_for_graph(tie, "a", "b"))
    networkx.write_graphml(graph, path, encoding="utf-8")


def _for_graph(thing: Found, *ends: str) -> Found:
    """A thing's attributes: yes or no, numbers and text, each key of one type."""
    rest = {name: value for name, value in _flat(thing).items() if name not in ("id", *ends)}
    return {name: _for_xml(cells.joined(value)) for name, value in rest.items()}


def _for_xml(value: Any) -> Any:
    return _NOT_XML.sub("", value) if isinstance(value, str) else value


def _write_tables(found: Mapping[str, list[Found]], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, file in TABLES.items():
        things = [_flat(thing) for thing in found.get(name, ())]
        if things or name in _ALWAYS:
            _write_table(folder / f"{file}.csv", things, _columns(name, things))
    if spends := found.get("SmallSpend"):
        _write_table(folder / "small_money.csv", _spent(found, spends), list(_SPENT))


def _spent(found: Mapping[str, list[Found]], spends: list[Found]) -> list[Found]:
    """Small money as a finance team reads it: the day, what for, the pounds, over the limit why, and for which step of
    those that may be seen (A103).
    """
    steps = {step["id"]: step.get("what", "") for kind in STEPS for step in found.get(kind, ())}
    return [
        {column: spend.get(field, "") for column, field in _SPENT.items()}
        | {"pounds": f"{round(spend.get('amount_pence', 0)) / 100:.2f}", "step": steps.get(spend.get("step"), "")}
        for spend in spends
    ]


def _columns(name: str, things: list[Found]) -> list[str]:
    """The columns of a table in the schema's order, then what only some things have; none that is always empty."""
    declared = ["id", *(field.name for field in schema.ENTITIES[name].fields), "private"]
    used = dict.fromkeys(column for thing in things for column in thing)
    needed = {"Node": ("label",), "Tie": ("a", "b"), "Membership": ("group", "node")}.get(name, ())
    first = [column for column in declared if column in used or column in ("id", *needed)]
    return [*first, *(column for column in used if column not in declared)]


def _write_table(path: Path, things: list[Found], columns: list[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns, restval="")
        table.writeheader()
        table.writerows({name: cells.written(value) for name, value in thing.items()} for thing in things)
