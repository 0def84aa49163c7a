"""What comes from the council into the log: one piece of a stream and how far it was read, in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sbp_desktop.errors import NotInStep
from sbp_desktop.models.ops import CHAIN_START, Op, OpId, OpKind, envelope
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage import births, materialise, noting, oplog
from sbp_desktop.storage.oplog import Arrival
from sbp_desktop.storage.statements import Connection, in_parts, marks, scalar

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

TWICE = "The council gave out the same change twice, so nothing of that answer was kept."
MOVED = "What the council sent begins where this laptop does not stand, so nothing of it was kept."
_OF = "person = ? AND lane = ?"
_ONE = f"{_OF} AND origin = ? AND oseq = ?"


class Reading(NamedTuple):
    """How far a stream was read: number and chain link of the last op of it that is here."""

    person: bytes
    lane: int
    pseq: int = 0
    chain: bytes = CHAIN_START


class Piece(NamedTuple):
    """What follows `start` in its stream; `complete` where nothing follows that at present."""

    start: Reading
    arrivals: Sequence[Arrival]
    complete: bool


class Came(NamedTuple):
    """What pieces brought: how many ops that were not here before, and what of the screen they touch."""

    new: int
    changes: ChangeSet


def reading(conn: Connection, person: bytes, lane: int) -> Reading:
    """How far a stream was read; from the start where it never was."""
    row = conn.execute(f"SELECT pseq, chain FROM cursor WHERE {_OF}", (person, lane)).fetchone()
    return Reading(person, lane, *row) if row is not None else Reading(person, lane)


def take(vault: "Vault", pieces: Sequence[Piece]) -> Came:
    """Store pieces of streams and that they were read, in one transaction. Raises NotInStep where a stream does not
    stand here (any more) where its piece begins; then nothing of any is stored.
    """
    came: list[Came] = []
    with vault.writing() as conn:
        for piece in pieces:
            if reading(conn, piece.start.person, piece.start.lane) != piece.start:
                raise NotInStep(MOVED)
            came.append(take_within(conn, piece))
    for piece in pieces:
        for op, _ in piece.arrivals:
            vault.clock.hear(op.hlc)
    changes = ChangeSet(
        persons=frozenset().union(*(one.changes.persons for one in came)),
        entities=frozenset().union(*(one.changes.entities for one in came)),
        kinds=frozenset().union(*(one.changes.kinds for one in came)),
        committed_ms=vault.clock.now_ms(),
    )
    return Came(sum(one.new for one in came), changes)


def take_within(conn: Connection, piece: Piece) -> Came:
    """As `take`, of one piece inside a transaction."""
    start, arrivals, complete = piece
    here = _here(conn, start, arrivals)
    new = [one for one in arrivals if one.op.id not in here]
    touched: dict[bytes, bool] = {}
    numbers = oplog.append_arrivals(conn, new)
    at_hand = noting.take_all(conn, [(seq, op) for seq, (op, _) in zip(numbers, new, strict=True)])
    for op, _ in new:
        touched[op.ent] = op.kind is not OpKind.POS or touched.get(op.ent, False)
    if here:
        for op, receipt in arrivals:
            if op.id in here and _note_receipt(conn, here[op.id], Arrival(op, receipt)):
                touched[op.ent] = True
        made = [op.ent for op, _ in arrivals if op.kind is OpKind.NEW and op.id in here]
        for ent in births.disputed(conn, made):
            noting.judge_anew(conn, ent)
            at_hand.pop(ent, None)
            touched[ent] = True
        conn.executemany(f"DELETE FROM reoffer WHERE {_ONE}", [(*op_name(one.op),) for one in arrivals])
    materialise.project(conn, [ent for ent, anew in touched.items() if anew], at_hand)
    end = arrivals[-1].receipt if arrivals else None
    place = (end.pseq, end.link) if end is not None else start[2:]
    row = (*start[:2], *place, int(complete))
    conn.execute("INSERT OR REPLACE INTO cursor(person, lane, pseq, chain, complete) VALUES(?, ?, ?, ?, ?)", row)
    return Came(len(new), _changes(conn, start.person, touched))


def op_name(op: Op) -> tuple[bytes, int, bytes, int]:
    """An op's name among all: person, lane, origin, number."""
    return op.person, op.lane, op.origin, op.oseq


def _here(conn: Connection, start: Reading, arrivals: Sequence[Arrival]) -> dict[OpId, int]:
    """Local numbers of those that are in the log already: our own that come back, or a stream that is read anew."""
    spans: dict[bytes, tuple[int, int]] = {}
    for op, _ in arrivals:
        low, high = spans.get(op.origin, (op.oseq, op.oseq))
        spans[op.origin] = min(low, op.oseq), max(high, op.oseq)
    return {
        OpId(origin, oseq): seq
        for origin, span in spans.items()
        for oseq, seq in conn.execute(
            f"SELECT oseq, seq FROM op WHERE {_OF} AND origin = ? AND oseq BETWEEN ? AND ?", (*start[:2], origin, *span)
        )
    }


def _note_receipt(conn: Connection, seq: int, arrival: Arrival) -> bool:
    """Note the council's word on an op that is here; whether readers order it anew by the stamp it was given."""
    op, receipt = arrival
    if scalar(conn.execute("SELECT pseq FROM op WHERE seq = ?", (seq,))) is not None:
        raise NotInStep(TWICE)
    moved = bool(scalar(conn.execute("SELECT hlc != ? FROM op WHERE seq = ?", (op.hlc, seq))))
    conn.execute(
        "UPDATE op SET pseq = ?, mac = ?, author = ?, received = ?, late = ?, link = ?, digest = ?, packed = ?, "
        "hlc = ? WHERE seq = ?",
        (*receipt, op.hlc, seq),
    )
    if moved and op.kind in (OpKind.NEW, OpKind.POS):  # of others the stamp is read from the log when it is asked for
        noting.judge_anew(conn, op.ent)
    return moved


def _changes(conn: Connection, person: bytes, touched: Iterable[bytes]) -> ChangeSet:
    ents = list(touched)
    kinds = set[str]()
    for part in in_parts(ents):
        kinds |= {row[0] for row in conn.execute(f"SELECT DISTINCT type FROM entity WHERE id IN ({marks(part)})", part)}
    return ChangeSet(
        persons=frozenset([UUID(bytes=person)] if ents else []),
        entities=frozenset(UUID(bytes=ent) for ent in ents),
        kinds=frozenset(kinds),
    )


def as_came(op: Op, packed: bytes, eff: int = 0) -> tuple[Op, bytes | None]:
    """The op as the log keeps it (`eff` standing in for its stamp), and its bytes where the columns would not do."""
    kept = replace(op, hlc=eff) if eff else op
    return kept, None if envelope(kept) == packed else packed
