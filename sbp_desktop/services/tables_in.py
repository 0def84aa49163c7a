"""Reads a folder of CSV tables, ours or a stranger's, into the same parts that JSON is read into.

A stranger's table needs one column with names; it may be in UTF-8, UTF-16 or Windows' own letters, with commas,
semicolons or tabs. Columns nobody knows are passed over and named.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sbp_desktop.errors import MalformedInput
from sbp_desktop.models.schema import Entity, Kind
from sbp_desktop.services import cells, marked_json
from sbp_desktop.services.parts import WHOLE_FILE, Node, Part, short

MAX_ROWS = 20_000
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_AXES = ("_x", "_y")
_NUMBERS = (Kind.FLAG, Kind.NUMBER, Kind.INSTANT)
_ALIASES: Mapping[str, Mapping[str, str]] = {
    "Node": {
        "name": "label", "who": "label", "person": "label", "relationship": "relation", "relation_to_them": "relation",
        "type": "kind", "notes": "note", "comment": "note", "comments": "note", "phone": "reach", "telephone": "reach",
        "email": "reach", "contact": "reach", "start": "from", "since": "from", "end": "to", "until": "to",
    },
    "Tie": {"source": "a", "target": "b", "type": "kind", "notes": "note", "since": "from", "until": "to"},
    "Membership": {"member": "node"},
    "Strength": {"strength": "text", "what": "text"},
}  # fmt: skip

# A note may be longer than the module's own limit of 131,072 characters; the size of the file is bounded instead.
csv.field_size_limit(marked_json.MAX_BYTES)


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `rows` are mappings of our names to parts; `passed_over` are columns that say nothing to us."""

    file: str
    columns: frozenset[str]
    rows: tuple[Part, ...]
    passed_over: tuple[str, ...]


def read_table(path: Path, declared: Entity) -> Table:
    """Read one CSV file about one kind of thing. Raises MalformedInput with the line, and OSError."""
    text = _text(path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_between(text), strict=True)
    head: list[str] = []
    rows: list[Part] = []
    line = 1
    try:
        for row in reader:
            line, begun = reader.line_num + 1, line
            if not any(cell.strip() for cell in row):
                continue
            if not head:
                head = _head(row, declared, str(path), begun)
            elif len(rows) == MAX_ROWS:
                raise MalformedInput(str(path), begun, WHOLE_FILE, f"there are more than {MAX_ROWS:,} rows")
            else:
                rows.append(_row(head, row, declared, str(path), begun))
    except csv.Error as error:
        sentence = "this is not a table: a cell does not end as it began"
        raise MalformedInput(str(path), reader.line_num or 1, WHOLE_FILE, sentence) from error
    known = frozenset(name for name in head if _is_known(name, declared))
    passed_over = tuple(name for name in head if name and name not in known)
    return Table(str(path), known, tuple(rows), passed_over)


def _text(path: Path) -> str:
    if path.stat().st_size > marked_json.MAX_BYTES:
        size = marked_json.MAX_BYTES // 1_000_000
        raise MalformedInput(str(path), 1, WHOLE_FILE, f"the file is larger than {size} MB")
    raw = path.read_bytes()
    marked = next((name for bom, name in _BOMS.items() if raw.startswith(bom)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
    raise MalformedInput(str(path), line, WHOLE_FILE, "the letters of this file cannot be read; save it as UTF-8")


def _between(text: str) -> str:
    """What stands between the cells: whichever of the three the first line holds most of."""
    first = text.lstrip("\r\n").partition("\n")[0]
    return max(",;\t", key=first.count)


def _head(row: list[str], declared: Entity, file: str, line: int) -> list[str]:
    """The columns by our names; what a stranger calls them counts only where our own name is not there too."""
    said = ["_".join(cell.casefold().split()) for cell in row]
    aliases = dict(_ALIASES.get(declared.name, {}))
    if declared.name == "Tie" and not {"a", "source"} & set(said):
        aliases |= {"from": "a", "to": "b"}
    head = [aliases[name] if name in aliases and aliases[name] not in said else name for name in said]
    for name in head:
        if name and head.count(name) > 1:
            raise MalformedInput(file, line, short(name), "two columns have this name")
    return head


def _is_known(name: str, declared: Entity) -> bool:
    return (
        name in ("id", "private", "locked", "history", "known")
        or name.removesuffix("_mentions") in declared.by_name
        or (declared.name == "Node" and name[-2:] in _AXES)
    )


def _row(head: list[str], row: list[str], declared: Entity, file: str, line: int) -> Part:
    if len(row) > len(head):
        raise MalformedInput(file, line, WHOLE_FILE, "this row has more cells than the first line has columns")
    said = ((name, cell) for name, cell in zip(head, row, strict=False) if cell)
    given = {name: cells.read(cell) for name, cell in said if _is_known(name, declared)}
    values = {name: _node(name, cell, declared, file, line) for name, cell in given.items() if name[-2:] not in _AXES}
    places = dict(_places(given, file, line))
    if places:
        values["positions"] = Node(line, places)
    return Part(file, "", Node(line, values))


def _node(name: str, cell: str, declared: Entity, file: str, line: int) -> Node:
    """A cell as JSON would say it: a set as a list, numbers and yes or no bare, everything else as text."""
    field = declared.by_name.get(name)
    if name in ("history", "known") or name.endswith("_mentions"):
        return marked_json.parse(cell, file, name, line).node
    if field is not None and field.kind is Kind.SET:
        members = [member.strip() for member in cell.split(cells.BETWEEN.strip())]
        return Node(line, [Node(line, member, quoted=True) for member in members if member])
    bare = name in ("private", "locked") or (field is not None and field.kind in _NUMBERS)
    return Node(line, cell.strip(), quoted=False) if bare else Node(line, cell, quoted=True)


def _places(given: Mapping[str, str], file: str, line: int) -> Iterator[tuple[str, Node]]:
    for name in given:
        layout, axis = name[:-2], name[-2:]
        if axis in _AXES:
            if not {f"{layout}_x", f"{layout}_y"} <= given.keys():
                raise MalformedInput(file, line, name, "a place needs both x and y")
            yield layout, Node(line, [Node(line, given[f"{layout}{axis}"].strip()) for axis in _AXES])
