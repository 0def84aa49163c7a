"""The budget of what a worker must say (practice.md B.3): adding to it is a change of the table here, and of the practice.

Everything else is optional for ever: no service asks for more, and no field of the schema is ever required.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from sbp_desktop import services
from sbp_desktop.models import schema
from sbp_desktop.services import conversations, people, plans, webs
from sbp_desktop.storage import rows
from sbp_desktop.storage.vault import Vault

ASKED: dict[str, set[str]] = {
    "people.name_person": {"name"},
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
    "moments.keep_moment": {"label"},
    "moments.rename_moment": {"label"},
    "plans.agree_day": {"day"},
    "plans.agree_rhythm": {"every"},
    "plans.write_step": {"what"},
    "plans.set_done": {"done"},
    "plans.end": {"regained"},
    "plans.log_contact": {"mode"},
    "decisions.open_decision": {"point"},
    "decisions.talked_about": {"domain"},
    "named_workers.change": {"who"},
    "named_workers.bring_in": {"who"},
    "outcomes.write_outcome": {"words"},
    "outcomes.write_step": {"what"},
    "outcomes.rate": {"status"},
    "outcomes.set_done": {"done"},
    "my_days.set_day_off": {"day", "off"},
    "small_money.say_helped": {"helped"},
    "views.add_view": {"whose"},
    "risks.look_again": {"day"},
    "rules.set_rule": {"rule", "on"},
    "exporting.audience_for": {"who"},
    "exporting.web_for": {"who"},
    "exporting.write_for": {"who", "format"},
    "exporting.note_copy": {"what", "for_whom"},
}
"""What has to be typed or chosen, by service; a person and a conversation need nothing at all to begin."""

# What a hand points at, or the page knows: nobody is asked for it.
_POINTED_AT = {
    "person", "nameless", "into", "conversation", "entry", "voice", "entity", "present", "things", "audience", "change",
    "node", "nodes", "named", "tie", "a", "b", "end", "x", "y", "moves", "kept", "again", "group", "members", "view",
    "parts", "layout", "spot", "shown", "stroke", "drawn", "note", "moment", "paper", "photo", "width",
    "thing", "wish", "plan", "step", "outcome", "review", "link", "decision", "option", "idea", "place", "path", "file",
}  # fmt: skip
_ALSO_POINTED_AT = {
    "attachments.set_picture": {"whose"},  # whoever the picture is laid on
    "good_life.write_week": {"day", "part"},  # the place in the week that was pressed
    "good_life.write_sum": {"kind"},  # the list that was written in
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
