"""The encrypted files that ops say: taken in part by part from whoever wrote them, given out whole to their readers."""

import hmac
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from psycopg import Connection
from psycopg.rows import TupleRow

from sbp_desktop.sync.council_server import audit, caseloads, judging, statements
from sbp_desktop.sync.council_server.caseloads import Held, Worker
from sbp_desktop.sync.council_server.database import only
from sbp_desktop.sync.council_server.greeting import Safe
from sbp_desktop.sync.council_server.keys import Keys
from sbp_desktop.sync.protocol import LARGEST_PART, File, FileState, GetPart, NotAMessage, Part, PutPart

UNKNOWN = "unknown"
WRONG = "digest"
"""Why no part is taken: no op of a stream the worker has or had says the file; all came and was not the file."""


class _Filed(NamedTuple):
    """What is here of a file, and the op that says it: who wrote it, and whether it is held for a manager."""

    author: bytes
    held: bool
    size: int
    there: int
    whole: bool
    xid: int


def states(conn: Connection[TupleRow], worker: Worker, files: Sequence[File], safe: Safe) -> list[FileState]:
    """How much is here of each file that this worker may bring or read."""
    persons = {file.person for file in files}
    with conn.pipeline():
        rights = {
            person: conn.execute(statements.HELD_BY, {"worker": worker.id, "person": person}) for person in persons
        }
        rows = [conn.execute(statements.FILE_STATE, _named(file)) for file in files]
    had = {person: caseloads.grants_of(person, answer) for person, answer in rights.items()}
    answers = []
    for file, row in zip(files, rows, strict=True):
        filed = _first(row.fetchall())
        known = filed is not None and (
            _may_bring(worker, had[file.person], file, filed) or _may_read(worker, had[file.person], file, filed)
        )
        answers.append(_state(filed, safe) if filed is not None and known else FileState(refused=UNKNOWN))
    return answers


def put(
    conn: Connection[TupleRow], keys: Keys, worker: Worker, device: bytes, brought: PutPart, now: int, safe: Safe
) -> FileState:
    """Add a part where the file stands, in one transaction. Raises NotAMessage where it goes beyond the end.

    Who may: the writer of the op, be it in the stream or held, and whoever has or had its lane; the digest proves that
    the bytes are the writer's, whoever brings them.
    """
    file, name = brought.file, _named(brought.file)
    end = brought.offset + len(brought.data)
    if end > brought.size:
        raise NotAMessage("a part goes beyond the end of its file")
    with conn.transaction():
        filed = _filed(conn, file)
        if filed is None or not _may_bring(worker, caseloads.held_by(conn, worker.id, file.person), file, filed):
            return FileState(refused=UNKNOWN)
        name |= {"size": brought.size, "offset": brought.offset, "data": brought.data}
        conn.execute(statements.ADD_FILE, name)
        size, there, whole = only(conn.execute(statements.LOCK_FILE, name))
        if whole:
            return _state(_filed(conn, file), safe)
        if size != brought.size:  # one of the two is wrong, and only the whole will show which
            there = _begin_anew(conn, name)
        if there != brought.offset:
            return FileState(there)
        conn.execute(statements.ADD_PART, name)
        refused = ""
        if end == brought.size:
            whole = hmac.compare_digest(only(conn.execute(statements.MEASURE_FILE, name))[0], file.digest)
            refused = "" if whole else WRONG
            words = f"lane {file.lane}, {file.digest.hex()[:16]}" + ("" if whole else ", not what its op says")
            audit.record(conn, keys.audit, file.person, [audit.Entry(now, worker.id, device, "sent a photo", words)])
        if refused:
            end = _begin_anew(conn, name)
        else:
            conn.execute(statements.MOVE_FILE, {**name, "there": end, "whole": whole})
    if whole:
        return _state(_filed(conn, file), safe)
    return FileState(end, refused=refused)


def get(
    conn: Connection[TupleRow], keys: Keys, worker: Worker, device: bytes, asked: GetPart, now: int
) -> Part:  # fmt: skip
    """Give out bytes of a whole file whose op stands in a stream that the worker may read now."""
    file = asked.file
    filed = _filed(conn, file)
    rights = caseloads.held_by(conn, worker.id, file.person)
    if filed is None or not filed.whole or not _may_read(worker, rights, file, filed):
        return Part()
    place = {**_named(file), "offset": asked.offset, "most": asked.most, "largest": LARGEST_PART}
    with conn.transaction():
        words = f"lane {file.lane}, {file.digest.hex()[:16]} from {asked.offset}"
        audit.record(conn, keys.audit, file.person, [audit.Entry(now, worker.id, device, "read a photo", words)])
        parts = conn.execute(statements.PARTS, place).fetchall()
    first = parts[0][0] if parts else 0
    data = b"".join(part[1] for part in parts)[max(0, asked.offset - first) :][: asked.most]
    return Part(filed.size, data)


def _begin_anew(conn: Connection[TupleRow], name: dict[str, Any]) -> int:
    conn.execute(statements.FORGET_PARTS, name)
    conn.execute(statements.MOVE_FILE, {**name, "there": 0, "whole": False})
    return 0


def _named(file: File) -> dict[str, Any]:
    return {
        "person": file.person, "lane": file.lane, "origin": file.origin, "oseq": file.oseq, "digest": file.digest,
        "said": file.digest.hex().encode(),
    }  # fmt: skip


def _filed(conn: Connection[TupleRow], file: File) -> _Filed | None:
    return _first(conn.execute(statements.FILE_STATE, _named(file)).fetchall())


def _first(rows: Sequence[TupleRow]) -> _Filed | None:
    return _Filed(*rows[0]) if rows else None


def _state(filed: _Filed | None, safe: Safe) -> FileState:
    if filed is None:
        return FileState()
    return FileState(filed.there, filed.whole, filed.whole and safe(filed.xid))


def _may_bring(worker: Worker, had: Iterable[Held], file: File, filed: _Filed) -> bool:
    if filed.author in worker.ids:
        return True
    return not filed.held and (_is_own(worker, file) or any(file.lane in grant.lanes for grant in had))


def _may_read(worker: Worker, had: Iterable[Held], file: File, filed: _Filed) -> bool:
    living = (grant for grant in had if grant.ended_number is None)
    return not filed.held and (_is_own(worker, file) or any(file.lane in grant.lanes for grant in living))


def _is_own(worker: Worker, file: File) -> bool:
    return file.lane in judging.own_lanes(worker, file.person)
