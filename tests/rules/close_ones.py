"""Proofs of the rules about family, friends and carers: R07, R16, R20, R47."""

from uuid import UUID, uuid4

from sbp_desktop.models.agreed import members
from sbp_desktop.services import carers, circle, webs
from sbp_desktop.storage import agreed as kept
from sbp_desktop.ui.agreed import member_page
from tests.rules.proving import World, instead, proves

_CARE = {"flow": "a_to_b", "support": ["personal_care"], "frequency": "daily"}


def _carer(world: World, person: UUID, **fields: object) -> UUID:
    found: UUID = world.do(webs.add_node, person, "Sam", paid="unpaid", tie_fields=_CARE, **fields).created[0]
    return found


@proves("R07")
def a_carer_nobody_asked_is_seen_and_after_a_week_named(world: World) -> bool:
    abigail = world.person("Abigail")
    sam = _carer(world, abigail)
    world.talk(abigail, "C3")
    line = ("R07", abigail)
    before = "carer_not_asked" in world.noticed(abigail) and line not in world.lines(6) and line in world.lines(7)
    world.do(carers.asked, sam)
    return before and "carer_not_asked" not in world.noticed(abigail) and line not in world.lines(7)


@proves("R16", without=instead("sbp_desktop.ui.agreed.member_page.has_said_yes", lambda _member: True))
def nobody_counts_before_their_own_yes_and_care_on_a_child_may_need_more(world: World) -> bool:
    person = world.person()
    sam = _carer(world, person, dependant=True)
    world.do(carers.asked, sam)
    world.do(circle.write_member, uuid4(), person=person, node=sam, will_do="Breakfast")
    found = world.do(kept.of_person, person, "CircleAgreement")
    (member,) = members(found)
    told = member_page.parts(member, found)
    to_be_asked = told[0][0] == "What we would like to ask you" and ("Have you said yes?", "To be asked") in told
    return to_be_asked and "more_than_the_circle" in world.noticed(person)


@proves("R20")
def what_rests_on_one_or_on_nobody_is_said_in_words(world: World) -> bool:
    person = world.person("Mrs B")
    _carer(world, person)
    return {"only_one_for", "no_one_to_ring", "gives_to_nobody"} <= world.noticed(person)


@proves("R47")
def no_everyday_company_each_month_is_said(world: World) -> bool:
    person = world.person()
    world.do(webs.add_node, person, "Home care", kind="service", domain="statutory", paid="paid")
    return "no_company" in world.noticed(person)
