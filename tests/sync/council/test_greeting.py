"""Hello, heal and purged: acks compared, put back from laptops, openings told, erasures noted."""

import pytest

from sbp_desktop.sync.council_server import audit
from sbp_desktop.sync.council_server.keys import keys
from sbp_desktop.sync.protocol import Ack, Heal, Hello, HelloAnswer, Item, NotAMessage, Opening, Purge, Purged
from tests.sync.council_kit import Kit, Laptop, new_id, new_kit, whole_chain
from tests.sync.databases import SECRET


def hello(
    kit: Kit, laptop: Laptop, acks: list[Ack] | None = None, openings: list[Opening] | None = None
) -> HelloAnswer:
    return kit.council.hello(laptop.who, Hello(1, 1, "test", kit.now, b"", acks or [], openings or []))


def items_of(kit: Kit, laptop: Laptop, person: bytes) -> list[Item]:
    laptop.pull(kit.council)
    return [item for page in laptop.pull(kit.council).pages for item in page.items if page.start.person == person]


def test_acks_the_council_does_not_hold_are_named(kit: Kit) -> None:
    ann, person = Laptop(kit.worker("Ann")), new_id()
    ann.write(person, 4)
    ann.push(kit.council, person)
    good, long, never = (
        Ack(person, 0, ann.origin, 4), Ack(person, 0, ann.origin, 9), Ack(new_id(), 1, ann.origin, 2),
    )  # fmt: skip
    answer = hello(kit, ann, [good, long, never])
    assert answer.durable == [good]
    assert answer.missing == [Ack(person, 0, ann.origin, 4), Ack(never.person, 1, ann.origin, 0)]


def test_a_put_back_council_is_healed_by_receipts_alone(kit: Kit) -> None:
    ann, bob, person = Laptop(kit.worker("Ann")), Laptop(kit.worker("Bob")), new_id()
    ann.write(person, 6)
    ann.push(kit.council, person)
    kit.grant(bob.who, person, "co_worker")
    items = items_of(kit, bob, person)
    kit.pool.close()
    empty = new_kit(kit.databases, kit.databases.fresh())
    try:
        for who in (ann.who, bob.who):
            empty.rows(
                "INSERT INTO worker (id, name, bound) VALUES (%s, %s, true) RETURNING 1", who.worker, who.worker.hex()
            )
            empty.rows("INSERT INTO alias VALUES (%s, %s) RETURNING 1", who.worker, who.worker)
            empty.rows("INSERT INTO device VALUES (%s, %s, '', '', 0, 0, 0) RETURNING 1", who.device, who.worker)
        later = Heal(items[3:])
        assert empty.council.heal(bob.who, later).put_back == 3
        assert empty.council.hello(ann.who, Hello(1, 1, "", 0, b"", [Ack(person, 0, ann.origin, 6)])).missing == [
            Ack(person, 0, ann.origin, 0)
        ]
        forged = [Item(i.op, i.author, i.received + 1, i.mac) for i in items[:3]]
        assert empty.council.heal(bob.who, Heal(forged)).put_back == 0
        assert empty.council.heal(bob.who, Heal(items[:2])).put_back == 2
        ann.write(person, 1)
        taken = ann.push(empty.council, person, after=2)
        assert (taken.verdict, taken.acked) == ("in", 7)
        assert empty.council.heal(bob.who, Heal(items)).put_back == 0
        with empty.pool.connection() as conn:
            assert whole_chain(conn, person, 0)[0] == 7
        assert empty.rows("SELECT worker, role FROM caseload") == [(ann.who.worker, "named")]
        with pytest.raises(NotAMessage):
            empty.council.heal(bob.who, Heal([Item(b"\x90", new_id(), 0, bytes(16))]))
    finally:
        empty.pool.close()
        empty.databases.drop(empty.name)


def test_the_named_worker_is_told_once_that_cover_opened_their_person(kit: Kit) -> None:
    ann, bob, person = Laptop(kit.worker("Ann")), Laptop(kit.worker("Bob")), new_id()
    ann.write(person)
    ann.push(kit.council, person)
    kit.grant(bob.who, person, "cover")
    opening = Opening(new_id(), person, kit.now, "Ann is off sick")
    for _ in range(3):
        hello(kit, bob, openings=[opening, opening])
    hello(kit, ann, openings=[Opening(new_id(), person, kit.now)])
    told = [notice for answer in ann.pull_all(kit.council) for notice in answer.notices]
    assert {(n.kind, n.who, n.words) for n in told} == {("opened", bob.who.worker, "Ann is off sick")}
    assert kit.rows("SELECT count(*) FROM notice") == [(1,)]
    assert kit.rows("SELECT count(*) FROM audit WHERE what = 'opened'") == [(2,)]


