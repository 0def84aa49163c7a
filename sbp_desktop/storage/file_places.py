"""Where the file of each photo is: on this laptop, with the council, there for good; and what is to be carried next."""

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

from sbp_desktop.errors import AttachmentLost
from sbp_desktop.models.ops import decode_body
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage.attachments import Kept
from sbp_desktop.storage.statements import Connection, scalar

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

_OF = "person = ? AND lane = ?"
_ONE = f"{_OF} AND origin = ? AND oseq = ?"
_COLUMNS = "o.person, o.lane, o.origin, o.oseq, o.body"
_SAYS = "o.kind = 0 AND o.field = 'Attachment'"
_FILE = "file f JOIN op o USING(person, lane, origin, oseq) LEFT JOIN attachment_now n ON n.id = o.ent"
# A photo that was kept apart, or shared again, goes with its new place alone: who reads the old one is sent nothing.
_MOVED = "coalesce(n.alive, 1) < 0"
_ACKED = "(o.pseq NOTNULL OR o.oseq <= coalesce(a.acked, 0))"
_ACK = "ack a ON a.person = o.person AND a.lane = o.lane AND a.origin = o.origin"
OURS_UNSENT: Final = (
    "op o LEFT JOIN file f USING(person, lane, origin, oseq) LEFT JOIN attachment_now n ON n.id = o.ent LEFT JOIN "
    f"{_ACK} WHERE {_SAYS} AND length(o.chain) AND {_ACKED} AND coalesce(f.here, 1) AND NOT coalesce(f.sent, 0) "
    f"AND NOT {_MOVED}"
)
"""Photos written here whose op has gone to the council and whose file has not; `o` is the op."""
_AGAIN_MS: Final = 24 * 3600 * 1000
"""What is with the council is asked after once a day: one that was put back may have lost files and no op."""
_NEVER: Final = 2**62


class Name(NamedTuple):
    """The op that says a file."""

    person: bytes
    lane: int
    origin: bytes
    oseq: int


class Carried(NamedTuple):
    """A file that may have to be carried: to the council where it is `here`, else from it."""

    name: Name
    kept: Kept
    here: bool


class Stands(NamedTuple):
    """The council's answer for a file: whether it is all there, and for good."""

    name: Name
    whole: bool
    durable: bool


def look(vault: "Vault") -> None:
    """Note where the files are of ops that came or were written since."""
    with vault.reading() as conn:
        # Both sides say which ops, so that the index of just those is read.
        new = conn.execute(
            f"SELECT {_COLUMNS} FROM op o WHERE {_SAYS} AND NOT EXISTS(SELECT 1 FROM "
            "file f WHERE f.person = o.person AND f.lane = o.lane AND f.origin = o.origin AND f.oseq = o.oseq)"
        ).fetchall()
    if not new:
        return
    rows = []
    for *name, body in new:
        kept = _said(body)
        # An op that says no file, or was erased, has nothing that could be anywhere else.
        done = kept is None
        here = done or (kept is not None and vault.attachments.has(kept.key))
        rows.append((*name, here, done, done, _NEVER if done else 0))
    with vault.writing() as conn:
        conn.executemany("INSERT OR REPLACE INTO file VALUES(?, ?, ?, ?, ?, ?, ?, ?)", rows)


def _said(body: bytes) -> Kept | None:
    """The file that an op says, if it says one."""
    value = decode_body(body)[0]
    if not isinstance(value, dict) or not all(isinstance(value.get(name), str) for name in ("key", "digest")):
        return None
    kept = Kept(value["key"], value["digest"], 0)
    return kept if kept.key and len(kept.digest) == 64 and set(kept.digest) <= set("0123456789abcdef") else None


def open_questions(vault: "Vault", most: int, but: Collection[Name] = ()) -> list[Carried]:
    """What the council is asked about next, nothing of `but`: what it may lack, the oldest first, then what is missing
    here, the newest first. Of what was taken away, or is there for good, once a day.
    """
    since = vault.clock.now_ms() - _AGAIN_MS
    with vault.reading() as conn:
        lacking = conn.execute(
            f"SELECT {_COLUMNS} FROM {_FILE} LEFT JOIN {_ACK} WHERE f.here AND {_ACKED} "
            f"AND NOT {_MOVED} AND (NOT f.sent OR NOT f.durable OR f.asked < ?) ORDER BY f.sent, o.hlc",
            (since,),
        )
        found = list(_carried(lacking, but, most, here=True))
        missing = conn.execute(
            f"SELECT {_COLUMNS} FROM {_FILE} LEFT JOIN granted g ON g.person = o.person "
            "AND g.lane = o.lane WHERE NOT f.here AND NOT coalesce(g.hidden, 0) AND o.pseq NOTNULL "
            "AND (n.alive > 0 OR f.asked < ?) ORDER BY o.hlc DESC",
            (since,),
        )
        return found + list(_carried(missing, but, most - len(found), here=False))


def _carried(
    rows: Iterable[tuple[bytes, int, bytes, int, bytes]], but: Collection[Name], most: int, *, here: bool
) -> Iterator[Carried]:
    for person, lane, origin, oseq, body in rows:
        name, kept = Name(person, lane, origin, oseq), _said(body)
        if name in but or kept is None:
            continue
        if most <= 0:
            return
        most -= 1
        yield Carried(name, kept, here)


