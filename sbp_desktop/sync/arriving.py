"""From a page of the council's to ops the store can keep: each as its writer said it, the chain of the whole proved."""

from collections.abc import Sequence

import msgspec

from sbp_desktop.errors import NotInStep
from sbp_desktop.models.ops import Op, OpId, from_envelope, kind_of
from sbp_desktop.storage.arrivals import as_came
from sbp_desktop.storage.oplog import Arrival, Receipt
from sbp_desktop.sync import protocol
from sbp_desktop.sync.protocol import Envelope, Item, Page

BROKEN = "What the council sent does not follow from what is here, so nothing of it was kept."
_read = msgspec.msgpack.Decoder(Envelope).decode


def read_page(page: Page) -> Sequence[Arrival]:
    """The ops of a page with their receipts. Raises NotInStep where they do not lead from its start to its end."""
    start, end = page.start, page.end
    chain, found = start.chain, list[Arrival]()
    for pseq, item in enumerate(page.items, start.pseq + 1):
        op = _op(item)
        if (op.person, op.lane) != (start.person, start.lane):
            raise NotInStep(BROKEN)
        kept, packed = as_came(op, item.op, item.eff)
        # Where a body was erased its digest cannot be measured; anywhere else a digest that is said counts for nothing.
        erased = item.digest if item.digest and not op.body else None
        chain = protocol.link(chain, erased or protocol.digest(item.op), item.mac)
        receipt = Receipt(pseq, item.mac, item.author, item.received, item.late, chain, erased, packed)
        found.append(Arrival(kept, receipt))
    arrived = (start.person, start.lane, start.pseq + len(found), chain)
    if arrived != (end.person, end.lane, end.pseq, end.chain):
        raise NotInStep(BROKEN)
    return found


def _op(item: Item) -> Op:
    try:
        head = _read(item.op)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        raise NotInStep(BROKEN) from None
    op = Op(
        head.person, head.lane, head.origin, head.oseq, head.ent, head.field, kind_of(head.kind),
        tuple(OpId(*name) for name in head.parents), head.body, head.hlc, head.wall, head.worker, head.wcur,
        head.bundle,
    )  # fmt: skip
    if item.op[0] == _FOURTEEN:
        return op
    try:
        return from_envelope(item.op)  # a newer version says more at the end
    except ValueError:
        return op


_FOURTEEN = 0x9E
"""The first byte of a msgpack array of 14."""
