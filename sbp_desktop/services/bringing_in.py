"""Brings a checked file in: shown beforehand, written as one change, never over what is here unless asked to."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from sbp_desktop.errors import ExpectedError, NotFound
from sbp_desktop.models import schema
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.merge import PRIVATE_LANE
from sbp_desktop.models.schema import Kind
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.vocabulary import DEFAULT_AUDIENCE, Audience
from sbp_desktop.services import incoming
from sbp_desktop.services.file_person import DatedValue, Record
from sbp_desktop.services.importing import Progress, no_progress, stream_of
from sbp_desktop.services.incoming import Incoming
from sbp_desktop.storage import queries, rows, whole_person
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.statements import Connection
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault

_NOT_WRITTEN = "Nothing was brought in."
_HEX = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")


class Stopped(ExpectedError):
    """The worker changed their mind; nothing was kept."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the worker decided. `keep_both`: people of one name are two. `take_theirs`: the file's word counts where it
    differs from what is here, or where something was taken away here."""

    keep_both: bool = False
    take_theirs: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What bringing a file in would do, before anything is written. Counts are of new things, unless they say more."""

    person: UUID
    new_person: bool
    nodes: int
    ties: int
    conversations: int
    same_names: tuple[str, ...]
    differ: int
    passed_over: tuple[str, ...]

    @property
    def nothing_new(self) -> bool:
        return not (self.nodes or self.ties or self.conversations or self.differ or self.new_person)


@dataclass(frozen=True, slots=True)
class Look:
    """A file that was read, and what bringing it in would do."""

    file: Incoming
    preview: Preview


def look(vault: Vault, path: Path, person: UUID | None) -> Look:
    """Read a file and say what would come of it. Raises MalformedInput, NotFound."""
    return look_again(vault, incoming.read(path), person)


def look_again(vault: Vault, file: Incoming, person: UUID | None, choices: Choices | None = None) -> Look:
    """As `look`, for a file read before and other choices."""
    return Look(file, preview(vault, file, person, choices))


def preview(vault: Vault, file: Incoming, person: UUID | None, choices: Choices | None = None) -> Preview:
    """What would come of it. A record goes to the person it is about, tables to `person`. Raises NotFound."""
    with vault.reading() as conn:
        plan = _Plan(conn, file, person, choices or Choices())
    return plan.preview()


def bring_in(
    vault: Vault, file: Incoming, person: UUID | None, choices: Choices | None = None,
    progress: Progress = no_progress, stopped: Callable[[], bool] = bool,
) -> ChangeSet:  # fmt: skip
    """Write it all as one change, or nothing. `stopped` is asked as it goes. Raises Stopped, NotFound or SaveFailed."""
    with vault.unit_of_work("Brought in a web") as work:
        plan = _Plan(work.conn, file, person, choices or Choices())
        todo = [*plan.new, *plan.over]
        for record in plan.around if todo else ():  # alone they would be a change that nobody's undo finds
            work.new(record.entity.name, stream_of(record), record.fields, id=record.id)
        for done, record in enumerate(todo):
            if stopped():
                raise Stopped(_NOT_WRITTEN)
            if (row := plan.here.get(record.id)) is None:
                _write(work, plan.person, record)
            else:
                _write_over(work, record, row, plan.spots.get(record.id, {}))
            progress(done + 1, len(todo))
    return work.result


class _Plan:
    """Who of a file is new here, who is here already, and which ids everybody goes by here."""

    def __init__(self, conn: Connection, file: Incoming, person: UUID | None, choices: Choices) -> None:
        asked = file.person or person
        if asked is None:
            raise NotFound("Say whose web this is to go to.")
        self.conn, self.person, self.choices, self.file = conn, asked, choices, file
        self.me = queries.self_node_of(asked)
        self.moved = {file.me: self.me} if file.me != self.me else {}
        self.left: set[UUID] = set()
        self.new: list[Record] = []
        self.over: list[Record] = []
        self.here: dict[UUID, Row] = {}
        self.differ = 0
        self.same_names: list[str] = []
        held = rows.one(conn, "Person", asked, alive_only=False)
        self.new_person = held is None or not held.alive
        self.take_theirs = choices.take_theirs or self.new_person
        if file.person is None:
            rows.there(conn, "Person", asked)
        self.spots = whole_person.spots_of(conn, asked)
        self.called = self._names_here()
        self.joined = self._lines_here()
        for record in file.records:
            self._place(record)
        self.around = [record for record in file.around if self._known(record.id) is None]

    def preview(self) -> Preview:
        made = [record.entity.name for record in self.new]
        counts = {name: made.count(name) for name in ("Node", "Tie", "Conversation")}
        nodes = counts["Node"] - any(record.id == self.me for record in self.new)
        return Preview(
            self.person, self.new_person, nodes, counts["Tie"], counts["Conversation"],
            tuple(self.same_names), self.differ, self.file.passed_over,
        )  # fmt: skip

    def _names_here(self) -> dict[str, UUID]:
        found = rows.select(self.conn, "Node", "person = ? ORDER BY born DESC", (self.person.bytes,))
        return {row.get("label", "").strip().casefold(): row.id for row in found if row.id != self.me}

    def _lines_here(self) -> set[tuple[frozenset[UUID | None], str, UUID | None]]:
        found = rows.select(self.conn, "Tie", "person = ?", (self.person.bytes,))
        return {(frozenset((row.get("a"), row.get("b"))), row.get("kind", ""), row.get("view")) for row in found}

    def _known(self, ident: UUID) -> tuple[str, UUID] | None:
        """Type and stream of what has this id here."""
        found = self.conn.execute("SELECT type, person FROM entity WHERE id = ?", (ident.bytes,)).fetchone()
        return (found[0], UUID(bytes=found[1])) if found else None

    def _here(self, ident: UUID) -> UUID:
        """The id by which this vault knows what the file calls so."""
        while ident in self.moved:
            ident = self.moved[ident]
        return ident

    def _place(self, record: Record) -> None:
        """Decide about one thing; people come before what joins them, so their ids are settled."""
        ident = self._here(record.id)
        if self._known(ident) not in (None, (record.entity.name, self.person)):
            self.moved[ident] = ident = uuid5(self.person, ident.hex)  # somebody else's here: a copy of our own
        row = rows.one(self.conn, record.entity.name, ident, alive_only=False)
        record = _renamed(record, self._here)
        if row is None:
            self._place_new(record)
        elif row.concealed:
            self.left.add(ident)  # kept apart since: it must not show itself again
        elif not row.alive or _differs(record, row, self.spots.get(ident, {})):
            self.differ += 1
            self.here[ident] = row
            if self.take_theirs:
                self.over.append(record)
            elif not row.alive:
                self.left.add(ident)

    def _place_new(self, record: Record) -> None:
        held = {record.fields.get(name) for name in ("a", "b", "group", "node", "parent")}
        if held & self.left or (record.entity is schema.ATTACHMENT and not record.data):  # a photo without its picture
            self.left.add(record.id)
            return
        if record.entity is schema.MOMENT:
            # How much was written by then is counted by the log of the store it was kept in, which is not this one's.
            fields = {name: value for name, value in record.fields.items() if name != "version_vector"}
            record = replace(record, fields=fields)
        if record.entity is schema.NODE:
            label = str(record.fields.get("label", ""))
            twin = self.called.get(label.strip().casefold())
            if twin is not None:
                self.same_names.append(label)
                if not self.choices.keep_both:
                    self.moved[record.id] = twin
                    return
        if record.entity is schema.TIE:
            ends = frozenset((record.fields["a"], record.fields["b"]))
            line = (ends, record.fields.get("kind", ""), record.fields.get("view"))
            if len(ends) < 2 or line in self.joined:
                return  # there is a line between these two already (practice.md I-02)
        self.new.append(record)


