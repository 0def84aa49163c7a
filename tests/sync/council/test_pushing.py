"""Taking ops in: exactly once, without a hole, and by who the writer was with."""

import pytest

from sbp_desktop.sync.council_server import administration, caseloads
from sbp_desktop.sync.protocol import Group, Heal, Item, NotAMessage, Push
from tests.sync.council_kit import DAY, Kit, Laptop, envelope, new_id, whole_chain


def test_a_new_person_belongs_to_whoever_writes_of_them_first(kit: Kit) -> None:
    ann = Laptop(kit.worker("Ann"))
    person = new_id()
    ann.write(person, 3)
    taken = ann.push(kit.council, person)
    assert (taken.verdict, taken.acked) == ("in", 3)
    ann.pull_all(kit.council)
    assert ann.read[person, 0] == ann.written[person, 0]
    [(role, lanes)] = kit.rows("SELECT role, lanes FROM caseload WHERE person = %s", person)
    assert (role, lanes) == ("named", [0, 1, 2])


def test_sending_again_is_safe_and_a_hole_is_answered(kit: Kit) -> None:
    ann = Laptop(kit.worker("Ann"))
    person = new_id()
    ann.write(person, 10)
    assert ann.push(kit.council, person, after=3).verdict == "gap"
    for after in (0, 0, 4, 9):
        assert ann.push(kit.council, person, after=after).acked == 10
    ann.write(person, 5)
    assert ann.push(kit.council, person, after=7).acked == 15
    with kit.pool.connection() as conn:
        assert whole_chain(conn, person, 0)[0] == 15
    assert kit.rows("SELECT number FROM audit WHERE person = %s ORDER BY 1", person) == [(1,), (2,)]


def test_another_s_name_is_held_and_acked(kit: Kit) -> None:
    ann, bob = Laptop(kit.worker("Ann")), kit.worker("Bob")
    person = new_id()
    kit.grant(ann.who, person)
    ann.written[person, 0] = [envelope(person, 0, ann.origin, 1, bob.worker)]
    ann.write(person)
    taken = ann.push(kit.council, person)
    assert (taken.verdict, taken.reason, taken.acked) == ("held", "author", 2)
    assert kit.rows("SELECT count(*) FROM op") == [(1,)]
    assert kit.rows("SELECT oseq, reason FROM quarantine") == [(1, "author")]
    assert ann.push(kit.council, person).acked == 2
    assert kit.rows("SELECT count(*) FROM quarantine") == [(1,)]


def test_only_the_op_that_makes_a_person_gives_them_to_its_writer(kit: Kit) -> None:
    """A council that was put back has forgotten people: who writes of them first must not get them by it."""
    ann, person = Laptop(kit.worker("Ann")), new_id()
    ann.write(person, field="label", kind=1)
    assert ann.push(kit.council, person).reason == "never"
    assert kit.rows("SELECT count(*) FROM caseload") == [(0,)]
    bob = Laptop(kit.worker("Bob"))
    bob.write(person)
    assert bob.push(kit.council, person).verdict == "in"
    assert kit.rows("SELECT worker FROM caseload") == [(bob.who.worker,)]


def test_a_receipt_lets_in_what_is_held(kit: Kit) -> None:
    """Its writer lost their disk and sent it again, no more allowed to; a colleague's laptop has the receipt."""
    ann, person = Laptop(kit.worker("Ann")), new_id()
    kit.grant(ann.who, person)
    ann.write(person, 2)
    ann.push(kit.council, person)
    items = [Item(*row) for row in kit.rows("SELECT op, author, received, mac, late, eff FROM op ORDER BY pseq")]
    kit.rows("DELETE FROM op RETURNING 1")
    kit.rows("DELETE FROM stream RETURNING 1")
    kit.rows("DELETE FROM ack RETURNING 1")
    kit.revoke(ann.who, person)
    ann.wcur = 10
    ann.written.clear()
    ann.written[person, 0] = [item.op for item in items]
    kit.rows("UPDATE caseload SET ended_number = 0 RETURNING 1")
    assert ann.push(kit.council, person).verdict == "held"
    assert kit.council.heal(ann.who, Heal(items[1:])).put_back == 1
    assert kit.council.heal(ann.who, Heal(items)).put_back == 1
    assert kit.rows("SELECT count(*) FROM quarantine") == [(0,)]
    with kit.pool.connection() as conn:
        assert whole_chain(conn, person, 0)[0] == 2
    assert ann.push(kit.council, person).acked == 2


def test_what_was_held_while_closed_is_judged_again(kit: Kit) -> None:
    ann, person = Laptop(kit.worker("Ann")), new_id()
    kit.grant(kit.worker("Bob"), person)
    with kit.pool.connection() as conn:
        administration.close(conn)
    ann.write(person, 2)
    assert ann.push(kit.council, person).reason == "closed"
    with kit.pool.connection() as conn:
        caseloads.grant(conn, ann.who.worker, person, [0], "co_worker", now=kit.now, by="import")
        administration.open_again(conn, as_it_stands=True)
        assert administration.judge_again(conn, kit.council.keys, kit.now) == 2
        assert administration.judge_again(conn, kit.council.keys, kit.now) == 0
        assert whole_chain(conn, person, 0)[0] == 2
    assert kit.rows("SELECT count(*) FROM quarantine") == [(0,)]


def test_who_left_before_they_could_know_is_late_and_after_is_held(kit: Kit) -> None:
    ann, bob = Laptop(kit.worker("Ann")), Laptop(kit.worker("Bob"))
    person = new_id()
    kit.grant(ann.who, person)
    kit.grant(bob.who, person, "co_worker")
    ann.pull_all(kit.council)
    ann.write(person, 2)
    kit.revoke(ann.who, person)
    taken = ann.push(kit.council, person)
    assert (taken.verdict, taken.acked) == ("late", 2)
    [notice] = bob.pull_all(kit.council)[0].notices
    assert (notice.kind, notice.who, notice.person) == ("late", ann.who.worker, person)
    ann.pull_all(kit.council)
    ann.write(person)
    taken = ann.push(kit.council, person)
    assert (taken.verdict, taken.reason, taken.acked) == ("held", "after", 3)
    kit.now += 36 * DAY
    ann.wcur = 1
    ann.write(person)
    taken = ann.push(kit.council, person)
    assert (taken.verdict, taken.reason, taken.acked) == ("held", "too late", 4)


def test_ops_that_cannot_be_placed_are_no_message(kit: Kit) -> None:
    ann = Laptop(kit.worker("Ann"))
    person = new_id()
    for ops in ([b"\x00"], [b"\xc1"], [envelope(person, 0, ann.origin, n, ann.who.worker) for n in (1, 3)]):
        with pytest.raises(NotAMessage):
            kit.council.push(ann.who, Push([Group(person, 0, ann.origin, ops)]))
    assert kit.rows("SELECT (SELECT count(*) FROM op) + (SELECT count(*) FROM stream)") == [(0,)]
