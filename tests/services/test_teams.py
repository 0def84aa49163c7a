"""What a team agrees once acts from then on, can be taken back, and changes nothing that was there before."""

from collections.abc import Callable
from uuid import UUID

import pytest

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.clock import local_day, wall_ms
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.services import conversations, formal_help, locking, people, plans, rules, teams, webs
from sbp_desktop.storage import history, queries, team_rules
from sbp_desktop.storage import plans as kept
from sbp_desktop.storage.vault import Vault

TODAY = local_day(wall_ms()).toordinal()


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


def steadying(vault: Vault, person: UUID) -> UUID:
    talk = conversations.start(vault, person).created[0]
    conversations.set_kind(vault, talk, "C2")
    return talk


def help_added(vault: Vault, person: UUID) -> UUID:
    return webs.add_node(vault, person, "Supported flat", kind="service", domain="targeted").created[0]


def until(vault: Vault, person: UUID, node: UUID) -> PartialDate | None:
    return next(each for each in queries.web(vault, person).nodes if each.id == node).until


def test_how_often_to_begin_with_is_in_the_next_plan_and_in_none_before(vault: Vault, eric: UUID) -> None:
    before = kept.of_conversation(vault, steadying(vault, eric))
    teams.set_team(vault, "Agreed", c2_default_rhythm_days=2)
    sal = people.add_person(vault, "Sal").created[0]
    after = kept.of_conversation(vault, steadying(vault, sal))
    assert before is not None
    assert after is not None
    assert (before.rhythm_days, after.rhythm_days) == (None, 2)
    history.undo(vault, team_rules.standing(vault).team)
    assert team_rules.standing(vault).rhythm_days is None


def test_help_in_a_crisis_gets_an_end_unless_the_team_switched_that_off(vault: Vault, eric: UUID) -> None:
    steadying(vault, eric)
    assert until(vault, eric, help_added(vault, eric)) is not None
    rules.set_rule(vault, "R03", on=False)
    assert until(vault, eric, help_added(vault, eric)) is None


def test_taking_the_end_away_begins_a_decision_unless_the_team_switched_that_off(vault: Vault, eric: UUID) -> None:
    steadying(vault, eric)
    first, second = help_added(vault, eric), help_added(vault, eric)
    assert formal_help.goes_on(vault, first).created
    rules.set_rule(vault, "R03", on=False)
    assert formal_help.goes_on(vault, second).created == ()
    assert until(vault, eric, second) is None


def test_today_says_who_expects_me_unless_the_team_switched_that_off(vault: Vault, eric: UUID) -> None:
    plan = kept.of_conversation(vault, steadying(vault, eric))
    assert plan is not None
    plans.agree_day(vault, plan.id, PartialDate.of("2099-05-01"))
    assert [each.name for each in queries.today(vault, TODAY).expects_me] == ["Eric"]
    rules.set_rule(vault, "R06", on=False)
    assert queries.today(vault, TODAY).expects_me == ()
    rules.set_rule(vault, "R06", on=True)
    assert [each.name for each in queries.today(vault, TODAY).expects_me] == ["Eric"]


def test_the_lock_is_chosen_up_to_the_ceiling_and_stays_chosen(open_vault: Callable[[], Vault]) -> None:
    vault = open_vault()
    assert locking.minutes(vault) == locking.USUAL
    for refused in (0, locking.CEILING + 1):
        with pytest.raises(RuleRefused, match="15 minutes at most"):
            locking.set_minutes(vault, refused)
    locking.set_minutes(vault, 2)
    vault.close()
    again = open_vault()
    assert locking.minutes(again) == 2
    with again.writing() as conn:  # what an older app or another hand wrote
        conn.execute("UPDATE meta SET value = x'3939' WHERE key = 'lock_minutes'")
    assert locking.minutes(again) == locking.CEILING
