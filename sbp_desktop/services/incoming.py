"""A web or a record somebody wants to bring in, read and checked as a whole before anything is kept."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

from sbp_desktop.errors import MalformedInput
from sbp_desktop.models import schema
from sbp_desktop.models.guess import guess
from sbp_desktop.models.schema import Entity, Stream
from sbp_desktop.models.vocabulary import DEFAULT_DOMAIN, Domain, NodeKind, NodeStatus, Paid, Tier
from sbp_desktop.services import marked_json
from sbp_desktop.services.exporting import JSON_SCHEMA, TABLES
from sbp_desktop.services.file_person import Record
from sbp_desktop.services.parts import WHOLE_FILE, Node, Part, short
from sbp_desktop.services.record_in import read_id, read_thing
from sbp_desktop.services.tables_in import MAX_ROWS, Table, read_table
from sbp_desktop.storage import queries

_LONGEST_S = 30.0
_JOINED: Mapping[str, tuple[str, str]] = {"Tie": ("a", "b"), "Membership": ("group", "node")}
_ORDER = {name: place for place, name in enumerate(schema.ENTITIES)}


@dataclass(frozen=True, slots=True)
class Incoming:
    """A whole file, checked. `person` is whose record it is, None for tables, which go to whoever is open.

    `me` is the id under which the file knows the person in the middle; `around` are workers and places of the
    directory; `passed_over` are columns that say nothing to us. `records` come in the order they are written.
    """

    person: UUID | None
    me: UUID
    records: tuple[Record, ...]
    around: tuple[Record, ...] = ()
    passed_over: tuple[str, ...] = ()


def read(path: Path) -> Incoming:
    """Read our JSON, our folder of tables, or anybody's table of names. Raises MalformedInput; nothing is written.

    A file called nodes.csv brings the other tables of its folder along.
    """
    try:
        if path.is_dir() or path.suffix.casefold() in (".csv", ".tsv", ".txt"):
            return _TablesReader().read(path)
        return _read_json(path)
    except OSError as error:
        raise MalformedInput(str(path), 1, WHOLE_FILE, f"the file cannot be read ({error.strerror})") from error


# ---- our own JSON


def _read_json(path: Path) -> Incoming:
    root = marked_json.read(path).mapping()
    given = root.need("schema")
    if given.text() != JSON_SCHEMA:
        given.refuse(f"'{short(given.text())}' is not a record this app reads ({JSON_SCHEMA})")
    audience = root.need("audience")
    if audience.text() != "worker":
        audience.refuse("this copy was made for somebody else and does not hold everything; a worker's copy is needed")
    person = read_id(root.need("person"))
    me = queries.self_node_of(person)
    pairs = list(_things(root.need("entities"), Stream.PERSON))
    around = list(_things(root.need("around"), None)) if root.get("around") else []
    seen: set[UUID] = set()
    for part, record in (*pairs, *around):
        if record.id in seen:
            part.need("id").refuse("this id is used twice")
        seen.add(record.id)
    nodes = {record.id for _, record in pairs if record.entity is schema.NODE}
    for part, record in pairs:
        _check_middle(part, record, person, me)
        _check_ends(part, record, nodes)
    if not {person, queries.web_of(person), me} <= seen:
        root.need("entities").refuse("the person, their web or their own place in it is missing")
    records = sorted((record for _, record in pairs), key=lambda record: _ORDER[record.entity.name])
    return Incoming(person, me, tuple(records), tuple(record for _, record in around))


def _things(entities: Part, stream: Stream | None) -> Iterator[tuple[Part, Record]]:
    """Each thing of a stream (None: of any but people's), as it stands in the file."""
    count, begun = 0, time.monotonic()
    for name in entities.mapping().names():
        declared = schema.ENTITIES.get(name)
        if declared is None or (declared.stream is Stream.PERSON) != (stream is Stream.PERSON):
            entities.need(name).refuse(f"'{short(name)}' is nothing this app keeps here")
        for part in entities.each(name):
            count += 1
            if count > MAX_ROWS:
                part.refuse(f"there are more than {MAX_ROWS:,} things")
            _must_be_in_time(part, begun)
            yield part, read_thing(declared, part)


def _must_be_in_time(part: Part, begun: float) -> None:
    """Nobody waits for ever: one odd date takes twenty milliseconds to understand, and a hostile file has many."""
    if time.monotonic() - begun > _LONGEST_S:
        part.refuse("this file takes too long to read")


def _check_middle(part: Part, record: Record, person: UUID, me: UUID) -> None:
    """There is one person, one web and one place in its middle, and none of them is kept apart (practice.md I-01)."""
    own = {"Person": person, "Web": queries.web_of(person)}.get(record.entity.name)
    if record.fields.get("kind") == NodeKind.SELF and record.entity is schema.NODE:
        own = me
    if own is None and record.id != me:
        return
    if own != record.id:
        part.need("id").refuse("this is not the id the person, their web and their own place go by")
    if record.private:
        part.need("private").refuse("the person in the middle cannot be kept apart")


def _check_ends(part: Part, record: Record, nodes: Iterable[UUID]) -> None:
    """A line joins two different people or places of this very file (practice.md I-02)."""
    ends = _JOINED.get(record.entity.name, ())
    for end in ends:
        given = part.need(end)
        if record.fields[end] not in nodes:
            given.refuse("nobody in this file has this id")
    if ends and record.fields[ends[0]] == record.fields[ends[1]]:
        part.need(ends[1]).refuse("the two ends are the same")


# ---- tables


class _TablesReader:
    """Lays out what a set of tables says; ids that are not ours, and names, stand for people of this file only."""

    def __init__(self) -> None:
        self.begun = time.monotonic()
        self.me: UUID | None = None
        self.seen: set[UUID] = set()
        self.ids: dict[str, UUID] = {}
        self.names: defaultdict[str, list[UUID]] = defaultdict(list)
        self.records: list[Record] = []

    def read(self, path: Path) -> Incoming:
        tables = {name: read_table(file, schema.ENTITIES[name]) for name, file in _files(path)}
        self._nodes(tables["Node"])
        for name in ("Membership", "Tie"):
            if table := tables.get(name):
                self._joining(table, schema.ENTITIES[name])
        self.me = self.me or uuid4()
        if "Tie" not in tables:
            self._lines_to(self.me)
        for name in ("Strength", "WebView", "NodeInView"):
            if table := tables.get(name):
                self.records += [self._thing(schema.ENTITIES[name], row, self._id(row)) for row in table.rows]
        records = sorted(self.records, key=lambda record: _ORDER[record.entity.name])
        passed_over = tuple(dict.fromkeys(name for table in tables.values() for name in table.passed_over))
        return Incoming(None, self.me, tuple(records), passed_over=passed_over)

    def _nodes(self, table: Table) -> None:
        if "label" not in table.columns:
            sentence = "the first line must name the columns, and one of them must be called name"
            raise MalformedInput(table.file, 1, WHOLE_FILE, sentence)
        for row in table.rows:
            record = self._thing(schema.NODE, row, self._id(row))
            label = str(record.fields.get("label", "")).strip()
            if record.fields.get("kind") == NodeKind.SELF:
                if self.me is not None:
                    row.need("kind").refuse("the person stands in this table twice")
                self.me = record.id
            elif not label:
                row.refuse("a name is missing")
            if "id" not in table.columns:
                record = replace(record, fields={**record.fields, "label": label})
            self.ids.setdefault(str(record.id), record.id)
            self.names[label.casefold()].append(record.id)
            self.records.append(replace(record, fields=_guessed(record.fields)))

    def _id(self, row: Part) -> UUID:
        """The id a row goes by: its own if it is one of ours, and otherwise one that only this file knows."""
        given = row.get("id")
        if given is None:
            return uuid4()
        name = given.text().strip()
        try:
            ident = UUID(name)
        except ValueError:
            ident = uuid4()
        if name in self.ids or ident in self.seen:
            given.refuse("this id is used twice")
        self.ids[name] = ident
        self.seen.add(ident)
        return ident

    def _thing(self, declared: Entity, row: Part, ident: UUID, **more: UUID) -> Record:
        _must_be_in_time(row, self.begun)
        known = {"id": ident, **more}
        ids = {name: Node(row.line, str(value), quoted=True) for name, value in known.items()}
        return read_thing(declared, replace(row, node=replace(row.node, value={**row.node.value, **ids})))

    def _joining(self, table: Table, declared: Entity) -> None:
        first, second = _JOINED[declared.name]
        for row in table.rows:
            ends = {end: self._whom(row.need(end)) for end in (first, second)}
            if ends[first] == ends[second]:
                row.need(second).refuse("the two ends are the same")
            ident = self._id(row) if row.get("id") else uuid5(ends[first], f"{declared.name}:{ends[second]}")
            self.records.append(self._thing(declared, row, ident, **ends))

    def _whom(self, part: Part) -> UUID:
        """Who is meant by an id or a name of this file."""
        said = part.text().strip()
        if said in self.ids:
            return self.ids[said]
        found = self.names.get(said.casefold(), [])
        if not found:
            part.refuse(f"'{short(said)}' is not in the table of names")
        if len(found) > 1:
            part.refuse(f"more than one is called '{short(said)}'; give each an id")
        return found[0]

    def _lines_to(self, middle: UUID) -> None:
        """Without a table of lines everybody has one to the person, as when their name is typed on the web."""
        for record in [record for record in self.records if record.entity is schema.NODE]:
            kind = NodeKind(record.fields.get("kind", NodeKind.PERSON))
            if DEFAULT_DOMAIN[kind] is not Domain.PERSONAL:
                fields = {"a": record.id, "b": middle}
                self.records.append(Record(schema.TIE, uuid5(record.id, "line"), fields))


def _files(path: Path) -> Iterator[tuple[str, Path]]:
    nodes = path / f"{TABLES['Node']}.csv" if path.is_dir() else path
    yield "Node", nodes
    if nodes.stem.casefold() == TABLES["Node"]:
        for name, stem in TABLES.items():
            if name != "Node" and (beside := nodes.with_name(f"{stem}.csv")).is_file():
                yield name, beside


def _guessed(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Where somebody belongs, from the words alone where the table does not say (as when a name is typed)."""
    found = guess(", ".join(filter(None, (fields.get("label"), fields.get("relation")))))
    made = dict(fields)
    if "kind" not in made:
        made |= {"kind": found.kind}
        if "domain" not in made:
            made |= {"domain": found.domain} | ({"paid": found.paid} if found.paid and "paid" not in made else {})
    made.setdefault("domain", DEFAULT_DOMAIN[NodeKind(made["kind"])].value)
    made.setdefault("status", NodeStatus.ACTIVE.value)
    if made["domain"] == Domain.NETWORK and "tier" not in made:
        made["tier"] = (Tier.EXTENDED if made.get("paid") == Paid.PAID else Tier.CLOSE).value  # I-04
    return made
