"""What the council tells a worker: who their colleagues are, and what happened to people they are with."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

from sbp_desktop.models.snapshots import ChangeSet, CouncilNotice
from sbp_desktop.storage import colleagues as names
from sbp_desktop.storage import enrolment
from sbp_desktop.storage.statements import Connection

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault


NOTICE: Final = "Notice"
"""What a ChangeSet names among its kinds when the council told something."""
_SHOWN = ("opened", "late", "held")
_ABOUT = "kind = ? AND person = ? AND who = ?"


class Colleague(NamedTuple):
    """Who signs with this id."""

    id: bytes
    name: str
    role: str


class Notice(NamedTuple):
    """Something that happened; `number` grows, `kind` is the council's word, `at` ms UTC."""

    number: int
    id: bytes
    kind: str
    person: bytes
    who: bytes
    at: int
    words: str


def take(vault: "Vault", colleagues: Sequence[Colleague], notices: Sequence[Notice]) -> ChangeSet | None:
    """Keep what the council told, each notice once, also where it was put back and counts anew."""
    with vault.writing() as conn:
        conn.executemany("INSERT OR REPLACE INTO colleague(id, name, role) VALUES(?, ?, ?)", colleagues)
        conn.executemany(
            "INSERT OR REPLACE INTO notice(number, id, kind, person, who, at, words, seen) "
            "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, 0 WHERE NOT EXISTS (SELECT 1 FROM notice WHERE id = ?2)",
            notices,
        )
        said = enrolment.spoken(conn)
        told = max([said.told, *(notice.number for notice in notices)])
        enrolment.keep_spoken(vault, conn, said._replace(told=told))
    return ChangeSet(kinds=frozenset({NOTICE}), committed_ms=vault.clock.now_ms()) if notices else None


def unseen(conn: Connection) -> tuple[CouncilNotice, ...]:
    """What was told and not put away yet, newest first; the same of the same person by the same colleague as one.

    A kind a later release tells of waits for that.
    """
    rows = conn.execute(
        "SELECT n.kind, n.person, coalesce(p.preferred_name, ''), n.who, max(n.at) AS newest, count(*), max(n.number) "
        "FROM notice n LEFT JOIN person_now p ON p.id = n.person AND p.alive = 1 "
        f"WHERE NOT n.seen AND n.kind IN ({', '.join('?' * len(_SHOWN))}) "
        "GROUP BY n.kind, n.person, n.who ORDER BY newest DESC, n.person",
        _SHOWN,
    ).fetchall()
    return tuple(
        CouncilNotice(kind, UUID(bytes=person), name, UUID(bytes=who), names.name_of(conn, who), at, times, number)
        for kind, person, name, who, at, times, number in rows
    )


def put_away(vault: "Vault", notice: CouncilNotice) -> None:
    """It was read: it is not shown again, what is told of later is."""
    with vault.writing() as conn:
        row = (notice.kind, notice.person.bytes, notice.by.bytes, notice.number)
        conn.execute(f"UPDATE notice SET seen = 1 WHERE {_ABOUT} AND number <= ?", row)
