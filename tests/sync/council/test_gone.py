"""A person erased by decision of two: streams, photos, held ops, the audit's words; and no laptop brings them back."""

from pathlib import Path

import psycopg
import pytest

from sbp_desktop.models import trail
from sbp_desktop.sync.council_server import audit, gone
from sbp_desktop.sync.council_server.gone import REASONS, NotErased
from sbp_desktop.sync.council_server.keys import keys
from sbp_desktop.sync.protocol import Ack, AskSeen, Cursor, Heal, Hello, LogHead, Opening, Pull
from tests.sync.council.conftest import Run
from tests.sync.council_kit import Kit, Laptop, new_id, new_kit
from tests.sync.databases import FAST, SECRET, Databases

KEYS = keys(SECRET)
CANARY = b"quetzalcanary"
BODY = b"\x91\xad" + CANARY


def hello(kit: Kit, laptop: Laptop, acks: list[Ack] | None = None, **more: object) -> object:
    return kit.council.hello(laptop.who, Hello(1, 1, "test", kit.now, b"", acks or [], **more))


def erase(kit: Kit, person: bytes) -> None:
    with kit.pool.connection() as conn:
        gone.erase(conn, KEYS, person, REASONS[0], "Ann Manager", "Bob Manager", kit.now)


@pytest.fixture
def ann(kit: Kit) -> Laptop:
    return Laptop(kit.worker("Ann"))


@pytest.fixture
def eric(kit: Kit, ann: Laptop) -> bytes:
    person = new_id()
    ann.write(person, 3, body=BODY)
    ann.push(kit.council, person)
    hello(kit, ann, openings=[Opening(new_id(), person, kit.now, CANARY.decode())])
    ann.pull_all(kit.council)
    return person


def faults(kit: Kit) -> list[tuple[bytes, int]]:
    with kit.pool.connection() as conn:
        return list(audit.faults(conn, KEYS.audit))


def test_nothing_is_left_but_an_id(kit: Kit, ann: Laptop, eric: bytes) -> None:
    erase(kit, eric)
    for table in ("op", "stream", "ack", "quarantine", "file", "file_part", "caseload", "notice"):
        assert kit.rows(f"SELECT count(*) FROM {table} WHERE person = %s", eric) == [(0,)], table
    assert kit.rows("SELECT what, words FROM audit WHERE person = %s", eric) == [("erased", REASONS[0])]
    assert faults(kit) == []


def test_every_laptop_hears_of_it_at_its_next_hello_and_once_obeyed_no_more(kit: Kit, ann: Laptop, eric: bytes) -> None:
    other = Laptop(kit.worker("Bob"))
    erase(kit, eric)
    for laptop in (ann, other):
        [order] = hello(kit, laptop).gone  # type: ignore[attr-defined]
        assert order.person == eric
        [(epoch,)] = kit.rows("SELECT epoch FROM state")
        known = Hello(1, 1, "test", kit.now, epoch, gone=order.number)
        assert kit.council.hello(laptop.who, known).gone == []
    assert [one.person for one in hello(kit, ann, gone=99).gone] == [eric]  # of a council that was put back since


def test_what_a_laptop_still_sends_of_them_is_taken_and_kept_nowhere(kit: Kit, ann: Laptop, eric: bytes) -> None:
    [item] = [page.items[0] for page in kit.council.pull(Laptop(ann.who).who, _first_pull(eric)).pages]
    erase(kit, eric)
    ann.write(eric, 2, body=BODY)
    taken = ann.push(kit.council, eric, after=3)
    assert (taken.acked, taken.verdict) == (5, "in")
    assert kit.council.heal(ann.who, Heal([item])).put_back == 0
    fresh = Laptop(kit.worker("Bob"))
    fresh.write(eric, 1, body=BODY)
    assert fresh.push(kit.council, eric).verdict == "in"
    answer = hello(kit, ann, [Ack(eric, 0, ann.origin, 5)], openings=[Opening(new_id(), eric, 5, CANARY.decode())])
    assert answer.missing == []  # type: ignore[attr-defined]
    for table in ("op", "ack", "quarantine", "caseload"):
        assert kit.rows(f"SELECT count(*) FROM {table} WHERE person = %s", eric) == [(0,)], table
    assert CANARY.decode() not in str(kit.rows("SELECT words FROM audit WHERE person = %s", eric))
    assert faults(kit) == []


def _first_pull(person: bytes) -> Pull:
    return Pull(0, b"", [Cursor(person, 0)])


