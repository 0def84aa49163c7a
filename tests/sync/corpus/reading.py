"""How a corpus is laid out, and what is compared of it."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import zstandard

from sbp_desktop.models import folding, schema, showing_to
from sbp_desktop.models.merge import heads_of
from sbp_desktop.models.ops import Op, envelope
from sbp_desktop.models.schema import Stream
from sbp_desktop.models.snapshots import FOR_WORKER
from sbp_desktop.storage import rows
from sbp_desktop.storage.vault import Vault

OPS, READS, MESSAGES = "ops.msgpack.zst", "reads.json", "messages.json"
RELEASES = sorted(path for path in Path(__file__).resolve().parent.iterdir() if (path / OPS).exists())
TYPES = [name for name, declared in schema.ENTITIES.items() if declared.stream is Stream.PERSON]


def files(ops: Iterable[Op]) -> list[bytes]:
    return [envelope(op) for op in ops]


def ops_in(release: Path) -> list[bytes]:
    packed: list[bytes] = msgspec.msgpack.decode(zstandard.decompress((release / OPS).read_bytes()), type=list[bytes])
    return packed


def plain(read: dict[str, list[rows.Row]]) -> dict[str, Any]:
    """Rows in words, removed ones told from those that stand."""
    return {
        name: sorted(
            (
                {**showing_to.told(name, row, FOR_WORKER), "alive": row.alive, "alternatives": list(row.alternatives)}
                for row in found
                if not row.concealed
            ),
            key=lambda thing: thing["id"],
        )
        for name, found in read.items()
        if found
    }


def content_of(vault: Vault, person: UUID) -> dict[str, Any]:
    """What a store makes of a person's ops."""
    with vault.reading() as conn:
        return plain({n: rows.select(conn, n, "person = ?", (person.bytes,), alive_only=False) for n in TYPES})


def content_from(person: UUID, ops: Sequence[Op]) -> dict[str, Any]:
    """What is made of ops where there is no store, as at the council."""
    return plain(folding.folded(person, ops, TYPES))


def heads_of_all(ops: Sequence[Op]) -> dict[str, list[str]]:
    """The names of the current ops of every field."""
    found: dict[str, list[str]] = {}
    for ent, heads in heads_of(ops, folding.texts_of(ops)).items():
        for head in heads:
            found.setdefault(f"{ent.hex()} {head.field}", []).append(f"{head.id.origin.hex()} {head.id.oseq}")
    return {place: sorted(names) for place, names in sorted(found.items())}
