"""A PostgreSQL of the tests' own: a fresh council database in a tenth of a second, copies of it, and a plain pool."""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from sbp_desktop.sync.council_server import database
from sbp_desktop.sync.council_server.local_postgres import LocalPostgres, packaged_programs, wheel_programs

SECRET = bytes(range(32))
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_connections=60")
"""What a test database need not do: survive the power going. Tests of just that start a server without these."""


class Databases:
    """One server; `fresh` makes an empty council database, `copy` one like another (nobody may be connected to it)."""

    def __init__(self, packaged: bool = False, settings: tuple[str, ...] = FAST) -> None:
        # Not below pytest's own folder: that is closed to the account the server runs as.
        self.folder = Path(tempfile.mkdtemp(prefix="sbp-council-"))
        self.folder.chmod(0o755)
        self.server = LocalPostgres(
            self.folder / "data", packaged_programs() if packaged else wheel_programs(), settings
        )
        self._numbers = itertools.count(1)

    def start(self) -> None:
        self.server.start()
        self._run("CREATE DATABASE council_template")
        with self.connect("council_template") as conn:
            database.migrate(conn)

    def close(self) -> None:
        self.server.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def fresh(self) -> str:
        return self.copy("council_template")

    def copy(self, name: str) -> str:
        made = f"council_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {made} TEMPLATE {name}")
        return made

    def drop(self, name: str) -> None:
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def connect(self, name: str) -> psycopg.Connection[Any]:
        connection = psycopg.connect(self.server.conninfo(name))
        database.configure(connection)
        return connection

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.server.conninfo(), autocommit=True) as conn:
            conn.execute(statement)


class OneByOne:
    """Lends connections as psycopg's pool does, without threads: the same few again and again."""

    def __init__(self, databases: Databases, name: str) -> None:
        self._databases, self._name = databases, name
        self._idle: list[psycopg.Connection[Any]] = []

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection[Any]]:
        conn = self._idle.pop() if self._idle else self._databases.connect(self._name)
        try:
            yield conn
        except BaseException:
            conn.close()
            raise
        self._idle.append(conn)

    def close(self) -> None:
        for conn in self._idle:
            conn.close()
        self._idle.clear()
