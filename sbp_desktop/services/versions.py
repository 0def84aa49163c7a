"""What a worker does about a thing that was changed in two places: keep one version or both, let it stay or go."""

from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models import schema, text_merge
from sbp_desktop.models.merge import ALIVE, Head
from sbp_desktop.models.ops import OpId
from sbp_desktop.models.schema import Kind
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage import materialise, rows, texts
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault

SETTLED = "That has been settled meanwhile."


def keep(vault: Vault, thing: UUID, field: str, chosen: OpId, seen: Collection[OpId]) -> ChangeSet:
    """Let one version of a field stand in place of all that the worker saw; of a long text its words wherever versions
    differ, beside what the others changed elsewhere. What arrived meanwhile stays beside it. Raises RuleRefused.
    """
    with vault.unit_of_work("Kept one version") as work:
        if chosen not in seen or not _still_stands(work, thing, field, seen):
            raise RuleRefused(SETTLED)
        if _is_long(work, thing, field):
            pieces = texts.merged(work.conn, thing.bytes, field, seen)
            _write_text(work, thing, field, text_merge.kept(pieces, chosen), seen)
        else:
            value = next(h.value for h in _heads(work, thing, field) if h.id == chosen)
            work.settle(thing, field, value, tuple(seen))
    return work.result


def keep_both(vault: Vault, thing: UUID, field: str, seen: Collection[OpId]) -> ChangeSet:
    """Let a long text stand as it reads together, all versions of each sentence in it. Raises RuleRefused."""
    with vault.unit_of_work("Kept both versions") as work:
        if not _is_long(work, thing, field) or not _still_stands(work, thing, field, seen):
            raise RuleRefused(SETTLED)
        pieces = texts.merged(work.conn, thing.bytes, field, seen)
        _write_text(work, thing, field, text_merge.whole(pieces), seen)
    return work.result


def let_stay(vault: Vault, thing: UUID) -> ChangeSet:
    """A thing that one removed and another changed stays. Raises NotFound, RuleRefused."""
    with vault.unit_of_work("Let it stay") as work:
        _must_be_doubted(work, thing)
        work.revive(thing, chosen=True)
    return work.result


def let_go(vault: Vault, thing: UUID) -> ChangeSet:
    """A thing that one removed and another changed goes after all. Raises NotFound, RuleRefused."""
    with vault.unit_of_work("Removed after all") as work:
        _must_be_doubted(work, thing)
        work.delete(thing, chosen=True)
    return work.result


def as_seen(
    vault: Vault, readings: Mapping[str, str], write: Callable[..., ChangeSet], *args: Any, **fields: Any
) -> ChangeSet:
    """Make a change with a service, the writer having had texts before them that read so, by field
    (`text_merge.reading`): what arrived since stays beside what they write.
    """
    with vault.having_before_them(readings):
        return write(vault, *args, **fields)


def _is_long(work: UnitOfWork, thing: UUID, field: str) -> bool:
    declared = schema.ENTITIES[rows.kind_of(work.conn, thing)].by_name.get(field)
    return declared is not None and declared.kind is Kind.TEXT


def _heads(work: UnitOfWork, thing: UUID, field: str) -> list[Head]:
    return [head for head in materialise.entity_heads(work.conn, thing.bytes) if head.field == field]


def _still_stands(work: UnitOfWork, thing: UUID, field: str, seen: Collection[OpId]) -> bool:
    """Whether nobody settled it meanwhile: all that the worker saw is still there."""
    return set(seen) <= {head.id for head in _heads(work, thing, field)}


def _write_text(work: UnitOfWork, thing: UUID, field: str, text: str, seen: Collection[OpId]) -> None:
    heads = [one for one in materialise.heads_named(work.conn, thing.bytes, field) if one[1] in seen]
    work.revise_over(thing, field, text, heads, {})


def _must_be_doubted(work: UnitOfWork, thing: UUID) -> None:
    row = rows.there(work.conn, rows.kind_of(work.conn, thing), thing)
    if ALIVE not in row.alternatives:
        raise RuleRefused(SETTLED)
