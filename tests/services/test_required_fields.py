"""The budget of what a worker must say (practice.md B.3): adding to it is a change of the table here, and of the practice.

Everything else is optional for ever: no service asks for more, and no field of the schema is ever required.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from sbp_desktop import services
from sbp_desktop.errors import RuleRefused
from sbp_desktop.models import schema
from sbp_desktop.services import (
    circle,
    conversations,
    decisions,
    good_life,
    learning,
    my_days,
    outcomes,
    people,
    plans,
    risks,
    small_money,
    webs,
)
from sbp_desktop.storage import rows
from sbp_desktop.storage.vault import Vault

ASKED: dict[str, set[str]] = {
    "people.name_person": {"name"},
    "seen.say_why": {"why"},
    "subject_access.decide": {"hold"},
    "conversations.set_kind": {"kind"},
    "conversations.set_day": {"day"},
    "conversations.write_entry": {"text"},
    "conversations.write_entry_with_node": {"text"},
    "conversations.correct_entry": {"text"},
    "webs.add_node": {"label"},
    "groups.put_together": {"label"},
    "ink.write_note": {"text"},
    "ink.set_note": {"text"},
    "circle.say_yes": {"day"},
    "good_life.plan_with": {"who"},
    "good_life.write_week": {"what"},
    "learning.set_learned": {"done"},
    "locking.set_minutes": {"chosen"},
    "moments.keep_moment": {"label"},
    "moments.rename_moment": {"label"},
    "plans.agree_day": {"day"},
    "plans.agree_rhythm": {"every"},
    "plans.write_step": {"what"},
    "plans.set_by": {"day"},
    "plans.set_done": {"done"},
    "plans.end": {"regained"},
    "plans.log_contact": {"mode"},
    "connections.set_status": {"status"},
    "decisions.open_decision": {"point"},
    "decisions.talked_about": {"domain"},
    "named_workers.change": {"who"},
    "named_workers.bring_in": {"who"},
    "named_workers.choose_cover": {"who"},
    "outcomes.write_outcome": {"words"},
    "outcomes.write_step": {"what"},
    "outcomes.rate": {"status"},
    "outcomes.set_done": {"done"},
    "my_days.set_day_off": {"day", "off"},
    "my_space.set_kind": {"kind"},
    "my_space.step": {"text"},
    "my_space.write": {"text"},
    "people.set_paper": {"ok"},
    "small_money.say_helped": {"helped"},
    "views.add_view": {"whose"},
    "risks.look_again": {"day"},
    "rules.set_rule": {"rule", "on"},
    "locking.set_shared": {"shared"},
    "quick_opening.choose": {"passphrase", "code"},
    "spelling.keep": {"word"},
    "teams.set_team": {"label"},
    "teams.choose_lines": {"pack"},
    "words_packs.choose": {"key"},
    "exporting.audience_for": {"who"},
    "exporting.web_for": {"who"},
    "exporting.write_for": {"who", "format"},
    "exporting.note_copy": {"what", "for_whom"},
    "exporting.note_not_told": {"what", "for_whom"},
}
"""What has to be typed or chosen, by service; a person and a conversation need nothing at all to begin."""

# What a hand points at, or the page knows: nobody is asked for it.
_POINTED_AT = {
    "person", "nameless", "into", "conversation", "entry", "voice", "entity", "present", "things", "audience", "change",
    "contact", "node", "nodes", "named", "tie", "a", "b", "end", "x", "y", "moves", "kept", "again", "group", "members", "view",
    "parts", "layout", "spot", "shown", "stroke", "drawn", "note", "moment", "paper", "photo", "width",
    "thing", "wish", "connection", "plan", "step", "outcome", "review", "link", "decision", "option", "idea", "service",
    "place", "path", "file",
}  # fmt: skip
_ALSO_POINTED_AT = {
    "subject_access.decide": {"item"},
    "disagreements.write": {"of"},  # what it stands beside
    "disagreements.say_who": {"said_by"},  # somebody on the web, pressed in a list
    "bundle.write": {"items", "seen"},
    "attachments.set_picture": {"whose"},  # whoever the picture is laid on
    "good_life.write_week": {"day", "part"},  # the place in the week that was pressed
    "good_life.write_sum": {"kind"},  # the list that was written in
    "my_space.clear": {"line", "_field", "_person"},  # the page's own, as of every text that keeps itself
    "my_space.pop": {"line", "field"},
    "my_space.set_kind": {"line"},
    "my_space.step": {"line", "_field", "_person", "_context"},
    "my_space.write": {"line"},
    "versions.as_seen": {"readings", "write"},  # what stood on the page, and what is done on it
    "versions.keep": {"field", "chosen", "seen"},
    "versions.keep_both": {"field", "seen"},
    "mending.go_back": {"at"},  # the copy that was pressed
    "nudges.line": {"day"},  # the line's own, and today
    "nudges.may_tell": {"nudge", "day"},
    "nudges.put_away": {"nudge", "day"},
    "nudges.walked": {"neighbourhood"},
    "bell.say_instead": {"word"},  # the word pressed on the list
    "bell.put_away": {"word"},
}


def _services() -> dict[str, Callable[..., Any]]:
    """Everything a screen can ask for: public functions whose first argument is the vault."""
    found: dict[str, Callable[..., Any]] = {}
    for module in pkgutil.iter_modules(services.__path__):
        for name, made in vars(importlib.import_module(f"{services.__name__}.{module.name}")).items():
            own = inspect.isfunction(made) and made.__module__ == f"{services.__name__}.{module.name}"
            if own and not name.startswith("_") and "vault" in list(inspect.signature(made).parameters)[:1]:
                found[f"{module.name}.{name}"] = made
    return found


def asked_by(name: str, service: Callable[..., Any]) -> set[str]:
    """The parameters without a default that a worker has to answer."""
    known = _POINTED_AT | _ALSO_POINTED_AT.get(name, set()) | {"vault"}
    return {
        each.name
        for each in inspect.signature(service).parameters.values()
        if each.default is each.empty and each.kind not in (each.VAR_KEYWORD, each.VAR_POSITIONAL)
    } - known


def test_no_service_asks_for_more_than_the_budget() -> None:
    asked = {name: found for name, service in _services().items() if (found := asked_by(name, service))}
    assert asked == ASKED, "a new required field is a change of the practice (B.3): give it a default, or argue for it"


def test_a_required_field_that_is_added_is_found() -> None:
    def add_person(vault: Vault, name: str, date_of_birth: str) -> None: ...

    assert asked_by("people.add_person", add_person) == {"name", "date_of_birth"}


def test_no_field_of_the_schema_is_required(vault: Vault) -> None:
    """Silence is allowed (B.3): every kind of thing can be there with nothing said of it."""
    person = uuid4()
    with vault.unit_of_work("One of each") as work:
        made = {name: work.new(name, person) for name in schema.ENTITIES}
    with vault.reading() as conn:
        for name, ident in made.items():
            rows.there(conn, name, ident)
    assert all(schema.value_problem(f, None) is None for entity in schema.ENTITIES.values() for f in entity.fields)


def test_a_whole_first_conversation_takes_one_sentence(vault: Vault) -> None:
    person = people.add_person(vault).created[0]
    talk = conversations.start(vault, person).created[0]
    conversations.write_entry(vault, talk, uuid4(), "The mornings are long.")
    conversations.finish(vault, talk)
    webs.add_node(vault, person, "Jean")
    plans.log_contact(vault, person, "visit")


@dataclass(frozen=True)
class Act:
    """One of the acts of B.3, point 1: how many things the practice lets it need, and the fewest that do."""

    at_most: int
    said: dict[str, Any]
    do: Callable[..., Any]
    each_needed: bool = False


def _sentence(vault: Vault, person: UUID, text: str) -> None:
    talk = conversations.start(vault, person).created[0]
    conversations.write_entry(vault, talk, uuid4(), text)
    conversations.finish(vault, talk)


def _in_control(vault: Vault, person: UUID) -> None:
    talk = conversations.start(vault, person).created[0]
    conversations.set_kind(vault, talk, "C2")


def _good_life(vault: Vault, person: UUID, opening: str = "") -> None:
    talk = conversations.start(vault, person).created[0]
    conversations.set_kind(vault, talk, "C3", opening)


def _decide(vault: Vault, person: UUID, because: str = "", what: str = "", why_not: str = "") -> None:
    decision = decisions.open_decision(vault, person, "residential").created[0]
    if because:
        decisions.set_decision(vault, decision, because=because)
    decisions.set_option(vault, uuid4(), decision=decision, what=what, why_not=why_not)
    decisions.agree(vault, decision)


def _join_circle(vault: Vault, person: UUID, who: str = "", will_do: str = "") -> None:
    node = webs.add_node(vault, person, who).created[0]
    thing = uuid4()
    circle.write_member(vault, thing, person=person, node=node, will_do=will_do, how_often="Tuesdays")


def _look_again(vault: Vault, person: UUID, status: str) -> None:
    outcome = uuid4()
    outcomes.write_outcome(vault, outcome, "To sing again.", person=person)
    outcomes.rate(vault, outcome, status)


_RISK = {"wish": "Walk to the shop", "could_go_right": "Bread of his own choosing"}
_SPEND = {"what_for": "Kettle", "amount": "20"}
BUDGET: dict[str, Act] = {
    "new person": Act(1, {"name": "Martin"}, lambda vault, _person, **said: people.add_person(vault, **said)),
    "opening a first conversation": Act(0, {}, conversations.start),
    "closing it": Act(1, {"text": "The mornings are long."}, _sentence),
    "somebody on the web": Act(1, {"label": "Jean"}, webs.add_node, each_needed=True),
    "getting back in control": Act(3, {}, _in_control),
    "a good life": Act(1, {"opening": "person_asked"}, _good_life, each_needed=True),
    "a decision": Act(3, {"because": "He asks", "what": "Stay", "why_not": "Stairs"}, _decide, each_needed=True),
    "small money": Act(2, _SPEND, lambda v, p, **s: small_money.write_spend(v, uuid4(), person=p, **s), each_needed=True),
    "something to try": Act(2, _RISK, lambda v, p, **s: risks.write_wish(v, uuid4(), person=p, **s), each_needed=True),
    "looking again": Act(1, {"status": "some"}, _look_again),
    "the circle": Act(2, {"who": "Jean", "will_do": "Rings"}, _join_circle, each_needed=True),
    "the day": Act(0, {}, lambda vault, _person: my_days.learn(vault)),
    "something to learn": Act(1, {"skill": "Email"}, lambda v, p, **s: learning.write_skill(v, uuid4(), person=p, **s)),
    "a dream": Act(1, {"good_life_words": "To sing"}, lambda v, p, **s: good_life.set_plan(v, uuid4(), person=p, **s)),
}  # fmt: skip
"""A line may go down. Letting one go up is a change of the practice, and so of its table."""


@pytest.mark.parametrize("act", BUDGET)
def test_each_act_of_the_practice_needs_no_more_than_its_budget(vault: Vault, act: str) -> None:
    each = BUDGET[act]
    assert len(each.said) <= each.at_most
    each.do(vault, people.add_person(vault).created[0], **each.said)


@pytest.mark.parametrize(
    ("act", "left_out"), [(act, field) for act, each in BUDGET.items() if each.each_needed for field in each.said]
)
def test_what_is_needed_is_asked_for_in_one_sentence(vault: Vault, act: str, left_out: str) -> None:
    """Ablation of the test above: what an act counts as needed really is."""
    each, person = BUDGET[act], people.add_person(vault).created[0]
    with pytest.raises(RuleRefused):
        each.do(vault, person, **{field: "" if field == left_out else said for field, said in each.said.items()})
