"""Reads that look back: kept pictures, where a thing on the web comes from, and when it was last heard of."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sbp_desktop.errors import NotFound
from sbp_desktop.models.clock import day_begins_ms, local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.ops import Op, OpKind
from sbp_desktop.models.snapshots import FOR_WORKER, Audience, MomentSnapshot, Provenance
from sbp_desktop.models.vocabulary import MomentReason
from sbp_desktop.storage import materialise, oplog, rows, seeing
from sbp_desktop.storage.history import Written
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.statements import Connection, scalar

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

_SAYS = (int(OpKind.NEW), int(OpKind.SET), int(OpKind.REV))


def moments(vault: "Vault", person: UUID, audience: Audience = FOR_WORKER) -> tuple[MomentSnapshot, ...]:
    """The pictures kept of a person's web, the newest day first."""
    with vault.reading() as conn:
        found = rows.select(conn, "Moment", "person = ?", (person.bytes,))
        shown = [_moment(row) for row in found if seeing.may_see(conn, "Moment", row, audience)]
    return tuple(sorted(shown, key=lambda moment: (moment.on.lo if moment.on else 0, moment.id.bytes), reverse=True))


def _moment(row: Row) -> MomentSnapshot:
    written = row.get("version_vector")
    return MomentSnapshot(
        id=row.id,
        label=row.get("label", ""),
        on=row.get("valid_on"),
        view=row.get("view"),
        seen_with_person=row.get("seen_with_person", False),
        written=read_vector(written) if written else None,
        reason=row.get("reason", MomentReason.OTHER.value),
    )


def beginning(vault: "Vault", person: UUID, audience: Audience = FOR_WORKER) -> tuple[int, int | None] | None:
    """The day (ordinal) we first talked and how much had been written by its end (ms UTC); None while that is today.

    Of somebody whose record was brought in later only the day is known.
    """
    with vault.reading() as conn:
        found = rows.select(conn, "Conversation", "person = ? AND opened IS NOT NULL", (person.bytes,))
        days = [_day_of(row) for row in seeing.all_shown(conn, "Conversation", found, audience)]
        first = min(days, default=None)
        if first is None or first >= local_day(vault.clock.now_ms()).toordinal():
            return None
        by_then = day_begins_ms(first + 1) - 1
        written = scalar(conn.execute("SELECT min(wall) FROM op WHERE person = ?", (person.bytes,)))
    return first, by_then if written is not None and written <= by_then else None


def _day_of(talk: Row) -> int:
    happened: PartialDate | None = talk.get("happened_on")
    return happened.lo if happened is not None else local_day(talk.values["opened"]).toordinal()


def vector_now(conn: Connection, person: UUID) -> str:
    """How much of a person's record is written, as words to keep: the number of each writer's last op in each lane."""
    found = conn.execute(
        "SELECT lane, origin, max(oseq) FROM op WHERE person = ? GROUP BY lane, origin ORDER BY lane, origin",
        (person.bytes,),
    )
    return json.dumps({f"{lane}:{origin.hex()}": number for lane, origin, number in found})


def read_vector(words: str) -> Written:
    """The numbers kept by `vector_now`; none at all from words that are not such."""
    try:
        pairs = [(*name.split(":"), int(number)) for name, number in json.loads(words).items()]
        return {(int(lane), bytes.fromhex(origin)): number for lane, origin, number in pairs}
    except (ValueError, AttributeError, TypeError):
        return {}


def provenance(vault: "Vault", entity: UUID, audience: Audience = FOR_WORKER) -> Provenance:
    """Where a node or line comes from: when it was first written, whose words, in which conversation, how known.

    Raises NotFound for what is not there, or not for this audience.
    """
    with vault.reading() as conn:
        kind = rows.kind_of(conn, entity)
        row = rows.there(conn, kind, entity)
        if not seeing.may_see(conn, kind, row, audience):
            raise NotFound(rows.GONE)
        said = [
            op
            for _, op in oplog.read(conn, f"WHERE ent = ? AND {oplog.AT_HOME}", (entity.bytes,))
            if int(op.kind) in _SAYS
        ]
        first = min(said, key=lambda op: op.hlc)
        conversation, by = _id(first, "conv"), _id(first, "said_by")
        return Provenance(
            first_ms=first.wall,
            heard_ms=max(op.wall for op in said),
            how=next((str(op.meta["how"]) for op in reversed(said) if "how" in op.meta), ""),
            conversation=conversation if _shown(conn, "Conversation", conversation, audience) else None,
            said_by=by if _shown(conn, "Node", by, audience) else None,
            source=row.get("source", "") if audience.who == "worker" else "",
            written_by=_worker_name(conn, first),
        )


def said_at(conn: Connection, entity: UUID, field: str) -> int | None:
    """When a field got the value it has, ms UTC; None where nothing was ever said."""
    newest = next(iter(materialise.heads_named(conn, entity.bytes, field)), None)
    if newest is None:
        return None
    return int(scalar(conn.execute("SELECT wall FROM op WHERE seq = ?", (newest[0],))))


def heard(vault: "Vault", person: UUID) -> Mapping[UUID, int]:
    """When each thing of a person's was last written of, ms UTC by the writer's clock; for the worker alone."""
    with vault.reading() as conn:
        found = conn.execute(
            f"SELECT ent, max(wall) FROM op WHERE person = ? AND kind IN (?, ?, ?) AND {oplog.AT_HOME} GROUP BY ent",
            (person.bytes, *_SAYS),
        )
        return {UUID(bytes=ent): wall for ent, wall in found}


def first_said(conn: Connection, person: UUID, fields: Collection[str]) -> dict[UUID, Mapping[str, Any]]:
    """What was said when they were first written of those nodes of which one of these fields was said anew since."""
    marks = ", ".join("?" * len(fields))
    changed = conn.execute(
        "SELECT DISTINCT n.id FROM node_now n JOIN head h ON h.ent = n.id JOIN op o ON o.seq = h.op "
        f"WHERE n.person = ? AND h.field IN ({marks}) AND o.kind != ?",
        (person.bytes, *fields, int(OpKind.NEW)),
    ).fetchall()
    first: dict[UUID, Mapping[str, Any]] = {}
    for (ent,) in changed:
        written = oplog.read(conn, f"WHERE ent = ? AND kind = ? AND {oplog.AT_HOME}", (ent, int(OpKind.NEW)), limit=1)
        first |= {UUID(bytes=ent): op.value for _, op in written}
    return first


def _id(op: Op, name: str) -> UUID | None:
    held = op.meta.get(name)
    return UUID(bytes=held) if isinstance(held, bytes) and len(held) == 16 else None


def _shown(conn: Connection, type_name: str, ident: UUID | None, audience: Audience) -> bool:
    row = rows.one(conn, type_name, ident) if ident is not None else None
    return row is not None and seeing.may_see(conn, type_name, row, audience)


def _worker_name(conn: Connection, op: Op) -> str:
    found: Iterable[Row] = rows.select(conn, "Worker", "id = ?", (op.worker,))
    return next((str(row.get("name", "")) for row in found), "")
