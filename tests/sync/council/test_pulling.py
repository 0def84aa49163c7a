"""Giving ops out: only to who may read them, from where the laptop is, and nothing where it cannot be there."""

from sbp_desktop.sync.council_server import enrolment
from sbp_desktop.sync.protocol import CHAIN_START, Cursor, Grant, Pull, mark
from tests.sync.council_kit import Kit, Laptop, envelope, new_id


def two(kit: Kit) -> tuple[Laptop, Laptop, bytes]:
    """Ann with a person of 1,200 ops, and Bob with none."""
    ann, bob, person = Laptop(kit.worker("Ann")), Laptop(kit.worker("Bob")), new_id()
    for _ in range(3):
        ann.write(person, 400)
        ann.push(kit.council, person, after=len(ann.written[person, 0]) - 400)
    return ann, bob, person


def test_a_stream_comes_in_pages_and_nothing_twice(kit: Kit) -> None:
    ann, bob, person = two(kit)
    kit.grant(bob.who, person, "co_worker")
    answers = bob.pull_all(kit.council)[1:]
    assert bob.read[person, 0] == ann.written[person, 0]
    assert len(bob.pull_all(kit.council)) == 1
    again = Laptop(bob.who)
    answers = again.pull_all(kit.council)
    again.read.clear()
    again.cursors = {key: Cursor(*key) for key in again.cursors}
    answers = [again.pull(kit.council, max_bytes=20_000)]
    while answers[-1].more:
        answers.append(again.pull(kit.council, max_bytes=20_000))
    assert len(answers) > 5
    assert again.read[person, 0] == ann.written[person, 0]


def test_what_is_not_granted_is_not_given_whatever_is_asked(kit: Kit) -> None:
    _ann, bob, person = two(kit)
    bob.cursors = {(person, lane): Cursor(person, lane) for lane in range(4)}
    assert bob.pull(kit.council).pages == []
    kit.grant(bob.who, person, "team", lanes=(1,))
    assert bob.pull(kit.council).pages == []
    kit.grant(bob.who, person, "reader", lanes=(0,), ends=kit.now + 1000)
    assert bob.pull(kit.council).pages
    kit.now += 1000
    late = Laptop(bob.who, cursors={(person, 0): Cursor(person, 0)})
    answer = late.pull(kit.council)
    assert answer.pages == []
    assert answer.caseload
    assert [grant.lanes for grant in answer.caseload.grants] == [[1]]


def test_a_laptop_that_read_what_the_council_has_not_is_told(kit: Kit) -> None:
    ann, _bob, person = two(kit)
    ann.pull_all(kit.council)
    true = ann.cursors[person, 0]
    for false in (
        Cursor(person, 0, 2000, true.chain), Cursor(person, 0, true.pseq, bytes(32)), Cursor(person, 0, 7, true.chain),
        Cursor(person, 0, 0, true.chain), Cursor(person, 0, 2**62, true.chain),
    ):  # fmt: skip
        answer = kit.council.pull(ann.who, Pull(*ann.known, [false]))
        assert answer.pages == []
        assert [(d.person, d.lane, d.head) for d in answer.diverged] == [(person, 0, 1200)]
    assert kit.council.pull(ann.who, Pull(*ann.known, [true])).diverged == []


def test_a_mark_stands_for_all_cursors(kit: Kit) -> None:
    ann, bob, person = two(kit)
    kit.grant(bob.who, person, "co_worker")
    ann.pull_all(kit.council)
    asked = Pull(*ann.known, [], mark=mark(ann.cursors.values()))
    idle = kit.council.pull(ann.who, asked)
    assert (idle.more, idle.pages, idle.caseload, idle.diverged) == (False, [], None, [])
    bob.pull_all(kit.council)
    bob.write(person)
    bob.push(kit.council, person)
    news = kit.council.pull(ann.who, asked)
    assert (news.more, news.pages) == (True, [])


def test_a_mark_leaves_out_what_was_signed_under_another_laptop_s_name(kit: Kit) -> None:
    """A worker's second laptop wrote under its own name before it was enrolled; the first has never heard of that."""
    ann, _bob, person = two(kit)
    second = Laptop(ann.who)
    names = [new_id(), new_id(), new_id()]
    with kit.pool.connection() as conn:
        for name in names:
            enrolment._bind(conn, ann.who.worker, name)
    for name in names[:2]:
        second.write(name)
        assert second.push(kit.council, name).verdict == "in"
    ann.pull_all(kit.council)
    second.cursors = {(names[0], 0): Cursor(names[0], 0)}
    second.pull_all(kit.council)
    assert (names[0], 0) in second.read
    for laptop in (ann, second):
        asked = Pull(*laptop.known, [], mark=mark(laptop.cursors.values()))
        assert not kit.council.pull(laptop.who, asked).more
    second.write(names[0])
    second.push(kit.council, names[0], after=1)
    assert kit.council.pull(second.who, Pull(*second.known, [], mark=mark(second.cursors.values()))).more
    second.write(person)
    second.push(kit.council, person)
    assert kit.council.pull(ann.who, Pull(*ann.known, [], mark=mark(ann.cursors.values()))).more


def test_the_caseload_s_number_goes_past_any_a_laptop_holds(kit: Kit) -> None:
    ann, _bob, person = two(kit)
    answer = kit.council.pull(ann.who, Pull(40, new_id(), []))
    assert answer.caseload
    assert answer.caseload.number == 41
    assert answer.caseload.grants == [Grant(person, [0, 1, 2], "named", 0, kit.now)]
    beyond = kit.council.pull(ann.who, Pull(2**62, new_id(), []))
    assert beyond.caseload
    assert beyond.caseload.number == 41
    assert kit.council.pull(ann.who, Pull(41, answer.caseload.tag, [])).caseload is None


def test_newest_people_come_first_and_colleagues_have_names(kit: Kit) -> None:
    ann, bob = Laptop(kit.worker("Ann")), Laptop(kit.worker("Bob"))
    people = [new_id() for _ in range(5)]
    for person in people:
        kit.now += 1000
        bob.write(person, 3)
        bob.push(kit.council, person)
        kit.grant(ann.who, person, "cover")
    ann.pull(kit.council)
    answer = ann.pull(kit.council)
    assert [page.start.person for page in answer.pages] == people[::-1]
    assert [(c.name, c.id) for c in answer.colleagues] == [("Bob", bob.who.worker)]


def test_a_closed_council_gives_nothing_out(kit: Kit) -> None:
    ann, _bob, person = two(kit)
    kit.rows("UPDATE state SET closed = true RETURNING 1")
    ann.cursors = {(person, 0): Cursor(person, 0)}
    answer = ann.pull(kit.council)
    assert (answer.pages, answer.caseload, answer.notices, answer.more) == ([], None, [], False)
    ann.write(person)
    assert ann.push(kit.council, person).acked == 1201


def test_a_clock_far_ahead_gets_another_stamp(kit: Kit) -> None:
    ann, person = Laptop(kit.worker("Ann")), new_id()
    kit.grant(ann.who, person)
    near, far = (kit.now + 600_000) << 16, (kit.now + 600_001) << 16
    ann.written[person, 0] = [
        envelope(person, 0, ann.origin, n, ann.who.worker, hlc=hlc) for n, hlc in enumerate([near, far, -5], start=1)
    ]
    ann.push(kit.council, person)
    ann.pull(kit.council)
    [page] = ann.pull(kit.council).pages
    assert [item.eff for item in page.items] == [0, kit.now << 16 | 2, 0]
    assert page.start.chain == CHAIN_START
