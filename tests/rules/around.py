"""Proofs of the rules about what is around here: R19, R22, R30, R48, R49."""

from types import SimpleNamespace
from uuid import UUID, uuid4

from sbp_desktop.models.agreed import Thing
from sbp_desktop.services import connections, small_money, teams, webs
from sbp_desktop.storage import agreed, fair_shares, nudges
from sbp_desktop.ui.connections import words
from sbp_desktop.ui.connections.takes_part import TakesPartPart
from tests.rules.proving import World, instead, proves

_NO_METHOD = SimpleNamespace(GAVE_DETAILS="")


def _group(world: World, person: UUID, name: str) -> UUID:
    found: UUID = world.do(webs.add_node, person, name, kind="group", domain="community").created[0]
    return found


@proves("R19")
def where_nobody_looked_round_for_half_a_year_a_walk_is_offered(world: World) -> bool:
    world.talk(world.person(neighbourhood="Riverside"))
    return ("R19", None) in world.lines()


@proves("R22", without=instead("sbp_desktop.services.connections.ConnectionMethod", _NO_METHOD))
def giving_details_comes_last_and_is_asked_after(world: World) -> bool:
    person = world.person()
    choir = _group(world, person, "Choir")
    world.do(connections.set_status, choir, "agreed")
    connection: Thing = world.do(agreed.about_place, choir)
    world.do(connections.set_method, connection.id, "gave_details")
    asked_after = world.do(agreed.about_place, choir).day("follow_up_on") is not None
    return asked_after and list(words.METHODS)[-1] == "gave_details"


@proves("R30")
def a_place_says_whether_they_have_a_part_in_it(world: World) -> bool:
    person = world.person()
    choir, tie = world.do(webs.add_node, person, "Choir", kind="group", domain="community").created
    world.do(webs.set_tie, tie, takes_part="attends")
    canvas = world.canvas(person)
    canvas.come_to(choir, with_keyboard=False)
    canvas.panel_hand.open(by_key=False)
    world.settle()
    part = canvas.panel.findChild(TakesPartPart)
    offered = isinstance(part, TakesPartPart) and part.isVisible() and part.chips.chips["attends"].isChecked()
    return offered and "only_goes_there" in world.noticed(person)


@proves("R48")
def how_small_money_is_spread_is_told_for_five_and_never_for_fewer(world: World) -> bool:
    street = f"Street {uuid4()}"
    told = []
    for _ in range(5):
        person = world.person(neighbourhood=street)
        world.do(small_money.write_spend, uuid4(), person=person, what_for="A kettle", amount="20")
        found = world.do(fair_shares.spread).money_by_place
        told.append([(share.people, share.amount) for share in found if share.group == street])
    return told == [[], [], [], [], [(5, 100)]]


@proves("R49")
def many_on_their_way_to_one_small_group_bring_a_line(world: World) -> bool:
    name = f"Knit and Natter {uuid4()}"
    world.do(teams.set_team, "Agreed", group_full_at=3)
    due = []
    for _ in range(3):
        world.do(connections.set_status, _group(world, world.person(), name), "offered")
        due.append(name in {each.name for each in world.do(lambda vault: tuple(nudges.due(vault, 740_000)))})
    return due == [False, False, True]
