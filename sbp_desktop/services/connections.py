"""What a worker can do to bring somebody and a place together: from an idea until it is still going, or stopped."""

from typing import Any
from uuid import UUID

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.guess import guess, split_relation
from sbp_desktop.models.order import between
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.vocabulary import ConnectionMethod, ConnectionStatus, Domain, NodeKind, NodeStatus
from sbp_desktop.services import listed, telling, webs
from sbp_desktop.storage import queries, rows, safety
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.statements import scalar
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault

_ASK_AGAIN_DAYS = 7  # giving details alone gets a day to ask how it went (practice.md R22)
_BEFORE_IT_BEGAN = frozenset(
    {ConnectionStatus.IDEA, ConnectionStatus.OFFERED, ConnectionStatus.AGREED, ConnectionStatus.INTRODUCED}
)
_ON_THE_WEB = {
    ConnectionStatus.IDEA: NodeStatus.POSSIBLE, ConnectionStatus.OFFERED: NodeStatus.OFFERED,
    ConnectionStatus.AGREED: NodeStatus.PLANNED, ConnectionStatus.INTRODUCED: NodeStatus.PLANNED,
    ConnectionStatus.STARTED: NodeStatus.ACTIVE, ConnectionStatus.STILL_GOING: NodeStatus.ACTIVE,
    ConnectionStatus.STOPPED: NodeStatus.ENDED, ConnectionStatus.DECLINED: NodeStatus.DECLINED,
}  # fmt: skip


def of_place(work: UnitOfWork, node: UUID) -> Row | None:
    """The newest connection with a place on somebody's web, if there is one."""
    found = rows.select(work.conn, "Connection", "node = ? ORDER BY born DESC LIMIT 1", (node.bytes,))
    return found[0] if found else None


def set_status(vault: Vault, node: UUID, status: str) -> ChangeSet:
    """Say how far it has come with a place; the place on the web follows. One change, and any step may be said.

    Raises RuleRefused for a no to what began already: that is stopped, and may say why.
    """
    with vault.unit_of_work("") as work:
        place = rows.there(work.conn, "Node", node)
        work.label = f"How far it has come with {place.get('label', '')}"
        held = of_place(work, node)
        now = ConnectionStatus(status)
        was = held.get("status", ConnectionStatus.IDEA.value) if held is not None else None
        if now is ConnectionStatus.DECLINED and was is not None and was not in {*_BEFORE_IT_BEGAN, now}:
            raise RuleRefused("That began already. Choose “stopped” and say why if you like.")
        connection = held.id if held is not None else _begin(work, place)
        work.set(connection, "status", now.value)
        if now is ConnectionStatus.INTRODUCED:
            telling.introduced_within(work, connection, place, agreed=was == ConnectionStatus.AGREED)
        work.set(connection, "at", PartialDate.on(local_day(work.wall)))
        # A place they went to before stays as it is while they think of going there with somebody.
        if not (held is None and place.get("status") == NodeStatus.ACTIVE and now in _BEFORE_IT_BEGAN):
            work.set(node, "status", _ON_THE_WEB[now].value)
    return work.result


def _begin(work: UnitOfWork, place: Row) -> UUID:
    talk = queries.open_conversation(work.conn, place.person)
    fields = {"node": place.id, "made_by": work.vault.worker_id, "conversation": talk.id if talk is not None else None}
    return work.new("Connection", place.person, fields, private=place.private)