def test_the_audit_shows_any_row_that_was_changed_or_taken_out(kit: Kit) -> None:
    ann, person = Laptop(kit.worker("Ann")), new_id()
    ann.write(person)
    ann.push(kit.council, person)
    ann.pull_all(kit.council)
    kit.council.purged(ann.who, Purged([Purge(person, 0, 1, 1), Purge(person, 1, 0, 0)]))
    assert kit.rows("SELECT what, words FROM audit WHERE person = %s ORDER BY number", person) == [
        ("wrote", "lane 0 to 1"),
        ("read", "lane 0, 1 to 1"),
        ("erased there", "lane 0, read to 1, 1 erased; lane 1, read to 0, 0 erased"),
    ]
    key = keys(SECRET).audit
    with kit.pool.connection() as conn:
        assert list(audit.faults(conn, key)) == []
        for spoil, first in (
            ("UPDATE audit SET words = 'nothing' WHERE person = %s AND number = 2", 2),
            ("DELETE FROM audit WHERE person = %s AND number = 1", 1),
            ("DELETE FROM audit WHERE person = %s AND number = 3", 3),
        ):
            with conn.transaction(force_rollback=True):
                conn.execute(spoil, (person,))
                assert list(audit.faults(conn, key)) == [(person, first)]


def test_notices_after_a_restore_are_told_again_under_new_numbers(kit: Kit) -> None:
    ann, bob, person = Laptop(kit.worker("Ann")), Laptop(kit.worker("Bob")), new_id()
    ann.write(person)
    ann.push(kit.council, person)
    kit.grant(bob.who, person, "cover")
    for _ in range(3):
        hello(kit, bob, openings=[Opening(new_id(), person, kit.now)])
    told = ann.pull(kit.council, told=50).notices
    assert [notice.number for notice in told] == [51, 52, 53]
    assert ann.pull(kit.council, told=53).notices == []
    hello(kit, bob, openings=[Opening(new_id(), person, kit.now)])
    assert [notice.number for notice in ann.pull(kit.council, told=53).notices] == [54]


def test_a_row_of_another_history_does_not_fit_the_chain(kit: Kit) -> None:
    """Before a backup was put back, the same number stood for something else, rightly signed."""
    person, key = new_id(), keys(SECRET).audit
    read, wrote = (audit.Entry(kit.now, new_id(), new_id(), what) for what in ("read", "wrote"))
    with kit.pool.connection() as conn:
        audit.record(conn, key, person, [wrote])
        with conn.transaction(force_rollback=True):
            audit.record(conn, key, person, [read])
            other = conn.execute("SELECT worker, device, what, link FROM audit WHERE number = 2").fetchone()
        audit.record(conn, key, person, [wrote, wrote])
        conn.execute("UPDATE audit SET worker = %s, device = %s, what = %s, link = %s WHERE number = 2", other)
        assert list(audit.faults(conn, key)) == [(person, 3)]


def test_a_laptop_names_what_it_was_given_last_and_a_copy_of_it_is_found(kit: Kit) -> None:
    ann = Laptop(kit.worker("Ann"))

    def step(named: int) -> tuple[int, bool]:
        answer = kit.council.hello(ann.who, Hello(1, 1, "test", kit.now, b"", [], [], step=named))
        return answer.step, answer.twice

    assert [step(0), step(1), step(2)] == [(1, False), (2, False), (3, False)]
    assert step(2) == step(2) == (3, False), "where the answer did not arrive it is asked for again"
    assert step(3) == (4, False)
    for _ in range(2):
        assert step(1) == (1, True), "a copy that was made then"
    assert step(4) == (5, False), "the other goes on"
    assert kit.rows("SELECT step, twice > 0 FROM device") == [(5, True)]
    told = kit.rows("SELECT count(*) FROM audit WHERE what = 'laptop''s key used twice'")
    assert told == [(1,)], "said once to those who look after laptops"
    assert step(40) == (41, False), "given before this council was put back"
