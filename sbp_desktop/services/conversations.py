"""What a worker can do with a conversation: start, write lines with names in them, read back, correct, finish."""

from typing import Any
from uuid import UUID

from sbp_desktop.errors import NotFound, RuleRefused
from sbp_desktop.models import marked_text, rules, sessions
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.order import between
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.vocabulary import C3Opening, ConversationKind, ConversationOutcome
from sbp_desktop.services import decisions, looking_again, named_workers, webs
from sbp_desktop.storage import drafts, queries, rows, safety, team_rules
from sbp_desktop.storage import sessions as sessions_kept
from sbp_desktop.storage.statements import scalar
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault

TEXT = "text"
LOCKED = "This was read back and stays as it is. You can add a correction beside it."


def start(vault: Vault, person: UUID, *, kind: str = "C1", setting: str | None = None) -> ChangeSet:
    """Begin a conversation with nothing filled in. `created[0]` is the conversation."""
    with vault.unit_of_work("Started writing") as work:
        start_within(work, person, kind=kind, setting=setting)
    return work.result


def start_within(work: UnitOfWork, person: UUID, *, kind: str = "C1", setting: str | None = None) -> UUID:
    """As `start`, as part of a larger change. Whoever has a name has a named worker from now on (practice.md I-07).

    Where nothing else is said, it is at the session at which the worker is (practice.md A49, A51).
    """
    present = (queries.self_node_of(person),)
    at = sessions_kept.here(work.conn, work.vault.worker_id, local_day(work.wall).toordinal()) if not setting else None
    place = at.get("where") if at is not None else None
    setting = sessions.setting(place) if place else setting
    fields = {
        "setting": setting,
        "place": place,
        "opened": work.wall,
        "led_by": work.vault.worker_id,
        "present": present,
    }
    made = work.new("Conversation", person, {"kind": ConversationKind.C1.value, **fields})
    work.flush()  # somebody met in this very change counts too
    if kind != ConversationKind.C1:
        set_kind_within(work, made, kind)
    if not rows.there(work.conn, "Person", person).get("nameless", False):
        named_workers.stay_within(work, person)
    return made


def set_conversation(vault: Vault, conversation: UUID, **fields: Any) -> ChangeSet:
    """Change where, how or with whom a conversation was; another setting is not at the session it began at."""
    if "setting" in fields:
        fields.setdefault("place", None)
    with vault.unit_of_work("Changed the conversation") as work:
        rows.there(work.conn, "Conversation", conversation)
        for name, value in fields.items():
            work.set(conversation, name, value)
    return work.result


def set_kind(vault: Vault, conversation: UUID, kind: str, opening: str = "") -> ChangeSet:
    """Say what kind of conversation it is; `opening` is what led to talking about a good life (practice.md R02).

    Raises RuleRefused for a good life without one where the team has it asked, and while another is open in which they
    get back in control (I-05).
    """
    with vault.unit_of_work("Changed the kind of conversation") as work:
        set_kind_within(work, conversation, kind, opening)
    return work.result


def set_kind_within(work: UnitOfWork, conversation: UUID, kind: str, opening: str = "") -> None:
    """As `set_kind`, as part of a larger change."""
    talk = rows.there(work.conn, "Conversation", conversation)
    asked = rules.TALKED_OVER not in safety.rules_off(work.conn, work.vault.worker_id, talk.person)
    if kind == ConversationKind.C3 and asked and not opening:
        raise RuleRefused("Say first what leads to it: they ask, it is urgent, colleagues, or long-term help.")
    if kind == ConversationKind.C2:
        others = "person = ? AND id <> ? AND kind = ? AND closed IS NULL"
        if rows.select(work.conn, "Conversation", others, (talk.person.bytes, conversation.bytes, kind)):
            raise RuleRefused("There is another of that kind already. Finish that one first.")
        if not rows.select(work.conn, "EmergencyPlan", "conversation = ?", (conversation.bytes,)):
            often = team_rules.rhythm_days(work.conn, work.vault.worker_id)
            begun = {"conversation": conversation} | ({"rhythm_days": often} if often else {})
            work.new("EmergencyPlan", talk.person, begun, private=talk.private)
    work.set(conversation, "kind", kind)
    work.set(conversation, "c3_opening", opening or None)
    if kind == ConversationKind.C3 and opening:
        decisions.open_within(work, talk, C3Opening(opening))


def set_day(vault: Vault, conversation: UUID, day: PartialDate) -> ChangeSet:
    """Say when it happened, as precisely as is known; when it was written stays. Raises RuleRefused for a day to come
    (practice.md I-21).
    """
    with vault.unit_of_work("Changed when it happened") as work:
        rows.there(work.conn, "Conversation", conversation)
        if day.lo > local_day(work.wall).toordinal():
            raise RuleRefused("That day is still to come. Choose the day you talked.")
        work.set(conversation, "happened_on", day)
    return work.result


def write_entry(
    vault: Vault, conversation: UUID, entry: UUID, text: str, *, kind: str = "note", said_by: UUID | None = None,
    order: str | None = None, private: bool = False,
) -> ChangeSet:  # fmt: skip
    """Write a line, new or changed; `entry` is an id of the caller's choosing, `text` in stored (marked) form.

    The line's draft goes in the same change. Raises RuleRefused for a line that was read back or is finished.
    """
    with vault.unit_of_work("Wrote a line") as work:
        _write_within(work, conversation, entry, text, kind=kind, said_by=said_by, order=order, private=private)
    return work.result


