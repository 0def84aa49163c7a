"""Rules are switched for the team, noted with who and when, undone, and then really stop acting."""

from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.findings import findings
from sbp_desktop.models.rules import RULES, Acts
from sbp_desktop.models.snapshots import Audience
from sbp_desktop.services import conversations, people, rules, sharing, webs
from sbp_desktop.storage import history, queries, team_rules
from sbp_desktop.storage.vault import Vault

DAY = 739_000


@pytest.fixture
def person(vault: Vault) -> UUID:
    return people.add_person(vault, "Mrs B").created[0]


def finding_keys(vault: Vault, person: UUID) -> set[str]:
    return {finding.key for finding in findings(queries.web(vault, person), DAY)}


def weak(vault: Vault, person: UUID) -> set[str]:
    webs.add_node(vault, person, "Home care", kind="service", domain="statutory", paid="paid")
    return finding_keys(vault, person)


def company(vault: Vault, person: UUID) -> set[str]:
    return weak(vault, person) & {"no_company"}


def unfinished(vault: Vault, person: UUID) -> set[UUID]:
    conversations.start(vault, person)
    return {note.conversation for note in queries.today(vault, DAY).unfinished}


def check_back(vault: Vault, person: UUID) -> set[UUID]:
    conversations.finish(vault, conversations.start(vault, person).created[0], outcome="goodbye")
    today = date.today().toordinal()  # noqa: DTZ011 - the worker's own calendar day
    return {due.person for due in queries.today(vault, today + 42).check_backs}


def asks_first(vault: Vault, person: UUID) -> set[str]:
    talk = conversations.start(vault, person).created[0]
    try:
        conversations.set_kind(vault, talk, "C3")
    except RuleRefused as refused:
        return {str(refused)}
    return set()


def dotted(vault: Vault, person: UUID) -> set[UUID]:
    sharing.looked_at_together(vault, person, Audience("person"), [])
    webs.add_node(vault, person, "Jean")
    return {node.id for node in queries.web(vault, person).nodes if node.unseen}


# What each rule that can be switched off brings; what a screen asks is in tests/ui/settings.
BRINGS = {"R02": asks_first, "R20": weak, "R23": check_back, "R44": unfinished, "R46": dotted, "R47": company}


@pytest.mark.parametrize("rule", BRINGS)
def test_a_rule_acts_until_it_is_switched_off_and_again_once_it_is_on(vault: Vault, person: UUID, rule: str) -> None:
    assert BRINGS[rule](vault, person)
    rules.set_rule(vault, rule, on=False)
    assert not BRINGS[rule](vault, person) - ({"no_company"} if rule == "R20" else set())
    rules.set_rule(vault, rule, on=True)
    assert BRINGS[rule](vault, person)


def test_a_switch_says_whose_it_was_and_when(vault: Vault) -> None:
    assert team_rules.standing(vault).switched == {}
    changes = rules.set_rule(vault, "R20", on=False)
    standing = team_rules.standing(vault)
    assert standing.off == {"R20"}
    assert standing.switched["R20"].by == "Test worker"
    assert abs(standing.switched["R20"].at_ms - changes.committed_ms) < 1000


def test_undo_takes_back_one_switch_at_a_time_and_redo_does_it_again(vault: Vault) -> None:
    rules.set_rule(vault, "R20", on=False)
    rules.set_rule(vault, "R47", on=False)
    team = team_rules.standing(vault).team
    history.undo(vault, team)
    assert team_rules.standing(vault).off == {"R20"}
    history.undo(vault, team)
    assert team_rules.standing(vault).off == frozenset()
    assert team_rules.standing(vault).switched == {}
    history.redo(vault, team)
    assert team_rules.standing(vault).off == {"R20"}


def test_the_choice_is_there_after_closing(vault: Vault, open_vault: Callable[[], Vault]) -> None:
    rules.set_rule(vault, "R44", on=False)
    vault.close()
    assert team_rules.standing(open_vault()).off == {"R44"}


@pytest.mark.parametrize("rule", [rule.id for rule in RULES if rule.acts is not Acts.UNLESS_OFF] + ["R51"])
def test_what_has_no_switch_is_refused_and_nothing_is_written(vault: Vault, rule: str) -> None:
    with pytest.raises(RuleRefused):
        rules.set_rule(vault, rule, on=False)
    assert team_rules.standing(vault).off == frozenset()


def test_another_team_is_left_as_it_is(vault: Vault, person: UUID) -> None:
    """practice.md A08: the choice of one team is not that of another, though both stand in the same store."""
    with vault.unit_of_work("Another team") as work:
        other = work.new("Team", uuid4(), {"name": "Other team"})
        work.assign(other, "rules_off:R20", True)
    assert weak(vault, person)
    with vault.unit_of_work("Joined it") as work:
        work.set(vault.worker_id, "team", other)
    assert not finding_keys(vault, person) - {"no_company"}
