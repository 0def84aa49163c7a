"""One change is all or nothing, writes only what is new, and refuses what may not stand."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from sbp_desktop.errors import NotFound, RuleRefused, SaveFailed
from sbp_desktop.services import conversations, people, webs
from sbp_desktop.storage import history, queries
from sbp_desktop.storage.statements import scalar
from sbp_desktop.storage.vault import Vault
from tests.colleague import assert_made_from_the_log, content, differences, newest_op


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


def ops(vault: Vault) -> int:
    with vault.reading() as conn:
        return int(scalar(conn.execute("SELECT count(*) FROM op")))


def test_readers_see_a_change_whole_or_not_at_all(vault: Vault, eric: UUID) -> None:
    with vault.reading() as conn:
        before, log = content(conn), scalar(conn.execute("SELECT count(*) FROM op"))
    with pytest.raises(ZeroDivisionError):
        broken_off(vault, eric)
    with vault.reading() as conn:
        assert differences(before, content(conn)) == {}
        assert scalar(conn.execute("SELECT count(*) FROM op")) == log
    webs.add_node(vault, eric, "Jean")
    assert history.status(vault, eric).undo_label == "Added Jean"
    assert_made_from_the_log(vault)


def broken_off(vault: Vault, person: UUID) -> None:
    with vault.unit_of_work("Half") as work:
        webs.add_within(work, person, "Jean", position=(1.0, 0.5))
        work.flush()
        work.set(person, "neighbourhood", "Harbour")
        raise ZeroDivisionError


@pytest.mark.parametrize("moment", range(1, 40, 3))
def test_a_disk_that_fails_at_any_statement_leaves_nothing_and_the_next_change_is_fine(
    vault: Vault, eric: UUID, moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with vault.reading() as conn:
        before = content(conn)
    failing = Failing(vault._driver, moment)
    monkeypatch.setattr(vault, "_driver", failing)
    with pytest.raises(SaveFailed):
        webs.add_node(vault, eric, "Jean", position=(1.0, 0.5), note="Rings on Sundays.")
    monkeypatch.undo()
    with vault.reading() as conn:
        assert differences(before, content(conn)) == {}
    webs.add_node(vault, eric, "Jean")
    assert_made_from_the_log(vault)


class Failing:
    """The driver's connection, whose n-th statement finds the disk out of order."""

    def __init__(self, driver: Any, moment: int) -> None:
        self._driver, self._left = driver, moment

    def execute(self, statement: str, *parameters: Any) -> Any:
        self._count(statement)
        return self._driver.execute(statement, *parameters)

    def executemany(self, statement: str, *parameters: Any) -> Any:
        self._count(statement)
        return self._driver.executemany(statement, *parameters)

    def _count(self, statement: str) -> None:
        self._left -= 1
        if self._left == 0 and statement != "ROLLBACK":
            self._driver.execute("SELECT no_such_column FROM op")

    @property
    def in_transaction(self) -> bool:
        return bool(self._driver.in_transaction)


def test_what_is_so_already_is_not_written_again(vault: Vault, eric: UUID) -> None:
    node, tie = webs.add_node(
        vault, eric, "Jean", relation="daughter", is_carer=True, note="Rings.", **{"from": "2018"}
    ).created
    webs.set_tie(vault, tie, support=["company", "money"])
    talk, line = conversations.start(vault, eric).created[0], uuid4()
    conversations.write_entry(vault, talk, line, "She sings.", kind="words")
    before = ops(vault)
    same = [
        webs.set_node(
            vault, node, label="Jean", relation="daughter", is_carer=True, note="Rings.", reach=None, **{"from": "2018"}
        ),
        webs.set_tie(vault, tie, support=["money", "company"], stress=None),
        people.set_person(vault, eric, about_me__important="", pronouns=None),
        conversations.write_entry(vault, talk, line, "She sings.", kind="words"),
    ]
    assert ops(vault) == before
    assert all(one.empty for one in same)
    assert history.status(vault, eric).undo_label == "Wrote a line"


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "robot"},
        {"from": "last week"},
        {"is_carer": "yes"},
        {"linked_person": "Jean"},
        {"domain": 3},
        {"label": 7},
    ],
)
def test_a_value_that_may_not_stand_is_refused_in_a_sentence_and_nothing_is_kept(
    vault: Vault, eric: UUID, wrong: dict[str, Any]
) -> None:
    node = webs.add_node(vault, eric, "Jean").created[0]
    before = queries.web(vault, eric)
    with pytest.raises(RuleRefused) as told:
        webs.set_node(vault, node, relation="daughter", **wrong)
    assert str(told.value)
    assert queries.web(vault, eric) == before


def test_what_is_not_there_is_said_to_be_gone(vault: Vault, eric: UUID) -> None:
    for change in (
        lambda: webs.set_node(vault, uuid4(), label="Jean"),
        lambda: webs.move_node(vault, uuid4(), 1.0, 1.0),
        lambda: webs.move_nodes(vault, [(uuid4(), 1.0, 1.0)]),
        lambda: webs.delete_tie(vault, uuid4()),
        lambda: webs.make_private(vault, uuid4()),
        lambda: people.set_person(vault, uuid4(), pronouns="she"),
        lambda: conversations.read_back(vault, uuid4()),
        lambda: conversations.write_entry(vault, uuid4(), uuid4(), "She sings."),
        lambda: queries.person(vault, uuid4()),
        lambda: queries.web(vault, uuid4()),
    ):
        with pytest.raises(NotFound):
            change()


def test_numbers_and_links_go_on_where_another_process_left_off(open_vault: Callable[[], Vault]) -> None:
    vault = open_vault()
    person = people.add_person(vault, "Eric").created[0]
    node = webs.add_node(vault, person, "Jean").created[0]
    vault.close()
    vault = open_vault()
    for turn in range(3):
        webs.set_node(vault, node, label=f"Jean {turn}")
    newest = newest_op(vault, node, "label")
    assert (newest.origin, newest.oseq) == (vault.origin, 3)
    assert_made_from_the_log(vault)


def test_a_change_says_whom_and_what_it_touched(vault: Vault, eric: UUID) -> None:
    made = webs.add_node(vault, eric, "Jean")
    assert (made.persons, made.kinds, made.label) == ({eric}, {"Node", "Tie"}, "Added Jean")
    assert made.entities == set(made.created)
    assert made.bundle is not None
    moved = webs.move_node(vault, made.created[0], 1.0, 0.5)
    assert (moved.entities, moved.created) == ({made.created[0]}, ())
