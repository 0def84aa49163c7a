"""The one read of what was agreed: in order, in plain words, and only what is for whoever looks."""

from uuid import UUID, uuid4

import pytest

from sbp_desktop.models.agreed import Agreed, Thing
from sbp_desktop.models.snapshots import FOR_PERSON
from sbp_desktop.services import circle, conversations, good_life, learning, people, risks, sharing, webs
from sbp_desktop.storage import agreed, queries
from sbp_desktop.storage.vault import Vault

KINDS = ("DevelopmentItem", "CircleAgreement", "RiskEnablement", "GoodLifePlan")


@pytest.fixture
def martin(vault: Vault) -> UUID:
    return people.add_person(vault, "Martin").created[0]


def _with(vault: Vault, martin: UUID, present: UUID) -> Agreed:
    """As the worker's own screen reads with somebody ticked present."""
    talk = conversations.start(vault, martin).created[0]
    conversations.set_conversation(vault, talk, present=frozenset({present.hex}))
    return queries.here(vault, agreed.of_person, martin, martin, *KINDS)


def _everything(found: Agreed) -> list[Thing]:
    things = [thing for kind in KINDS for thing in found.of(kind)]
    return things + [part for thing in things for parts in thing.parts.values() for part in parts]


def test_things_and_their_parts_come_in_the_order_they_were_written(vault: Vault, martin: UUID) -> None:
    for skill in ("Email", "Maps"):
        learning.write_skill(vault, uuid4(), person=martin, skill=skill)
    wish = uuid4()
    risks.write_wish(vault, wish, person=martin, wish="Fly to Spain", could_go_right="Seeing the house")
    for what in ("Book it", "Wait at the gate"):
        risks.write_part(vault, uuid4(), wish=wish, what=what)
    found = agreed.of_person(vault, martin, *KINDS)
    assert [thing.words("skill") for thing in found.of("DevelopmentItem")] == ["Email", "Maps"]
    assert [part.words("what") for part in found.of("RiskEnablement")[0].parts["RiskPart"]] == [
        "Book it",
        "Wait at the gate",
    ]


def test_what_is_not_for_somebody_in_the_room_is_left_out_with_their_name(vault: Vault, martin: UUID) -> None:
    ann, bob = (webs.add_node(vault, martin, name).created[0] for name in ("Ann", "Bob"))
    skill, member = uuid4(), uuid4()
    learning.write_skill(vault, skill, person=martin, skill="Saying no")
    circle.write_member(vault, member, person=martin, node=bob, will_do="Rings")
    for thing in (skill, bob):
        sharing.set_audience(vault, thing, not_with=[ann])
    assert len(_everything(agreed.of_person(vault, martin, *KINDS))) == 3, "the ablation: without Ann all is there"
    found = _with(vault, martin, ann)
    assert [thing.kind for thing in _everything(found)] == ["CircleAgreement"]  # and nobody in it
    assert bob not in found.web


def test_what_is_kept_apart_is_for_the_worker_alone(vault: Vault, martin: UUID) -> None:
    apart = webs.make_private(vault, webs.add_node(vault, martin, "Sam").created[0]).created[0]
    plan = good_life.plan_of(martin)
    good_life.write_week(
        vault, uuid4(), person=martin, plan=plan, day="mon", part="morning", what="Coffee with Sam", node=apart
    )
    mine = agreed.of_person(vault, martin, "GoodLifePlan")
    theirs = agreed.of_person(vault, martin, "GoodLifePlan", audience=FOR_PERSON)
    assert [len(found.of("GoodLifePlan")[0].parts["WeekPart"]) for found in (mine, theirs)] == [1, 0]
    assert (apart in mine.web, apart in theirs.web) == (True, False)


def test_it_says_whether_they_are_getting_back_in_control(vault: Vault, martin: UUID) -> None:
    assert not agreed.of_person(vault, martin).steadying
    conversations.set_kind(vault, conversations.start(vault, martin).created[0], "C2")
    assert agreed.of_person(vault, martin).steadying
