"""What a worker can do with a web: add, draw, connect, change, take away, make private."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sbp_desktop.errors import NotFound, RuleRefused
from sbp_desktop.models import schema
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate, present_on
from sbp_desktop.models.schema import Kind
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.vocabulary import DEFAULT_DOMAIN, NodeKind
from sbp_desktop.storage import queries, rows
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault

# Things of one's own are drawn near the middle and need no line to oneself.
_OF_ONES_OWN = frozenset(
    {"skill", "knowledge", "interest", "experience", "aspiration", "quality", "money", "home", "technology"}
)


def add_node(
    vault: Vault, person: UUID, label: str, *, kind: str = "person", domain: str | None = None,
    position: tuple[float, float] | None = None, layout: str = "onion", tie: bool = True, how: str = "said",
    node_id: UUID | None = None, tie_fields: dict[str, Any] | None = None, **fields: Any,
) -> ChangeSet:  # fmt: skip
    """Put somebody or something on the web, with a line to the person. `created` is (node, tie?)."""
    with vault.unit_of_work(f"Added {label.strip()}") as work:
        add_within(
            work, person, label, kind=kind, domain=domain, position=position, layout=layout, tie=tie, how=how,
            node_id=node_id, tie_fields=tie_fields, **fields,
        )  # fmt: skip
    return work.result


def add_within(
    work: UnitOfWork, person: UUID, label: str, *, kind: str = "person", domain: str | None = None,
    position: tuple[float, float] | None = None, layout: str = "onion", tie: bool = True, how: str = "said",
    node_id: UUID | None = None, tie_fields: dict[str, Any] | None = None, private: bool = False, **fields: Any,
) -> UUID:  # fmt: skip
    """As `add_node`, as part of a larger change. Raises RuleRefused when there is no label."""
    label = label.strip()
    if not label:
        raise RuleRefused("Type a name first.")
    domain = domain or DEFAULT_DOMAIN[NodeKind(kind)].value
    if domain == "network":
        fields.setdefault("tier", "extended" if fields.get("paid") == "paid" else "close")  # I-04
    fields.setdefault("status", "active")
    node = work.new(
        "Node",
        person,
        {"kind": kind, "label": label, "domain": domain, **fields},
        id=node_id,
        private=private,
        meta={"how": how},
    )
    if position is not None:
        work.move(node, layout, position)
    if tie and kind not in _OF_ONES_OWN:
        ends = {"a": node, "b": queries.self_node_of(person)}
        work.new("Tie", person, {**ends, **(tie_fields or {})}, private=private, meta={"how": how})
    return node


def set_node(vault: Vault, node: UUID, *, how: str | None = None, at: str | None = None, **fields: Any) -> ChangeSet:
    """Change fields of somebody or something on the web. `at`: the day it became true."""
    row = _there(vault, "Node", node)
    with vault.unit_of_work(f"Changed {row.get('label', 'a place')}") as work:
        _set_fields(work, row, fields, how, at)
        if fields.get("domain") == "network" and not (fields.get("tier") or row.get("tier")):
            work.set(node, "tier", "close")  # I-04
    return work.result


def move_node(
    vault: Vault,
    node: UUID,
    x: float,
    y: float,
    *,
    layout: str = "onion",
    domain: str | None = None,
    tier: str | None = None,
) -> ChangeSet:
    """Where it is drawn, in the layout's own units; with `domain` (and `tier`) it also changes place in life."""
    row = _there(vault, "Node", node)
    with vault.unit_of_work(f"Moved {row.get('label', '')}".strip()) as work:
        work.move(node, layout, (x, y))
        if domain is not None and domain != row.get("domain"):
            work.set(node, "domain", domain)
        if tier is not None and tier != row.get("tier"):
            work.set(node, "tier", tier)
        elif domain == "network" and not row.get("tier"):
            work.set(node, "tier", "close")  # I-04
    return work.result


def move_nodes(vault: Vault, moves: Iterable[tuple[UUID, float, float]], *, layout: str = "onion") -> ChangeSet:
    """Several at once, as one change."""
    with vault.unit_of_work("Moved several") as work:
        for node, x, y in moves:
            work.move(node, layout, (x, y))
    return work.result


def delete_node(vault: Vault, node: UUID) -> ChangeSet:
    """Take somebody or something off the web; their lines go with them and come back with them."""
    row = _there(vault, "Node", node)
    if row.get("kind") == "self":
        raise RuleRefused("The person in the middle stays.")
    with vault.unit_of_work(f"Removed {row.get('label', '')}".strip()) as work:
        work.delete(node)
    return work.result