def introduce(vault: Vault, conversation: UUID, name: str = "") -> ChangeSet:
    """Keep an idea of whom or what somebody could be introduced to (practice.md A02): it stands on their web as
    something hoped for. Whoever is there already is not put there twice; what is known around here leads back to that.
    """
    label, relation = split_relation(" ".join(name.split()))
    with vault.unit_of_work(f"Thought of {label}") as work:
        talk = rows.there(work.conn, "Conversation", conversation)
        place = next((one for one in _named(work, "Node", "label", label) if one.person == talk.person), None)
        if place is None and label:
            known = next(iter(_named(work, "Resource", "name", label)), None)
            guessed = guess(name)
            fields: dict[str, Any] = {
                "kind": guessed.kind, "domain": guessed.domain if guessed.known else Domain.COMMUNITY.value,
                "status": NodeStatus.POSSIBLE.value, "relation": relation or None,
                "resource": known.id if known is not None else None, "private": talk.private,
            }  # fmt: skip
            if known is not None and not guessed.known:
                fields["kind"] = NodeKind.ORGANISATION.value
            made = webs.add_within(work, talk.person, label, told_in=conversation, **fields)
            work.flush()
            place = rows.there(work.conn, "Node", made)
        if place is not None and of_place(work, place.id) is None:
            connection = _begin(work, place)
            work.set(connection, "status", ConnectionStatus.IDEA.value)
            work.set(connection, "at", PartialDate.on(local_day(work.wall)))
    return work.result


def around(vault: Vault) -> tuple[str, ...]:
    """The names of what is known around here, by the alphabet; no network is asked."""
    with vault.reading() as conn:
        found = {row.get("name", "") for row in rows.select(conn, "Resource", "1") if row.id != safety.PLACE}
    return tuple(sorted(filter(None, found), key=str.casefold))


def _named(work: UnitOfWork, kind: str, called: str, label: str) -> list[Row]:
    found = rows.select(work.conn, kind, f"{called} = ? COLLATE NOCASE", (label,))
    return [row for row in found if row.id != safety.PLACE]


def set_method(vault: Vault, connection: UUID, method: str | None = None) -> ChangeSet:
    """Say how they were brought together. Details given alone get a day to ask how it went (practice.md R22)."""
    with vault.unit_of_work("How they were introduced") as work:
        row = rows.there(work.conn, "Connection", connection)
        work.set(connection, "method", method)
        if method == ConnectionMethod.GAVE_DETAILS and row.get("follow_up_on") is None:
            work.set(connection, "follow_up_on", PartialDate.on(local_day(work.wall).toordinal() + _ASK_AGAIN_DAYS))
        elif method != ConnectionMethod.GAVE_DETAILS and row.get("method") == ConnectionMethod.GAVE_DETAILS:
            work.set(connection, "follow_up_on", None)
    return work.result


def set_connection(vault: Vault, connection: UUID, **fields: Any) -> ChangeSet:
    """Change who introduces (`made_by`: a node or a worker), the day to ask again, or why it stopped."""
    with vault.unit_of_work("Changed an introduction") as work:
        rows.there(work.conn, "Connection", connection)
        for name, value in listed.tidy("Connection", fields).items():
            work.set(connection, name, value)
    return work.result


def check(vault: Vault, connection: UUID, works: str = "") -> ChangeSet:
    """Keep whether it works for the person, in their answer of today; "" takes today's back."""
    with vault.unit_of_work("Does it work for them?") as work:
        row = rows.there(work.conn, "Connection", connection)
        today = PartialDate.on(local_day(work.wall))
        held = rows.children(work.conn, "ConnectionCheck", connection, "AND at = ?", (today.text,))
        for one in held:
            work.set(one.id, "works_for_me", works or None)
        if not held and works:
            last = "SELECT max(order_) FROM connection_check_now WHERE parent = ?"
            order = between(scalar(work.conn.execute(last, (connection.bytes,))), None)
            fields = {"parent": connection, "order": order, "at": today, "works_for_me": works}
            work.new("ConnectionCheck", row.person, fields, private=row.private)
    return work.result


def write_unmet(vault: Vault, thing: UUID, *, person: UUID, **fields: str) -> ChangeSet:
    """Write down what somebody wants that is not here yet (`text`), where they live; without words it goes."""
    with vault.unit_of_work("Wanted, but not here yet") as work:
        who = rows.there(work.conn, "Person", person)
        first = {"neighbourhood": who.get("neighbourhood")}
        listed.write(work, "Unmet", thing, fields, within=who, needs=("text",), first=first)
    return work.result
