"""What a worker can do with whose picture it is: begin one, draw lines and place people as that viewer sees them."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services import webs
from sbp_desktop.storage import rows
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault

_OF_A_VIEWER = frozenset({"circle", "closeness"})
_NOT_CARRIED = frozenset({"view", "audience", "seen_together", "still_so"})


def add_view(vault: Vault, person: UUID, whose: str, carer: UUID | None = None) -> ChangeSet:
    """Begin another picture of the same web. `created[0]` is the view. Raises RuleRefused when that one is there."""
    with vault.unit_of_work("Began another picture") as work:
        for view in rows.select(work.conn, "WebView", "person = ?", (person.bytes,)):
            if (view.get("whose"), view.get("carer")) == (whose, carer):
                raise RuleRefused("That picture is there already.")
        work.new("WebView", person, {"whose": whose, "carer": carer})
    return work.result


def delete_view(vault: Vault, view: UUID) -> ChangeSet:
    """Take a picture away, with the lines that were only in it."""
    with vault.unit_of_work("Removed a picture") as work:
        row = rows.there(work.conn, "WebView", view)
        for name in ("Tie", "NodeInView"):
            for own in rows.select(work.conn, name, '"view" = ? AND person = ?', (view.bytes, row.person.bytes)):
                work.delete(own.id)
        work.delete(view)
    return work.result


def set_tie(vault: Vault, view: UUID, tie: UUID, **fields: Any) -> ChangeSet:
    """Change a line as one viewer sees it; a shared line gets one of the viewer's own beside it, and stays."""
    with vault.unit_of_work("Changed a line") as work:
        row = rows.there(work.conn, "Tie", tie)
        own = tie if row.get("view") == view else _own_line(work, view, row)
        for name, value in fields.items():
            work.set(own, name, value)
    return work.result


def delete_tie(vault: Vault, tie: UUID, *, view: UUID) -> ChangeSet:
    """Take a viewer's own line away. Raises RuleRefused for one that everybody's picture has."""
    with vault.unit_of_work("Removed a line") as work:
        if rows.there(work.conn, "Tie", tie).get("view") != view:
            raise RuleRefused("This line is in everybody's picture. Go back to the first picture to remove it.")
        work.delete(tie)
    return work.result


def move_nodes(
    vault: Vault, view: UUID, moves: Iterable[tuple[UUID, float, float]], *, layout: str,
    parts: Mapping[UUID, Mapping[str, str | None]],
) -> ChangeSet:  # fmt: skip
    """Where things are drawn in one viewer's picture; circles are the viewer's own, layers are everybody's."""
    with vault.unit_of_work("Moved in a picture") as work:
        for node, x, y in moves:
            said = parts.get(node, {})
            work.move(node, layout, (x, y), view)
            _place(work, view, node, {name: value for name, value in said.items() if name in _OF_A_VIEWER})
            webs.say_within(work, node, {name: value for name, value in said.items() if name not in _OF_A_VIEWER})
    return work.result


def _own_line(work: UnitOfWork, view: UUID, shared: Row) -> UUID:
    kept = {name: value for name, value in shared.values.items() if name not in _NOT_CARRIED}
    return work.new("Tie", shared.person, {**kept, "view": view}, private=shared.private, meta={"how": "said"})


def _place(work: UnitOfWork, view: UUID, node: UUID, said: Mapping[str, str | None]) -> None:
    if not said:
        return
    person = rows.there(work.conn, "WebView", view).person
    where = '"view" = ? AND node = ? AND person = ?'
    held = rows.select(work.conn, "NodeInView", where, (view.bytes, node.bytes, person.bytes))
    if not held:
        work.new("NodeInView", person, {"view": view, "node": node, **said})
        return
    for name, value in said.items():
        work.set(held[0].id, name, value)