def test_two_people_decide_for_a_reason_that_says_nothing_of_anybody(kit: Kit, eric: bytes) -> None:
    with kit.pool.connection() as conn:
        for reason, decided, agreed in (
            ("because Eric asked", "Ann", "Bob"), (REASONS[0], "Ann", " ann "), (REASONS[0], "Ann", ""),
        ):  # fmt: skip
            with pytest.raises(NotErased):
                gone.erase(conn, KEYS, eric, reason, decided, agreed, kit.now)
        with pytest.raises(NotErased, match="nothing of such"):
            gone.erase(conn, KEYS, new_id(), REASONS[0], "Ann", "Bob", kit.now)
    assert kit.rows("SELECT count(*) FROM op WHERE person = %s", eric) == [(3,)]
    erase(kit, eric)
    with kit.pool.connection() as conn, pytest.raises(NotErased, match="already"):
        gone.erase(conn, KEYS, eric, REASONS[0], "Ann", "Bob", kit.now)


def test_an_audit_that_does_not_hold_is_looked_into_first(kit: Kit, eric: bytes) -> None:
    kit.rows("UPDATE audit SET at = at + 1 WHERE person = %s RETURNING at", eric)
    with kit.pool.connection() as conn, pytest.raises(NotErased, match="does not hold at row 1"):
        gone.erase(conn, KEYS, eric, REASONS[0], "Ann", "Bob", kit.now)


def test_heads_noted_before_and_after_still_prove_the_audit(kit: Kit, ann: Laptop, eric: bytes) -> None:
    with kit.pool.connection() as conn:
        before = audit.heads(conn)
    erase(kit, eric)
    with kit.pool.connection() as conn:
        after = audit.heads(conn)
        assert list(audit.faults(conn, KEYS.audit, [*before, *after])) == []
        conn.execute("DELETE FROM audit WHERE person = %s", (eric,))
        conn.execute("DELETE FROM trail WHERE person = %s", (eric,))
        assert [person for person, _ in audit.faults(conn, KEYS.audit, after)] == [eric]


def test_the_command_erases(kit: Kit, run: Run, eric: bytes) -> None:
    asked = ("erase", eric.hex(), "--reason", REASONS[1], "--decided", "Ann Manager", "--agreed", "Bob Manager")
    code, out, _ = run(*asked)
    assert code == 0
    assert "Backups" in out
    assert run(*asked)[0] == 2
    assert run("verify-log")[0] == 0
    assert kit.rows("SELECT reason, decided, agreed FROM gone") == [(REASONS[1], "Ann Manager", "Bob Manager")]


def test_nothing_can_be_read_in_the_data_folder(request: pytest.FixtureRequest) -> None:
    """D4 on PostgreSQL: heap, TOAST, indexes and the write-ahead log, once it was checkpointed."""
    databases = Databases(
        packaged=request.config.getoption("--packaged-postgres"),
        settings=(*FAST, "wal_recycle=off", "wal_level=minimal", "max_wal_senders=0"),
    )
    try:
        databases.start()
        kit = new_kit(databases, databases.fresh())
        ann = Laptop(kit.worker("Ann"))
        persons = [new_id() for _ in range(100 if request.config.getoption("--long") else 8)]
        for number, person in enumerate(persons):
            ann.write(person, 5, body=BODY * (1 + 2000 * (number % 2)))
            ann.push(kit.council, person)
            hello(kit, ann, openings=[Opening(new_id(), person, kit.now, CANARY.decode())])
        held = Laptop(kit.worker("Bob"))
        held.write(persons[0], 2, lane=1, body=BODY)
        assert held.push(kit.council, persons[0], 1).verdict == "held"
        with kit.pool.connection() as conn:
            conn.execute("CHECKPOINT")
        assert found_under(databases)  # the search does see what stands there
        for person in persons:
            erase(kit, person)
        with kit.pool.connection() as conn:
            for person in persons:
                gone.scrub(conn, person)
            conn.execute("SELECT pg_switch_wal()")
            conn.execute("CHECKPOINT")
            conn.execute("SELECT pg_switch_wal()")
            conn.execute("CHECKPOINT")
        kit.pool.close()
        databases.server.stop()
        assert found_under(databases) == []
    finally:
        databases.close()


def found_under(databases: Databases) -> list[str]:
    """Files of the server's data folder in which the canary stands."""
    data = databases.folder / "data"
    return sorted(
        str(path.relative_to(data)) for path in data.rglob("*") if path.is_file() and CANARY in path.read_bytes()
    )


# ---- the role of the service


@pytest.fixture
def service(kit: Kit) -> psycopg.Connection[object]:
    conn = kit.databases.connect(kit.name)
    conn.execute("SET ROLE sbp_council_service")
    yield conn  # type: ignore[misc]
    conn.close()


AUDIT_TABLES = ("audit", *(f"audit_{part}" for part in range(16)), "laptop_log", "gone")