def _renamed(record: Record, here: Callable[[UUID], UUID]) -> Record:
    """The record with every id in it as it is here: its own, those it refers to, and those in its words and sets."""

    def by_hex(found: re.Match[str]) -> str:
        return here(UUID(hex=found.group())).hex

    fields = dict(record.fields)
    for name, value in record.fields.items():
        match record.entity.by_name[name].kind:
            case Kind.REF:
                fields[name] = here(value)
            case Kind.SET:
                fields[name] = frozenset(_HEX.sub(by_hex, member) for member in value)
            case Kind.TEXT:
                fields[name] = _HEX.sub(by_hex, value)
    ids = {name: here(UUID(bytes=held)).bytes for name, held in record.known.items() if isinstance(held, bytes)}
    return replace(record, id=here(record.id), fields=fields, known={**record.known, **ids})


def _differs(record: Record, row: Row, spots: Mapping[str, tuple[float, float]]) -> bool:
    """Whether the file says anything that does not stand here. What it does not say is no difference."""
    return (
        any(_plain(row.values.get(name)) != value for name, value in record.fields.items())
        or bool(_news(record, row))
        or any(spots.get(place) != spot for place, spot in record.spots.items())
    )


def _plain(value: Any) -> Any:
    return value.text if isinstance(value, PartialDate) else value


def _news(record: Record, row: Row) -> list[DatedValue]:
    """The dated values that are not known here."""
    known = {(entry.field, entry.value, entry.at.text, entry.how) for entry in row.history}
    return [one for one in record.history if (one.field, one.value, one.at, one.how) not in known]


def _write(work: UnitOfWork, person: UUID, record: Record) -> None:
    private = record.private or record.entity.lane == PRIVATE_LANE
    usual = frozenset({Audience.WORKER.value}) if private else DEFAULT_AUDIENCE
    fields = {name: value for name, value in record.fields.items() if name != "audience" or value != usual}
    if record.data:
        fields |= work.vault.attachments.keep(BytesIO(record.data))._asdict()
    work.new(record.entity.name, person, fields, id=record.id, private=record.private, meta=record.known)
    _write_dated(work, record, record.history, record.fields)
    for place, spot in record.spots.items():
        _move(work, record.id, place, spot)
    if record.locked:
        work.sign(record.id)


def _write_over(work: UnitOfWork, record: Record, row: Row, spots: Mapping[str, tuple[float, float]]) -> None:
    """The file's word for what is here. Words that were read back stay as they are (decisions.md D9)."""
    if not row.alive:
        work.revive(record.id)
    if row.locked:
        return
    for name, value in record.fields.items():
        if _plain(row.values.get(name)) != value:
            work.set(record.id, name, value)
    _write_dated(work, record, _news(record, row), {**row.values, **record.fields})
    for place, spot in record.spots.items():
        if spots.get(place) != spot:
            _move(work, record.id, place, spot)


def _write_dated(work: UnitOfWork, record: Record, dated: Iterable[DatedValue], stands: Mapping[str, Any]) -> None:
    """Values that were true from a day on; what stands at present stands, whatever the last dated one was."""
    dated = tuple(dated)
    for one in dated:
        work.assign(record.id, one.field, one.value, at=one.at, **({"how": one.how} if one.how else {}))
    for name in dict.fromkeys(one.field for one in dated):
        base, of_set, member = name.partition(":")
        now = _plain(stands.get(base))
        work.assign(record.id, name, member in (now or ()) if of_set else now)


def _move(work: UnitOfWork, node: UUID, place: str, spot: tuple[float, float]) -> None:
    layout, _, view = place.partition(":")
    work.move(node, layout, spot, UUID(hex=view) if view else None)
