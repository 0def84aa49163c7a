"""Reads JSON into parts that know their line and their path; strict, and never deeper or larger than it may be."""

import re
from bisect import bisect_left
from json import JSONDecodeError, JSONDecoder
from pathlib import Path
from typing import Any, NoReturn

from sbp_desktop.errors import MalformedInput
from sbp_desktop.services.parts import WHOLE_FILE, Node, Part, short

MAX_BYTES = 10_000_000
_MAX_DEPTH = 20
_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_SPOKEN = re.compile(r"true|false|null")
_DECODER = JSONDecoder()


def read(path: Path) -> Part:
    """Read a JSON file. Raises MalformedInput naming line and reason when it cannot be read safely, and OSError."""
    if path.stat().st_size > MAX_BYTES:
        raise MalformedInput(str(path), 1, WHOLE_FILE, f"the file is larger than {MAX_BYTES // 1_000_000} MB")
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise MalformedInput(str(path), line, WHOLE_FILE, "the file is not UTF-8 text") from error
    return parse(text, str(path))


def parse(text: str, file: str, path: str = "", line: int = 1) -> Part:
    """Read JSON that stands in a file at `path`, its first line being `line`. Raises MalformedInput."""
    return Part(file, path, _Reader(text, file, path, line).read())


class _Reader:
    def __init__(self, text: str, file: str, path: str, line: int) -> None:
        self.text, self.file, self.path, self.first = text, file, path or WHOLE_FILE, line
        self.breaks = [found.start() for found in re.finditer("\n", text)]

    def read(self) -> Node:
        node, at = self._value(self._past_space(0), 1)
        if (rest := self._past_space(at)) != len(self.text):
            self._refuse(rest, "something stands after the end of the JSON")
        return node

    def _line(self, at: int) -> int:
        return self.first + bisect_left(self.breaks, at)

    def _refuse(self, at: int, sentence: str) -> NoReturn:
        raise MalformedInput(self.file, self._line(at), self.path, sentence)

    def _past_space(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at

    def _value(self, at: int, depth: int) -> tuple[Node, int]:
        if depth > _MAX_DEPTH:
            self._refuse(at, "the file is nested too deeply")
        match self.text[at : at + 1]:
            case "{":
                return self._mapping(at, depth)
            case "[":
                return self._list(at, depth)
            case '"':
                words, end = self._string(at)
                return Node(self._line(at), words, quoted=True), end
        found = _NUMBER.match(self.text, at) or _SPOKEN.match(self.text, at)
        if found is None:
            self._refuse(at, "this is not JSON: a value is missing or cannot be read")
        return Node(self._line(at), found.group()), found.end()

    def _string(self, at: int) -> tuple[str, int]:
        try:
            words: str
            words, end = _DECODER.raw_decode(self.text, at)
        except JSONDecodeError as error:
            self._refuse(error.pos, "this is not JSON: a text does not end or holds what it may not")
        return words, end

    def _mapping(self, at: int, depth: int) -> tuple[Node, int]:
        values: dict[str, Node] = {}
        start, at = at, self._past_space(at + 1)
        while self.text[at : at + 1] != "}":
            if self.text[at : at + 1] != '"':
                self._refuse(at, "this is not JSON: a name in quotation marks is missing")
            name, end = self._string(at)
            if name in values:
                self._refuse(at, f"'{short(name)}' is written twice")
            end = self._past_space(end)
            if self.text[end : end + 1] != ":":
                self._refuse(end, "this is not JSON: a colon is missing")
            values[name], at = self._value(self._past_space(end + 1), depth + 1)
            at = self._next(at, "}")
        return Node(self._line(start), values), at + 1

    def _list(self, at: int, depth: int) -> tuple[Node, int]:
        values: list[Any] = []
        start, at = at, self._past_space(at + 1)
        while self.text[at : at + 1] != "]":
            node, at = self._value(at, depth + 1)
            values.append(node)
            at = self._next(at, "]")
        return Node(self._line(start), values), at + 1

    def _next(self, at: int, end: str) -> int:
        """Past the comma to the next value, or at the end of the list or mapping."""
        at = self._past_space(at)
        if self.text[at : at + 1] == ",":
            at = self._past_space(at + 1)
            if self.text[at : at + 1] == end:
                self._refuse(at, "this is not JSON: nothing stands after a comma")
            return at
        if self.text[at : at + 1] != end:
            self._refuse(at, "this is not JSON: a comma or a closing bracket is missing")
        return at
