"""Reads of who stays with a person: the named worker, colleagues brought in, and the changes there were."""

from itertools import pairwise
from typing import TYPE_CHECKING
from uuid import UUID

from sbp_desktop.models import rules
from sbp_desktop.models.named_workers import TO_BE_SAID, Colleague, NamedChange, WhoStays
from sbp_desktop.models.snapshots import FOR_WORKER, Audience, WorkerSnapshot
from sbp_desktop.models.vocabulary import NamedRole
from sbp_desktop.storage import rows, safety, seeing
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.statements import Connection

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault


def links(conn: Connection, person: UUID, role: NamedRole, *, ended: bool = True) -> list[Row]:
    """Who was linked to a person in a role, as first written; those still there alone with `ended` False."""
    still = "" if ended else "to_ IS NULL AND "
    return rows.select(
        conn, "NamedWorkerLink", still + "person = ? AND role = ? ORDER BY born", (person.bytes, role.value)
    )


def of_person(vault: "Vault", person: UUID, audience: Audience = FOR_WORKER) -> WhoStays:
    """Who stays with somebody, and who there is to choose from."""
    with vault.reading() as conn:
        named = seeing.all_shown(conn, "NamedWorkerLink", links(conn, person, NamedRole.NAMED), audience)
        workers = {row.id: worker(row) for row in rows.select(conn, "Worker", "1 ORDER BY born")}
        current = [link for link in named if link.get("to") is None]
        now = workers.get(current[-1].values["worker"]) if current and current[-1].get("worker") else None
        return WhoStays(
            person=person,
            named=now,
            colleagues=_beside(conn, person, NamedRole.NAMED_COLLEAGUE, workers, audience),
            cover=next(iter(_beside(conn, person, NamedRole.COVER, workers, audience)[-1:]), None),
            asks=rules.SAME_WORKER not in safety.for_audience(conn, vault.worker_id, person, audience),
            changes=tuple(_change(before, after, workers) for before, after in pairwise(named)),
            known=tuple(
                sorted(
                    (each for each in workers.values() if each.name and each != now),
                    key=lambda each: each.id != vault.worker_id,
                )
            ),
        )


def _beside(
    conn: Connection, person: UUID, role: NamedRole, workers: dict[UUID, WorkerSnapshot], audience: Audience
) -> tuple[Colleague, ...]:
    held = links(conn, person, role, ended=False)
    return tuple(
        Colleague(link.id, workers[link.values["worker"]])
        for link in seeing.all_shown(conn, "NamedWorkerLink", held, audience)
        if link.get("worker") in workers
    )


def worker(row: Row) -> WorkerSnapshot:
    """A worker as others read them."""
    return WorkerSnapshot(row.id, row.get("name", ""), row.get("role"), row.get("direct_number", ""), row.get("photo"))


def _change(before: Row, after: Row, workers: dict[UUID, WorkerSnapshot]) -> NamedChange:
    def name(link: Row) -> str:
        known = workers.get(link.get("worker"))
        return known.name if known is not None else ""

    told = after.get("change_reason", "")
    return NamedChange(
        after.id, after.get("from"), name(before), name(after), "" if told == TO_BE_SAID else told,
        after.get("how_they_felt", ""),
    )  # fmt: skip
