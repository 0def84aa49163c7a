"""Writing one thing of a list, one way for all: new, changed, brought back, or emptied and so taken away."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models import schema
from sbp_desktop.models.order import between
from sbp_desktop.models.schema import Kind
from sbp_desktop.storage import rows
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.unit_of_work import UnitOfWork

_UNKNOWN = "That cannot be written here."


def tidy(kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they are kept: a short line without needless spaces, None for nothing."""
    declared = schema.ENTITIES[kind].by_name
    return {
        name: (" ".join(value.split()) if declared[name].kind is Kind.WORDS else value.strip()) or None
        if isinstance(value, str)
        else value
        for name, value in fields.items()
    }


def write(
    work: UnitOfWork, kind: str, thing: UUID, fields: Mapping[str, Any], *, within: Row, needs: tuple[str, ...],
    first: Mapping[str, Any] | None = None, private: bool = False,
) -> bool:  # fmt: skip
    """Write a thing of a person's (`within` is the Person) or a part of another (`within` is that); its id is the
    caller's. `needs[0]` emptied takes it away; a new one needs all of `needs`, and then has `first` too.

    Returns whether it is there now. Raises RuleRefused while something is missing, or for another kind's id.
    """
    said, held = tidy(kind, fields), rows.one(work.conn, kind, thing, alive_only=False)
    if held is None:
        if not any(said.values()):
            return False
        if not all(said.get(name) for name in needs):
            raise RuleRefused("There are words still missing. What you typed is kept.")
        _write_new(work, kind, thing, {**(first or {}), **said}, within, private=private)
        return True
    if held.person != within.person:
        raise RuleRefused(_UNKNOWN)
    if needs and needs[0] in said and not said[needs[0]]:
        if held.alive:
            work.delete(thing)
        return False
    if any(name in said and not said[name] for name in needs):
        raise RuleRefused("This cannot be left empty. The words before are kept.")
    if not held.alive:
        work.revive(thing)
    for name, value in said.items():
        work.set(thing, name, value)
    return True


def _write_new(work: UnitOfWork, kind: str, thing: UUID, fields: dict[str, Any], within: Row, *, private: bool) -> None:
    if "parent" in schema.ENTITIES[kind].by_name:
        fields |= {"parent": within.id, "order": order_after(work, kind, within)}
    work.new(kind, within.person, fields, id=thing, private=private or within.private)


def order_after(work: UnitOfWork, kind: str, within: Row) -> str:
    """The key of what comes last in a list; those taken away keep their place."""
    beside = rows.children(work.conn, kind, within.id, alive_only=False)
    last = max((row.get("order", "") for row in beside), default="")
    return between(last or None, None)


def set_field(work: UnitOfWork, kind: str, thing: UUID, name: str, value: Any) -> Row:
    """Say or unsay one field of a thing that is there; returns it as it was. Raises NotFound."""
    row = rows.there(work.conn, kind, thing)
    work.set(thing, name, value)
    return row
