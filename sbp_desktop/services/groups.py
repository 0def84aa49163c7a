"""Who belongs together: a household, a club, the family next door; each a thing on the web with its members."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from uuid import UUID

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services import webs
from sbp_desktop.storage import rows
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault


def put_together(
    vault: Vault, members: Iterable[UUID], label: str, *, kind: str = "group", domain: str | None = None,
    layout: str = "onion", position: tuple[float, float] | None = None,
) -> ChangeSet:  # fmt: skip
    """Make a group of these, as one change; `created[0]` is the group. Raises RuleRefused for fewer than two of them,
    or without a label.
    """
    with vault.unit_of_work(f"Put together {label.strip()}") as work:
        found = [rows.there(work.conn, "Node", member) for member in dict.fromkeys(members)]
        if len(found) < 2 or len({row.person for row in found}) > 1:
            raise RuleRefused("Choose two or more first.")
        private = all(row.private for row in found)
        group = webs.add_within(
            work, found[0].person, label, kind=kind, domain=domain, layout=layout, position=position, tie=False,
            private=private,
        )  # fmt: skip
        work.flush()
        for row in found:
            _take_in(work, group, row.id)
    return work.result


def take_in(vault: Vault, group: UUID, members: Iterable[UUID]) -> ChangeSet:
    """Let these belong to a group; nothing is written for those who do already. Raises RuleRefused for a group in
    itself.
    """
    with vault.unit_of_work("") as work:
        work.label = f"Changed who belongs to {rows.words(work.conn, 'Node', group, 'label')}"
        for member in members:
            _take_in(work, group, member)
    return work.result


def move_into(
    vault: Vault, group: UUID, moves: Iterable[tuple[UUID, float, float]], *, layout: str = "onion",
    parts: Mapping[UUID, Mapping[str, str | None]] = MappingProxyType({}),
) -> ChangeSet:  # fmt: skip
    """Put several down where a group is, so that they belong to it too: one change; see `webs.move_nodes`."""
    with vault.unit_of_work("") as work:
        work.label = f"Changed who belongs to {rows.words(work.conn, 'Node', group, 'label')}"
        for node, x, y in moves:
            webs.move_within(work, node, layout, (x, y), parts.get(node, {}))
            _take_in(work, group, node)
    return work.result


def take_out(vault: Vault, group: UUID, members: Iterable[UUID]) -> ChangeSet:
    """Let these no longer belong to a group; they stay on the web."""
    with vault.unit_of_work("") as work:
        work.label = f"Changed who belongs to {rows.words(work.conn, 'Node', group, 'label')}"
        for member in members:
            for row in _belonging(work, group, member):
                work.delete(row.id)
    return work.result


def _take_in(work: UnitOfWork, group: UUID, member: UUID) -> None:
    whole, part = rows.there(work.conn, "Node", group), rows.there(work.conn, "Node", member)
    if group == member or whole.person != part.person or part.get("kind") == "self":
        raise RuleRefused("Only others on the same web can belong to it.")
    if not _belonging(work, group, member):
        fields = {"group": group, "node": member}
        work.new("Membership", whole.person, fields, private=whole.private or part.private)


def _belonging(work: UnitOfWork, group: UUID, member: UUID) -> list[rows.Row]:
    return rows.select(work.conn, "Membership", '"group" = ? AND node = ?', (group.bytes, member.bytes))
