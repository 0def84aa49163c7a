"""A decision asks for nothing until it is agreed; then for why, and why not one other thing, at six points alone."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.decisions import DecisionSnapshot, only_the_usual
from sbp_desktop.models.snapshots import FOR_PERSON, FOR_WORKER, Audience
from sbp_desktop.models.vocabulary import DecisionPoint
from sbp_desktop.services import conversations, decisions, formal_help, people, rules, sharing, small_money, webs
from sbp_desktop.storage import agreed, history, queries, rows
from sbp_desktop.storage import decisions as kept
from sbp_desktop.storage.vault import Vault
from tests.colleague import assert_made_from_the_log

POINTS = [point for point in DecisionPoint if point is not DecisionPoint.OTHER]


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


def begun(vault: Vault, person: UUID, point: str = "statutory_service", **said: object) -> DecisionSnapshot:
    made = decisions.open_decision(vault, person, point, **said).created[0]  # type: ignore[arg-type]
    return there(vault, made)


def there(vault: Vault, decision: UUID, audience: Audience = FOR_WORKER) -> DecisionSnapshot:
    found = kept.one(vault, decision, audience)
    assert found is not None
    return found


def decided(vault: Vault, person: UUID) -> list[UUID]:
    """What the person may see in the list."""
    return [one.id for one in agreed.of_person(vault, person, "Decision", audience=FOR_PERSON).of("Decision")]


@pytest.mark.parametrize("point", POINTS)
def test_each_of_the_six_points_is_agreed_only_with_why_and_why_not(vault: Vault, eric: UUID, point: str) -> None:
    decision = begun(vault, eric, point)
    with pytest.raises(RuleRefused):
        decisions.agree(vault, decision.id)
    decisions.set_decision(vault, decision.id, because="Nights are not safe.")
    with pytest.raises(RuleRefused):
        decisions.agree(vault, decision.id)
    option = decision.options[0].id
    decisions.set_option(vault, option, decision=decision.id, what="Go on as now", why_not="She is worn out.")
    decisions.agree(vault, decision.id)
    assert there(vault, decision.id).agreed
    decisions.set_option(vault, option, decision=decision.id, why_not="")
    assert not there(vault, decision.id).agreed  # words taken out take the agreement with them
    history.undo(vault, eric)
    assert there(vault, decision.id).agreed
    assert_made_from_the_log(vault)


def test_with_the_rule_switched_off_nothing_is_asked(vault: Vault, eric: UUID) -> None:
    rules.set_rule(vault, "R11", on=False)
    decision = begun(vault, eric)
    decisions.agree(vault, decision.id)
    assert there(vault, decision.id).agreed


def test_urgent_goes_on_at_once_and_says_what_is_still_to_write(vault: Vault, eric: UUID) -> None:
    decision = begun(vault, eric, "residential", because="He fell.")
    decisions.do_now(vault, decision.id)
    done = there(vault, decision.id)
    assert (done.agreed, done.urgent, done.because, done.still_to_write) == (True, True, "He fell.", True)
    decisions.set_option(vault, done.options[0].id, decision=decision.id, what="Stay", why_not="Not safe tonight.")
    assert not there(vault, decision.id).still_to_write
    history.undo(vault, eric)
    history.undo(vault, eric)
    assert not there(vault, decision.id).agreed


def test_the_freest_stands_first_unless_the_team_wants_them_as_written(vault: Vault, eric: UUID) -> None:
    said = ("Care home", "Church choir", "Something quite else", "Her sister")
    decision = begun(vault, eric, options=said)
    assert [option.what for option in decision.options] == [said[3], said[1], said[0], said[2]]
    decisions.set_option(vault, decision.options[3].id, decision=decision.id, domain="personal")
    assert there(vault, decision.id).options[0].what == said[2]
    rules.set_rule(vault, "R12", on=False)
    assert [option.what for option in there(vault, decision.id).options] == list(said)


def test_only_the_usual_three_is_said_until_something_else_is_thought_of(vault: Vault, eric: UUID) -> None:
    decision = begun(vault, eric, "to_c3", options=("Home care", "Day centre", "A nursing home"))
    assert decision.usual_only
    rules.set_rule(vault, "R13", on=False)
    assert not there(vault, decision.id).usual_only
    rules.set_rule(vault, "R13", on=True)
    decisions.set_option(vault, uuid4(), decision=decision.id, what="A lodger")
    assert not there(vault, decision.id).usual_only
    assert not only_the_usual([])


def test_a_layer_of_their_own_life_is_lit_by_what_is_there_or_was_talked_about(vault: Vault, eric: UUID) -> None:
    decision = begun(vault, eric)
    assert decision.unlit == ("personal", "network", "community")
    webs.add_node(vault, eric, "Jean")
    webs.add_node(vault, eric, "Singing again", kind="interest", status="possible")
    assert there(vault, decision.id).unlit == ("community",)
    decisions.talked_about(vault, decision.id, "community")
    lit = there(vault, decision.id)
    assert lit.unlit == ()
    assert lit.options[0].why_not == "We talked about it. There is nothing now."
    decisions.set_decision(vault, decision.id, because="It is needed.")
    decisions.agree(vault, decision.id)  # having talked about it is a reason
    rules.set_rule(vault, "R10", on=False)
    assert begun(vault, eric).unlit == ()


def test_what_it_is_about_is_found_again_after_its_words_were_changed(vault: Vault, eric: UUID) -> None:
    care = webs.add_node(vault, eric, "Home care", kind="service").created[0]
    decision = begun(vault, eric, about=care)
    assert (decision.decided, decision.about) == ("To start: Home care", care)
    decisions.set_decision(vault, decision.id, decided="Home care, mornings only")
    found = kept.about(vault, care)
    assert found is not None
    assert (found.id, found.decided) == (decision.id, "Home care, mornings only")


def test_who_decides_is_said_of_one_decision_and_never_of_the_person(vault: Vault, eric: UUID) -> None:
    decision = begun(vault, eric, "restriction_or_best_interest")
    decisions.set_decision(vault, decision.id, capacity="best_interests", best_interests_link="Form 7")
    assert there(vault, decision.id).capacity == "best_interests"
    assert begun(vault, eric, "restriction_or_best_interest").capacity is None


def test_one_about_something_kept_apart_is_kept_apart_too(vault: Vault, eric: UUID) -> None:
    care = webs.add_node(vault, eric, "Home care", kind="service").created[0]
    hidden = webs.make_private(vault, care).created[0]
    decision = begun(vault, eric, about=hidden)
    assert kept.one(vault, decision.id, FOR_PERSON) is None
    assert decided(vault, eric) == []
    open_to_all = begun(vault, eric, "residential", decided="To move.")
    assert decided(vault, eric) == [open_to_all.id]
    sharing.set_audience(vault, open_to_all.id, person=False)
    assert decided(vault, eric) == []


def test_an_option_emptied_goes_and_the_last_one_stays(vault: Vault, eric: UUID) -> None:
    decision = begun(vault, eric, options=("Her sister", "Church"))
    for option in decision.options:
        decisions.set_option(vault, option.id, decision=decision.id, what="")
    assert [option.what for option in there(vault, decision.id).options] == [""]


def test_small_money_over_the_limit_begins_a_decision_with_its_reason(vault: Vault, eric: UUID) -> None:
    spend = uuid4()
    small_money.write_spend(vault, spend, person=eric, amount="20", what_for="Bus fares")
    assert agreed.of_person(vault, eric, "Decision").of("Decision") == ()
    why = "He cannot cook without one."
    small_money.write_spend(vault, uuid4(), person=eric, amount="250", what_for="A cooker", over_limit_reason=why)
    (decision,) = agreed.of_person(vault, eric, "Decision").of("Decision")
    assert (decision.words("point"), decision.words("decided")) == ("over_limit", "£250: A cooker")
    assert decision.words("because") == why
    history.undo(vault, eric)  # the money and the decision are one step
    assert agreed.of_person(vault, eric, "Decision", "SmallSpend").of("Decision") == ()
    assert len(agreed.of_person(vault, eric, "SmallSpend").of("SmallSpend")) == 1


# Help that starts


def help_on_web(vault: Vault, person: UUID, label: str) -> tuple[object, object]:
    node = next(one for one in queries.web(vault, person).nodes if one.label == label)
    return node.until, node.review_on


def test_help_for_a_while_gets_a_day_to_look_again(vault: Vault, eric: UUID) -> None:
    webs.add_node(vault, eric, "Re-ablement", kind="service", domain="targeted")
    until, review = help_on_web(vault, eric, "Re-ablement")
    assert until is None
    assert review is not None
    webs.add_node(vault, eric, "Commode", kind="equipment")
    assert help_on_web(vault, eric, "Commode") == (None, None)
    webs.add_node(vault, eric, "Home care", kind="service")
    assert help_on_web(vault, eric, "Home care") == (None, None)
    maybe = webs.add_node(vault, eric, "Rehab", kind="service", domain="targeted", status="possible").created[0]
    assert help_on_web(vault, eric, "Rehab") == (None, None)
    webs.set_node(vault, maybe, status="active")
    assert help_on_web(vault, eric, "Rehab")[1] is not None
    history.undo(vault, eric)
    assert help_on_web(vault, eric, "Rehab") == (None, None)


def test_help_that_starts_in_a_crisis_gets_an_end_and_going_on_asks_why(vault: Vault, eric: UUID) -> None:
    talk = conversations.start(vault, eric).created[0]
    conversations.set_kind(vault, talk, "C2")
    care = webs.add_node(vault, eric, "Care home", kind="service").created[0]
    assert help_on_web(vault, eric, "Care home")[0] is not None
    webs.set_node(vault, care, relation="for now")
    decision = there(vault, formal_help.goes_on(vault, care).created[0])
    assert (decision.point, decision.about) == ("residential", care)
    assert help_on_web(vault, eric, "Care home") == (None, None)
    webs.set_node(vault, care, note="It is warm there.")
    assert help_on_web(vault, eric, "Care home") == (None, None)  # an end taken away stays away
    history.undo(vault, eric)
    history.undo(vault, eric)
    assert kept.one(vault, decision.id) is None
    assert help_on_web(vault, eric, "Care home")[0] is not None


def test_each_decision_has_its_place_in_their_time_for_those_who_may_see_it(vault: Vault, eric: UUID) -> None:
    shown, hidden = begun(vault, eric), begun(vault, eric, "residential")
    sharing.set_audience(vault, hidden.id, person=False)
    (line,) = kept.lines(vault, eric, FOR_PERSON)
    assert (line.id, line.at, line.agreed) == (shown.id, None, False)
    assert len(kept.lines(vault, eric)) == 2, "the ablation: the worker has both"
    with vault.reading() as conn:
        (row,) = rows.select(conn, "Decision", "id = ?", (shown.id.bytes,))
    assert line.moment_ms == row.born >> 16
    decisions.set_decision(vault, shown.id, at=PartialDate.of("2020-05-04"))
    (line,) = kept.lines(vault, eric, FOR_PERSON)
    assert local_day(line.moment_ms) == date(2020, 5, 4)
