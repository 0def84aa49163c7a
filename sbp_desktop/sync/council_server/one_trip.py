"""Several statements in one trip to PostgreSQL: prepared once, sent in one piece, answered together.

psycopg's own pipeline sends every statement by itself, waits for each, and makes a cursor for it: four times the CPU.
"""

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

from psycopg import Connection, adapt, errors, pq
from psycopg.abc import Buffer, PQGen, Transformer
from psycopg.adapt import PyFormat
from psycopg.generators import fetch_many, send
from psycopg.pq.abc import PGconn, PGresult
from psycopg.rows import TupleRow

Asked = tuple[str, Mapping[str, Any]]
"""A statement with %(names)s, and a value for each."""

_Kind = tuple[bytes, tuple[int, ...] | None]


class _Spelt(NamedTuple):
    """A statement and its values as PostgreSQL takes them."""

    statement: bytes
    types: tuple[int, ...] | None
    parameters: Sequence[Buffer | None]
    formats: list[pq.Format] | None


_NAME: Final = re.compile(r"%\((\w+)\)s")
_FINE: Final = (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK)
_prepared: Final[WeakKeyDictionary[Connection[TupleRow], dict[_Kind, bytes]]] = WeakKeyDictionary()
"""The names of what a connection has prepared, by statement and the types of its values."""
_numbers: Final = itertools.count(1)


def ask(
    conn: Connection[TupleRow], asked: Sequence[Asked], meanwhile: Callable[[], None] = lambda: None
) -> list[list[TupleRow]]:
    """The rows of each statement, in order; `meanwhile` is called while PostgreSQL works.

    Where one fails, those after it are not run, and its psycopg.Error is raised.
    """
    pgconn, values = conn.pgconn, adapt.Transformer(conn)
    spelt = [_spelt(values, *one) for one in asked]  # before anything is sent: a value that cannot be is refused here
    known, new = _prepared.setdefault(conn, {}), dict[_Kind, bytes]()
    steps = list[_Kind | None]()
    pgconn.enter_pipeline_mode()
    try:
        for one in spelt:
            steps += _send(pgconn, known, new, one)
        pgconn.pipeline_sync()
        conn.wait(send(pgconn))
        try:
            meanwhile()
        finally:
            results = conn.wait(_results(pgconn, len(steps)))
    finally:
        if pgconn.status == pq.ConnStatus.OK:
            pgconn.exit_pipeline_mode()
    known |= {step: new[step] for step, result in zip(steps, results, strict=True) if step and result.status in _FINE}
    for result in results:
        if result.status not in _FINE:
            error = errors.error_from_result(result)
            if isinstance(error, errors.InvalidSqlStatementName):  # somebody took what was prepared
                known.clear()
            raise error
    return [_rows(values, result) for step, result in zip(steps, results, strict=True) if step is None]


def _spelt(values: Transformer, said: str, given: Mapping[str, Any]) -> _Spelt:
    statement, names = _numbered(said)
    parameters = values.dump_sequence([given[name] for name in names], [PyFormat.BINARY] * len(names))
    return _Spelt(statement, values.types, parameters, values.formats)


def _send(pgconn: PGconn, known: dict[_Kind, bytes], new: dict[_Kind, bytes], one: _Spelt) -> list[_Kind | None]:
    """Send a statement, and before it what prepares it where that was not done; what each prepares."""
    kind = one.statement, one.types
    name = known.get(kind) or new.get(kind)
    steps: list[_Kind | None] = [None]
    if name is None:
        name = new[kind] = b"one_trip_%d" % next(_numbers)
        pgconn.send_prepare(name, one.statement, one.types)
        steps = [kind, None]
    pgconn.send_query_prepared(name, one.parameters, one.formats, pq.Format.BINARY)
    return steps


@lru_cache(maxsize=100)
def _numbered(said: str) -> tuple[bytes, tuple[str, ...]]:
    """The statement as PostgreSQL takes it, $1 for the first name, and the names."""
    names = tuple(dict.fromkeys(_NAME.findall(said)))
    return _NAME.sub(lambda found: f"${names.index(found[1]) + 1}", said).encode(), names


def _results(pgconn: PGconn, count: int) -> PQGen[list[PGresult]]:
    results = list[PGresult]()
    for _ in range(count):
        results += yield from fetch_many(pgconn)
    yield from fetch_many(pgconn)  # the end of the trip
    return results


def _rows(values: Transformer, result: PGresult) -> list[TupleRow]:
    values.set_pgresult(result)
    return values.load_rows(0, result.ntuples, tuple)
