"""Whatever the line does, nothing is lost, nothing is doubled, and the laptop neither gives up nor hammers."""

import itertools
import random
from uuid import uuid4

import pytest

from sbp_desktop.errors import CouncilRefused, CouncilUnreachable, ExpectedError, MalformedAddress
from sbp_desktop.services import people, webs
from sbp_desktop.sync import council_client, protocol, schedule, signing
from sbp_desktop.sync.council_client import CouncilClient
from sbp_desktop.sync.engine import Engine
from sbp_desktop.sync.protocol import Hello
from tests.colleague import differences
from tests.sync.client.on_the_line import Line, served

TROUBLES = ("cut_before", "cut_after", "cut_inside", "half_close", "twice", "stall", "portal", "moved")


@pytest.mark.parametrize("trouble", TROUBLES)
def test_it_gets_there_through_trouble(laptop, council, vault, trouble: str) -> None:
    """Two connections in three meet trouble; in the end both laptops and the council have the same, once."""
    ours = laptop()
    eric = people.add_person(ours.vault, "Eric").created[0]
    for n in range(20):
        webs.add_node(ours.vault, eric, f"Person {n}")
    with served(council, ours.worker.bytes) as port, Line(port, lambda n: trouble if n % 3 else "") as line:
        client = CouncilClient(f"http://127.0.0.1:{line.port}", patience_s=0.25)
        engine = Engine(ours.on_vault, client, ours.vault.clock.now_ms, random.Random(1))
        problems = []
        for _ in range(40):
            outcome = engine.run_once()
            client.close()  # as if the line were new each time
            if outcome.problem is None and not ours.unsent():
                break
            problems.append(type(outcome.problem))
        assert ours.unsent() == 0
        assert set(problems) <= {CouncilUnreachable}
        client.close()
    ours.run()
    ours.is_sound()
    with ours.vault.reading() as conn:
        written = conn.execute("SELECT count(*) FROM op WHERE person = ?", (eric.bytes,)).fetchone()[0]
    there = council.ops(eric.bytes, 0)
    assert (len(there), len(set(there))) == (written, written)
    theirs = laptop()
    council.grant(theirs.worker.bytes, eric.bytes)
    theirs.run()
    assert differences(ours.content(eric), theirs.content(eric)) == {}


@pytest.mark.parametrize("trouble", ["portal", "moved", "cut_inside"])
def test_what_is_not_the_council_is_said_plainly(laptop, council, trouble: str) -> None:
    ours = laptop()
    with served(council, ours.worker.bytes) as port, Line(port, lambda _n: trouble) as line:
        client = CouncilClient(f"http://127.0.0.1:{line.port}", patience_s=0.25)
        outcome = Engine(ours.on_vault, client, ours.vault.clock.now_ms, random.Random(1)).run_once()
        client.close()
    assert isinstance(outcome.problem, CouncilUnreachable)
    wanted = council_client.NO_NETWORK if trouble == "cut_inside" else council_client.NOT_THE_COUNCIL
    assert str(outcome.problem) == wanted
    assert "127.0.0.1" not in str(outcome.problem)


def test_a_line_of_16_kbit_gets_there_by_sending_less_at_once(laptop, council) -> None:
    ours, theirs = laptop(), laptop()
    eric = people.add_person(ours.vault, "Eric").created[0]
    for _ in range(14):
        webs.add_node(ours.vault, eric, f"{uuid4()}{uuid4()}")
    with served(council, ours.worker.bytes) as port, Line(port, lambda _n: "", speed=2000) as line:
        client = CouncilClient(f"http://127.0.0.1:{line.port}", patience_s=0.6)
        engine = Engine(ours.on_vault, client, ours.vault.clock.now_ms, random.Random(1))
        sizes = []
        for _ in range(12):
            outcome = engine.run_once()
            sizes.append(engine.batches.ops)
            if outcome.problem is None:
                break
        client.close()
    assert ours.unsent() == 0
    assert min(sizes) < protocol.BATCH_OPS
    ours.run()
    council.grant(theirs.worker.bytes, eric.bytes)
    theirs.run()
    assert differences(ours.content(eric), theirs.content(eric)) == {}


def test_signing_in_with_a_clock_that_is_wrong(laptop, council) -> None:
    """The council says what time it is, and the laptop signs by that."""
    ours = laptop()
    said: list[int] = []

    def post(message):
        if isinstance(message, protocol.SignIn):
            said.append(message.at)
            if abs(message.at - 5_000) > 100:
                raise CouncilRefused("Your clock is wrong.", "clock", 401, clock=5_000)
            signed.append(True)
            return protocol.SignedIn("token", 10_000)
        if not signed:
            raise CouncilRefused("Sign in first.", "token", 401)
        return council.answer(ours.worker.bytes, message)

    signed: list[bool] = []
    outcome = Engine(ours.on_vault, post, ours.vault.clock.now_ms, random.Random(1)).run_once()
    assert outcome.problem is None
    assert said[-1] == 5_000