def write_entry_with_node(
    vault: Vault, conversation: UUID, entry: UUID, text: str, *, node: dict[str, Any], kind: str = "note",
    said_by: UUID | None = None, order: str | None = None, private: bool = False,
) -> ChangeSet:  # fmt: skip
    """Write a line in which somebody new is named, and put them on the web, as one change (decisions.md D8).

    `node` are the arguments of `webs.add_node` with `label`; its `node_id` is the one the text's mention carries.
    """
    with vault.unit_of_work(f"Added {node['label']}") as work:
        person = _write_within(
            work, conversation, entry, text, kind=kind, said_by=said_by, order=order, private=private
        )
        told: dict[str, Any] = {"private": private, "told_in": conversation, "said_by": said_by}
        webs.add_within(work, person, **told | node)
    return work.result


def _write_within(
    work: UnitOfWork,
    conversation: UUID,
    entry: UUID,
    text: str,
    *,
    kind: str,
    said_by: UUID | None,
    order: str | None,
    private: bool,
) -> UUID:
    talk = rows.there(work.conn, "Conversation", conversation)
    held = rows.one(work.conn, "Entry", entry, alive_only=False)
    if held is not None and (held.concealed or held.get("parent") != conversation or held.person != talk.person):
        raise NotFound(rows.GONE)  # kept apart since, or a line of another conversation
    if talk.get("closed") is not None or (held is not None and held.locked):
        raise RuleRefused(LOCKED)
    if held is None:
        key = order if order is not None else _last_key(work, conversation)
        fields = {
            "parent": conversation,
            "order": key,
            "kind": kind,
            "said_by": said_by,
            TEXT: text,
            "happened": work.wall,
        }
        work.new("Entry", talk.person, fields, id=entry, private=private or talk.private)
    else:
        if not held.alive:
            work.revive(entry)
        work.revise(entry, TEXT, text)
        work.set(entry, "kind", kind)
        work.set(entry, "said_by", said_by)
        if order is not None:
            work.set(entry, "order", order)
    drafts.clear_within(work.conn, talk.person, entry, TEXT)
    return talk.person


def _last_key(work: UnitOfWork, conversation: UUID) -> str:
    found = work.conn.execute("SELECT max(order_) FROM entry_now WHERE parent = ?", (conversation.bytes,))
    return between(scalar(found), None)


def correct_entry(vault: Vault, entry: UUID, text: str) -> ChangeSet:
    """Write a dated correction beside a line; the line itself stays. `created[0]` is the correction."""
    if not marked_text.plain(text).strip():
        raise RuleRefused("Type the correction first.")
    with vault.unit_of_work("Wrote a correction") as work:
        row = rows.there(work.conn, "Entry", entry)
        parent, key = row.values["parent"], row.get("order") or None
        later = "SELECT min(order_) FROM entry_now WHERE parent = ? AND order_ > ?"
        following = scalar(work.conn.execute(later, (parent.bytes, key or "")))
        fields = {
            "parent": parent, "order": between(key, following), "kind": "correction", "corrects": entry,
            "said_by": row.get("said_by"), TEXT: text, "happened": work.wall,
        }  # fmt: skip
        work.new("Entry", row.person, fields, private=row.private)
    return work.result


def read_back(vault: Vault, entry: UUID) -> ChangeSet:
    """Say that the person has heard their words read back: from now on they stay as they are (decisions.md D9)."""
    with vault.unit_of_work("Read back") as work:
        rows.there(work.conn, "Entry", entry)
        work.set(entry, "read_back", True)
        work.set(entry, "read_back_at", work.wall)
        work.sign(entry)
    return work.result


def delete_entry(vault: Vault, entry: UUID) -> ChangeSet:
    """Take a line away. Raises RuleRefused for words that were read back."""
    with vault.unit_of_work("Removed a line of writing") as work:
        row = rows.there(work.conn, "Entry", entry)
        if row.locked:
            raise RuleRefused(LOCKED)
        work.delete(entry)
        drafts.clear_within(work.conn, row.person, entry, TEXT)
    return work.result


def finish(vault: Vault, conversation: UUID, outcome: str | None = None) -> ChangeSet:
    """Close a conversation; the person's words in it stay as they are from now on."""
    with vault.unit_of_work("Finished the conversation") as work:
        finish_within(work, conversation, outcome)
    return work.result


def leave_it(vault: Vault, conversation: UUID, outcome: str | None = None) -> ChangeSet:
    """Say how a finished conversation was left (practice.md A02). Where something is more urgent, the conversation in
    which they get back in control begins, and is `created[0]`. Raises RuleRefused where that goes on already.
    """
    with vault.unit_of_work("Said how we left it") as work:
        talk = rows.there(work.conn, "Conversation", conversation)
        work.set(conversation, "outcome", outcome)
        if outcome == ConversationOutcome.MOVE_TO_C2:
            start_within(work, talk.person, kind=ConversationKind.C2.value)
    return work.result


def finish_within(work: UnitOfWork, conversation: UUID, outcome: str | None) -> None:
    """As `finish`, as part of a larger change."""
    talk = rows.there(work.conn, "Conversation", conversation)
    work.set(conversation, "closed", work.wall)
    work.set(conversation, "outcome", outcome)
    if outcome == ConversationOutcome.GOODBYE:
        looking_again.expect_nobody_within(work, talk.person)
    elif talk.get("kind") == ConversationKind.REVIEW:
        looking_again.looked_within(work, talk)
    for line in rows.children(work.conn, "Entry", conversation, "AND kind = 'words' AND locked = 0"):
        work.sign(line.id)
