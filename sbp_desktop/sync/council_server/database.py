"""Reaching PostgreSQL: connections as the council wants them, and its schema brought up to date."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from importlib import resources
from typing import Any, Final, Protocol

from psycopg import Connection, Cursor, pq
from psycopg.rows import TupleRow
from psycopg.types.numeric import Int8BinaryDumper, Int8Dumper
from psycopg.types.string import BytesBinaryDumper
from psycopg_pool import ConnectionPool

from sbp_desktop.errors import ExpectedError

_LOCK = 5_014_118
"""Any number, the same for all: two servers that start at once migrate one after the other."""


class NewerSchema(ExpectedError):
    """A newer release of the council's backend has changed this database."""


class BinaryCursor(Cursor[TupleRow]):
    """A cursor whose answers come as PostgreSQL keeps them: bytes are not spelt out in hex on the way."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.format = pq.Format.BINARY


class Pool(Protocol):
    """Lends connections; psycopg's pool does, and in tests what stands in for it."""

    def connection(self) -> AbstractContextManager[Connection[TupleRow]]: ...


def configure(connection: Connection[TupleRow]) -> None:
    """Make a new connection one of the council's."""
    connection.autocommit = True  # a statement on its own is a transaction: two trips less
    connection.cursor_factory = BinaryCursor
    # What is asked often is prepared by `one_trip`; psycopg would forget its own, and all others, after every rollback.
    connection.prepare_threshold = None
    # One type for every whole number, or each statement would be prepared once for every mixture of sizes.
    connection.adapters.register_dumper(int, Int8Dumper)
    connection.adapters.register_dumper(int, Int8BinaryDumper)
    # Otherwise the DB-API's own, in Python, is found for bytea when rows are copied.
    connection.adapters.register_dumper(bytes, BytesBinaryDumper)
    # Each statement is planned once, not for every person anew: which part it touches is found as it runs.
    connection.execute("SET plan_cache_mode = force_generic_plan")


SERVICE: Final = "sbp_council_service"
"""The role the service takes on, which may add to the audit and change nothing of it (`grants.sql`)."""


def configure_service(connection: Connection[TupleRow]) -> None:
    """As `configure`, with no more rights than the service needs, where there is such a role and we may take it on."""
    configure(connection)
    connection.execute(
        "SELECT set_config('role', rolname, false) FROM pg_roles WHERE rolname = %s AND pg_has_role(oid, 'MEMBER')",
        (SERVICE,),
    )


def only(answer: Cursor[TupleRow]) -> TupleRow:
    """The row of a statement that always gives one."""
    row = answer.fetchone()
    if row is None:
        raise LookupError("a statement that gives one row gave none")
    return row


def open_pool(conninfo: str, size: int = 8) -> ConnectionPool[Connection[TupleRow]]:
    """A pool of up to `size` connections; opens at once, connects when asked."""
    return ConnectionPool(conninfo, min_size=1, max_size=size, configure=configure_service, open=True, timeout=10)


def _scripts() -> Iterator[tuple[str, str]]:
    folder = resources.files(__package__) / "migrations"
    for script in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if script.name.endswith(".sql"):
            yield script.name, script.read_text("utf-8")


def migrate(connection: Connection[TupleRow]) -> list[str]:
    """Run the scripts this database has not seen, each in a transaction; returns their names. Raises NewerSchema."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        connection.execute("CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, at timestamptz DEFAULT now())")
    scripts, ran = dict(_scripts()), []
    for name, script in scripts.items():
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            seen = {str(row[0]) for row in connection.execute("SELECT name FROM migration")}
            if seen - scripts.keys():
                raise NewerSchema("A newer release has changed this database: install that release or a later one.")
            if name not in seen:
                Cursor(connection).execute(script.encode())  # several statements at once go as text only
                connection.execute("INSERT INTO migration (name) VALUES (%s)", (name,))
                ran.append(name)
    if ran:
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            Cursor(connection).execute((resources.files(__package__) / "grants.sql").read_bytes())
    return ran
