"""Each of the fifty rules acts, and without it the outcome is another: none is there in name alone.

A rule with a switch is taken out by its switch, and is there again once that is on. What a team cannot switch off is
taken out of the code, and what is left out on purpose (ABSENT) is put in, which the search must then find. The proofs
are one file per subject beside this one; a rule without a proof fails here.
"""

import pytest
from pytestqt.qtbot import QtBot

from sbp_desktop.models.rules import RULES, Acts, Rule
from sbp_desktop.services import rules as switching
from sbp_desktop.ui.background import Background
from tests.rules import (  # noqa: F401 - each keeps its proofs when it is read
    around,
    close_ones,
    conversing,
    paid_help,
    staying,
    strengths,
    team,
    their_say,
    writing_down,
)
from tests.rules.proving import PROOFS, World
from tests.ui.conftest import background, dressed  # noqa: F401 - the vault's thread, and the app as it is set up


@pytest.fixture
def world(qtbot: QtBot, background: Background) -> World:  # noqa: F811
    return World(qtbot, background)


def test_every_rule_has_a_proof_and_every_proof_a_rule() -> None:
    assert sorted(PROOFS) == [rule.id for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_it_is_taken_out_by_its_switch_or_else_out_of_the_code(rule: Rule) -> None:
    assert (PROOFS[rule.id].without is None) == (rule.acts is Acts.UNLESS_OFF)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_it_acts_and_without_it_the_outcome_is_another(
    rule: Rule, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    proof = PROOFS[rule.id]
    assert proof.holds(world), "it acts"
    if proof.without is None:
        world.do(switching.set_rule, rule.id, on=False)
        assert not proof.holds(world), "switched off it still acts"
        world.do(switching.set_rule, rule.id, on=True)
    else:
        with monkeypatch.context() as patch:
            proof.without(patch)
            assert not proof.holds(world), "taken out it is not missed: the proof proves nothing"
    assert proof.holds(world), "it acts again"
