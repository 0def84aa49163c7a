"""What somebody hopes for: their words, their own answer by the day, tiny steps; every one of them taken back."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from sbp_desktop.models.outcome_snapshots import OutcomeSnapshot
from sbp_desktop.models.snapshots import FOR_PERSON, FOR_WORKER, Audience
from sbp_desktop.services import outcomes, people, rules
from sbp_desktop.storage import history
from sbp_desktop.storage import outcomes as kept
from sbp_desktop.storage.vault import Vault
from tests.days import days_on


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


@pytest.fixture
def hope(vault: Vault, eric: UUID) -> UUID:
    made = uuid4()
    outcomes.write_outcome(vault, made, "I want to sing again.", person=eric)
    return made


def one(vault: Vault, person: UUID, audience: Audience = FOR_WORKER) -> OutcomeSnapshot:
    (found,) = kept.of_person(vault, person, audience)
    return found


def later(vault: Vault, days: float) -> None:
    now = vault.clock.now_ms()
    vault.clock.now_ms = lambda: days_on(now, days)


def test_a_hope_is_kept_in_their_words_and_goes_when_it_is_emptied(vault: Vault, eric: UUID, hope: UUID) -> None:
    assert one(vault, eric).words == "I want to sing again."
    outcomes.write_outcome(vault, hope, "", person=eric)
    assert kept.of_person(vault, eric) == ()
    history.undo(vault, eric)
    assert one(vault, eric).words == "I want to sing again."


def test_one_answer_a_day_and_each_day_stays(vault: Vault, eric: UUID, hope: UUID) -> None:
    outcomes.rate(vault, hope, "not_yet")
    outcomes.rate(vault, hope, "some")
    later(vault, 40)
    outcomes.rate(vault, hope, "yes")
    assert [each.status for each in one(vault, eric).went] == ["some", "yes"]
    history.undo(vault, eric)
    assert [each.status for each in one(vault, eric).went] == ["some"]


def test_an_answer_can_be_taken_back_but_what_was_said_stays(vault: Vault, eric: UUID, hope: UUID) -> None:
    outcomes.rate(vault, hope, "some")
    outcomes.rate(vault, hope, "")
    assert one(vault, eric).went == ()
    review = outcomes.rate(vault, hope, "some").created[0]
    outcomes.set_review(vault, review, said="On Tuesdays.")
    outcomes.rate(vault, hope, "")
    (went,) = one(vault, eric).went
    assert (went.status, went.said) == (None, "On Tuesdays.")


def test_how_the_worker_sees_it_is_a_line_beside_and_not_for_the_shared_screen(
    vault: Vault, eric: UUID, hope: UUID
) -> None:
    review = outcomes.rate(vault, hope, "not_yet").created[0]
    outcomes.set_review(vault, review, worker_view="She sang on Sunday.")
    assert one(vault, eric).went[0].own_view == "She sang on Sunday."
    assert one(vault, eric).went[0].status == "not_yet"
    assert one(vault, eric, FOR_PERSON).went[0].own_view == ""


def test_tiny_steps_count(vault: Vault, eric: UUID, hope: UUID) -> None:
    steps = [uuid4(), uuid4()]
    for step, what in zip(steps, ("Find the song book", "Ring the choir"), strict=True):
        outcomes.write_step(vault, step, what, outcome=hope)
    outcomes.set_done(vault, steps[0], "yes")
    assert [(step.what, step.done) for step in one(vault, eric).steps] == [
        ("Find the song book", "yes"), ("Ring the choir", "no"),
    ]  # fmt: skip
    outcomes.write_step(vault, steps[1], "", outcome=hope)
    assert len(one(vault, eric).steps) == 1


@pytest.mark.parametrize(
    ("touch", "quiet"),
    [
        (lambda vault, hope: None, True),
        (lambda vault, hope: outcomes.rate(vault, hope, "some"), False),
        (lambda vault, hope: outcomes.write_step(vault, uuid4(), "Ring", outcome=hope), False),
    ],
    ids=["left alone", "talked about", "a step"],
)
def test_a_hope_left_alone_asks_for_a_small_step(
    vault: Vault, eric: UUID, hope: UUID, touch: Callable[[Vault, UUID], object], quiet: bool
) -> None:
    assert not one(vault, eric).quiet
    later(vault, 27)
    assert not one(vault, eric).quiet
    touch(vault, hope)
    later(vault, 1)
    assert one(vault, eric).quiet is quiet


def test_a_team_may_switch_that_question_off(vault: Vault, eric: UUID, hope: UUID) -> None:
    later(vault, 100)
    assert one(vault, eric).quiet
    rules.set_rule(vault, "R28", False)
    assert not one(vault, eric).quiet


def test_the_part_of_life_is_said_only_by_whoever_wants_to(vault: Vault, eric: UUID, hope: UUID) -> None:
    assert one(vault, eric).area is None
    outcomes.set_area(vault, hope, "participation")
    assert one(vault, eric).area == "participation"
    outcomes.set_area(vault, hope)
    assert one(vault, eric).area is None