def test_whoever_is_not_let_in_is_told_and_not_asked_for_ever(laptop, council) -> None:
    ours, asked = laptop(), []

    def post(message):
        asked.append(message)
        raise CouncilRefused("This laptop was reported lost.", "revoked", 401)

    outcome = Engine(ours.on_vault, post, ours.vault.clock.now_ms, random.Random(1)).run_once()
    assert str(outcome.problem) == "This laptop was reported lost."
    assert len(asked) == 2


@pytest.mark.parametrize("status", [429, 503])
def test_the_council_says_how_long_to_wait(laptop, status: int) -> None:
    ours = laptop()

    def post(_message):
        raise CouncilRefused("Many laptops at once.", "busy", status, wait_s=77.0)

    outcome = Engine(ours.on_vault, post, ours.vault.clock.now_ms, random.Random(1)).run_once()
    assert outcome.wait_s >= 77.0


def test_an_op_that_is_refused_stops_nobody_elses(laptop, council) -> None:
    ours = laptop()
    eric, maud = (people.add_person(ours.vault, name).created[0] for name in ("Eric", "Maud"))

    def meddle(post):
        def send(message):
            if isinstance(message, protocol.Push) and any(group.person == eric.bytes for group in message.groups):
                raise CouncilRefused("That is no message.", "message", 400)
            return post(message)

        return send

    ours.meddle = meddle
    outcome = ours.engine.run_once()
    assert outcome.problem is None
    assert council.ops(maud.bytes, 0)
    assert not council.ops(eric.bytes, 0)
    assert ours.unsent() > 0
    ours.meddle = lambda post: post
    for _ in range(2):
        ours.run()
    assert ours.unsent() == 0


def test_too_large_is_halved_down_to_one_and_grows_again(laptop, council) -> None:
    ours = laptop()
    eric = people.add_person(ours.vault, "Eric").created[0]
    for n in range(30):
        webs.add_node(ours.vault, eric, f"Person {n}")
    taken = []

    def meddle(post):
        def send(message):
            if isinstance(message, protocol.Push):
                ops = sum(len(group.ops) for group in message.groups)
                if ops > 4:
                    raise CouncilRefused("Too large.", "size", 413)
                taken.append(ops)
            return post(message)

        return send

    ours.meddle = meddle
    ours.run()
    assert ours.unsent() == 0
    assert max(taken) <= 4
    ours.meddle = lambda post: post
    for n in range(6):
        webs.add_node(ours.vault, eric, f"Later {n}")
        ours.run()
    assert ours.engine.batches.ops > 4


def test_a_quiet_poll_is_small(laptop, council) -> None:
    ours = laptop()
    for n in range(8):
        people.add_person(ours.vault, f"Person {n}")
    ours.run()
    ours.run()
    council.posts.clear()
    ours.run()
    assert [type(one).__name__ for one in council.posts] == ["Hello", "Pull"]
    assert sum(len(protocol.pack(one)) for one in council.posts) < 300


@pytest.mark.parametrize(
    "address", ["", "council.example", "http://council.example", "ftp://council.example", "https://", "https://a:b@c"]
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(MalformedAddress):
        CouncilClient(address)


def test_nobody_there(laptop) -> None:
    with pytest.raises(CouncilUnreachable, match="cannot be reached"):
        CouncilClient("http://127.0.0.1:1")(Hello(1, 1, "", 0, b""))


def test_a_code_that_is_refused_leaves_nothing(vault) -> None:
    def post(_message):
        raise CouncilRefused("This code is not known.", "code", 403)

    with pytest.raises(ExpectedError, match="not known"):
        signing.enrol(lambda f, *a: f(vault, *a), post, "https://council.example", "code", "")
    with vault.reading() as conn:
        assert conn.execute("SELECT count(*) FROM meta WHERE key LIKE 'council%'").fetchone() == (0,)


def test_back_off_never_hammers() -> None:
    draw = random.Random(3)
    plan = schedule.Schedule(draw, 0.0)
    now, times = 0.0, []
    for _ in range(200):
        now += plan.wait_s(now)
        times.append(now)
        plan.edited(now)
        plan.ended(now, failed=True, asked_s=0.0)
    gaps = [after - before for before, after in itertools.pairwise(times)]
    assert min(gaps[10:]) >= 1.0
    assert max(gaps) <= 15 * 60


def test_an_edit_brings_it_forward_and_a_failure_does_not_let_it() -> None:
    plan = schedule.Schedule(random.Random(3), 0.0)
    plan.ended(0.0, failed=False, asked_s=0.0)
    assert plan.wait_s(0.0) == schedule.POLL_S
    plan.edited(1.0)
    plan.edited(2.0)
    assert plan.wait_s(2.0) == 3.0
    plan.ended(5.0, failed=False, asked_s=30.0)
    plan.edited(6.0)
    assert plan.wait_s(6.0) == 29.0
    for _ in range(12):
        plan.ended(50.0, failed=True, asked_s=0.0)
    plan.edited(50.0)
    assert plan.wait_s(50.0) >= 1.0
    plan.reconnected(50.5)
    assert plan.wait_s(50.5) == 0.0
