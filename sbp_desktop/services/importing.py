"""Brings the people of a file into the vault: the whole file is checked first, then all of it is kept or none."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sbp_desktop.models.schema import DIRECTORY, Stream
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services import people_file
from sbp_desktop.services.file_person import Record
from sbp_desktop.services.people_file import PeopleFile
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came in. `already_here` are people of the file the vault knew before; they were left as they are."""

    changes: ChangeSet
    file: PeopleFile
    already_here: tuple[str, ...] = ()


def no_progress(_done: int, _total: int) -> None:
    """For callers that show none."""


def load_people(vault: Vault, path: Path, progress: Progress = no_progress) -> Loaded:
    """Load a people file. Raises MalformedInput before anything is written; a failed write leaves nothing either.

    `progress(done, total)` counts people. Loading cannot be undone with Ctrl+Z: it is nobody's edit.
    """
    return keep(vault, people_file.read(path), progress)


def keep(vault: Vault, file: PeopleFile, progress: Progress = no_progress) -> Loaded:
    """Keep a checked file's people, as one change."""
    already = []
    with vault.unit_of_work("Loaded people", undoable=False) as work:
        for record in file.around:
            if not _known(work, record.id):
                _write(work, stream_of(record), record)
        for done, person in enumerate(file.people, 1):
            if _known(work, person.id):
                already.append(person.name)
            else:
                for record in person.records:
                    _write(work, person.id, record)
            progress(done, len(file.people))
    return Loaded(work.result, file, tuple(already))


def _known(work: UnitOfWork, ident: UUID) -> bool:
    return work.conn.execute("SELECT 1 FROM entity WHERE id = ?", (ident.bytes,)).fetchone() is not None


def stream_of(record: Record) -> UUID:
    """Whose stream something outside people belongs to: a team's and a worker's own, or the one directory."""
    return DIRECTORY if record.entity.stream is Stream.DIRECTORY else record.id


def _write(work: UnitOfWork, person: UUID, record: Record) -> None:
    work.new(record.entity.name, person, record.fields, id=record.id, private=record.private)
    for dated in record.history:
        work.set(record.id, dated.field, dated.value, at=dated.at, how=dated.how)
    # What the file calls the present value stands, whatever the last dated one was.
    for name in {dated.field for dated in record.history} & record.fields.keys():
        work.set(record.id, name, record.fields[name])
