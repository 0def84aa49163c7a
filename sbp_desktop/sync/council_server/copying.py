"""Rows going to PostgreSQL by COPY, which is waited for where they begin and where they end, and nowhere between.

psycopg's own makes a cursor, and waits for the wire at every part.
"""

from contextlib import suppress
from types import TracebackType
from typing import Self

from psycopg import Connection, Error, errors, pq
from psycopg.generators import fetch, send
from psycopg.rows import TupleRow


class Copying:
    """One COPY FROM STDIN within the caller's transaction.

    PostgreSQL is told of it at once and heard with the first part: what is made until then is made while it prepares.
    """

    def __init__(self, conn: Connection[TupleRow], statement: str, start: bytes) -> None:
        self._conn, self._pgconn, self._start, self._heard = conn, conn.pgconn, start, False
        self._pgconn.send_query(statement.encode())

    def put(self, part: bytes) -> None:
        """Send some more. What the wire does not take at once is kept by libpq, and goes with the next."""
        self._hear()
        self._send(part)

    def end(self) -> None:
        """That was all: PostgreSQL may finish while something else is done."""
        self._finish(None)

    def _hear(self) -> None:
        if not self._heard:
            self._heard = True
            self._expect(pq.ExecStatus.COPY_IN)
            self._send(self._start)

    def _send(self, part: bytes) -> None:
        while not self._pgconn.put_copy_data(part):
            self._conn.wait(send(self._pgconn))

    def _finish(self, trouble: bytes | None) -> None:
        self._hear()
        while not self._pgconn.put_copy_end(trouble):
            self._conn.wait(send(self._pgconn))
        self._conn.wait(send(self._pgconn))

    def _expect(self, wanted: pq.ExecStatus) -> None:
        result = self._conn.wait(fetch(self._pgconn))
        if result is not None and result.status != wanted:
            raise errors.error_from_result(result)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Wait until all is in; where something went wrong on this side, nothing is."""
        try:
            if kind is None:
                self._expect(pq.ExecStatus.COMMAND_OK)
            else:
                with suppress(Error):
                    self._finish(b"given up")
        finally:
            with suppress(Error):  # an answer that is none ends every statement
                while self._conn.wait(fetch(self._pgconn)) is not None:
                    pass
