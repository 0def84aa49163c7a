"""Rows by COPY: all go in or none, and the connection can be used after whatever goes wrong."""

from typing import Any

import psycopg
import pytest

from sbp_desktop.sync.council_server.copying import Copying
from tests.sync.council_kit import Kit

COPY = "COPY mine FROM STDIN"


class OursWentWrong(Exception):
    """Something of this side's."""


@pytest.fixture
def conn(kit: Kit) -> Any:
    with kit.databases.connect(kit.name) as conn:
        conn.execute("CREATE TEMPORARY TABLE mine (said text PRIMARY KEY)")
        conn.execute("BEGIN")
        yield conn


def count(conn: Any) -> int:
    return int(conn.execute("SELECT count(*) FROM mine").fetchone()[0])


def copy(conn: Any, *parts: bytes, statement: str = COPY, ends: bool = True, fails: bool = False) -> None:
    with Copying(conn, statement, b"start\n") as rows:
        for part in parts:
            rows.put(part)
        if ends:
            rows.end()
        if fails:
            raise OursWentWrong


def test_more_than_the_wire_takes_at_once_goes_in(conn: Any) -> None:
    copy(conn, *(b"".join(b"%d %d %b\n" % (part, row, b"x" * 1000) for row in range(100)) for part in range(100)))
    assert count(conn) == 10_001


@pytest.mark.parametrize("parts", [(), (b"one\n",)])
def test_what_goes_wrong_on_this_side_leaves_nothing(conn: Any, parts: tuple[bytes, ...]) -> None:
    with pytest.raises(OursWentWrong):
        copy(conn, *parts, ends=False, fails=True)
    assert conn.info.transaction_status == psycopg.pq.TransactionStatus.INERROR
    conn.rollback()
    assert count(conn) == 0


def test_what_goes_wrong_after_the_end_is_raised_as_it_is(conn: Any) -> None:
    with pytest.raises(OursWentWrong):
        copy(conn, fails=True)
    assert count(conn) == 1


def test_a_row_that_cannot_be_is_said(conn: Any) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        copy(conn, b"one\n", b"one\n")
    conn.rollback()
    assert count(conn) == 0


def test_a_statement_that_is_refused_is_said(conn: Any) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable):
        copy(conn, b"one\n", statement="COPY nobodys FROM STDIN")
    conn.rollback()
    assert count(conn) == 0


def test_a_server_that_goes_is_said(kit: Kit, conn: Any) -> None:
    with kit.databases.connect(kit.name) as other:
        other.execute("SELECT pg_terminate_backend(%s::int)", (conn.info.backend_pid,))
    with pytest.raises(psycopg.OperationalError):
        copy(conn, b"one\n")
    assert conn.closed
