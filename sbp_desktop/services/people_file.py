"""Understands a people file (schema support-web-fixtures/1): everything checked and laid out before anything is kept.

Only schema, people[].id, nodes[].id and both ends of a tie are needed; names unknown to us are passed over. What a file
says wrongly raises MalformedInput with its line. Ids are uuid5 of the file's own ids (decisions.md D12), so the same
file always gives the same people.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid5

from sbp_desktop.services import marked_yaml
from sbp_desktop.services import people_shapes as shapes
from sbp_desktop.services.file_person import FilePerson, Record, new_id, read_person
from sbp_desktop.services.parts import Part, short
from sbp_desktop.services.people_shapes import Shape

SCHEMA = "support-web-fixtures/1"


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """A whole file, checked. `expected` is its own `web_metrics` {person: {day: figures}}, None when it has none."""

    path: str
    sha256: str
    people: tuple[FilePerson, ...]
    around: tuple[Record, ...]
    expected: Mapping[str, Mapping[str, Any]] | None


def read(path: Path) -> PeopleFile:
    """Read and check a file. Raises MalformedInput at the first fault; nothing is written anywhere."""
    root = marked_yaml.read(path)
    if not root.is_mapping:
        root.refuse(f"this is no people file: it must begin with 'schema: {SCHEMA}'")
    given = root.need("schema")
    if given.text() != SCHEMA:
        given.refuse(f"'{short(given.text())}' is not a schema this app reads ({SCHEMA})")
    root.need("people")
    people, seen = [], set[str]()
    for part in root.each("people"):
        name = new_id(part.mapping().need("id"), seen)
        people.append(read_person(part, name))
    around = (
        *_around(root, "teams", shapes.TEAM),
        *_around(root, "workers", shapes.WORKER),
        *_around(root, "resources", shapes.RESOURCE),
    )
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return PeopleFile(str(path), digest, tuple(people), around, _expected(root))


def _expected(root: Part) -> Mapping[str, Mapping[str, Any]] | None:
    expected = root.get("expected")
    metrics = expected.get("web_metrics") if expected else None
    if metrics is None:
        return None
    for name in metrics.names():
        for day in (days := metrics.need(name).mapping()).names():
            days.need(day).mapping()
    plain: Mapping[str, Mapping[str, Any]] = metrics.plain()
    return plain


def _around(root: Part, key: str, shape: Shape) -> Iterator[Record]:
    """Teams, workers and places of the whole file."""
    seen: set[str] = set()
    for index, part in enumerate(root.each(key)):
        given = part.mapping().get("id")
        name = new_id(given, seen) if given else f"{key}[{index}]"
        fields = shapes.read_fields(part, shape, shapes.today())
        yield Record(
            shape.entity, uuid5(shapes.NAMESPACE, f"{key[:-1]}:{name}"), {"name": shapes.spoken(name), **fields}
        )
