"""Several statements in one trip: what they answer, and that a connection can be used after whatever goes wrong."""

from typing import Any

import psycopg
import pytest

from sbp_desktop.sync.council_server import one_trip
from tests.sync.council_kit import Kit

PUT = "INSERT INTO mine VALUES (%(n)s, %(said)s)"
GET = "SELECT n, said FROM mine WHERE n >= %(n)s ORDER BY n"


@pytest.fixture
def conn(kit: Kit) -> Any:
    with kit.databases.connect(kit.name) as conn:
        conn.execute("CREATE TEMPORARY TABLE mine (n bigint PRIMARY KEY, said bytea)")
        yield conn


def test_each_statement_s_rows_come_in_order(conn: Any) -> None:
    done = list[str]()
    asked: list[one_trip.Asked] = [
        (PUT, {"n": 1, "said": b"\x00a"}),
        (PUT, {"n": 2, "said": b""}),
        (GET, {"n": 1}),
        (GET, {"n": 2}),
    ]
    answers = one_trip.ask(conn, asked, lambda: done.append("meanwhile"))
    assert answers == [[], [], [(1, b"\x00a"), (2, b"")], [(2, b"")]]
    assert one_trip.ask(conn, [(GET, {"n": 2})]) == [[(2, b"")]]
    assert one_trip.ask(conn, []) == []
    assert done == ["meanwhile"]


def test_a_name_may_stand_twice_and_types_may_differ(conn: Any) -> None:
    twice = "SELECT %(a)s::text || %(a)s::text, %(b)s::bigint"
    assert one_trip.ask(conn, [(twice, {"a": "x", "b": 3})]) == [[("xx", 3)]]
    assert one_trip.ask(conn, [(twice, {"b": None, "a": "y"})]) == [[("yy", None)]]
    assert one_trip.ask(conn, [("SELECT %(l)s::bytea[]", {"l": [b"1", b"2"]})]) == [[([b"1", b"2"],)]]


def test_a_statement_is_prepared_once(conn: Any) -> None:
    for _ in range(3):
        one_trip.ask(conn, [(GET, {"n": 1})])
    ours = conn.execute("SELECT count(*) FROM pg_prepared_statements").fetchone()
    assert ours == (1,)


def test_after_one_that_fails_none_is_run(conn: Any) -> None:
    one_trip.ask(conn, [(PUT, {"n": 1, "said": b"a"})])
    asked: list[one_trip.Asked] = [
        ("BEGIN", {}),
        (PUT, {"n": 2, "said": b"b"}),
        (PUT, {"n": 1, "said": b"c"}),
        ("COMMIT", {}),
    ]
    with pytest.raises(psycopg.errors.UniqueViolation):
        one_trip.ask(conn, asked)
    assert conn.info.transaction_status == psycopg.pq.TransactionStatus.INERROR
    conn.rollback()
    assert one_trip.ask(conn, [(GET, {"n": 0})]) == [[(1, b"a")]]


def test_what_fails_again_and_again_prepares_nothing_again(conn: Any) -> None:
    asked: list[one_trip.Asked] = [(GET, {"n": 0}), (PUT, {"n": 1, "said": b"a"}), ("SELECT %(n)s::bigint", {"n": 7})]
    one_trip.ask(conn, asked)
    for _ in range(3):
        with pytest.raises(psycopg.errors.UniqueViolation):
            one_trip.ask(conn, asked)
    assert conn.execute("SELECT count(*) FROM pg_prepared_statements").fetchone() == (3,)


def test_what_is_done_meanwhile_may_fail(conn: Any) -> None:
    def fail() -> None:
        raise ValueError("not a message")

    with pytest.raises(ValueError, match="not a message"):
        one_trip.ask(conn, [("BEGIN", {}), (PUT, {"n": 1, "said": b"a"})], fail)
    conn.rollback()
    assert one_trip.ask(conn, [(GET, {"n": 0})]) == [[]]


def test_a_value_no_statement_takes_leaves_the_connection_as_it_was(conn: Any) -> None:
    with pytest.raises(psycopg.ProgrammingError):
        one_trip.ask(conn, [(GET, {"n": 1}), (GET, {"n": object()})])
    assert one_trip.ask(conn, [(GET, {"n": 0})]) == [[]]


def test_what_was_prepared_and_is_gone_is_prepared_again(conn: Any) -> None:
    one_trip.ask(conn, [(GET, {"n": 1})])
    conn.execute("DEALLOCATE ALL")
    with pytest.raises(psycopg.errors.InvalidSqlStatementName):
        one_trip.ask(conn, [(GET, {"n": 1})])
    assert one_trip.ask(conn, [(GET, {"n": 1})]) == [[]]


def test_a_rollback_takes_nothing_that_was_prepared(conn: Any) -> None:
    for _ in range(8):  # so often that psycopg would prepare what it is asked, and forget it all as it rolls back
        conn.execute("SELECT 1 WHERE %s > 0", (1,))
    one_trip.ask(conn, [("BEGIN", {}), (GET, {"n": 1})])
    conn.rollback()
    assert one_trip.ask(conn, [(GET, {"n": 1})]) == [[]]


def test_a_server_that_goes_is_said(kit: Kit, conn: Any) -> None:
    one_trip.ask(conn, [(GET, {"n": 1})])
    with kit.databases.connect(kit.name) as other:
        other.execute("SELECT pg_terminate_backend(%s::int)", (conn.info.backend_pid,))
    with pytest.raises(psycopg.OperationalError):
        one_trip.ask(conn, [(GET, {"n": 1})])
    assert conn.closed
