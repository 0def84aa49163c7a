"""Proofs of the rules about staying with people: R06, R17, R18, R23, R24, R27."""

from typing import Any
from uuid import UUID, uuid4

from sbp_desktop.models.rules import RuleKind
from sbp_desktop.services import conversations, named_workers, plans, webs
from sbp_desktop.storage import named_workers as kept
from sbp_desktop.storage import plans as kept_plans
from sbp_desktop.storage import queries
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.conversations.coming_back import ComingBack
from sbp_desktop.ui.people.who_stays import WhoStaysPart
from tests.rules.proving import World, instead, proves


def _in_crisis(world: World) -> UUID:
    person = world.person("Mrs B")
    plan = world.do(kept_plans.of_conversation, world.talk(person, "C2"))
    world.do(plans.agree_rhythm, plan.id, 2)
    return person


@proves("R06", RuleKind.INDICATOR)
def today_says_who_expects_me(world: World) -> bool:
    person = _in_crisis(world)
    return person in {each.person for each in world.do(queries.today, when_and_where.today()).expects_me}


@proves("R06", RuleKind.NUDGE)
def a_long_silence_brings_a_line(world: World) -> bool:
    line = ("R06", _in_crisis(world))
    return line not in world.lines() and line in world.lines(14)


def _hand_over(vault: Vault, person: UUID, who: str) -> Any:
    return named_workers.change(vault, person, who)


@proves("R17", without=instead("sbp_desktop.services.named_workers.bring_in", _hand_over))
def a_colleague_joins_and_the_named_worker_stays(world: World) -> bool:
    person = world.person()
    world.talk(person)
    before = world.do(kept.of_person, person).named
    world.do(named_workers.bring_in, person, "Amina")
    after = world.do(kept.of_person, person)
    return after.named == before and [each.worker.name for each in after.colleagues] == ["Amina"]


def _changed(world: World) -> WhoStaysPart:
    """The part of a person's page after their named worker has changed."""
    person = world.person()
    world.talk(person)
    part = WhoStaysPart(world.background)
    world.show(part)
    part.set_person(person)
    part.show_stays(world.do(kept.of_person, person))
    world.do(named_workers.change, person, "Amina")
    part.show_stays(world.do(kept.of_person, person))
    world.settle()
    return part


@proves("R18", RuleKind.REASON)
def a_change_asks_what_they_were_told(world: World) -> bool:
    return bool(_changed(world).told)


@proves("R18", RuleKind.INDICATOR)
def how_often_it_changed_is_said_of_the_person(world: World) -> bool:
    so_far = _changed(world).so_far
    return so_far.isVisible() and so_far.text() == "Changed once so far"


@proves("R23")
def six_weeks_after_a_goodbye_a_call_is_worth_making(world: World) -> bool:
    person = world.person("Martin")
    world.do(conversations.finish, world.talk(person), "goodbye")
    today = when_and_where.today()
    due = [{each.person for each in world.do(queries.today, today + days).check_backs} for days in (41, 42, 84)]
    return [person in each for each in due] == [False, True, True]


@proves(
    "R24", without=instead("sbp_desktop.ui.conversations.coming_back.ComingBack.follow", lambda self, *_: self.hide())
)
def whoever_comes_back_need_not_tell_it_again(world: World) -> bool:
    person = world.person()
    talk, me = world.talk(person), queries.self_node_of(person)
    world.do(conversations.write_entry, talk, uuid4(), "I miss the choir.", kind="words", said_by=me)
    world.do(conversations.finish, talk, "goodbye")
    line = world.conversation(person, world.talk(person)).findChild(ComingBack)
    said = "Last time: “I miss the choir.” What is different now?"
    return isinstance(line, ComingBack) and line.isVisible() and line.text() == said


@proves("R27")
def a_goodbye_asks_who_will_be_there(world: World) -> bool:
    person = world.person()
    world.do(webs.add_node, person, "Ms Bello", kind="worker", domain="network", tier="close")
    page = world.conversation(person, world.talk(person))
    world.press(page.goodbye.link)
    part = page.goodbye.part
    return part is not None and part.stays.plain.startswith("Who will be there for you?")
