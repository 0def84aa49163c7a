"""What a worker can do with a decision: begin it, say why and why not something else, agree on it.

The six points are those of practice.md B.3. Beginning one asks for nothing; the words are needed once it is agreed.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from sbp_desktop.errors import NotFound, RuleRefused
from sbp_desktop.models import marked_text, rules
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.decisions import URGENT_BECAUSE, URGENT_WHY_NOT, OptionSnapshot, reasoned
from sbp_desktop.models.guess import guess
from sbp_desktop.models.marked_text import Mention
from sbp_desktop.models.order import between
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.vocabulary import C3Opening, DecisionPoint, Domain
from sbp_desktop.storage import queries, rows, safety
from sbp_desktop.storage.huddles import TRIED
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.statements import scalar
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault

_DECIDED = "To talk about a good life and what it takes."
_BECAUSE = {
    C3Opening.PERSON_ASKED: "They asked for it.",
    C3Opening.HUDDLE: "We thought about it with colleagues.",
    C3Opening.URGENT: URGENT_BECAUSE,
    C3Opening.ALREADY_LONG_TERM: "They have long-term help already.",
}
_TRIED = "We tried it, and it was not enough."
_TALKED_ABOUT = {
    Domain.PERSONAL: "Something of their own",
    Domain.NETWORK: "Their own people",
    Domain.COMMUNITY: "Something around here",
}
_NOTHING_NOW = "We talked about it. There is nothing now."
_NEEDS_REASONS = "Say why first, and what else you thought about and why not that."


def open_decision(
    vault: Vault, person: UUID, point: str, *, decided: str = "", because: str = "", about: UUID | None = None,
    options: Iterable[str] = (), conversation: UUID | None = None,
) -> ChangeSet:  # fmt: skip
    """Begin a decision at one of the six points; nothing has to be said yet. `created[0]` is the decision.

    `about` is a help or place on the web that it is about; one begun for it before is used again.
    """
    with vault.unit_of_work("Began a decision") as work:
        rows.there(work.conn, "Person", person)
        begin_within(
            work, person, point, decided=decided, because=because, about=about, options=options,
            conversation=conversation,
        )  # fmt: skip
    return work.result


def begin_within(
    work: UnitOfWork, person: UUID, point: str, *, decided: str = "", because: str = "", about: UUID | None = None,
    options: Iterable[str] = (), conversation: UUID | None = None, private: bool = False, urgent: bool = False,
    why_not: str = "",
) -> UUID:  # fmt: skip
    """As `open_decision`, as part of a larger change; `why_not` is said of the first of the options."""
    if about is not None:
        thing = rows.there(work.conn, "Node", about)
        private = private or thing.private
        label = thing.get("label", "")
        decided = marked_text.mark(f"To start: {label}", [Mention(len("To start: "), len(f"To start: {label}"), about)])
    if conversation is None:
        talk = queries.open_conversation(work.conn, person)
        conversation = talk.id if talk is not None else None
    fields = {
        "point": point, "decided": decided, "because": because, "urgent": urgent or None, "conversation": conversation,
    }  # fmt: skip
    decision = work.new("Decision", person, fields, private=private)
    last = None
    for number, what in enumerate(options or ("",)):
        last = between(last, None)
        option = {"parent": decision, "order": last, "what": what, "why_not": why_not if number == 0 else None}
        work.new("DecisionOption", person, option | _layer_of(what), private=private)
    return decision


def _layer_of(what: str) -> dict[str, str]:
    """The layer the words of an option name, where they name one at all; one tap changes it."""
    found = guess(what)
    return {"domain": found.domain} if found.known else {}


def open_within(work: UnitOfWork, talk: Row, opening: C3Opening) -> None:
    """Begin the decision for a good life with what the tap says and what was tried, unless there is one (D26)."""
    begun = f"conversation = ? AND point = '{DecisionPoint.TO_C3.value}'"
    if rows.select(work.conn, "Decision", begun, (talk.id.bytes,)):
        return
    urgent = opening is C3Opening.URGENT
    tried = _tried(work, talk.person)
    begin_within(
        work, talk.person, DecisionPoint.TO_C3.value, decided=_DECIDED, because=_BECAUSE[opening], options=(tried,),
        conversation=talk.id, private=talk.private, urgent=urgent,
        why_not=URGENT_WHY_NOT if urgent else _TRIED if tried else "",
    )  # fmt: skip


def _tried(work: UnitOfWork, person: UUID) -> str:
    """The steps that were at least begun and the places that were tried, but for those kept from anybody: they stand in
    one line with the others.
    """
    steps = rows.select(work.conn, "PlanStep", "person = ? AND done <> 'no' ORDER BY born", (person.bytes,))
    said = [step.get("what", "") for step in steps if _for_all(step) and step.get("who_node") is None]
    for tried in rows.select(work.conn, "Connection", "person = ? ORDER BY born", (person.bytes,)):
        place = rows.one(work.conn, "Node", tried.values["node"]) if tried.get("node") is not None else None
        if place is not None and tried.get("status") in TRIED and _for_all(tried) and _for_all(place):
            said.append(place.get("label", ""))
    return "; ".join(filter(None, said))


def _for_all(row: Row) -> bool:
    """Whether it is kept from nobody."""
    audience = row.get("audience", frozenset())
    return not row.private and "person" in audience and not any(one.startswith(rows.NOT_WITH) for one in audience)


def set_decision(vault: Vault, decision: UUID, **fields: Any) -> ChangeSet:
    """Change the words of a decision, or who decides; what is no longer reasoned is no longer agreed (I-10)."""
    with vault.unit_of_work("Changed why") as work:
        row = rows.there(work.conn, "Decision", decision)
        for name, value in fields.items():
            work.set(decision, name, _names_kept(row.get(name, ""), value) if name == "decided" else value or None)
        _still_agreed(work, decision)
    return work.result


def _names_kept(before: str, typed: str) -> str:
    """New words with the names the old ones pointed at, where they still stand in them."""
    words, names = marked_text.read(before)
    kept: list[Mention] = []
    for name in names:
        at = typed.find(words[name.start : name.end])
        if at >= 0 and all(at >= other.end or at + name.end - name.start <= other.start for other in kept):
            kept.append(Mention(at, at + name.end - name.start, name.node))
    return marked_text.mark(marked_text.clean(typed), kept)


def set_option(vault: Vault, option: UUID, *, decision: UUID, **words: str) -> ChangeSet:
    """Write what else was thought about (`what`), why not that (`why_not`), or its layer (`domain`).

    `option` is an id of the caller's choosing. With neither words nor reason it goes, unless it is the only one.
    """
    said = {name: " ".join(given.split()) for name, given in words.items()}
    with vault.unit_of_work("Changed why") as work:
        parent = rows.there(work.conn, "Decision", decision)
        held = rows.one(work.conn, "DecisionOption", option, alive_only=False)
        if held is None:
            last = "SELECT max(order_) FROM decision_option_now WHERE parent = ?"
            order = between(scalar(work.conn.execute(last, (decision.bytes,))), None)
            fields = {"parent": decision, "order": order} | _layer_of(said.get("what", "")) | said
            work.new("DecisionOption", parent.person, fields, id=option, private=parent.private)
        elif held.person != parent.person or held.get("parent") != decision:
            raise NotFound(rows.GONE)
        else:
            if not held.alive:
                work.revive(option)
            if "what" in said and not held.get("domain"):
                said |= _layer_of(said["what"]) if "domain" not in said else {}
            for name, value in said.items():
                work.set(option, name, value or None)
        _drop_if_empty(work, decision, option)
        _still_agreed(work, decision)
    return work.result


def _drop_if_empty(work: UnitOfWork, decision: UUID, option: UUID) -> None:
    work.flush()
    row = rows.there(work.conn, "DecisionOption", option)
    alone = len(rows.children(work.conn, "DecisionOption", decision)) == 1
    if not (row.get("what") or row.get("why_not") or alone):
        work.delete(option)


def talked_about(vault: Vault, decision: UUID, domain: str) -> ChangeSet:
    """Say that a layer of their own life was talked about and there is nothing there now (practice.md R09, R10)."""
    layer = Domain(domain)
    return set_option(
        vault, uuid4(), decision=decision, what=_TALKED_ABOUT[layer], why_not=_NOTHING_NOW, domain=layer.value
    )


def agree(vault: Vault, decision: UUID, agreed: bool = True) -> ChangeSet:
    """Say that it is agreed, or not after all. Raises RuleRefused without a because and one why not (I-10), unless the
    team does not ask for them.
    """
    with vault.unit_of_work("Agreed") as work:
        row = rows.there(work.conn, "Decision", decision)
        asked = rules.SAY_WHY not in safety.rules_off(work.conn, vault.worker_id, row.person)
        if agreed and asked and not _reasoned(work, row):
            raise RuleRefused(_NEEDS_REASONS)
        _say_agreed(work, decision, agreed)
    return work.result


def do_now(vault: Vault, decision: UUID) -> ChangeSet:
    """Urgent: it is agreed at once, and what was not said yet is left to be written later (practice.md B.1)."""
    with vault.unit_of_work("Urgent: done now") as work:
        row = rows.there(work.conn, "Decision", decision)
        options = rows.children(work.conn, "DecisionOption", decision, 'ORDER BY "order_"')
        if not marked_text.plain(row.get("because", "")).strip():
            work.set(decision, "because", URGENT_BECAUSE)
        if options and not any(option.get("why_not") for option in options):
            work.set(options[0].id, "why_not", URGENT_WHY_NOT)
        work.set(decision, "urgent", True)
        _say_agreed(work, decision, agreed=True)
    return work.result


def delete_decision(vault: Vault, decision: UUID) -> ChangeSet:
    """Take away a decision that was begun by mistake."""
    with vault.unit_of_work("Removed a decision") as work:
        rows.there(work.conn, "Decision", decision)
        work.delete(decision)
    return work.result


def _say_agreed(work: UnitOfWork, decision: UUID, agreed: bool) -> None:
    work.set(decision, "agreed", agreed)
    work.set(decision, "at", PartialDate.on(local_day(work.wall)) if agreed else None)


def _still_agreed(work: UnitOfWork, decision: UUID) -> None:
    """Words taken out of what was agreed take that back with them."""
    work.flush()
    row = rows.there(work.conn, "Decision", decision)
    asked = rules.SAY_WHY not in safety.rules_off(work.conn, work.vault.worker_id, row.person)
    if asked and row.get("agreed") and not _reasoned(work, row):
        _say_agreed(work, decision, agreed=False)


def _reasoned(work: UnitOfWork, row: Row) -> bool:
    options = rows.children(work.conn, "DecisionOption", row.id)
    said = [OptionSnapshot(one.id, one.get("what", ""), one.get("why_not", "")) for one in options]
    return reasoned(marked_text.plain(row.get("because", "")), said, urgent=row.get("urgent", False))
