"""While there is a worry about harm nothing asks or reminds about that person; nobody but the worker can tell."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models import rules
from sbp_desktop.models.snapshots import FOR_PERSON, Audience
from sbp_desktop.services import conversations, decisions, people, safety, webs
from sbp_desktop.storage import history, oplog, queries
from sbp_desktop.storage import safety as kept
from sbp_desktop.storage.vault import Vault
from tests.colleague import assert_made_from_the_log


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


def test_every_question_keeps_quiet_until_the_danger_is_gone(vault: Vault, eric: UUID) -> None:
    other = people.add_person(vault, "Martin").created[0]
    note = safety.worry(vault, uuid4(), person=eric, risk="remains").created[0]
    talk = conversations.start(vault, eric).created[0]
    conversations.set_kind(vault, talk, "C3")  # asks nothing
    decision = decisions.open_decision(vault, eric, "residential").created[0]
    decisions.agree(vault, decision)
    assert queries.person(vault, eric).rules_off >= rules.ASKING
    assert queries.web(vault, eric).rules_off >= rules.ASKING
    assert not rules.ASKING & queries.web(vault, other).rules_off
    again = conversations.start(vault, other).created[0]
    with pytest.raises(RuleRefused):
        conversations.set_kind(vault, again, "C3")
    safety.worry(vault, note, risk="removed")
    assert not rules.ASKING & queries.web(vault, eric).rules_off
    with pytest.raises(RuleRefused):
        decisions.agree(vault, decisions.open_decision(vault, eric, "residential").created[0])
    history.undo(vault, eric)  # of the beginning of that decision
    history.undo(vault, eric)
    assert queries.web(vault, eric).rules_off >= rules.ASKING
    assert_made_from_the_log(vault)


def test_nobody_is_to_be_rung_to_hear_how_it_goes_meanwhile(vault: Vault, eric: UUID) -> None:
    conversations.finish(vault, conversations.start(vault, eric).created[0], outcome="goodbye")
    day = date.today().toordinal() + 42  # noqa: DTZ011 - the worker's own calendar day
    assert [due.person for due in queries.today(vault, day).check_backs] == [eric]
    safety.told(vault, uuid4(), person=eric)
    assert queries.today(vault, day).check_backs == ()


def test_the_worry_is_in_the_lane_of_the_worker_and_shows_nowhere_else(vault: Vault, eric: UUID) -> None:
    webs.add_node(vault, eric, "Jean")
    seen = [queries.web(vault, eric, audience) for audience in (FOR_PERSON, Audience("team"))]
    page = queries.person(vault, eric, FOR_PERSON)
    safety.worry(vault, uuid4(), person=eric, words="He wants to stay at home.", what_they_want="asked_expressed")
    assert [queries.web(vault, eric, audience) for audience in (FOR_PERSON, Audience("team"))] == seen
    assert queries.person(vault, eric, FOR_PERSON) == page
    with vault.reading() as conn:
        lanes = {op.lane for _, op in oplog.read(conn, "WHERE field = 'SafeguardingNote'")}
    assert lanes == {2}


def test_the_number_is_there_for_everybody_and_can_be_changed(vault: Vault, eric: UUID) -> None:
    assert kept.worry(vault, None).number == ""
    safety.keep_number(vault, " 01632  960100 ")
    assert kept.worry(vault, None).number == kept.worry(vault, eric).number == "01632 960100"
    safety.keep_number(vault, "01632 960101")
    assert kept.worry(vault, eric).number == "01632 960101"
    safety.keep_number(vault)
    assert kept.worry(vault, eric).number == ""
