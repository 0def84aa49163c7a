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
_MANY = 1000
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
    # What is only added to points at what was added just before it: to look that up again is a tenth of the work.
    many = sum(len(piece.arrivals) for piece in pieces) >= _MANY
    with vault.writing(free=many) as conn:
        came = take_within(conn, pieces)
    vault.clock.hear(*(op.hlc for piece in pieces for op, _ in piece.arrivals))
    return Came(came.new, replace(came.changes, committed_ms=vault.clock.now_ms()))


def take_within(conn: Connection, pieces: Sequence[Piece]) -> Came:
    """As `take`, inside a transaction. All are read before anything is made of them, so that it is made once."""
    new: list[tuple[int, Op]] = []
    back: list[tuple[int, Arrival]] = []
    for piece in pieces:
        added, known = _append(conn, piece)
        new += added
        back += known
    touched: dict[bytes, bool] = {}
    at_hand = noting.take_all(conn, new)
    for _, op in new:
        touched[op.ent] = op.kind is not OpKind.POS or touched.get(op.ent, False)
    for ent in _note_receipts(conn, back):
        touched[ent] = True
        at_hand.pop(ent, None)
    materialise.project(conn, [ent for ent, anew in touched.items() if anew], at_hand)
    persons = {op.person for _, op in new} | {one.op.person for _, one in back if one.op.ent in touched}
    return Came(len(new), _changes(conn, persons, touched))


def _append(conn: Connection, piece: Piece) -> tuple[list[tuple[int, Op]], list[tuple[int, Arrival]]]:
    """Put a piece in the log and note that it was read. Returns what is new, and what was here, with numbers."""
    start, arrivals, complete = piece
    if reading(conn, start.person, start.lane) != start:
        raise NotInStep(MOVED)
    here = _here(conn, start, arrivals)
    new = [one for one in arrivals if one.op.id not in here] if here else arrivals
    numbers = oplog.append_arrivals(conn, new)
    end = arrivals[-1].receipt if arrivals else None
    place = (end.pseq, end.link) if end is not None else start[2:]
    row = (*start[:2], *place, int(complete))
    conn.execute("INSERT OR REPLACE INTO cursor(person, lane, pseq, chain, complete) VALUES(?, ?, ?, ?, ?)", row)
    added = [(seq, op) for seq, (op, _) in zip(numbers, new, strict=True)]
    return added, [(here[one.op.id], one) for one in arrivals if one.op.id in here] if here else []


def _note_receipts(conn: Connection, back: Sequence[tuple[int, Arrival]]) -> set[bytes]:
    """Note the council's word on ops that were here. Returns the entities that are other than they stood by that."""
    if not back:
        return set()
    touched = {one.op.ent for seq, one in back if _note_receipt(conn, seq, one)}
    for ent in births.disputed(conn, [one.op.ent for _, one in back if one.op.kind is OpKind.NEW]):
        noting.judge_anew(conn, ent)
        touched.add(ent)
    conn.executemany(f"DELETE FROM reoffer WHERE {_ONE}", [(*op_name(one.op),) for _, one in back])
    return touched


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


def _changes(conn: Connection, persons: Iterable[bytes], touched: Iterable[bytes]) -> ChangeSet:
    ents = list(touched)
    kinds = set[str]()
    for part in in_parts(ents):
        kinds |= {row[0] for row in conn.execute(f"SELECT DISTINCT type FROM entity WHERE id IN ({marks(part)})", part)}
    return ChangeSet(
        persons=frozenset(UUID(bytes=person) for person in persons),
        entities=frozenset(UUID(bytes=ent) for ent in ents),
        kinds=frozenset(kinds),
    )


def as_came(op: Op, packed: bytes, eff: int = 0) -> tuple[Op, bytes | None]:
    """The op as the log keeps it (`eff` standing in for its stamp), and its bytes where the columns would not do."""
    kept = replace(op, hlc=eff) if eff else op
    return kept, None if envelope(kept) == packed else packed
