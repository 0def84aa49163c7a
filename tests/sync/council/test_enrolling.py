"""Codes, laptops and signing in."""

import pytest

from sbp_desktop.sync.council_server import enrolment
from sbp_desktop.sync.protocol import PATHS, Enrol, Pull, SignedIn, SignIn, pack
from tests.sync.council_kit import DAY, Kit, new_id
from tests.sync.http_kit import Request, ask, enrolled, post, unlimited


def add(kit: Kit, *names: str) -> None:
    with kit.pool.connection() as conn:
        for name in names:
            enrolment.add_worker(conn, name)


def refused(kit: Kit, message: Enrol | SignIn) -> tuple[int, str]:
    answer = ask(unlimited(kit), Request(PATHS[type(message)], pack(message)))
    return answer.status, answer.refusal.code


def test_the_first_laptop_s_id_is_the_worker_s_and_later_ones_are_told_it(kit: Kit) -> None:
    add(kit, "Ann")
    app, first, second = unlimited(kit), new_id(), new_id()
    assert enrolled(kit, app, "Ann", first).worker == first
    assert enrolled(kit, app, "Ann", second).worker == first
    assert enrolled(kit, app, "Ann", first).worker == first
    assert kit.rows("SELECT count(DISTINCT id), count(*) FROM device") == [(3, 3)]
    assert set(kit.rows("SELECT id, worker FROM alias")) == {(first, first), (second, first)}


def test_a_grant_given_before_the_first_laptop_is_the_worker_s_still(kit: Kit) -> None:
    add(kit, "Ann")
    person = new_id()
    with kit.pool.connection() as conn:
        worker = enrolment.worker_named(conn, "Ann")
    kit.grant(enrolment.Who(worker, b""), person)
    laptop = enrolled(kit, unlimited(kit), "Ann")
    assert kit.rows("SELECT worker FROM caseload") == [(laptop.worker,)]


def test_one_laptop_cannot_be_two_workers(kit: Kit) -> None:
    add(kit, "Ann", "Bob")
    app, laptop = unlimited(kit), new_id()
    enrolled(kit, app, "Ann", laptop)
    with pytest.raises(AssertionError, match="another worker"):
        enrolled(kit, app, "Bob", laptop)


def test_a_code_is_good_once_and_for_three_days(kit: Kit) -> None:
    add(kit, "Ann")
    with kit.pool.connection() as conn:
        codes = [enrolment.new_code(conn, kit.council.keys, enrolment.worker_named(conn, "Ann"), kit.now) for _ in "ab"]
    said = f" {codes[0].lower().replace('-', ' ')}"
    post(unlimited(kit), Enrol(said, new_id(), bytes(32)))
    assert refused(kit, Enrol(codes[0], new_id(), bytes(32))) == (403, "code")
    kit.now += 3 * DAY
    assert refused(kit, Enrol(codes[1], new_id(), bytes(32))) == (403, "code")
    assert refused(kit, Enrol("0000", new_id(), bytes(32))) == (403, "code")
    assert kit.rows("SELECT count(*) FROM device") == [(1,)]


def test_the_demo_goes_to_a_demo_council_alone_and_nothing_else_does(kit: Kit) -> None:
    add(kit, "Ann")
    with kit.pool.connection() as conn:
        code = enrolment.new_code(conn, kit.council.keys, enrolment.worker_named(conn, "Ann"), kit.now)
    ours, theirs = Enrol(code, new_id(), bytes(32)), Enrol(code, new_id(), bytes(32), demo=True)
    assert refused(kit, theirs) == (403, "demo")
    with kit.pool.connection() as conn:
        conn.execute("UPDATE state SET demo = true")
    assert refused(kit, ours) == (403, "demo")
    assert post(unlimited(kit), theirs).demo, "the code is good still: nothing was kept of what was refused"


def test_signing_in_takes_the_key_and_the_council_s_clock(kit: Kit) -> None:
    add(kit, "Ann")
    app = unlimited(kit)
    laptop = enrolled(kit, app, "Ann")
    signed: SignedIn = post(app, laptop.signed(kit.now - 60_000))
    post(app, Pull(0, b"", []), signed.token)
    good = laptop.signed(kit.now)
    assert refused(kit, SignIn(good.device, good.at + 1, good.signature)) == (401, "unknown")
    assert refused(kit, SignIn(new_id(), good.at, good.signature)) == (401, "unknown")
    off = ask(app, Request(PATHS[SignIn], pack(laptop.signed(kit.now - 5 * 365 * DAY))))
    assert (off.status, off.refusal.code, off.refusal.clock) == (401, "clock", kit.now)
    kit.now = signed.until
    gone = ask(app, Request(PATHS[Pull], pack(Pull(0, b"", [])), signed.token))
    assert (gone.status, gone.refusal.code) == (401, "expired")


def test_a_lost_laptop_is_out_at_once(kit: Kit) -> None:
    add(kit, "Ann")
    app = unlimited(kit)
    laptop, other = enrolled(kit, app, "Ann"), enrolled(kit, app, "Ann")
    tokens = [post(app, one.signed(kit.now)).token for one in (laptop, other)]
    with kit.pool.connection() as conn:
        assert enrolment.lose(conn, kit.council.keys, laptop.device, kit.now)
        assert not enrolment.lose(conn, kit.council.keys, laptop.device, kit.now)
    gone = ask(app, Request(PATHS[Pull], pack(Pull(0, b"", [])), tokens[0]))
    assert (gone.status, gone.refusal.code) == (401, "lost")
    assert refused(kit, laptop.signed(kit.now)) == (401, "lost")
    post(app, Pull(0, b"", []), tokens[1])
