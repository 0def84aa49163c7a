"""Heads of the trails, noted in a file apart from the database: by them a tail that was cut shows."""

import binascii
from collections.abc import Iterable
from pathlib import Path

from sbp_desktop.errors import MalformedInput
from sbp_desktop.sync.council_server.audit import Head


def read(path: Path) -> list[Head]:
    """The heads noted so far, one a line: person, number, link. Raises MalformedInput, OSError."""
    found = []
    for number, line in enumerate(path.read_text("ascii").splitlines(), 1):
        try:
            person, at, link = line.split()
            found.append(Head(bytes.fromhex(person), int(at), bytes.fromhex(link)))
        except (ValueError, binascii.Error):
            raise MalformedInput(str(path), number, "head", "this is no head as verify-log notes them.") from None
    return found


def add(path: Path, heads: Iterable[Head]) -> None:
    """Note these heads after those that are there; what was noted before stays."""
    known = set(read(path)) if path.exists() else set()
    with path.open("a", encoding="ascii") as file:
        file.writelines(f"{h.person.hex()} {h.number} {h.link.hex()}\n" for h in heads if h not in known)
