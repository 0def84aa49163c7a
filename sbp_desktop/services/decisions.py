"""Why a good life is talked about now, and why not something else: begun by one tap, needed only once it is agreed."""

from typing import Any
from uuid import UUID

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models import marked_text
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.order import between
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.vocabulary import C3Opening, DecisionPoint
from sbp_desktop.storage import rows
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault

_DECIDED = "To talk about a good life and what it takes."
_BECAUSE = {
    C3Opening.PERSON_ASKED: "They asked for it.",
    C3Opening.HUDDLE: "We thought about it with colleagues.",
    C3Opening.URGENT: "Urgent. The reasons are still to be written.",
    C3Opening.ALREADY_LONG_TERM: "They have long-term help already.",
}
_LATER = "Urgent. Still to be written."
_TRIED = "We tried it, and it was not enough."


def open_within(work: UnitOfWork, talk: Row, opening: C3Opening) -> None:
    """Begin the decision for a good life with what the tap says and what was tried, unless there is one (D26)."""
    if rows.select(work.conn, "Decision", "conversation = ?", (talk.id.bytes,)):
        return
    urgent = opening is C3Opening.URGENT
    fields = {
        "point": DecisionPoint.TO_C3.value, "decided": _DECIDED, "because": _BECAUSE[opening],
        "urgent": urgent or None, "conversation": talk.id,
    }  # fmt: skip
    decision = work.new("Decision", talk.person, fields, private=talk.private)
    tried = _tried(work, talk.person)
    option = {
        "parent": decision, "order": between(None, None), "what": tried,
        "why_not": _LATER if urgent else _TRIED if tried else None,
    }  # fmt: skip
    work.new("DecisionOption", talk.person, option, private=talk.private)


def _tried(work: UnitOfWork, person: UUID) -> str:
    """The steps that were at least begun, but for those kept from anybody: they stand in one line with the others."""
    steps = rows.select(work.conn, "PlanStep", "person = ? AND done <> 'no' ORDER BY born", (person.bytes,))
    open_to_all = [step for step in steps if not step.private and "person" in step.get("audience", ())]
    return "; ".join(step.get("what", "") for step in open_to_all if step.get("who_node") is None)


def set_decision(vault: Vault, decision: UUID, **fields: Any) -> ChangeSet:
    """Change the words of a decision."""
    return _set(vault, "Decision", decision, fields)


def set_option(vault: Vault, option: UUID, **fields: Any) -> ChangeSet:
    """Change what else was thought about, or why not that."""
    return _set(vault, "DecisionOption", option, {name: " ".join(words.split()) for name, words in fields.items()})


def _set(vault: Vault, type_name: str, thing: UUID, fields: dict[str, Any]) -> ChangeSet:
    with vault.unit_of_work("Changed why") as work:
        rows.there(work.conn, type_name, thing)
        for name, value in fields.items():
            work.set(thing, name, value or None)
    return work.result


def agree(vault: Vault, decision: UUID, agreed: bool = True) -> ChangeSet:
    """Say that it is agreed, or not after all. Raises RuleRefused without a because and one why not (I-10)."""
    with vault.unit_of_work("Agreed") as work:
        row = rows.there(work.conn, "Decision", decision)
        options = rows.select(work.conn, "DecisionOption", "parent = ?", (decision.bytes,))
        reasoned = any(option.get("what") and option.get("why_not") for option in options)
        if agreed and not (marked_text.plain(row.get("because", "")).strip() and reasoned):
            raise RuleRefused("Say why first, and what else you thought about and why not that.")
        work.set(decision, "agreed", agreed)
        work.set(decision, "at", PartialDate.on(local_day(work.wall)) if agreed else None)
    return work.result
