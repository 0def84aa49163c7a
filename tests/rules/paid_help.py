"""Proofs of the rules about paid and long-term help: R08 to R10, R12 to R15, R36."""

import ast
import re
from uuid import UUID, uuid4

from sbp_desktop.models.decisions import DecisionSnapshot
from sbp_desktop.models.rules import RuleKind
from sbp_desktop.services import decisions, harm_checks, small_money, webs
from sbp_desktop.storage import decisions as kept
from sbp_desktop.ui.web.harm_part import HarmPart
from sbp_desktop.ui.web.side_panel import SidePanel
from tests.rules import proving
from tests.rules.proving import World, proves, writing

# What would turn somebody's needs into something to buy, or say what they may have.
_SHOPPING = re.compile(r"eligib|find_service|service_for|match_need|needs_to_services|package_of_care|means_test")
# The council's return is one page of its own (practice.md A112); what it says is declared with everything else.
_FOR_THE_RETURN = re.compile(r"councils_return|models/(vocabulary|schema|disclosure_values)\.py")


def _names(source: str) -> set[str]:
    """Every name a source gives to something or reads from something."""
    tree = ast.walk(ast.parse(source))
    return {
        str(getattr(node, attribute))
        for node in tree
        for attribute in ("name", "id", "attr", "arg")
        if getattr(node, attribute, None)
    }


@proves(
    "R08",
    without=writing("def find_services_for(person):\n    return [matched.service_for(need) for need in person]\n"),
)
def no_page_turns_what_is_hard_into_something_to_buy(_world: World) -> bool:
    found = {
        (file, name)
        for file, source in proving.sources().items()
        if not _FOR_THE_RETURN.search(file)
        for name in _names(source)
        if _SHOPPING.search(name.casefold())
    }
    return not found


def _panel_of(world: World, person: UUID, node: UUID) -> SidePanel:
    """What the panel of somebody or something on the web says."""
    canvas = world.canvas(person)
    canvas.come_to(node, with_keyboard=False)
    canvas.panel_hand.open(by_key=False)
    world.settle()
    return canvas.panel


@proves("R09", RuleKind.INDICATOR)
def help_for_a_while_shows_what_came_first(world: World) -> bool:
    person = world.person()
    world.do(webs.add_node, person, "Jean")
    help_ = world.do(webs.add_node, person, "Reablement", kind="service", domain="targeted").created[0]
    return "Nothing on the web yet under: me and around here" in world.read(_panel_of(world, person, help_))


@proves("R09", RuleKind.REASON)
def help_that_is_new_on_the_web_is_asked_about_and_held_up_by_nothing(world: World) -> bool:
    person = world.person()
    world.canvas(person)
    world.do(webs.add_node, person, "Home care", kind="service", domain="statutory")
    there = any(node.label == "Home care" and node.status == "active" for node in world.web(person).nodes)
    return there and "Home care is on the web. Does it start now?" in world.told


def _decision(world: World, *options: tuple[str, str], point: str = "statutory_service") -> DecisionSnapshot:
    person = world.person()
    decision: UUID = world.do(decisions.open_decision, person, point).created[0]
    for what, why_not in options:
        world.do(decisions.set_option, uuid4(), decision=decision, what=what, why_not=why_not)
    found: DecisionSnapshot = world.do(kept.one, decision)
    return found


@proves("R10")
def three_signs_say_where_nothing_is_there_yet(world: World) -> bool:
    decision = _decision(world)
    before = decision.unlit
    world.do(decisions.talked_about, decision.id, "network")
    return before == ("personal", "network", "community") and world.do(kept.one, decision.id).unlit == before[::2]


@proves("R12")
def the_freest_choice_stands_first(world: World) -> bool:
    decision = _decision(world, ("A care home", "Too far"), ("The lunch club", "Closed"), ("His sister", "Away"))
    said = [option.what for option in decision.options if option.why_not]
    return said == ["His sister", "The lunch club", "A care home"]


@proves("R13")
def only_the_usual_is_said_to_be_so(world: World) -> bool:
    usual = _decision(world, ("Home care", "No"), ("Day centre", "No")).usual_only
    return usual and not _decision(world, ("Home care", "No"), ("The choir", "No")).usual_only


@proves("R14", RuleKind.PROMPT)
def new_help_is_held_against_everyday_friendships(world: World) -> bool:
    person = world.person()
    world.do(webs.add_node, person, "Jean")
    care = world.do(webs.add_node, person, "Home care", kind="service", domain="statutory").created[0]
    part = _panel_of(world, person, care).findChild(HarmPart)
    return isinstance(part, HarmPart) and part.isVisible() and len(part.rows) == 1


@proves("R14", RuleKind.INDICATOR)
def six_weeks_on_whoever_faded_is_named_beside_it(world: World) -> bool:
    person = world.person()
    _jean, tie = world.do(webs.add_node, person, "Jean", tie_fields={"strength": "strong"}).created
    care = world.do(webs.add_node, person, "Home care", kind="service", domain="statutory").created[0]
    world.do(harm_checks.say, care, tie, "might_weaken")
    world.later(43)
    world.do(webs.set_tie, tie, strength="broken")
    said = world.read(_panel_of(world, person, care))
    return "6 weeks on, further away or gone: Jean" in said


@proves("R15")
def what_two_do_is_said_once(world: World) -> bool:
    person = world.person()
    care = {"flow": "a_to_b", "support": ["personal_care"]}
    world.do(webs.add_node, person, "Jean", paid="unpaid", tie_fields=care)
    world.do(webs.add_node, person, "Home care", kind="service", paid="paid", tie_fields=care)
    return "both_doing_this" in world.noticed(person)


@proves("R36")
def only_above_the_limit_a_sentence_is_asked_for_and_any_will_do(world: World) -> bool:
    person, thing = world.person(), uuid4()
    world.do(small_money.write_spend, uuid4(), person=person, what_for="A kettle", amount="199")
    over = {"person": person, "what_for": "A pan", "amount": "2"}
    asked = world.refused(small_money.write_spend, thing, **over)
    world.do(small_money.write_spend, thing, **over, over_limit_reason="Urgent")
    return asked