def add_tie(
    vault: Vault,
    a: UUID,
    b: UUID,
    *,
    tie_id: UUID | None = None,
    how: str = "said",
    at: str | None = None,
    **fields: Any,
) -> ChangeSet:
    """Draw a line between two. Raises RuleRefused for a line to itself or one that is there already (I-02)."""
    first, second = _there(vault, "Node", a), _there(vault, "Node", b)
    if a == b or first.person != second.person:
        raise RuleRefused("A line joins two different people or places on the same web.")
    _refuse_overlap(vault, first, a, b, fields)
    with vault.unit_of_work(f"Connected {first.get('label', '')} and {second.get('label', '')}") as work:
        meta = {"how": how} | ({"at": at} if at else {})
        work.new(
            "Tie",
            first.person,
            {"a": a, "b": b, **fields},
            id=tie_id,
            private=first.private or second.private,
            meta=meta,
        )
    return work.result


def _refuse_overlap(vault: Vault, first: Row, a: UUID, b: UUID, fields: dict[str, Any]) -> None:
    """Ties between the same two may overlap in time only when kind or view differs (decisions.md D13)."""
    start = fields.get("from") or local_day(vault.clock.now_ms()).isoformat()
    day = PartialDate.of(start.text if isinstance(start, PartialDate) else start).lo
    with vault.reading() as conn:
        held = rows.select(
            conn,
            "Tie",
            "person = ? AND ((a = ? AND b = ?) OR (a = ? AND b = ?))",
            (first.person.bytes, a.bytes, b.bytes, b.bytes, a.bytes),
        )
    for tie in held:
        same = tie.get("kind", "") == (fields.get("kind") or "") and tie.get("view") == fields.get("view")
        if same and present_on(day, tie.get("from"), tie.get("to")):
            raise RuleRefused("There is a line between these two already.")


def set_tie(vault: Vault, tie: UUID, *, how: str | None = None, at: str | None = None, **fields: Any) -> ChangeSet:
    """Change fields of a line. A value that has a history gets today's date, so that today's word is the newest."""
    row = _there(vault, "Tie", tie)
    with vault.unit_of_work("Changed a line") as work:
        dated = {entry.field for entry in row.history}
        for name, value in fields.items():
            when = at or (local_day(vault.clock.now_ms()).isoformat() if name in dated else None)
            _set_fields(work, row, {name: value}, how, when)
    return work.result


def delete_tie(vault: Vault, tie: UUID) -> ChangeSet:
    """Take a line away."""
    _there(vault, "Tie", tie)
    with vault.unit_of_work("Removed a line") as work:
        work.delete(tie)
    return work.result


def make_private(vault: Vault, entity: UUID) -> ChangeSet:
    """Keep something off every screen and paper but the worker's: written anew apart, taken away and never shown to
    have been in the shared record (decisions.md D2). `created[0]` is the thing itself, lines on it follow.
    """
    with vault.unit_of_work("Kept apart") as work:
        copies = {entity: _conceal(work, entity, {})}
        with_lines = work.conn.exec_driver_sql(
            "SELECT id FROM tie_now WHERE alive = 1 AND lane < 2 AND (a = ? OR b = ?)", (entity.bytes, entity.bytes)
        )
        for (tie,) in with_lines.all():
            _conceal(work, UUID(bytes=tie), copies)
    return work.result


def _conceal(work: UnitOfWork, entity: UUID, moved: dict[UUID, UUID]) -> UUID:
    found = work.conn.exec_driver_sql("SELECT type FROM entity WHERE id = ?", (entity.bytes,)).first()
    row = rows.one(work.conn, found[0], entity) if found else None
    if found is None or row is None:
        raise NotFound(queries.GONE)
    if row.private:
        return entity
    declared = schema.ENTITIES[found[0]]
    kept = {
        name: moved.get(value, value)
        for name, value in row.values.items()
        if declared.by_name[name].kind is not Kind.SET
    }
    kept |= {
        name: value
        for name, value in row.values.items()
        if declared.by_name[name].kind is Kind.SET and name != "audience"
    }
    copy = work.new(found[0], row.person, kept, private=True)
    for layout, x, y in work.conn.exec_driver_sql(
        "SELECT layout, x, y FROM position WHERE node = ? AND x IS NOT NULL", (entity.bytes,)
    ).all():
        work.move(copy, layout, (x, y))
    work.delete(entity, "kept apart", conceal=True)
    return copy


def _there(vault: Vault, type_name: str, entity: UUID) -> Row:
    with vault.reading() as conn:
        row = rows.one(conn, type_name, entity)
    if row is None:
        raise NotFound(queries.GONE)
    return row


def _set_fields(work: UnitOfWork, row: Row, fields: dict[str, Any], how: str | None, at: str | None) -> None:
    meta = ({"how": how} if how else {}) | ({"at": at} if at else {})
    for name, value in fields.items():
        work.set(row.id, name, value, **meta)
