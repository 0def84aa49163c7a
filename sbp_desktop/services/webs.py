"""What a worker can do with a web: add, draw, connect, change, take away, make private."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from sbp_desktop.errors import NotFound, RuleRefused
from sbp_desktop.models import schema
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import EARLIEST, PartialDate, present_on
from sbp_desktop.models.schema import Kind, Stream
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.vocabulary import DEFAULT_AUDIENCE, DEFAULT_DOMAIN, NodeKind
from sbp_desktop.services import formal_help
from sbp_desktop.storage import drafts, queries, rows, seeing
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.tables import column_name
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault

# Things of one's own are drawn near the middle and need no line to oneself.
_OF_ONES_OWN = frozenset(
    {"skill", "knowledge", "interest", "experience", "aspiration", "quality", "money", "home", "technology"}
)
# Mere links, which say nothing once one of the two they join is hidden; and what was drawn or photographed of it.
_GO_ALONG = frozenset({"Tie", "Membership", "NodeInView", "Attachment", "Ink", "Disagreement"})


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


def add_nodes(vault: Vault, person: UUID, named: Iterable[Mapping[str, Any]]) -> ChangeSet:
    """Put several on the web as one change; each mapping is the `label` and other arguments of `add_node` for one."""
    with vault.unit_of_work("Added several") as work:
        for one in named:
            add_within(work, person, **one)
    return work.result


def add_within(
    work: UnitOfWork, person: UUID, label: str, *, kind: str = "person", domain: str | None = None,
    position: tuple[float, float] | None = None, layout: str = "onion", tie: bool = True, how: str = "said",
    node_id: UUID | None = None, tie_fields: dict[str, Any] | None = None, private: bool = False,
    told_in: UUID | None = None, said_by: UUID | None = None, **fields: Any,
) -> UUID:  # fmt: skip
    """As `add_node`, as part of a larger change; `told_in` which conversation, and by whom (decisions.md D5).

    Raises RuleRefused when there is no label.
    """
    label = label.strip()
    if not label:
        raise RuleRefused("Type a name first.")
    domain = domain or DEFAULT_DOMAIN[NodeKind(kind)].value
    if domain == "network":
        fields.setdefault("tier", "extended" if fields.get("paid") == "paid" else "close")  # I-04
    fields.setdefault("status", "active")
    meta: dict[str, Any] = {"how": how}
    meta |= {name: ident.bytes for name, ident in (("conv", told_in), ("said_by", said_by)) if ident is not None}
    node = work.new(
        "Node",
        person,
        {"kind": kind, "label": label, "domain": domain, **fields},
        id=node_id,
        private=private,
        meta=meta,
    )
    if kind == NodeKind.SERVICE:
        formal_help.begins_within(work, node)
    if position is not None:
        work.move(node, layout, position)
    if tie and kind not in _OF_ONES_OWN:
        ends = {"a": node, "b": queries.self_node_of(person)}
        work.new("Tie", person, {**ends, **(tie_fields or {})}, private=private, meta=meta)
    return node


def set_node(vault: Vault, node: UUID, *, how: str | None = None, at: str | None = None, **fields: Any) -> ChangeSet:
    """Change fields of somebody or something on the web. `at`: the day it became true."""
    with vault.unit_of_work("") as work:
        row = rows.there(work.conn, "Node", node)
        work.label = f"Changed {row.get('label', '')}"
        _set_fields(work, row, fields, how, at)
        if fields.keys() & {"kind", "domain", "status"}:
            formal_help.begins_within(work, node, row)
        _keep_close_or_known(work, node, fields)
    return work.result


def move_node(
    vault: Vault, node: UUID, x: float, y: float, *, layout: str = "onion", **part: str | None,
) -> ChangeSet:  # fmt: skip
    """Where it is drawn, in the layout's own units; with what being there says of it (`domain`, `tier`, `circle`,
    `closeness`) it also changes place in life. None: it is said no more.
    """
    with vault.unit_of_work("") as work:
        work.label = f"Moved {rows.words(work.conn, 'Node', node, 'label')}"
        move_within(work, node, layout, (x, y), part)
    return work.result


def move_nodes(
    vault: Vault, moves: Iterable[tuple[UUID, float, float]], *, layout: str = "onion",
    parts: Mapping[UUID, Mapping[str, str | None]] = MappingProxyType({}),
) -> ChangeSet:  # fmt: skip
    """Several at once, as one change; `parts` has for some of them what being there says, as in `move_node`."""
    with vault.unit_of_work("Moved several") as work:
        for node, x, y in moves:
            move_within(work, node, layout, (x, y), parts.get(node, {}))
    return work.result


def move_within(
    work: UnitOfWork, node: UUID, layout: str, spot: tuple[float, float], part: Mapping[str, str | None]
) -> None:
    """As `move_node`, as part of a larger change."""
    work.move(node, layout, spot)
    say_within(work, node, part)


def say_within(work: UnitOfWork, node: UUID, part: Mapping[str, str | None]) -> None:
    """What being put down in a part of a page says of somebody or something, as part of a larger change."""
    if not part:
        return
    row = rows.there(work.conn, "Node", node)
    for name, value in part.items():
        if value != row.get(name):
            work.set(node, name, value)
    _keep_close_or_known(work, node, part)
    if "domain" in part and row.get("kind") == NodeKind.SERVICE:
        formal_help.begins_within(work, node, row)


def _keep_close_or_known(work: UnitOfWork, node: UUID, said: Iterable[str]) -> None:
    """One of their own people is close or known for what they do; where it is said no more they are close (I-04)."""
    if not {"domain", "tier"} & set(said):
        return
    work.flush()
    row = rows.there(work.conn, "Node", node)
    if row.get("domain") == "network" and not row.get("tier"):
        work.set(node, "tier", "close")


def delete_node(vault: Vault, node: UUID) -> ChangeSet:
    """Take somebody or something off the web; their lines go with them and come back with them."""
    with vault.unit_of_work("") as work:
        work.label = f"Removed {rows.words(work.conn, 'Node', node, 'label')}"
        _take_off(work, node)
    return work.result


def delete_nodes(vault: Vault, nodes: Iterable[UUID]) -> ChangeSet:
    """Take several off the web, as one change."""
    with vault.unit_of_work("Removed several") as work:
        for node in nodes:
            _take_off(work, node)
    return work.result


def _take_off(work: UnitOfWork, node: UUID) -> None:
    if rows.there(work.conn, "Node", node).get("kind") == "self":
        raise RuleRefused("The person in the middle stays.")
    work.delete(node)


def keep_one(vault: Vault, kept: UUID, again: UUID) -> ChangeSet:
    """Two were one and the same: `again`, written a second time, goes, and what only it said is said of `kept`."""
    with vault.unit_of_work("") as work:
        first, second = rows.there(work.conn, "Node", kept), rows.there(work.conn, "Node", again)
        work.label = f"Kept one {first.get('label', '')}"
        _take_off(work, again)
        if second.get("relation") and not first.get("relation"):
            work.set(kept, "relation", second.values["relation"])
    return work.result


def add_tie(
    vault: Vault, a: UUID, b: UUID, *, tie_id: UUID | None = None, how: str = "said", at: str | None = None,
    **fields: Any,
) -> ChangeSet:  # fmt: skip
    """Draw a line between two. Raises RuleRefused for a line to itself or one that is there already (I-02)."""
    with vault.unit_of_work("") as work:
        first, second = rows.there(work.conn, "Node", a), rows.there(work.conn, "Node", b)
        if a == b or first.person != second.person:
            raise RuleRefused("A line joins two different people or places on the same web.")
        _refuse_overlap(work, first.person, (a, b), fields)
        work.label = f"Connected {first.get('label', '')} and {second.get('label', '')}"
        meta = {"how": how} | ({"at": at} if at else {})
        private = first.private or second.private
        work.new("Tie", first.person, {"a": a, "b": b, **fields}, id=tie_id, private=private, meta=meta)
    return work.result


def _refuse_overlap(
    work: UnitOfWork, person: UUID, ends: tuple[UUID, UUID], fields: Mapping[str, Any], moving: UUID | None = None
) -> None:
    """Ties between the same two may overlap in time only when kind or view differs (decisions.md D13). A new line
    without a day begins today, one that is there already (`moving`) always was.
    """
    start, end = _lo(fields.get("from")), _lo(fields.get("to"))
    start = start or (EARLIEST if moving else local_day(work.wall).toordinal())
    a, b = ends[0].bytes, ends[1].bytes
    either_way = "person = ? AND ((a = ? AND b = ?) OR (a = ? AND b = ?))"
    there = rows.select(work.conn, "Tie", either_way, (person.bytes, a, b, b, a))
    for tie in seeing.all_shown(work.conn, "Tie", there, work.audience):
        if tie.id == moving:
            continue
        same = tie.get("kind", "") == (fields.get("kind") or "") and tie.get("view") == fields.get("view")
        later = _lo(tie.get("from"))
        begins_within = later is not None and start < later and (end is None or later < end)
        if same and (begins_within or present_on(start, tie.get("from"), tie.get("to"))):
            raise RuleRefused("There is a line between these two already.")


def _lo(day: PartialDate | str | None) -> int | None:
    return None if day is None else (PartialDate.of(day) if isinstance(day, str) else day).lo


def _today(work: UnitOfWork) -> str:
    return local_day(work.wall).isoformat()


def set_tie(vault: Vault, tie: UUID, *, how: str | None = None, at: str | None = None, **fields: Any) -> ChangeSet:
    """Change fields of a line. A value that has a history gets today's date, so that today's word is the newest.

    Raises RuleRefused where it would be a second line of its kind between the two at one time (I-02).
    """
    with vault.unit_of_work("Changed a line") as work:
        row = _line_there(work, tie)
        if fields.keys() & {"kind", "from", "to"}:
            _refuse_overlap(work, row.person, (row.values["a"], row.values["b"]), {**row.values, **fields}, moving=tie)
        dated = {entry.field for entry in row.history}
        for name, value in fields.items():
            _set_fields(work, row, {name: value}, how, at or (_today(work) if name in dated else None))
    return work.result


def join_again(vault: Vault, tie: UUID, end: str, node: UUID) -> ChangeSet:
    """Take one end ("a" or "b") of a line to another, because it was drawn to the wrong one. Raises RuleRefused as
    `add_tie` does. A line to somebody kept apart is written anew apart, like them: then `created[0]` is the line.
    """
    with vault.unit_of_work("") as work:
        row, there = _line_there(work, tie), rows.there(work.conn, "Node", node)
        other = row.values["b" if end == "a" else "a"]
        if node == other or there.person != row.person:
            raise RuleRefused("A line joins two different people or places on the same web.")
        _refuse_overlap(work, row.person, (node, other), row.values, moving=tie)
        work.label = f"Took a line to {there.get('label', '')}"
        if there.private and not row.private:
            _write_copy(work, "Tie", row, {row.values[end]: node}, apart=True)
        else:
            work.set(tie, end, node)
    return work.result


def delete_tie(vault: Vault, tie: UUID) -> ChangeSet:
    """Take a line away."""
    with vault.unit_of_work("Removed a line") as work:
        _line_there(work, tie)
        work.delete(tie)
    return work.result


def _line_there(work: UnitOfWork, tie: UUID) -> Row:
    """A line that can be seen. Changing one whose end was removed would bring that end back. Raises NotFound."""
    row = rows.there(work.conn, "Tie", tie)
    if not _joins_who_is_there(work, row, {}):
        raise NotFound(rows.GONE)
    return row


def _joins_who_is_there(work: UnitOfWork, line: Row, moved: dict[UUID, UUID]) -> bool:
    ends = [line.get("a"), line.get("b")]
    return all(end is not None and (end in moved or rows.one(work.conn, "Node", end) is not None) for end in ends)


def make_private(vault: Vault, entity: UUID) -> ChangeSet:
    """Keep something off every screen and paper but the worker's: written anew apart, taken away and never shown to
    have been in the shared record (decisions.md D2). `created[0]` is the thing itself; lines on it, and what stands in
    or corrects it, go along. Raises RuleRefused for the person and their own place in the middle.
    """
    with vault.unit_of_work("Kept apart") as work:
        _write_anew(work, entity, {}, apart=True)
    return work.result


def share_again(vault: Vault, entity: UUID) -> ChangeSet:
    """Give back to everybody what was kept apart, written anew in the shared record. What went along with it stays
    apart until it is shared itself. `created[0]` is the thing. Raises RuleRefused for a line to somebody kept apart.
    """
    with vault.unit_of_work("Shared again") as work:
        _write_anew(work, entity, {}, apart=False)
    return work.result


def _write_anew(work: UnitOfWork, entity: UUID, moved: dict[UUID, UUID], *, apart: bool) -> None:
    type_name = rows.kind_of(work.conn, entity)
    row = rows.there(work.conn, type_name, entity)
    if type_name in ("Person", "Web") or row.get("kind") == "self":
        raise RuleRefused("The person in the middle stays.")
    if type_name == "Tie" and not _joins_who_is_there(work, row, moved):
        raise NotFound(rows.GONE)
    if row.private == apart:
        return
    _refuse_half_shared(work, type_name, row, apart=apart)
    photos = _photos_of(work, row)
    moved.update((photo, uuid4()) for photo in photos)  # the thing itself is written first, and speaks of its photo
    _write_copy(work, type_name, row, moved, apart=apart)
    for photo in photos:
        _write_anew(work, photo, moved, apart=apart)
    for other_type, field, other in _pointing_at(work, row):
        if apart and (field in ("parent", "corrects") or other_type in _GO_ALONG):
            # A line to somebody removed stays as it is: out of sight with both its ends, and undo may need it.
            if other.id not in moved and (other_type != "Tie" or _joins_who_is_there(work, other, moved)):
                _write_anew(work, other.id, moved, apart=apart)
        elif other.id not in moved:
            work.set(other.id, field, moved[entity])
    for line in rows.select(work.conn, "Entry", "person = ? AND instr(text_, ?) > 0", (row.person.bytes, entity.hex)):
        if line.id not in moved and not line.locked:
            work.revise(line.id, "text", line.values["text"].replace(entity.hex, moved[entity].hex))


def _refuse_half_shared(work: UnitOfWork, type_name: str, row: Row, *, apart: bool) -> None:
    """A line to somebody kept apart says who they are."""
    if type_name == "Tie" and not apart and any(rows.there(work.conn, "Node", row.values[end]).private for end in "ab"):
        raise RuleRefused("Share the people it joins first.")


def _photos_of(work: UnitOfWork, row: Row) -> list[UUID]:
    """The photo that shows this thing, if any."""
    photo = row.get("photo")
    return [photo] if photo is not None and rows.one(work.conn, "Attachment", photo) is not None else []


def _write_copy(work: UnitOfWork, type_name: str, row: Row, moved: dict[UUID, UUID], *, apart: bool) -> None:
    kept = {name: moved.get(value, value) if isinstance(value, UUID) else value for name, value in row.values.items()}
    unseen_by = {member for member in row.get("audience", ()) if member.startswith(rows.NOT_WITH)}
    kept["audience"] = unseen_by | ({"worker"} if apart else DEFAULT_AUDIENCE)
    copy = work.new(type_name, row.person, kept, id=moved.setdefault(row.id, uuid4()), private=apart)
    for entry in row.history:
        work.assign(copy, entry.field, entry.value, at=entry.at.text, how=entry.how)
    for name in {entry.field for entry in row.history} & kept.keys():
        work.set(copy, name, kept[name])
    spots = "SELECT layout, x, y FROM position WHERE node = ? AND x IS NOT NULL"
    for layout, x, y in work.conn.execute(spots, (row.id.bytes,)).fetchall():
        work.move(copy, layout, (x, y))
    if row.locked:
        work.sign(copy)
    drafts.follow_within(work.conn, row.person, row.id, copy)
    work.delete(row.id, "kept apart" if apart else "shared again", conceal=True)


def _pointing_at(work: UnitOfWork, row: Row) -> list[tuple[str, str, Row]]:
    """(entity name, field, row) of everything that refers to a row, oldest first."""
    found = [
        (declared.name, field.name, other)
        for declared in schema.ENTITIES.values()
        for field in declared.fields
        if field.kind is Kind.REF and declared.stream is Stream.PERSON
        for other in rows.select(
            work.conn,
            declared.name,
            f'person = ? AND "{column_name(field.name)}" = ?',
            (row.person.bytes, row.id.bytes),
        )
    ]
    return sorted(found, key=lambda one: one[2].born)


def _set_fields(work: UnitOfWork, row: Row, fields: dict[str, Any], how: str | None, at: str | None) -> None:
    meta = ({"how": how} if how else {}) | ({"at": at} if at else {})
    for name, value in fields.items():
        work.set(row.id, name, value, **meta)
        drafts.clear_within(work.conn, row.person, row.id, name)
