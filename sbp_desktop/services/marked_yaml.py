"""Reads a YAML file into parts that know their line and their path, so that a fault can be named exactly.

The file is a stranger's: no tags, no object building, bounded size, depth and alias growth. libyaml's composer
overflows the C stack on deep nesting, so the tree is built here from its events, which need no stack.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml

from sbp_desktop.errors import MalformedInput
from sbp_desktop.services.parts import WHOLE_FILE, Node, Part, short

MAX_BYTES = 20_000_000
_MAX_DEPTH = 40
_MAX_PARTS = 2_000_000
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN_TAGS = {
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq", "timestamp")
}


@dataclass(slots=True)
class _Open:
    """A list or mapping still being read; `key` is a mapping's key still waiting for its value."""

    node: Node
    anchor: str | None
    key: Node | None = None


class _Builder:
    """Builds nodes from parser events, keeping a stack of the open collections."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.anchors: dict[str, Node] = {}
        self.stack: list[_Open] = []
        self.root = Node(1, "")
        self.documents = 0

    def refuse(self, line: int, sentence: str) -> NoReturn:
        raise MalformedInput(self.path, line, WHOLE_FILE, sentence)

    def build(self, text: str) -> Node:
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
                self._place(Node(line, event.value, quoted=not event.implicit[0]), event.anchor)
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
        self.stack.append(_Open(Node(line, [] if isinstance(event, yaml.SequenceStartEvent) else {}), event.anchor))
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

    def _place(self, node: Node, anchor: str | None) -> None:
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

    def _put(self, mapping: Node, key: Node, node: Node) -> None:
        if key.value == "<<" and not key.quoted:
            sources = node.value if isinstance(node.value, list) else [node]
            if not all(isinstance(source.value, dict) for source in sources):
                self.refuse(key.line, "'<<' must bring in a mapping")
            mapping.merged += sources
        elif key.value in mapping.value:
            self.refuse(key.line, f"'{short(key.value)}' is written twice")
        else:
            mapping.value[key.value] = node


def read(path: Path) -> Part:
    """Read a YAML file. Raises MalformedInput naming line and reason when it cannot be read safely."""
    name = str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise MalformedInput(name, 1, WHOLE_FILE, f"the file is larger than {MAX_BYTES // 1_000_000} MB")
        raw = path.read_bytes()
    except OSError as error:
        raise MalformedInput(name, 1, WHOLE_FILE, f"the file cannot be read ({error.strerror})") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise MalformedInput(name, line, WHOLE_FILE, "the file is not UTF-8 text") from error
    try:
        return Part(name, "", _Builder(name).build(text))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        sentence = f"this is not YAML: {error.problem or 'it cannot be read'}"
        raise MalformedInput(name, mark.line + 1 if mark else 1, WHOLE_FILE, sentence) from error
    except yaml.YAMLError as error:
        line = _line_of_odd_character(text)
        raise MalformedInput(name, line, WHOLE_FILE, "this is not YAML: a character that may not stand here") from error


def _line_of_odd_character(text: str) -> int:
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 1
