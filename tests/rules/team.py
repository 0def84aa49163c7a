"""Proofs of the rules about working as a team: R04, R34, R37 to R40, R50."""

import ast
import re
from uuid import uuid4

from sbp_desktop.models import rhythm
from sbp_desktop.models.rules import RuleKind
from sbp_desktop.services import plans, webs
from sbp_desktop.storage import plans as kept
from sbp_desktop.storage import queries
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.huddle.huddle_page import HuddlePage
from sbp_desktop.ui.today.today_page import TodayPage
from tests.rules import proving
from tests.rules.proving import World, adding, instead, proves, writing
from tests.services.test_required_fields import asked_by

_QUEUE = re.compile(
    r"wait|priorit|urgency_score|allocat|triage|handoff|hand_off|(?<![a-z])referr|overdue|transfer|queue"
)
_APPROVAL = re.compile(r"approv|sign_?off|authoris|countersign|permission")
_BLAME = re.compile(r"error|mistake|(?<!de)fault|blame|warning|complian")
_PUBLISHED = {"open_referral_id"}  # the national directory's own name of its id


@proves("R04", RuleKind.ABSENT, without=adding("Referral", "priority"))
def nobody_is_in_a_queue_or_passed_on(_world: World) -> bool:
    return not {word for word in proving.schema_words() - _PUBLISHED if _QUEUE.search(word)}


@proves("R04", RuleKind.INDICATOR, without=instead("sbp_desktop.storage.plans.not_met", lambda *_: ()))
def whoever_nobody_met_is_named_a_working_day_later(world: World) -> bool:
    person = world.person("Cy")
    today = when_and_where.today()
    days = (today, rhythm.next_day(today, 1))
    return [person in {row.id for row in world.do(queries.today, day).not_met} for day in days] == [False, True]


def _colleagues(world: World) -> HuddlePage:
    person = world.person()
    world.do(webs.add_node, person, "To sing again", kind="aspiration")
    page = HuddlePage(world.background)
    world.show(page)
    page.open(person)
    world.settle()
    return page


@proves("R34")
def what_was_tried_stands_first_and_is_asked_after(world: World) -> bool:
    page = _colleagues(world)
    return page.tried.isVisible() and page.tried.y() < page.wants.y()


@proves("R37", without=adding("Approval", "approved_by"))
def nothing_is_signed_off(world: World) -> bool:
    """No field, no value, and no act of the app, is anybody's leave to do something."""
    acts = {name for source in proving.sources().values() for name in re.findall(r"def (\w+)", source)}
    return not {word for word in proving.schema_words() | acts if _APPROVAL.search(word)}


@proves("R38", without=adding("WorkerErrors", "mistakes"))
def a_colleague_asks_and_nobodys_mistakes_are_kept(world: World) -> bool:
    asks = "Have you thought of …?" in world.read(_colleagues(world))
    return asks and not {word for word in proving.schema_words() if _BLAME.search(word)}


@proves("R39")
def the_end_of_a_day_has_room_for_one_line_learned(world: World) -> bool:
    page = TodayPage(world.background)
    world.show(page)
    page.load()
    world.settle()
    return page.my_day.learned.isVisible()


def grouped_by(source: str) -> list[str]:
    """What is counted or gathered by, in every statement of a source."""
    said = [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    texts = [text for text in said if isinstance(text, str) and "GROUP BY" in text]
    return [text.split("GROUP BY", 1)[1].split("ORDER BY")[0].split(")")[0].strip() for text in texts]


@proves("R40", without=writing('BUSIEST = "SELECT led_by, count(*) FROM conversation_now GROUP BY led_by"\n'))
def nothing_is_gathered_by_worker(_world: World) -> bool:
    """What belongs to one person's record may say who wrote it; nothing adds up what somebody did."""
    by = {what for source in proving.sources().values() for what in grouped_by(source)}
    added_up = {what for what in by if not what.startswith("person,")}
    return bool(by) and not {what for what in added_up if re.search(r"worker|led_by|author|\bby\b", what)}


@proves("R50", without=instead("sbp_desktop.ui.plans.words.spread", lambda _owners: ""))
def a_step_has_one_owner_and_among_whom_they_are_shared_is_said(world: World) -> bool:
    person = world.person()
    talk = world.talk(person, "C2")
    plan = world.do(kept.of_conversation, talk)
    jean, sam = (world.do(webs.add_node, person, name).created[0] for name in ("Jean", "Sam"))
    steps = [uuid4() for _ in range(2)]
    for step, owners in zip(steps, ((sam, jean), (jean, None)), strict=True):
        world.do(plans.write_step, step, plan=plan.id, what="Ring the choir")
        for owner in owners:
            world.do(plans.give_step, step, owner)
    owners_now = [(step.who_node, step.who) for step in world.do(kept.open_plan, person).steps]
    part = world.conversation(person, talk).steadying.part
    assert part is not None
    said = part.spread.text() == "Jean and Test worker share this."
    return (
        said
        and owners_now == [(jean, "Jean"), (None, "Test worker")]
        and asked_by("plans.write_step", plans.write_step) == {"what"}
    )
