"""What a worker can do with somebody who cares for a person: ask them directly, give them a page of their own."""

from uuid import UUID, uuid4

from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.vocabulary import Domain, Flow, LinkKind, NodeKind, NodeStatus, Tier
from sbp_desktop.services import people, sharing
from sbp_desktop.storage import queries, rows
from sbp_desktop.storage.vault import Vault


def asked(vault: Vault, node: UUID, directly: bool = True, day: PartialDate | None = None) -> ChangeSet:
    """Note that a carer was asked themselves, today or on another day; unseen by the person until they agree (D24)."""
    on = day or PartialDate.on(local_day(vault.clock.now_ms()))
    return sharing.carer_says(vault, node, asked_directly=directly or None, at=on)


def own_page(vault: Vault, node: UUID) -> ChangeSet:
    """Make somebody who looks after a person a person of their own, with their own web, each linked with the other.

    Nothing that was said goes along (practice.md I-19). `created[0]` is the new person, or nothing is created where
    there is one.
    """
    with vault.unit_of_work("") as work:
        carer = rows.there(work.conn, "Node", node)
        name = carer.get("label", "")
        work.label = f"Gave {name} a page of their own"
        linked = carer.get("linked_person")
        if linked is None or rows.one(work.conn, "Person", linked) is None:
            person, new = rows.there(work.conn, "Person", carer.person), uuid4()
            people.create_within(work, new, name, {})
            work.set(node, "linked_person", new)
            link = {"other": new, "kind": LinkKind.CARED_FOR_BY.value}
            work.new("PersonLink", carer.person, link, private=carer.private)
            work.new("PersonLink", new, {"other": carer.person, "kind": LinkKind.CARES_FOR.value})
            looked_after = {
                "kind": NodeKind.PERSON.value, "label": person.get("preferred_name"), "domain": Domain.NETWORK.value,
                "tier": Tier.CLOSE.value, "status": NodeStatus.ACTIVE.value, "dependant": True,
                "linked_person": carer.person,
            }  # fmt: skip
            other = work.new("Node", new, looked_after)
            work.new("Tie", new, {"a": queries.self_node_of(new), "b": other, "flow": Flow.A_TO_B.value})
    return work.result
