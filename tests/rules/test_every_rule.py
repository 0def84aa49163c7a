"""Each of the fifty rules acts, and without it the outcome is another: none is there in name alone.

A rule with a switch is taken out by its switch, and is there again once that is on. What a team cannot switch off is
taken out of the code, and what is left out on purpose (ABSENT) is put in, which the search must then find. The proofs
are one file per subject beside this one; a rule without a proof fails here.
"""

import pytest
from pytestqt.qtbot import QtBot

from sbp_desktop.models.rules import BY_ID, RULES, Acts, RuleKind
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
    """And one for each kind of behaviour a rule has."""
    assert sorted(PROOFS) == sorted((rule.id, kind) for rule in RULES for kind in rule.kinds)


@pytest.mark.parametrize(("rule", "kind"), PROOFS, ids=str)
def test_it_is_taken_out_by_its_switch_or_else_out_of_the_code(rule: str, kind: RuleKind) -> None:
    """How the app is built may stay as it is when a rule is off; whatever is shown or asked goes with the switch."""
    by_its_switch = PROOFS[rule, kind].without is None
    switched = BY_ID[rule].acts is Acts.UNLESS_OFF
    assert by_its_switch == switched or (switched and kind is RuleKind.DEFAULT)


@pytest.mark.parametrize(("rule", "kind"), PROOFS, ids=str)
def test_it_acts_and_without_it_the_outcome_is_another(
    rule: str, kind: RuleKind, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    proof = PROOFS[rule, kind]
    assert proof.holds(world), "it acts"
    if proof.without is None:
        world.do(switching.set_rule, rule, on=False)
        assert not proof.holds(world), "switched off it still acts"
        world.do(switching.set_rule, rule, on=True)
    else:
        with monkeypatch.context() as patch:
            proof.without(patch)
            assert not proof.holds(world), "taken out it is not missed: the proof proves nothing"
    assert proof.holds(world), "it acts again"
