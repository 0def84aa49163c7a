"""One place of a file somebody gave us: what stands there, its line and its path, so that a fault is named exactly."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NoReturn

from sbp_desktop.errors import MalformedInput
from sbp_desktop.models.dates import PartialDate

_NOTHING = {"", "~", "null", "Null", "NULL"}
_TRUE, _FALSE = {"true", "yes", "on"}, {"false", "no", "off"}
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}\Z")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,18}(\.[0-9]{1,40})?([eE][-+]?[0-9]{1,3})?\Z")
_LARGEST = 1e15
"""More than any moment in milliseconds or sum of money; a hundred times as much still fits a column."""
WHOLE_FILE = "file"


@dataclass(slots=True)
class Node:
    """`value` is text, a list of nodes, or a mapping of text to nodes; `size` counts nodes with aliases written out.

    `merged` are mappings brought in by `<<`, which fill in what the mapping does not say itself.
    """

    line: int
    value: Any
    quoted: bool = False
    size: int = 1
    merged: list["Node"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Part:
    """One place of the file: what stands there, its line (1-based) and its path such as `people[2].nodes[0].kind`."""

    file: str
    path: str
    node: Node

    @property
    def line(self) -> int:
        return self.node.line

    def refuse(self, sentence: str) -> NoReturn:
        raise MalformedInput(self.file, self.line, self.path or WHOLE_FILE, sentence)

    def _path_of(self, key: str) -> str:
        """Where a key of this part is; a file may call its keys what it likes, so it is cut to what one can read."""
        return f"{self.path}.{short(key)}" if self.path else short(key)

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
        part = Part(self.file, self._path_of(key), self.node.value[key])
        return None if part.is_nothing else part

    def need(self, key: str) -> "Part":
        """The part under a key that must be there."""
        part = self.get(key)
        if part is None:
            missing = Part(self.file, self._path_of(key), self.node)
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
        number = int(given) if _WHOLE.match(given) else float(given)
        return number if abs(number) <= _LARGEST else self.refuse("this number is too large")

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
            return {key: Part(self.file, self._path_of(key), self.node.value[key]).plain() for key in self.names()}
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
    flat = "".join(letter if letter.isprintable() else "·" for letter in " ".join(given[:400].split()))
    return flat if len(flat) <= 40 else f"{flat[:37]}..."
