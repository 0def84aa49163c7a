"""Proofs of the rules about conversations: R02, R03, R26, R33, R45."""

import re

from sbp_desktop.models import schema
from sbp_desktop.models.rules import RuleKind
from sbp_desktop.models.schema import Field, Kind
from sbp_desktop.services import conversations, formal_help, plans, webs
from sbp_desktop.storage import decisions, queries
from sbp_desktop.storage import plans as kept
from tests.rules import proving
from tests.rules.proving import Patch, World, adding, proves


@proves("R02")
def a_good_life_asks_what_leads_to_it_and_every_answer_opens_it(world: World) -> bool:
    for opening in ("huddle", "urgent", "person_asked", "already_long_term"):
        world.do(conversations.set_kind, world.talk(world.person()), "C3", opening)
    return world.refused(conversations.set_kind, world.talk(world.person()), "C3")


@proves("R03", RuleKind.DEFAULT)
def help_that_starts_in_a_crisis_has_an_end(world: World) -> bool:
    person = world.person()
    world.talk(person, "C2")
    care = world.do(webs.add_node, person, "Home care", kind="service", domain="statutory").created[0]
    return next(node for node in world.web(person).nodes if node.id == care).until is not None


@proves("R03", RuleKind.REASON)
def taking_that_end_away_asks_why_and_goes_on(world: World) -> bool:
    person = world.person()
    world.talk(person, "C2")
    care = world.do(webs.add_node, person, "Home care", kind="service", domain="statutory").created[0]
    begun = world.do(formal_help.goes_on, care).created
    goes_on = next(node for node in world.web(person).nodes if node.id == care).until is None
    return goes_on and bool(begun) and not world.do(decisions.one, begun[0]).agreed


@proves("R26", without=adding("ReviewForm", "score"))
def looking_again_is_a_conversation_and_no_form(world: World) -> bool:
    talk = world.talk(world.person(), "REVIEW")
    world.do(conversations.finish, talk)
    finished = world.do(queries.conversation, talk)
    forms = {word for word in proving.schema_words() if re.search(r"form\b|questionnaire|checklist|reviewform", word)}
    return finished.closed_ms is not None and not finished.entries and not forms


def _asks_what_came_of_it(patch: Patch) -> None:
    patch.setitem(schema.ENTITIES["Contact"].by_name, "progress", Field("progress", Kind.WORDS))


@proves("R33", without=_asks_what_came_of_it)
def time_spent_together_is_a_visit_like_any_other(world: World) -> bool:
    """It moves the day they expect us as a visit does, and nothing asks what came of it."""
    days = []
    for mode in ("visit", "together_out"):
        person = world.person()
        plan = world.do(kept.of_conversation, world.talk(person, "C2"))
        world.do(plans.agree_rhythm, plan.id, 7)
        world.do(plans.log_contact, person, mode)
        days.append(world.do(kept.open_plan, person).expected)
    asked = {name for name in schema.ENTITIES["Contact"].by_name if re.search("progress|outcome|result", name)}
    return days[0] == days[1] and not asked


@proves("R45")
def the_basics_stand_on_a_first_conversation_and_may_stay_blank(world: World) -> bool:
    person = world.person()
    basics = world.conversation(person, world.talk(person)).aids.basics
    return list(basics) == ["money", "home", "food", "heat", "phone"] and all(
        one.isVisible() for one in basics.values()
    )
