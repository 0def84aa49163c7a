"""Reads a YAML file into parts that know their line and their path, so that a fault can be named exactly.

The file is a stranger's: no tags, no object building, bounded size, depth and alias growth. libyaml's composer
overflows the C stack on deep nesting, so the tree is built here from its events, which need no stack.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn

import yaml

from sbp_desktop.errors import MalformedInput
from sbp_desktop.models.dates import PartialDate

MAX_BYTES = 20_000_000
_MAX_DEPTH = 40
_MAX_PARTS = 2_000_000
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING = {"", "~", "null", "Null", "NULL"}
_TRUE, _FALSE = {"true", "yes", "on"}, {"false", "no", "off"}
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}\Z")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,18}(\.[0-9]+)?\Z")
_PLAIN_TAGS = {
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq", "timestamp")
}
_WHOLE_FILE = "file"


@dataclass(slots=True)
class _Node:
    """`value` is text, a list of nodes, or a mapping of text to nodes; `size` counts nodes with aliases written out.

    `merged` are mappings brought in by `<<`, which fill in what the mapping does not say itself.
    """

    line: int
    value: Any
    quoted: bool = False
    size: int = 1
    merged: list["_Node"] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """A list or mapping still being read; `key` is a mapping's key still waiting for its value."""

    node: _Node
    anchor: str | None
    key: _Node | None = None


class _Builder:
    """Builds nodes from parser events, keeping a stack of the open collections."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.anchors: dict[str, _Node] = {}
        self.stack: list[_Open] = []
        self.root = _Node(1, "")
        self.documents = 0

    def refuse(self, line: int, sentence: str) -> NoReturn:
        raise MalformedInput(self.path, line, _WHOLE_FILE, sentence)

    def build(self, text: str) -> _Node:
        """The root of the text's one document; an empty file is an empty text."""
        for event in yaml.parse(text, Loader=_LOADER):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    self.refuse(line, "the file must hold one document, not several")
            elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
                self._open(event, line)
            elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
                self._close()
            elif isinstance(event, yaml.ScalarEvent):
                self._only_plain(event, line)
                self._place(_Node(line, event.value, quoted=not event.implicit[0]), event.anchor)
            elif isinstance(event, yaml.AliasEvent):
                if event.anchor not in self.anchors:
                    self.refuse(line, f"'*{event.anchor}' refers to nothing written before it")
                self._place(self.anchors[event.anchor], None)
        return self.root

    def _only_plain(self, event: Any, line: int) -> None:
        if event.tag is not None and event.tag not in _PLAIN_TAGS:
            self.refuse(line, "the file may hold only text, numbers, dates, lists and mappings")

    def _open(self, event: Any, line: int) -> None:
        self._only_plain(event, line)
        self.stack.append(_Open(_Node(line, [] if isinstance(event, yaml.SequenceStartEvent) else {}), event.anchor))
        if len(self.stack) > _MAX_DEPTH:
            self.refuse(line, "the file is nested too deeply")

    def _close(self) -> None:
        closed = self.stack.pop()
        node = closed.node
        for source in node.merged:
            for name, value in source.value.items():
                node.value.setdefault(name, value)
        inside = node.value if isinstance(node.value, list) else node.value.values()
        node.size = 1 + sum(child.size for child in inside)
        if node.size > _MAX_PARTS:
            self.refuse(node.line, "the file grows too large when its repeated parts are written out")
        self._place(node, closed.anchor)

    def _place(self, node: _Node, anchor: str | None) -> None:
        """Put a finished node where it belongs; the one that belongs nowhere is the root."""
        if anchor:
            self.anchors[anchor] = node
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if isinstance(parent.node.value, list):
            parent.node.value.append(node)
        elif parent.key is None:
            if not isinstance(node.value, str):
                self.refuse(node.line, "a key must be plain text")
            parent.key = node
        else:
            key, parent.key = parent.key, None
            self._put(parent.node, key, node)

    def _put(self, mapping: _Node, key: _Node, node: _Node) -> None:
        if key.value == "<<" and not key.quoted:
            sources = node.value if isinstance(node.value, list) else [node]
            if not all(isinstance(source.value, dict) for source in sources):
                self.refuse(key.line, "'<<' must bring in a mapping")
            mapping.merged += sources
        elif key.value in mapping.value:
            self.refuse(key.line, f"'{short(key.value)}' is written twice")
        else:
            mapping.value[key.value] = node


