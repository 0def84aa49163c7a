"""Proofs of the rules about family, friends and carers: R07, R16, R20, R47."""

from uuid import UUID, uuid4

from sbp_desktop.models.agreed import members
from sbp_desktop.models.rules import RuleKind
from sbp_desktop.services import carers, circle, sharing, webs
from sbp_desktop.storage import agreed as kept
from sbp_desktop.ui.agreed import member_page
from tests.rules.proving import World, instead, proves

_CARE = {"flow": "a_to_b", "support": ["personal_care"], "frequency": "daily"}


def _carer(world: World, person: UUID, **fields: object) -> UUID:
    found: UUID = world.do(webs.add_node, person, "Sam", paid="unpaid", tie_fields=_CARE, **fields).created[0]
    return found


@proves("R07", RuleKind.INDICATOR)
def a_carer_nobody_asked_is_seen_until_they_are(world: World) -> bool:
    abigail = world.person("Abigail")
    sam = _carer(world, abigail)
    before = "carer_not_asked" in world.noticed(abigail)
    world.do(carers.asked, sam)
    return before and "carer_not_asked" not in world.noticed(abigail)


@proves("R07", RuleKind.NUDGE)
def after_a_week_they_are_named_until_they_are_asked(world: World) -> bool:
    abigail = world.person("Abigail")
    sam = _carer(world, abigail)
    world.talk(abigail, "C3")
    line = ("R07", abigail)
    before = line not in world.lines(6) and line in world.lines(7)
    world.do(carers.asked, sam)
    return before and line not in world.lines(7)


@proves("R16", RuleKind.STOP, without=instead("sbp_desktop.ui.agreed.member_page.has_said_yes", lambda _member: True))
def nobody_is_said_to_have_agreed_before_their_own_yes(world: World) -> bool:
    person = world.person()
    sam = _carer(world, person)
    world.do(circle.write_member, uuid4(), person=person, node=sam, will_do="Breakfast")
    found = world.do(kept.of_person, person, "CircleAgreement")
    (member,) = members(found)
    told = member_page.parts(member, found)
    return told[0][0] == "What we would like to ask you" and ("Have you said yes?", "To be asked") in told


@proves(
    "R16", RuleKind.INDICATOR, without=instead("sbp_desktop.models.findings._more_than_the_circle", lambda *_: None)
)
def care_that_rests_on_a_child_or_on_one_who_is_worn_may_need_more(world: World) -> bool:
    child, worn, well = (world.person() for _ in range(3))
    for person, said in ((child, {"dependant": True}), (worn, {}), (well, {})):
        world.do(carers.asked, _carer(world, person, **said))
    (sam,) = [node.id for node in world.web(worn).nodes if node.label == "Sam"]
    world.do(sharing.carer_says, sam, strain="near_breaking")
    return ["more_than_the_circle" in world.noticed(one) for one in (child, worn, well)] == [True, True, False]


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
