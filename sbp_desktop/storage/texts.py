"""Long texts from their revisions: one in full, several as they read together, and what a writer had before them."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from sbp_desktop.models import folding, revisions, text_merge
from sbp_desktop.models.ops import Op, OpId, OpKind
from sbp_desktop.models.text_merge import Piece
from sbp_desktop.storage import oplog
from sbp_desktop.storage.statements import Connection

_NONE: Mapping[OpId, str] = MappingProxyType({})
_LOOK_BACK = 64  # revisions; nobody types for as long as it takes colleagues to write more

Heads = list[tuple[int, OpId]]
"""(seq, name) of revisions."""


def text_of(conn: Connection, op: Op, at_hand: Mapping[OpId, str] = _NONE) -> str | None:
    """The full text a REV op stands for, following its bases; "" when erased, None while a base has not arrived.

    A revision builds on earlier ones of the same text alone; `at_hand` are those that need not be looked up.
    """
    if not op.body:
        return ""
    chain: dict[OpId, Op] = {}
    text: str | None = None
    step = op
    try:
        while (base := revisions.base_of(step.value)) is not None:
            chain[step.id] = step
            if base in at_hand:
                text = at_hand[base]
                break
            found = oplog.find(conn, op.person, op.lane, base)
            if found is None or not _is_a_base(found[1], op) or base in chain:
                return None
            cached = conn.execute("SELECT text FROM revision WHERE op = ?", (found[0],)).fetchone()
            if cached is not None:
                text = cached[0]
                break
            step = found[1]
        else:
            chain[step.id] = step
        for part in reversed(chain.values()):
            text = revisions.decode(part.value, text)
    except ValueError:
        return None  # a newer version's form; kept in the log
    return text


def _is_a_base(base: Op, op: Op) -> bool:
    """Whether something can build on it: of the same text, and not erased."""
    return (base.ent, base.field) == (op.ent, op.field) and bool(base.body)


def merged(conn: Connection, ent: bytes, field: str, heads: Collection[OpId] | None = None) -> tuple[Piece, ...]:
    """How a text reads with these heads, those of now unless said. A head that cannot be read yet is left out."""
    written = _revisions(conn, ent, field)
    names = heads if heads is not None else [name for _, name in _heads_of(written)]
    by_name = {op.id: op for _, op in written}
    read = {name: text for name in names if name in by_name and (text := text_of(conn, by_name[name])) is not None}
    if not read:
        return ()
    known = folding.history_of(by_name.values())
    return text_merge.merged(read, known, lambda name: read.get(name) or text_of(conn, by_name[name]) or "")


def seen_by_writer(conn: Connection, ent: bytes, field: str, reading: str, us: Collection[bytes]) -> Heads:
    """What somebody replaces who had a text before them that read so: what stood here then, and what they wrote
    themselves since; `us` is every id they sign with. What arrived meanwhile they have not seen, so it stays beside
    what they write.

    `reading` is `text_merge.reading` of the text; where it never read so, only their own words count as seen.
    """
    written = _revisions(conn, ent, field)
    for until in range(len(written), max(len(written) - _LOOK_BACK, 0), -1):
        heads = _heads_of(written[:until])
        pieces = merged(conn, ent, field, [name for _, name in heads])
        if text_merge.reading(text_merge.whole(pieces)) == reading:
            return _heads_of([*written[:until], *(one for one in written[until:] if one[1].worker in us)])
    return _heads_of([one for one in written if one[1].worker in us])


def _revisions(conn: Connection, ent: bytes, field: str) -> list[tuple[int, Op]]:
    """In the order of their arrival here."""
    return list(
        oplog.read(conn, f"WHERE ent = ? AND field = ? AND kind = ? AND {oplog.AT_HOME}", (ent, field, int(OpKind.REV)))
    )


def _heads_of(written: Sequence[tuple[int, Op]]) -> Heads:
    """Those that none of the others replaces, the newest first."""
    replaced = {parent for _, op in written for parent in op.parents}
    heads = [(seq, op) for seq, op in written if op.id not in replaced]
    heads.sort(key=lambda one: (one[1].hlc, one[1].origin), reverse=True)
    return [(seq, op.id) for seq, op in heads]
