"""One statement, one part of each table, one server: shown by EXPLAIN, and by the same council over two clusters."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
import pytest

from sbp_desktop.sync.council_server import one_trip, statements
from sbp_desktop.sync.council_server.council import Council
from sbp_desktop.sync.council_server.durability import Durability
from tests.sync.council import test_greeting, test_pulling, test_pushing
from tests.sync.council_kit import Kit, new_id, whole_chain
from tests.sync.databases import SECRET, Databases, OneByOne

PARTED = ("stream", "op", "ack", "quarantine", "audit", "trail", "file", "file_part")
HOT = {
    name: said
    for name, said in vars(statements).items()
    if isinstance(said, str) and name.isupper() and name != "COPY_OPS"
}
VALUES: dict[str, Any] = {
    "person": new_id(), "lane": 0, "lanes": [0, 1], "origin": new_id(), "origins": [new_id()], "acked": 5, "pseq": 7,
    "many": 10, "oseq": 3, "author": new_id(), "device": new_id(), "worker": new_id(), "at": 1, "reason": "", "op": b"x",
    "number": 1, "link": bytes(32), "what": "", "words": "", "event": b"", "events": [b"x"], "head": 1, "chain": b"a", "top": 9,
    "digest": bytes(32), "said": b"x", "size": 9, "offset": 0, "data": b"x", "most": 5, "largest": 5, "there": 0,
    "whole": False, "workers": [new_id()],
}  # fmt: skip


def parts_of(plan: str) -> list[str]:
    """Every part of a table that a plan names."""
    return re.findall(rf" on ((?:{'|'.join(PARTED)})_\d+)\b", plan)


@pytest.mark.parametrize("name", HOT)
@pytest.mark.parametrize("plan_for", ["custom", "generic"])
def test_every_hot_statement_touches_one_part(kit: Kit, name: str, plan_for: str) -> None:
    said = HOT[name]
    with kit.pool.connection() as conn:
        # `generic` is the plan a statement may get once it was run often: it is pruned when it runs, not when planned.
        conn.execute(f"SET plan_cache_mode = force_{plan_for}_plan")
        names = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", said)))
        numbered = re.sub(r"%\((\w+)\)s", lambda found: f"${names.index(found[1]) + 1}", said)
        with conn.transaction(force_rollback=True):
            plain = psycopg.ClientCursor(conn)
            plain.execute(f"PREPARE hot AS {numbered}")
            explain = (
                f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) EXECUTE hot ({', '.join(['%s'] * len(names))})"
            )
            plan = "\n".join(row[0] for row in plain.execute(explain, [VALUES[name] for name in names]))
            conn.execute("DEALLOCATE hot")
        if conn.info.server_version < 180_000 and plan_for == "generic":
            # Before 18 a generic plan names, and locks, parts it might have written to; it reads and writes one.
            plan = re.sub(r"\n +(Update|Delete) on \w+ \w+(?=\n)", "", plan)
    run = "\n".join(part for part in re.split(r"\n(?=\s*->)", plan) if "never executed" not in part)
    read = set(parts_of(run))
    tables = [part.rsplit("_", 1)[0] for part in read]
    assert len(tables) == len(set(tables)), plan
    named = set(re.findall(rf"\b(?:FROM|UPDATE|INTO) ({'|'.join(PARTED)})\b", said))
    inserted = set(re.findall(r"INSERT INTO (\w+)", said))
    assert named - inserted <= set(tables) or name == "HELD_BY", plan


def test_the_check_sees_a_statement_that_touches_all_parts(kit: Kit) -> None:
    with kit.pool.connection() as conn:
        plan = "\n".join(row[0] for row in conn.execute("EXPLAIN SELECT FROM stream WHERE lane = 0"))
    assert len(set(parts_of(plan))) == 16


# ---- two clusters ----------------------------------------------------------------------------------------------------


class Routed:
    """A connection to two clusters: what is kept by person goes to the one its hash says, all else to the first.

    It looks at nothing but the parameter `person` and the name of the first table, as a distributing PostgreSQL does.
    """

    def __init__(self, conns: list[psycopg.Connection[Any]]) -> None:
        self._conns = conns
        self.used: set[int] = set()

    def _for(self, said: str, values: Any) -> psycopg.Connection[Any]:
        tables = re.findall(r"\b(?:FROM|UPDATE|INTO|COPY) (\w+)", said)
        kept_by_person = any(table in PARTED for table in tables)
        if not kept_by_person:
            return self._conns[0]
        assert isinstance(values, dict), f"a statement over what is kept by person names none: {said}"
        self.at = values["person"][0] % 2
        self.used.add(self.at)
        return self._conns[self.at]

    def execute(self, said: str, values: Any = None) -> Any:
        if said in ("BEGIN", "COMMIT"):
            for conn in self._conns:
                conn.execute(said)
            return None
        return self._for(said, values).execute(said, values)

    def rollback(self) -> None:
        for conn in self._conns:
            with suppress(psycopg.Error):
                conn.rollback()

    @property
    def pgconn(self) -> Any:
        # Rows are copied within a transaction alone with one person, whose streams were read just before.
        return self._conns[self.at].pgconn

    def wait(self, answer: Any) -> Any:
        return self._conns[self.at].wait(answer)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._conns[0].transaction(), self._conns[1].transaction():
            yield

    @contextmanager
    def pipeline(self) -> Iterator[None]:
        with self._conns[0].pipeline(), self._conns[1].pipeline():
            yield


class TwoClusters:
    """A pool of such connections."""

    def __init__(self, pools: list[OneByOne]) -> None:
        self._pools = pools
        self.used: set[int] = set()

    @contextmanager
    def connection(self) -> Iterator[Any]:
        with self._pools[0].connection() as first, self._pools[1].connection() as second:
            routed = Routed([first, second])
            yield routed
            self.used |= routed.used

    def close(self) -> None:
        for pool in self._pools:
            pool.close()


@pytest.fixture(scope="module")
def second_cluster(request: pytest.FixtureRequest) -> Iterator[Databases]:
    made = Databases(packaged=request.config.getoption("--packaged-postgres"))
    made.start()
    yield made
    made.close()


class TwoKit(Kit):
    """As Kit; rows are asked of both clusters."""

    def rows(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        answers = []
        for pool in self.pool._pools:
            with pool.connection() as conn:
                answers.append(conn.execute(statement, parameters).fetchall())
        if "count(*)" in statement:
            return [tuple(sum(column) for column in zip(*(answer[0] for answer in answers), strict=True))]
        if statement.startswith("UPDATE"):
            return answers[0]
        return [row for answer in answers for row in answer]


def ask_routed(conn: Routed, asked: Sequence[one_trip.Asked], meanwhile: Callable[[], None] = lambda: None) -> Any:
    """As `one_trip.ask`, each statement to the cluster it belongs to."""
    meanwhile()
    return [_rows(conn.execute(said, values)) for said, values in asked]


def _rows(answer: Any) -> list[Any]:
    return answer.fetchall() if answer is not None and answer.description else []


@pytest.fixture
def two_kit(databases: Databases, second_cluster: Databases, monkeypatch: pytest.MonkeyPatch) -> Iterator[TwoKit]:
    monkeypatch.setattr(one_trip, "ask", ask_routed)
    names = databases.fresh(), second_cluster.fresh()
    pool = TwoClusters([OneByOne(databases, names[0]), OneByOne(second_cluster, names[1])])
    kit = TwoKit(databases, names[0], pool, None)  # type: ignore[arg-type]
    kit.council = Council(pool, SECRET, lambda: kit.now, Durability("local"))  # type: ignore[arg-type]
    yield kit
    pool.close()
    databases.drop(names[0])
    second_cluster.drop(names[1])


SAME_TESTS = [
    test_pushing.test_a_new_person_belongs_to_whoever_writes_of_them_first,
    test_pushing.test_another_s_name_is_held_and_acked,
    test_pushing.test_who_left_before_they_could_know_is_late_and_after_is_held,
    test_pulling.test_a_stream_comes_in_pages_and_nothing_twice,
    test_pulling.test_what_is_not_granted_is_not_given_whatever_is_asked,
    test_pulling.test_a_laptop_that_read_what_the_council_has_not_is_told,
    test_pulling.test_a_mark_stands_for_all_cursors,
    test_pulling.test_the_caseload_s_number_goes_past_any_a_laptop_holds,
    test_pulling.test_newest_people_come_first_and_colleagues_have_names,
    test_pulling.test_a_closed_council_gives_nothing_out,
    test_pulling.test_a_clock_far_ahead_gets_another_stamp,
    test_greeting.test_acks_the_council_does_not_hold_are_named,
    test_greeting.test_the_named_worker_is_told_once_that_cover_opened_their_person,
    test_greeting.test_notices_after_a_restore_are_told_again_under_new_numbers,
]


@pytest.mark.parametrize("test", SAME_TESTS, ids=lambda test: test.__name__.removeprefix("test_"))
def test_over_two_clusters(two_kit: TwoKit, test: Callable[[Kit], None]) -> None:
    test(two_kit)


def test_people_are_spread_over_both_clusters_and_whole_on_one(two_kit: TwoKit) -> None:
    ann = test_pushing.Laptop(two_kit.worker("Ann"))
    people = [bytes([n]) + new_id()[1:] for n in range(20)]
    for person in people:
        ann.write(person, 3)
        ann.push(two_kit.council, person)
    ann.pull_all(two_kit.council)
    assert all(ann.read[person, 0] == ann.written[person, 0] for person in people)
    for side, pool in enumerate(two_kit.pool._pools):
        with pool.connection() as conn:
            here = {row[0] for row in conn.execute("SELECT DISTINCT person FROM op")}
            assert here == {person for person in people if person[0] % 2 == side}
            assert all(whole_chain(conn, person, 0)[0] == 3 for person in here)