@dataclass(frozen=True, slots=True)
class Part:
    """One place of the file: what stands there, its line (1-based) and its path such as `people[2].nodes[0].kind`."""

    file: str
    path: str
    node: _Node

    @property
    def line(self) -> int:
        return self.node.line

    def refuse(self, sentence: str) -> NoReturn:
        raise MalformedInput(self.file, self.line, self.path or _WHOLE_FILE, sentence)

    # ---- finding parts

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.node.value, dict)

    @property
    def is_list(self) -> bool:
        return isinstance(self.node.value, list)

    @property
    def is_nothing(self) -> bool:
        return isinstance(self.node.value, str) and not self.node.quoted and self.node.value in _NOTHING

    def get(self, key: str) -> "Part | None":
        """The part under a key; None when it is missing or says nothing. Refuses when this is no mapping."""
        self.mapping()
        if key not in self.node.value:
            return None
        part = Part(self.file, f"{self.path}.{key}" if self.path else key, self.node.value[key])
        return None if part.is_nothing else part

    def need(self, key: str) -> "Part":
        """The part under a key that must be there."""
        part = self.get(key)
        if part is None:
            missing = Part(self.file, f"{self.path}.{key}" if self.path else key, self.node)
            missing.refuse(f"{key} is missing and is always needed")
        return part

    def mapping(self) -> "Part":
        if not self.is_mapping:
            self.refuse("this must be a mapping of names to values")
        return self

    def names(self) -> Iterator[str]:
        """The names in a mapping, in the file's order."""
        self.mapping()
        return iter(self.node.value)

    def each(self, key: str) -> list["Part"]:
        """The parts of the list under a key; empty when it is missing."""
        part = self.get(key)
        return [] if part is None else part.parts()

    def parts(self) -> list["Part"]:
        if not self.is_list:
            self.refuse("this must be a list")
        return [Part(self.file, f"{self.path}[{index}]", node) for index, node in enumerate(self.node.value)]

    # ---- reading values

    def text(self) -> str:
        if not isinstance(self.node.value, str):
            self.refuse("this must be text")
        return self.node.value

    def option(self, options: type[StrEnum]) -> str:
        """One of an enum. An unquoted true or no stands for yes or no where the enum has them."""
        given = self.text()
        allowed = [option.value for option in options]
        if given in allowed:
            return given
        if not self.node.quoted and given.lower() in _TRUE | _FALSE:
            spoken = "yes" if given.lower() in _TRUE else "no"
            if spoken in allowed:
                return spoken
        return self.refuse(f"'{short(given)}' is not one of {', '.join(allowed)}")

    def flag(self) -> bool:
        given = self.text().lower()
        if self.node.quoted or given not in _TRUE | _FALSE:
            self.refuse("this must be true or false")
        return given in _TRUE

    def number(self) -> float:
        """A whole or decimal number; whole ones come back as int."""
        given = self.text()
        if self.node.quoted or not _DECIMAL.match(given):
            self.refuse("this must be a number")
        return int(given) if _WHOLE.match(given) else float(given)

    def day(self, zero: int) -> PartialDate:
        """A date: a whole number counts days from `zero` (an ordinal), text is a full or partial ISO date."""
        given = self.text().strip()
        try:
            if not self.node.quoted and _WHOLE.match(given):
                return PartialDate.on(date.fromordinal(zero + int(given)))
            return PartialDate.of(given)
        except (ValueError, OverflowError):
            return self.refuse(f"'{short(given)}' is not a day: give a number of days, or a date such as 2018-06-04")

    def plain(self) -> Any:
        """The part as lists, dicts, text, numbers and flags, for comparing."""
        if self.is_mapping:
            return {key: Part(self.file, f"{self.path}.{key}", self.node.value[key]).plain() for key in self.names()}
        if self.is_list:
            return [part.plain() for part in self.parts()]
        if self.is_nothing:
            return None
        if not self.node.quoted and _DECIMAL.match(self.node.value):
            return self.number()
        if not self.node.quoted and self.node.value.lower() in ("true", "false"):
            return self.flag()
        return self.node.value


def short(given: str) -> str:
    """A value as an error may quote it: one line, at most 40 characters."""
    flat = " ".join(given.split())
    return flat if len(flat) <= 40 else f"{flat[:37]}..."


def read(path: Path) -> Part:
    """Read a YAML file. Raises MalformedInput naming line and reason when it cannot be read safely."""
    name = str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise MalformedInput(name, 1, _WHOLE_FILE, f"the file is larger than {MAX_BYTES // 1_000_000} MB")
        raw = path.read_bytes()
    except OSError as error:
        raise MalformedInput(name, 1, _WHOLE_FILE, f"the file cannot be read ({error.strerror})") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise MalformedInput(name, line, _WHOLE_FILE, "the file is not UTF-8 text") from error
    try:
        return Part(name, "", _Builder(name).build(text))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        sentence = f"this is not YAML: {error.problem or 'it cannot be read'}"
        raise MalformedInput(name, mark.line + 1 if mark else 1, _WHOLE_FILE, sentence) from error
    except yaml.YAMLError as error:
        line = _line_of_odd_character(text)
        raise MalformedInput(
            name, line, _WHOLE_FILE, "this is not YAML: a character that may not stand here"
        ) from error


def _line_of_odd_character(text: str) -> int:
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 1
