"""What a worker can do with colleagues: say who is here, write down their ideas, and what they would do."""

from uuid import UUID

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.guess import guess
from sbp_desktop.models.order import between
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.vocabulary import C3Opening, ConversationKind, HuddleChoice, NodeKind, NodeStatus
from sbp_desktop.services import conversations, webs
from sbp_desktop.storage import huddles, queries, rows
from sbp_desktop.storage.statements import scalar
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault


def set_present(vault: Vault, person: UUID, *, present: str = "", masked: bool = True) -> ChangeSet:
    """Say who is here, in typed names; `masked` is how they see it, here as below."""
    with vault.unit_of_work("Said which colleagues are here") as work:
        work.set(_going_on(work, person, masked), "present", " ".join(present.split()) or None)
    return work.result


def _going_on(work: UnitOfWork, person: UUID, masked: bool) -> UUID:
    """Today's huddle, begun now if there is none; it keeps whether the names were masked."""
    rows.there(work.conn, "Person", person)
    found = huddles.today(work.conn, person, work.wall)
    if found:
        work.set(found[0].id, "view_masked", masked)
        return found[0].id
    return work.new("Huddle", person, {"at": PartialDate.on(local_day(work.wall)), "view_masked": masked})


def add_idea(vault: Vault, person: UUID, text: str = "", *, by: str = "", masked: bool = True) -> ChangeSet:
    """Write down a colleague's idea; it lands on the web as something hoped for, said by them. One change.

    Raises RuleRefused for an idea without words.
    """
    text, by = " ".join(text.split()), " ".join(by.split())
    if not text:
        raise RuleRefused("Type the idea first.")
    with vault.unit_of_work("Wrote down an idea") as work:
        huddle = _going_on(work, person, masked)
        found = guess(text)
        said = found._asdict() if found.known else {"kind": NodeKind.ACTIVITY.value}
        said.pop("known", None)
        node = webs.add_within(
            work, person, text, **said, status=NodeStatus.POSSIBLE.value, source=by, tie_fields={"potential": True},
        )  # fmt: skip
        last = scalar(work.conn.execute("SELECT max(order_) FROM huddle_idea_now WHERE parent = ?", (huddle.bytes,)))
        fields = {"parent": huddle, "order": between(last, None), "text": text, "from": by, "node": node}
        work.new("HuddleIdea", person, fields)
    return work.result


def drop_idea(vault: Vault, idea: UUID) -> ChangeSet:
    """Take an idea away, and off the web if it is only hoped for there still."""
    with vault.unit_of_work("Removed an idea") as work:
        row = rows.there(work.conn, "HuddleIdea", idea)
        node = rows.one(work.conn, "Node", row.values["node"]) if row.get("node") is not None else None
        work.delete(idea)
        if node is not None and node.get("status") == NodeStatus.POSSIBLE:
            work.delete(node.id)
    return work.result


def choose(vault: Vault, person: UUID, choice: str | None = None, *, masked: bool = True) -> ChangeSet:
    """Keep what colleagues would do: advice, and nobody's permission. Going ahead opens a conversation about a good
    life, the one that is open or a new one (decisions.md D26).
    """
    with vault.unit_of_work("Asked colleagues") as work:
        work.set(_going_on(work, person, masked), "choice", choice)
        if choice == HuddleChoice.GO_AHEAD:
            talk = queries.open_conversation(work.conn, person)
            of = talk.id if talk is not None else conversations.start_within(work, person)
            work.flush()
            if talk is None or talk.get("kind") != ConversationKind.C3:
                conversations.set_kind_within(work, of, ConversationKind.C3, C3Opening.HUDDLE.value)
    return work.result
