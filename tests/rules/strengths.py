"""Proofs of the rules about what people bring: R01, R21, R28, R29."""

from uuid import uuid4

from sbp_desktop.models.rules import RuleKind
from sbp_desktop.services import outcomes, webs
from sbp_desktop.storage import outcomes as kept
from sbp_desktop.ui.people.kept_text import KeptText
from sbp_desktop.ui.people.person_page import PersonPage
from sbp_desktop.ui.web import words
from sbp_desktop.ui.web.chips import Chips
from tests.rules.proving import World, instead, proves


@proves(
    "R01", RuleKind.DEFAULT, without=instead("sbp_desktop.ui.web.words.LAYERS", dict(reversed(words.LAYERS.items())))
)
def what_belongs_where_is_offered_from_their_own_life_outwards(world: World) -> bool:
    person = world.person()
    jean = world.do(webs.add_node, person, "Jean").created[0]
    canvas = world.canvas(person)
    canvas.come_to(jean, with_keyboard=False)
    canvas.panel_hand.open(by_key=False)
    world.settle()
    offered = canvas.panel.findChild(Chips, "domain")
    inside_out = ["personal", "network", "community", "targeted", "statutory"]
    return isinstance(offered, Chips) and list(offered.chips) == inside_out


@proves(
    "R01", RuleKind.PROMPT, without=instead("sbp_desktop.ui.web.own_first.OwnFirst.show_web", lambda *_, **__: None)
)
def own_life_first(world: World) -> bool:
    """A new web offers two places in the inmost ring, and the first paid help asks for something of their own."""
    person = world.person()
    own = world.canvas(person).own_first
    offered = all(slot.isVisible() for slot in own.slots.values())
    world.do(webs.add_node, person, "Home care", kind="service", domain="statutory")
    return offered and own.asks.isVisible()


def asks(world: World, label: str) -> bool:
    page = PersonPage(world.background)
    world.show(page)
    page.open(world.person())
    world.settle()
    return any(text.accessibleName() == label and text.isVisible() for text in page.findChildren(KeptText))


@proves("R21")
def what_they_know_about_getting_by(world: World) -> bool:
    return asks(world, "What I know about getting by here")


@proves("R29")
def everyone_gives(world: World) -> bool:
    return asks(world, "What I give")


@proves("R28")
def a_quiet_hope_asks_for_the_next_small_step(world: World) -> bool:
    person, hope = world.person(), uuid4()
    world.do(outcomes.write_outcome, hope, "I want to sing again.", person=person)
    new = world.do(kept.of_person, person)[0].quiet
    world.later(60)
    return not new and world.do(kept.of_person, person)[0].quiet
