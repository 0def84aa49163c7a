"""What a worker can do with a person: meet them, name them, keep what they want known about them."""

from typing import Any
from uuid import UUID, uuid4

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services import ink, named_workers
from sbp_desktop.storage import access_log, queries, rows
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault


def add_person(vault: Vault, name: str = "", *, person: UUID | None = None, **fields: Any) -> ChangeSet:
    """Meet somebody; "" is a person with no name yet. `created[0]` is the person. One change with their empty web."""
    name = name.strip()
    person = person or uuid4()
    with vault.unit_of_work(f"Added {name}" if name else "Added somebody new") as work:
        create_within(work, person, name, fields)
    return work.result


def create_within(work: UnitOfWork, person: UUID, name: str, fields: dict[str, Any], label: str = "") -> None:
    """Write a person, their web and themselves in its middle, as part of a larger change.

    `label` is what they are called on their own web, where that differs from their name.
    """
    work.new(
        "Person", person, {"preferred_name": name or None, "nameless": None if name else True, **fields}, id=person
    )
    work.new("Web", person, id=queries.web_of(person))
    self_fields = {"kind": "self", "label": label or name or None, "domain": "personal", "status": "active"}
    work.new("Node", person, self_fields, id=queries.self_node_of(person))


def name_person(vault: Vault, person: UUID, name: str) -> ChangeSet:
    """Say what to call somebody; their own place on the web follows."""
    name = name.strip()
    if not name:
        raise RuleRefused("Type a name, or leave it as it is.")
    with vault.unit_of_work(f"Named {name}") as work:
        work.set(person, "preferred_name", name)
        work.set(person, "nameless", None)
        work.set(queries.self_node_of(person), "label", name)
        if queries.open_conversation(work.conn, person) is not None:
            named_workers.stay_within(work, person)
    return work.result


def set_person(vault: Vault, person: UUID, **fields: Any) -> ChangeSet:
    """Change fields of a person; `about_me.important` is passed as `about_me__important`."""
    with vault.unit_of_work("Changed what we know") as work:
        for name, value in fields.items():
            work.set(person, name.replace("__", "."), value)
    return work.result


def set_reach(vault: Vault, person: UUID, **fields: Any) -> ChangeSet:
    """Change how somebody can be reached; `contact.phone` is passed as `contact__phone`, None or "" is not known."""
    with vault.unit_of_work("Changed how to reach them") as work:
        for name, value in fields.items():
            told = " ".join(value.split()) or None if isinstance(value, str) else value
            work.set(person, name.replace("__", "."), told)
    return work.result


def set_paper(vault: Vault, person: UUID, ok: bool) -> ChangeSet:
    """Keep whether somebody is glad of paper in the house; a no takes the offer away (decisions.md D13)."""
    with vault.unit_of_work("Paper is welcome" if ok else "No paper") as work:
        work.set(person, "contact.paper_ok", ok)
    return work.result


def join_people(vault: Vault, nameless: UUID, into: UUID) -> ChangeSet:
    """The nameless person turns out to be somebody we know: their lines and drawings are copied over, then
    they go (D13).

    Raises NotFound, or RuleRefused when the first already has a name.
    """
    with vault.reading() as conn:
        source = rows.there(conn, "Person", nameless)
        rows.there(conn, "Person", into)
        talks = rows.select(conn, "Conversation", "person = ?", (nameless.bytes,))
        lines = {talk.id: rows.children(conn, "Entry", talk.id) for talk in talks}
    if source.get("preferred_name"):
        raise RuleRefused("Only somebody without a name yet can be joined to somebody you know.")
    mine, theirs = queries.self_node_of(nameless), queries.self_node_of(into)
    with vault.unit_of_work("Joined to somebody you know") as work:
        for talk in talks:
            kept = {
                name: talk.values[name]
                for name in ("kind", "place", "setting", "opened", "closed", "outcome")
                if name in talk.values
            }
            copy = work.new("Conversation", into, {**kept, "copied_from": talk.id}, private=talk.private)
            for line in lines[talk.id]:
                carried = {
                    name: value
                    for name, value in line.values.items()
                    if name not in ("audience", "parent", "said_by", "corrects")
                }
                speaker = theirs if line.get("said_by") == mine else None
                fields = {**carried, "parent": copy, "said_by": speaker, "copied_from": line.id}
                written = work.new("Entry", into, fields, private=line.private)
                if line.locked:
                    work.sign(written)
            ink.copy_within(work, talk.id, into, copy)
        if any(talk.get("closed") is None for talk in talks):
            named_workers.stay_within(work, into)
        work.delete(nameless, "joined")
    return work.result


def note_opened(vault: Vault, person: UUID) -> None:
    """Remember that this person was opened just now; a council hears of it (issue 5: cover is recorded and shown)."""
    with vault.writing() as conn:
        now = vault.clock.now_ms()
        conn.execute("INSERT OR REPLACE INTO opened(person, at) VALUES(?, ?)", (person.bytes, now))
        access_log.note(vault, conn, person, access_log.What.OPENED)