@pytest.mark.parametrize("table", AUDIT_TABLES)
def test_the_service_can_change_and_take_out_nothing_of_the_audit(
    service: psycopg.Connection[object], eric: bytes, table: str
) -> None:
    for statement in (f"UPDATE {table} SET at = 0", f"DELETE FROM {table}", f"TRUNCATE {table}", f"DROP TABLE {table}"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            service.execute(statement)


def test_nor_forget_where_a_trail_ends_nor_who_was_erased(service: psycopg.Connection[object]) -> None:
    for statement in (
        "DELETE FROM trail", "TRUNCATE trail",
        "INSERT INTO gone (person, at, reason, decided, agreed, trail_number, trail_link) VALUES ('x', 0, '', '', '', 0, '')",
        "CREATE TABLE mine (a int)", "ALTER TABLE audit DISABLE TRIGGER ALL",
    ):  # fmt: skip
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            service.execute(statement)


def test_the_ablation_the_owner_could(kit: Kit, eric: bytes) -> None:
    with kit.pool.connection() as conn:
        conn.execute("DELETE FROM audit WHERE person = %s", (eric,))
    assert [person for person, _ in faults(kit)] == [eric]


# ---- a laptop's own log


def link(number: int) -> bytes:
    return number.to_bytes(32, "big")


def told(
    kit: Kit, laptop: Laptop, number: int, before: int, before_link: bytes | None = None, at: bytes | None = None
) -> int:
    kit.now += 1000
    log = LogHead(
        number,
        at or link(number),
        before,
        (link(before) if before else trail.START) if before_link is None else before_link,
    )
    return hello(kit, laptop, log=log).logged  # type: ignore[attr-defined,no-any-return]


def test_a_laptop_s_log_is_noted_as_it_grows(kit: Kit, ann: Laptop, run: Run) -> None:
    assert told(kit, ann, 3, 0) == 3
    assert told(kit, ann, 5, 3) == 5
    assert told(kit, ann, 5, 5) == 5
    assert kit.rows("SELECT number, follows FROM laptop_log ORDER BY at") == [(3, True), (5, True)]
    assert run("verify-log")[0] == 0


@pytest.mark.parametrize(
    ("number", "before_link", "at"),
    [(4, b"", None), (6, b"", None), (6, bytes(32), None), (4, link(5), None)],
    ids=["cut", "cut and grown", "made anew", "shorter"],
)
def test_one_that_was_cut_or_made_anew_is_found(
    kit: Kit,
    ann: Laptop,
    run: Run,
    number: int,
    before_link: bytes,
    at: bytes | None,
) -> None:
    told(kit, ann, 5, 0)
    assert told(kit, ann, number, 5, before_link, at) == number
    code, out, _ = run("verify-log")
    assert code == 1
    assert "did not go on from entry 5" in out


def test_a_laptop_that_does_not_know_what_was_noted_is_asked_first(kit: Kit, ann: Laptop, run: Run) -> None:
    """Its answer was lost on the way, or it would begin again with a new log: nothing is noted until it shows."""
    told(kit, ann, 5, 0)
    assert told(kit, ann, 7, 0) == 5
    assert told(kit, ann, 7, 5) == 7
    assert kit.rows("SELECT number, follows FROM laptop_log ORDER BY at") == [(5, True), (7, True)]


# ---- who has seen somebody


def test_who_is_with_them_is_told_who_saw_them_and_nobody_else(kit: Kit, ann: Laptop, eric: bytes) -> None:
    entries = kit.council.ask_seen(ann.who, AskSeen(eric)).entries
    assert [(one.name, one.what, one.why) for one in entries] == [("Ann", "opened", CANARY.decode())]
    other = Laptop(kit.worker("Bob"))
    assert kit.council.ask_seen(other.who, AskSeen(eric)).entries == []


# ---- heads kept in a file


def test_a_tail_that_was_cut_shows_by_heads_kept_in_a_file(
    kit: Kit,
    run: Run,
    eric: bytes,
    tmp_path: Path,
) -> None:
    heads = tmp_path / "heads"
    assert run("verify-log", "--heads", str(heads))[0] == 0
    assert run("verify-log", "--heads", str(heads))[0] == 0
    newest = max(row[0] for row in kit.rows("SELECT number FROM audit WHERE person = %s", eric))
    with kit.pool.connection() as conn:
        conn.execute("DELETE FROM audit WHERE person = %s AND number = %s", (eric, newest))
        before = conn.execute(
            "SELECT number, link FROM audit WHERE person = %s ORDER BY number DESC LIMIT 1", (eric,)
        ).fetchone()
        assert before is not None
        conn.execute("UPDATE trail SET number = %s, link = %s WHERE person = %s", (*before, eric))
    assert run("verify-log")[0] == 0  # the ablation: without heads nothing shows
    code, out, _ = run("verify-log", "--heads", str(heads))
    assert (code, f"row {newest} is not" in out) == (1, True)
    heads.write_text("no head\n")
    assert run("verify-log", "--heads", str(heads))[0] == 2
