"""The council's caseload as a CSV file: who is with whom, read whole or not at all, and brought in as one change."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import Connection
from psycopg.rows import TupleRow

from sbp_desktop.errors import ExpectedError, MalformedInput
from sbp_desktop.sync.council_server import audit, caseloads
from sbp_desktop.sync.council_server.keys import Keys
from sbp_desktop.sync.protocol import ROLES

BY: Final = "import"
HOME: Final = ZoneInfo("Europe/London")
COLUMNS: Final = ("worker", "person", "role", "lanes", "from", "to", "why")
_MUST: Final = ("worker", "person", "role")
_MOST_TAKEN: Final = 0.2
_LEAST_PEOPLE: Final = 3
MAX_BYTES: Final = 10_000_000


class TooManyGone(ExpectedError):
    """An import that would take away more than a fifth of all grants; it needs to be said twice."""


@dataclass(frozen=True)
class Line:
    """One grant of the file; instants in ms, `ends` 0: open; `number` of the line."""

    worker: str
    person: bytes
    role: str
    lanes: tuple[int, ...]
    begins: int
    ends: int
    why: str
    number: int


def read(path: Path) -> list[Line]:
    """The grants in a file. Raises MalformedInput with the line and the column."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise MalformedInput(str(path), 1, "file", f"the file is larger than {MAX_BYTES // 1_000_000} MB")
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            for name in _MUST:
                if name not in (rows.fieldnames or ()):
                    raise MalformedInput(str(path), 1, name, "this column must be there.")
            for name in rows.fieldnames or ():
                if name not in COLUMNS:
                    raise MalformedInput(str(path), 1, name, "there is no such column.")
            return list(_lines(str(path), rows))
    except OSError as error:
        raise MalformedInput(str(path), None, "file", f"it cannot be read ({error.strerror}).") from None
    except (csv.Error, UnicodeDecodeError):
        raise MalformedInput(str(path), None, "file", "this is not CSV in UTF-8.") from None


def _lines(path: str, rows: "csv.DictReader[str]") -> Iterator[Line]:
    seen: set[tuple[str, bytes, str]] = set()
    for row in rows:
        here = _Here(path, rows.line_num, row)
        line = here.line()
        if (line.worker, line.person, line.role) in seen:
            raise here.wrong("person", "this worker has this person in this role already, further up.")
        seen.add((line.worker, line.person, line.role))
        yield line


class _Here:
    """One row, and where it stands."""

    def __init__(self, path: str, number: int, row: dict[str, str]) -> None:
        self._path, self._number, self._row = path, number, row
        if None in row or None in row.values():
            raise self.wrong("row", "it has not as many fields as the first line.")

    def wrong(self, field: str, sentence: str) -> MalformedInput:
        return MalformedInput(self._path, self._number, field, sentence)

    def line(self) -> Line:
        role = self._text("role")
        if role not in ROLES:
            raise self.wrong("role", f"this is one of {', '.join(ROLES)}.")
        begins, ends = self._day("from"), self._day("to")
        lanes = self._lanes(role)
        try:
            caseloads.check(lanes, role, begins, ends)
        except caseloads.NotGranted as error:
            raise self.wrong("to" if "day" in str(error) else "lanes", str(error)) from None
        worker = self._text("worker")
        if not worker:
            raise self.wrong("worker", "this must not be empty.")
        return Line(worker, self._person(), role, lanes, begins, ends, self._text("why"), self._number)

    def _text(self, name: str) -> str:
        return (self._row.get(name) or "").strip()

    def _person(self) -> bytes:
        try:
            return UUID(self._text("person")).bytes
        except ValueError:
            raise self.wrong("person", "this is not a person's id, such as 3f2b8c1e-….") from None

    def _lanes(self, role: str) -> tuple[int, ...]:
        said = self._text("lanes")
        if not said:
            return caseloads.usual_lanes(role)
        try:
            return tuple(sorted({int(lane) for lane in said.split()}))
        except ValueError:
            raise self.wrong("lanes", "this is numbers with spaces between, such as 0 1.") from None

    def _day(self, name: str) -> int:
        said = self._text(name)
        if not said:
            return 0
        try:
            return midnight_ms(date.fromisoformat(said))
        except ValueError:
            raise self.wrong(name, "this is not a day, such as 2026-11-22.") from None


def midnight_ms(day: date) -> int:
    """The instant (ms UTC) at which a day begins in the council's country."""
    return int(datetime(day.year, day.month, day.day, tzinfo=HOME).timestamp() * 1000)


def bring_in(
    conn: Connection[TupleRow], keys: Keys, path: Path, lines: list[Line], now: int, *, sure: bool = False
) -> tuple[int, int]:
    """Make the caseload what the file says; returns how many were (granted or changed, ended).

    What an import said before and this file does not ends; what was granted by hand, or because somebody wrote of a
    new person first, stays. All of it or nothing. Raises MalformedInput, TooManyGone.
    """
    with conn.transaction():
        ids = {name: bytes(worker) for worker, name in conn.execute("SELECT id, name FROM worker")}
        for line in lines:
            if line.worker not in ids:
                raise MalformedInput(str(path), line.number, "worker", "there is no worker of this name.")
        wanted = {(ids[line.worker], line.person, line.role): line for line in lines}
        now_there = conn.execute(
            "SELECT worker, person, role FROM caseload WHERE by = %s AND ended_number IS NULL", (BY,)
        ).fetchall()
        gone = [(bytes(w), bytes(p), str(r)) for w, p, r in now_there if (bytes(w), bytes(p), r) not in wanted]
        if len(gone) >= _LEAST_PEOPLE and len(gone) > _MOST_TAKEN * len(now_there) and not sure:
            raise TooManyGone(
                f"This file would end {len(gone)} of {len(now_there)} grants. If that is meant, say it with --yes."
            )
        granted = 0
        for (worker, person, role), line in wanted.items():
            done = caseloads.grant(
                conn, worker, person, line.lanes, role, now=now, begins=line.begins, ends=line.ends, why=line.why,
                by=BY,
            )  # fmt: skip
            if done:
                granted += 1
                _note(conn, keys, person, now, "granted", line.worker, role)
        names = {worker: name for name, worker in ids.items()}
        for worker, person, role in gone:
            caseloads.revoke(conn, worker, person, now=now, role=role)
            _note(conn, keys, person, now, "revoked", names[worker], role)
        conn.execute("UPDATE state SET imported = true")
        return granted, len(gone)


def _note(conn: Connection[TupleRow], keys: Keys, person: bytes, now: int, what: str, worker: str, role: str) -> None:
    words = f"{worker}, {role}, by {BY}"
    audit.record(conn, keys.audit, person, [audit.Entry(now, audit.NOBODY, audit.NOBODY, what, words)])
