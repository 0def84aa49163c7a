"""When the council was put back from a backup: what is offered to it again, until it was read there anew."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from sbp_desktop.models.ops import from_envelope
from sbp_desktop.storage import file_places, oplog
from sbp_desktop.storage.statements import Connection

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

_OF = "person = ? AND lane = ?"


class Offer(NamedTuple):
    """An op with the council's own receipt, as it gave it out once."""

    packed: bytes
    author: bytes
    received: int
    mac: bytes
    late: bool
    eff: int
    digest: bytes


def diverged(vault: "Vault", person: bytes, lane: int) -> None:
    """The council's stream does not hold what was read in it here."""
    with vault.writing() as conn:
        read_anew(conn, person, lane)


def read_anew(conn: Connection, person: bytes, lane: int) -> None:
    """Offer everything of a stream that has a receipt, and read the stream from nothing; inside a transaction."""
    stream = (person, lane)
    conn.execute(
        "INSERT OR REPLACE INTO reoffer(person, lane, origin, oseq, offered) "
        f"SELECT person, lane, origin, oseq, 0 FROM op WHERE {_OF} AND mac NOTNULL",
        stream,
    )
    conn.execute(f"UPDATE op SET pseq = NULL, link = NULL WHERE {_OF} AND pseq NOTNULL", stream)
    conn.execute(f"DELETE FROM cursor WHERE {_OF}", stream)
    conn.execute(f"UPDATE ack SET durable = 0 WHERE {_OF}", stream)
    file_places.doubt(conn, *stream)


def doubt_everything(conn: Connection) -> None:
    """The council is in another epoch: what it said it has is asked again, what was offered is offered again."""
    conn.execute("UPDATE ack SET durable = 0")
    conn.execute("UPDATE reoffer SET offered = 0")
    file_places.doubt(conn)


def lost_again(vault: "Vault", read: Sequence[tuple[bytes, int]]) -> None:
    """These streams were read to their end: what was offered and did not come by is not there, and is offered again."""
    with vault.reading() as conn:
        left = set(conn.execute("SELECT DISTINCT person, lane FROM reoffer WHERE offered"))
    if lost := sorted(left & set(read)):
        with vault.writing() as conn:
            conn.executemany(f"UPDATE reoffer SET offered = 0 WHERE {_OF}", lost)


def offers(vault: "Vault", most: int, most_bytes: int) -> list[Offer]:
    """What is offered next: at most so many ops and bytes, one op at least."""
    found: list[Offer] = []
    with vault.reading() as conn:
        for row in conn.execute(
            f"SELECT {oplog.COLUMNS}, o.author, o.received, o.mac, o.late, o.digest, o.packed FROM reoffer r "
            "JOIN op o USING(person, lane, origin, oseq) WHERE NOT r.offered LIMIT ?",
            (most,),
        ):
            packed = oplog.as_said(row)
            most_bytes -= len(packed)
            if found and most_bytes < 0:
                break
            author, received, mac, late, digest, _ = row[15:]
            stamp = row[9]
            eff = stamp if row[-1] is not None and from_envelope(packed).hlc != stamp else 0
            found.append(Offer(packed, author, received, mac, bool(late), eff, digest or b""))
    return found


def offered(vault: "Vault", offers: Sequence[Offer]) -> None:
    """The council has had these; they stay on the list until the stream has been read to where they stand."""
    names = [(op.person, op.lane, op.origin, op.oseq) for op in (from_envelope(one.packed) for one in offers)]
    with vault.writing() as conn:
        conn.executemany(f"UPDATE reoffer SET offered = 1 WHERE {_OF} AND origin = ? AND oseq = ?", names)