def answered(vault: "Vault", answers: Iterable[Stands]) -> None:
    """Note what the council said."""
    now = vault.clock.now_ms()
    with vault.writing() as conn:
        conn.executemany(
            f"UPDATE file SET sent = ?, durable = ?, asked = ? WHERE {_ONE}",
            [(one.whole, one.durable, now, *one.name) for one in answers],
        )


def measured(vault: "Vault", one: Carried) -> int:
    """Bytes of a file as it is sent, 0 where it is not here as it was written: then it is missing from now on."""
    try:
        return vault.attachments.measured(one.kept)
    except AttachmentLost:
        with vault.writing() as conn:
            conn.execute(f"UPDATE file SET here = 0 WHERE {_ONE}", one.name)
        return 0


def piece(vault: "Vault", one: Carried, offset: int, most: int) -> bytes:
    """Some of the bytes as they are sent. Raises AttachmentLost."""
    return vault.attachments.piece(one.kept, offset, most)


def came(vault: "Vault", one: Carried) -> int:
    """How many bytes of a missing file have come so far."""
    return vault.attachments.came(one.kept)


def take(vault: "Vault", one: Carried, offset: int, data: bytes, size: int) -> ChangeSet:
    """Add what came of a missing file of `size` bytes; what that changes on screens, once all is here.

    Raises DiskFull, FolderReadOnly, SaveFailed.
    """
    if not vault.attachments.take(one.kept, offset, data, size):
        return ChangeSet()
    with vault.writing() as conn:
        conn.execute(f"UPDATE file SET here = 1, sent = 1 WHERE {_ONE}", one.name)
        ent, body = conn.execute(f"SELECT ent, body FROM op WHERE {_ONE}", one.name).fetchall()[0]
    of = decode_body(body)[0].get("of")
    return ChangeSet(
        persons=frozenset([UUID(bytes=one.name.person)]),
        entities=frozenset(UUID(bytes=id_) for id_ in (ent, of) if isinstance(id_, bytes) and len(id_) == 16),
        kinds=frozenset(["Attachment"]),
        committed_ms=vault.clock.now_ms(),
    )


def of(conn: Connection, entity: UUID) -> list[tuple[int, None, bool, bool, bool]]:
    """For each file kept here of a photo, or of what a photo shows: when it was written (ms), None, is it not sent, not
    safe for good, and False.
    """
    return [
        (wall, None, not sent, not durable, False)
        for wall, sent, durable in conn.execute(
            "SELECT o.wall, coalesce(f.sent, 0), coalesce(f.durable, 0) FROM attachment_now n "
            "JOIN op o ON o.ent = n.id LEFT JOIN file f USING(person, lane, origin, oseq) "
            "WHERE n.person = (SELECT person FROM entity WHERE id = ?1) "
            f"AND ?1 IN (n.id, n.of_) AND {_SAYS} AND length(o.chain) AND coalesce(f.here, 1) AND NOT {_MOVED}",
            (entity.bytes,),
        )
    ]


def is_on_its_way(vault: "Vault", attachment: UUID) -> bool:
    """Whether the file of a photo that came from the council has not come yet."""
    with vault.reading() as conn:
        row = conn.execute(
            "SELECT o.pseq NOTNULL AND NOT coalesce(f.here, 0) AND (NOT length(o.chain) OR coalesce(f.sent, 0)) "
            f"FROM op o LEFT JOIN file f USING(person, lane, origin, oseq) WHERE o.ent = ? AND {_SAYS}",
            (attachment.bytes,),
        ).fetchone()
    return bool(row and row[0])


# ---- a stream that goes, or is doubted


def keys(conn: Connection) -> Iterator[str]:
    """The secrets of all files that any op says, seen or hidden."""
    for row in conn.execute(f"SELECT o.body FROM op o WHERE {_SAYS}"):
        if kept := _said(row[0]):
            yield kept.key


def said(conn: Connection) -> Iterator[Kept]:
    """Every photo that an op says, of whoever it is."""
    for (body,) in conn.execute(f"SELECT o.body FROM op o WHERE {_SAYS}"):
        if (kept := _said(body)) is not None:
            yield kept


def keys_of(conn: Connection, person: bytes, lane: int) -> frozenset[str]:
    """The secrets of the files of one stream that no other stream says too."""
    here, elsewhere = set[str](), set[str]()
    for stream, body in conn.execute(f"SELECT o.lane, o.body FROM op o WHERE {_SAYS} AND o.person = ?", (person,)):
        if kept := _said(body):
            (here if stream == lane else elsewhere).add(kept.key)
    return frozenset(here - elsewhere)


def may_be_lost(conn: Connection, person: bytes, lane: int) -> bool:
    """Whether a file of a stream would be lost with it: it is here, and not with the council for good."""
    asked = (
        "SELECT 1 FROM op o LEFT JOIN file f USING(person, lane, origin, oseq) LEFT JOIN attachment_now n "
        f"ON n.id = o.ent WHERE {_SAYS} AND o.person = ? AND o.lane = ? AND coalesce(f.here, 1) "
        f"AND NOT coalesce(f.durable, 0) AND NOT {_MOVED}"
    )
    return scalar(conn.execute(asked, (person, lane))) is not None


def doubt(conn: Connection, person: bytes | None = None, lane: int = 0) -> None:
    """What the council said it has of a stream's files, or of all, is asked again."""
    one, values = (f" AND {_OF}", (person, lane)) if person is not None else ("", ())
    conn.execute(f"UPDATE file SET sent = 0, durable = 0 WHERE asked < {_NEVER}{one}", values)
