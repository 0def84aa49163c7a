"""What the council tells a worker: who their colleagues are, and what happened to people they are with."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from sbp_desktop.storage import enrolment

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault


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


def take(vault: "Vault", colleagues: Sequence[Colleague], notices: Sequence[Notice]) -> None:
    """Keep what the council told; each notice once."""
    with vault.writing() as conn:
        conn.executemany("INSERT OR REPLACE INTO colleague(id, name, role) VALUES(?, ?, ?)", colleagues)
        conn.executemany(
            "INSERT OR IGNORE INTO notice(number, id, kind, person, who, at, words, seen) "
            "VALUES(?, ?, ?, ?, ?, ?, ?, 0)",
            notices,
        )
        said = enrolment.spoken(conn)
        told = max([said.told, *(notice.number for notice in notices)])
        enrolment.keep_spoken(vault, conn, said._replace(told=told))
