"""What a worker can do about a good life: the dream, who plans it, the week, and a budget's sources and uses (A04)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models import derived, money
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services import listed
from sbp_desktop.storage import queries, rows
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault

_PLAN, _WEEK = "GoodLifePlan", "WeekPart"
SOURCE, USE = "BudgetSource", "BudgetUse"


def plan_of(person: UUID) -> UUID:
    """The plan that the first word written here begins; its id is the same on every laptop."""
    return derived.of(person, derived.GOOD_LIFE)


def set_plan(vault: Vault, plan: UUID, *, person: UUID, **fields: Any) -> ChangeSet:
    """Change words or choices of a good life; the first of them begins it. `good_life_words` are the person's own."""
    with vault.unit_of_work("Changed a good life") as work:
        _there(work, person, plan)
        for name, value in fields.items():
            work.set(plan, name.replace("__", "."), value or None)
    return work.result


def plan_with(vault: Vault, plan: UUID, who: Iterable[str], *, person: UUID) -> ChangeSet:
    """Say who is in the planning: ids (hex) of people on the web, and "worker"."""
    with vault.unit_of_work("Said who is planning") as work:
        _there(work, person, plan)
        work.set(plan, "who_is_planning", frozenset(who))
    return work.result


def write_sum(
    vault: Vault, thing: UUID, *, kind: str, person: UUID, plan: UUID, amount: str | None = None, **fields: str
) -> ChangeSet:
    """Write where money comes from or what it is for (`kind` is SOURCE or USE), and how many pounds where that is
    known. Raises RuleRefused for a sum that cannot be read.
    """
    with vault.unit_of_work("Changed the budget") as work:
        said: dict[str, object] = dict(fields)
        if amount is not None:
            read = money.pence(amount)
            if amount.strip() and read is None:
                raise RuleRefused(money.NO_SUM)
            said["amount"] = read / 100 if read is not None else None
        _write(work, kind, thing, said, person, plan, {})
    return work.result


def write_week(
    vault: Vault, thing: UUID, *, person: UUID, plan: UUID, day: str, part: str, what: str, node: UUID | None = None
) -> ChangeSet:
    """Write what happens on a day of the week ("mon") in a part of it ("morning"), with whom or what of the web.
    Words that no longer name them let go of them.
    """
    with vault.unit_of_work("Changed the week") as work:
        held = rows.one(work.conn, _WEEK, thing)
        node = node or (held.get("node") if held is not None else None)
        named = rows.one(work.conn, "Node", node) if node is not None else None
        if named is not None and named.get("label", "").casefold() not in what.casefold():
            named = None
        said, private = {"what": what, "node": named.id if named else None}, named is not None and named.private
        _write(work, _WEEK, thing, said, person, plan, {"day": day, "part": part}, private=private)
    return work.result


def _write(
    work: UnitOfWork, kind: str, thing: UUID, said: dict[str, Any], person: UUID, plan: UUID, first: dict[str, Any], *,
    private: bool = False,
) -> None:  # fmt: skip
    within = rows.there(work.conn, "Person", person)
    if any(said.values()) or rows.one(work.conn, kind, thing) is not None:
        within = _there(work, person, plan)
    listed.write(work, kind, thing, said, within=within, needs=("what",), first=first, private=private)


def _there(work: UnitOfWork, person: UUID, plan: UUID) -> Row:
    """The plan, begun or brought back where it is not there."""
    held = rows.one(work.conn, _PLAN, plan, alive_only=False)
    if held is None or held.person != person:  # named by somebody who writes for another
        rows.there(work.conn, "Person", person)
        talk = queries.open_conversation(work.conn, person)
        work.new(_PLAN, person, {"conversation": talk.id if talk is not None else None}, id=plan)
    elif not held.alive:
        work.revive(plan)
    work.flush()
    return rows.there(work.conn, _PLAN, plan)
