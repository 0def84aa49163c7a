"""Proofs of the rules about writing things down: R11, R25, R32, R35, R44."""

from functools import wraps
from uuid import UUID, uuid4

from PySide6.QtTest import QTest

from sbp_desktop.models.rules import RuleKind
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services import decisions, outcomes, webs
from sbp_desktop.storage import outcomes as kept
from sbp_desktop.storage import queries
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.decisions.decision_card import DecisionCard
from sbp_desktop.ui.decisions.decision_page import DecisionPage
from sbp_desktop.ui.speech import Speech
from sbp_desktop.ui.together.together_page import TogetherPage
from tests.rules.proving import Patch, World, instead, proves


@proves("R11")
def a_decision_says_why_and_why_not_something_else_or_that_it_is_urgent(world: World) -> bool:
    person = world.person()
    urgent, calm = (world.do(decisions.open_decision, person, "statutory_service").created[0] for _ in range(2))
    world.do(decisions.do_now, urgent)
    return world.refused(decisions.agree, calm, True)


def _the_worker_answers(vault: Vault, outcome: UUID, status: str) -> ChangeSet:
    made = _RATE(vault, outcome, "yes")
    outcomes.set_review(vault, made.created[0], said=status)
    return made


_RATE = outcomes.rate


@proves("R25", without=instead("sbp_desktop.services.outcomes.rate", _the_worker_answers))
def their_own_answer_is_the_answer_and_the_workers_stands_beside_it(world: World) -> bool:
    person, hope = world.person(), uuid4()
    world.do(outcomes.write_outcome, hope, "I want to sing again.", person=person)
    review = world.do(outcomes.rate, hope, "not_yet").created[0]
    world.do(outcomes.set_review, review, worker_view="She sang on Sunday.")
    (found,) = world.do(kept.of_person, person)
    went = found.went[0]
    return (found.words, went.status, went.own_view) == ("I want to sing again.", "not_yet", "She sang on Sunday.")


@proves("R32", RuleKind.DEFAULT, without=instead("sbp_desktop.models.jargon.found_in", lambda _texts: {}))
def the_bell_on_the_shared_screen_says_our_words_in_plain_ones(world: World) -> bool:
    person = world.person()
    world.do(webs.add_node, person, "Respite", kind="service", domain="statutory")
    page = TogetherPage(world.background, person, frozenset(), Speech())
    world.show(page)
    world.press(page.bell)
    return page.plain_words.words == "“Respite” is a break, for you and who looks after you."


@proves("R32", RuleKind.PROMPT)
def a_plainer_word_is_offered_for_what_the_worker_notes(world: World) -> bool:
    person = world.person()
    page = world.conversation(person, world.talk(person))
    page.text.setFocus()
    QTest.keyClicks(page.text, "I referred to the choir.")
    world.settle()
    return page.speakers.plainer.isVisible()


def _everything_open(patch: Patch) -> None:
    folded = DecisionCard._add_views

    @wraps(folded)
    def unfolded(card: DecisionCard) -> None:
        folded(card)
        card._unfold()

    patch.setattr(DecisionCard, "_add_views", unfolded)


@proves("R35", without=_everything_open)
def everything_beyond_the_first_lines_is_folded_until_it_is_wanted(world: World) -> bool:
    person, page = world.person(), DecisionPage(world.background)
    world.show(page)
    page.open(person, world.do(decisions.open_decision, person, "statutory_service").created[0])
    world.settle()
    assert page.card is not None
    return not page.card.views.isVisible()


@proves("R44")
def what_was_started_and_not_finished_stands_on_today(world: World) -> bool:
    talk = world.talk(world.person())
    unfinished = world.do(queries.today, when_and_where.today()).unfinished
    return talk in {each.conversation for each in unfinished}
