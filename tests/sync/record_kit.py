"""A whole record at a council: written by the app into a real store, and brought there op by op as a laptop does."""

from collections.abc import Iterable
from uuid import UUID

from sbp_desktop.models.ops import Op, envelope
from sbp_desktop.storage import oplog
from sbp_desktop.storage.vault import Vault
from sbp_desktop.sync.council_server.council import Who
from sbp_desktop.sync.protocol import BATCH_OPS, Group, Push
from tests.sync.council_kit import Kit


def ops_of(vault: Vault, person: UUID, after: int = 0) -> list[tuple[int, Op]]:
    """A person's ops in a store, with their local numbers."""
    with vault.reading() as conn:
        return list(oplog.read(conn, "WHERE person = ? AND seq > ?", (person.bytes, after)))


def bring(kit: Kit, who: Who, ops: Iterable[tuple[int, Op]]) -> int:
    """Send these ops as their laptop would; returns the last local number. Every one of them goes in."""
    streams: dict[tuple[bytes, int, bytes], list[bytes]] = {}
    ops = list(ops)
    for _, op in ops:
        streams.setdefault((op.person, op.lane, op.origin), []).append(envelope(op))
    for (person, lane, origin), packed in streams.items():
        for first in range(0, len(packed), BATCH_OPS):
            group = Group(person, lane, origin, packed[first : first + BATCH_OPS])
            [taken] = kit.council.push(who, Push([group])).groups
            assert taken.verdict == "in", taken
    return ops[-1][0] if ops else 0
