"""Proofs of the rules about their say and safety: R05, R31, R41 to R43, R46."""

from typing import Any
from uuid import UUID, uuid4

from PySide6.QtWidgets import QWidget

from sbp_desktop.models.rules import RuleKind
from sbp_desktop.models.snapshots import Audience, ChangeSet
from sbp_desktop.services import conversations, decisions, exporting, plans, safety, sharing, webs
from sbp_desktop.storage import plans as kept_plans
from sbp_desktop.storage import queries
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.decisions.decision_page import DecisionPage
from sbp_desktop.ui.safety import safety_sheet
from sbp_desktop.ui.safety.safety_sheet import SafetySheet
from sbp_desktop.ui.web import told
from sbp_desktop.ui.web.web_page import WebPage
from tests.rules.proving import World, instead, proves


@proves(
    "R05",
    RuleKind.STOP,
    without=instead("sbp_desktop.services.conversations.read_back", lambda _vault, _entry: ChangeSet()),
)
def words_read_back_stay_theirs_and_others_add_beside_them(world: World) -> bool:
    person = world.person()
    talk, line, me = world.talk(person), uuid4(), queries.self_node_of(person)
    world.do(conversations.write_entry, talk, line, "On Mondays.", kind="words", said_by=me)
    world.do(conversations.read_back, line)
    changing = {"kind": "words", "said_by": me}
    stays = world.refused(conversations.write_entry, talk, line, "On Tuesdays.", **changing)
    world.do(conversations.correct_entry, line, "On Tuesdays.")
    said = [entry.text for entry in world.do(queries.conversation, talk).entries]
    return stays and said == ["On Mondays.", "On Tuesdays."]


@proves("R05", RuleKind.DEFAULT, without=instead("sbp_desktop.ui.web.told.whose", lambda *_: ""))
def whose_picture_it_is_stands_on_it(world: World) -> bool:
    web = world.web(world.person("Eric"))
    return told.whose_and_when(web, when_and_where.today()).startswith("As Eric sees it, ")


class _Everybody:
    def __contains__(self, _who: object) -> bool:
        return True


@proves("R31", without=instead("sbp_desktop.services.exporting.NEAR", _Everybody()))
def a_copy_for_somebody_outside_needs_their_yes_or_the_law(world: World) -> bool:
    person, partner = world.person(), f"partner:{uuid4().hex}"
    near = [world.do(exporting.audience_for, person, who).who for who in ("person", "team", "worker")]
    opened = [{"agreed": True}, {"law": "Care Act 2014, section 42"}]
    said = [world.do(exporting.audience_for, person, partner, **reason).who for reason in opened]
    refused = world.refused(exporting.audience_for, person, partner)
    return refused and near == ["person", "team", "worker"] and said == [partner, partner]


@proves("R41", without=instead("sbp_desktop.models.rules.ASKING", frozenset()))
def with_a_worry_about_harm_nothing_asks_or_reminds(world: World) -> bool:
    """The gate of a good life, money over the limit, and the line after a long silence."""
    person = world.person()
    plan = world.do(kept_plans.of_conversation, world.talk(person, "C2"))
    world.do(plans.agree_rhythm, plan.id, 1)
    world.do(safety.worry, uuid4(), person=person, words="I want it to stop.", risk="remains")
    gate = world.refused(conversations.set_kind, world.talk(person), "C3")
    return not gate and ("R06", person) not in world.lines(14)


def _asked_last() -> Any:
    return tuple(reversed(_CHOICES()))


_CHOICES = safety_sheet._choices


@proves("R42", without=instead("sbp_desktop.ui.safety.safety_sheet._choices", _asked_last))
def what_they_want_is_asked_before_anything_else(world: World) -> bool:
    person, page = world.person(), QWidget()
    world.show(page)
    sheet = SafetySheet(world.background, lambda: page, page, lambda: person)
    world.background.committed.connect(sheet.refresh)
    sheet.open()
    world.settle()
    world.press(sheet.worried)
    where = {name: chips.mapTo(page, chips.rect().topLeft()).y() for name, chips in sheet.chips.items()}
    words = sheet.words.mapTo(page, sheet.words.rect().topLeft()).y()
    return sheet.words.isVisible() and words < min(where.values()) and where["what_they_want"] == min(where.values())


@proves("R43")
def the_law_is_one_tap_away(world: World) -> bool:
    person, page = world.person(), DecisionPage(world.background)
    world.show(page)
    page.open(person, world.do(decisions.open_decision, person, "residential").created[0])
    world.settle()
    assert page.card is not None
    if not page.card.law.isVisible():
        return False
    world.press(page.card.law.link)
    return "Care Act 2014, section 30" in world.read(page)


def _look_together(vault: Vault, person: UUID) -> object:
    return sharing.looked_at_together(vault, person, Audience("person"), [])


@proves("R46", RuleKind.DEFAULT)
def what_was_changed_without_them_is_dotted(world: World) -> bool:
    person = world.person()
    world.do(_look_together, person)
    world.do(webs.add_node, person, "Jean")
    return "Jean" in {node.label for node in world.web(person).nodes if node.unseen}


@proves("R46", RuleKind.INDICATOR)
def the_day_we_looked_together_stands_on_the_web(world: World) -> bool:
    person = world.person()
    world.do(_look_together, person)
    page = WebPage(world.background, person, "Eric", lambda *_: None)
    world.show(page)
    page.load()
    world.settle()
    return "seen together" in world.read(page)
