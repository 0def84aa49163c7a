"""The shipping laptop: an encrypted store in a folder and the engine over it, with the world's clock and way."""

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from sbp_desktop.errors import CouncilUnreachable
from sbp_desktop.models import schema
from sbp_desktop.models.clock import COUNTER_BITS, MAX_AHEAD_MS, HybridClock
from sbp_desktop.models.ops import Op, OpId, OpKind, from_envelope
from sbp_desktop.models.schema import DIRECTORY
from sbp_desktop.storage import arrivals, mass_removal, oplog, outbox, tables
from sbp_desktop.storage.files import FolderLock
from sbp_desktop.storage.vault import open_vault
from sbp_desktop.sync.engine import Engine
from sbp_desktop.sync.outcome import Outcome
from sbp_desktop.sync.protocol import Message
from tests.colleague import content, differences, rebuilt
from tests.sync.simulation.model_laptop import _no_texts, heads_of
from tests.sync.simulation.network import Unreachable
from tests.sync.simulation.wire import Name, Stream, read

AWAY = "No answer came."
_OF = "person = ? AND lane = ?"
Images = Callable[[], Path]


class RealLaptop:
    """`folder` is the laptop's own, `root` its key; `new_folder` gives places for images of its disk."""

    def __init__(
        self, folder: Path, root: bytes, device: bytes, now_ms: Callable[[], int], new_folder: Images
    ) -> None:  # fmt: skip
        self._root = root
        self.folder, self.device, self.now_ms, self._new_folder = folder, device, now_ms, new_folder
        self.written: list[Op] = []
        self._open()
        self._told = self._newest()

    def _open(self) -> None:
        held = FolderLock(self.folder)
        held.take()
        self.vault = open_vault(self.folder, bytearray(self._root), held)
        with self.vault.reading() as conn:
            newest = conn.execute("SELECT max(hlc) FROM (SELECT hlc FROM op ORDER BY seq DESC LIMIT 500)").fetchone()[0]
        # As `Vault` sets it, by the world's time.
        self.vault.clock = HybridClock(min(newest or 0, (self.now_ms() + MAX_AHEAD_MS) << COUNTER_BITS), self.now_ms)
        self.worker = self.vault.worker_id.bytes
        self._own = {self.worker, DIRECTORY.bytes}

    def close(self) -> None:
        if not self.vault.closed:
            self.vault.close()

    def start(self) -> None:
        """Another process."""
        self.close()
        self._open()

    def image(self) -> Path:
        """A copy of the disk as it is now: the process goes on, and writes under the name it has."""
        kept = self._new_folder()
        shutil.copytree(self.folder, kept)
        return kept

    def put_back(self, image: Path) -> None:
        self.close()
        shutil.rmtree(self.folder)
        shutil.copytree(image, self.folder)
        self._open()
        self._told = self._newest()

    def run(self, post: Callable[[Message], Message], pause: Callable[[], None]) -> None:
        """One run of the engine. `pause` comes before each thing done with the store."""

        def on_vault(function: Any, *args: Any) -> Any:
            pause()
            return function(self.vault, *args)

        def send(message: Message) -> Message:
            try:
                return post(message)
            except Unreachable:
                raise CouncilUnreachable(AWAY) from None

        outcome: Outcome = Engine(on_vault, send, self.now_ms, Random(1)).run_once()
        assert outcome.problem is None or str(outcome.problem) == AWAY, outcome.problem
        assert outcome.set_aside == 0, "a stream could not be taken in"
        for asked in mass_removal.questions(self.vault):  # whoever sits there finds it right
            mass_removal.agree(self.vault, asked)

    # ---- writing --------------------------------------------------------------------------------------------------

    def rows(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with self.vault.reading() as conn:
            found: list[tuple[Any, ...]] = conn.execute(statement, parameters).fetchall()
            return found

    def _newest(self) -> int:
        return int(self.rows("SELECT coalesce(max(seq), 0) FROM op")[0][0])

    def may_write(self) -> list[Stream]:
        rows = self.rows("SELECT person, lane FROM granted WHERE NOT hidden AND role != 'reader' ORDER BY 1, 2")
        return [(person, lane) for person, lane in rows]

    def take_written(self) -> list[tuple[Op, bytes]]:
        """Ops written since last asked for, as long as they are not the worker's own affairs."""
        ops = self._packed("seq > ? AND length(chain) AND person NOT IN (?, ?)", self._told, *self._own)
        self._told = self._newest()
        return [(from_envelope(packed), packed) for packed in ops]

    def _packed(self, where: str, *parameters: Any) -> list[bytes]:
        rows = self.rows(f"SELECT {oplog.COLUMNS}, packed FROM op WHERE {where} ORDER BY seq", *parameters)
        return [oplog.as_said(row) for row in rows]

    # ---- what the invariants ask ----------------------------------------------------------------------------------

    def _names(self, where: str) -> set[Name]:
        statement = f"SELECT person, lane, origin, oseq FROM op WHERE {where} AND person NOT IN (?, ?)"
        return {(*row,) for row in self.rows(statement, *self._own)}  # type: ignore[misc]

    def own_names(self) -> set[Name]:
        return self._names("length(chain)")

    def names(self) -> set[Name]:
        return self._names("true")

    def draft_count(self) -> int:
        return int(self.rows("SELECT count(*) FROM draft_step")[0][0])

    def streams(self) -> list[Stream]:
        rows = self.rows("SELECT DISTINCT person, lane FROM op WHERE person NOT IN (?, ?) ORDER BY 1, 2", *self._own)
        return [(person, lane) for person, lane in rows]

    def log(self, stream: Stream) -> dict[OpId, bytes]:
        return {read(packed).id: packed for packed in self._packed(_OF, *stream)}

    def at(self, stream: Stream) -> tuple[int, bytes]:
        with self.vault.reading() as conn:
            return arrivals.reading(conn, *stream)[2:]

    def head_names(self, stream: Stream) -> set[tuple[bytes, str, OpId]]:
        rows = self.rows(
            f"SELECT h.ent, h.field, o.origin, o.oseq FROM head h JOIN op o ON o.seq = h.op WHERE {_OF}", *stream
        )
        return {(ent, field, OpId(origin, oseq)) for ent, field, origin, oseq in rows}

    def head_names_rebuilt(self, stream: Stream) -> set[tuple[bytes, str, OpId]]:
        ops = [read(packed).op for packed in self._packed(_OF, *stream)]
        # Whoever wrote of a thing may have lost the disk that made it before that was sent: such ops wait in the log.
        born = {op.ent for op in ops if op.kind is OpKind.NEW}
        heads = heads_of((op for op in ops if op.ent in born), _no_texts)
        return {(ent, head.field, head.id) for ent, of_it in heads.items() for head in of_it}

    def view(self, stream: Stream) -> dict[str, Any]:
        """Every row that is read of a stream, whatever order its ops came in."""
        types = [row[0] for row in self.rows(f"SELECT DISTINCT type FROM entity WHERE {_OF} ORDER BY 1", *stream)]
        made = {
            kind: self.rows(f"SELECT * FROM {tables.now[kind].name} WHERE {_OF} ORDER BY 1", *stream)
            for kind in types
            if kind in schema.ENTITIES
        }
        ents = f"IN (SELECT id FROM entity WHERE {_OF})"
        made["entity"] = self.rows(f"SELECT * FROM entity WHERE {_OF} ORDER BY 1", *stream)
        made["place"] = self.rows(f"SELECT * FROM position WHERE node {ents} ORDER BY 1, 2, 3", *stream)
        made["words"] = self.rows(f"SELECT ent, kind, words FROM search_item WHERE ent {ents} ORDER BY 1, 2", *stream)
        return made

    def places(self) -> list[tuple[Stream, bytes, str, OpId]]:
        rows = self.rows(
            "SELECT o.person, o.lane, o.ent, o.field, o.origin, o.oseq FROM position p JOIN op o "
            "ON o.ent = p.node AND o.origin = p.origin AND o.hlc = p.hlc AND o.kind = ?", int(OpKind.POS),
        )  # fmt: skip
        return [((person, lane), ent, field, OpId(origin, oseq)) for person, lane, ent, field, origin, oseq in rows]

    def unsettled(self) -> list[str]:
        left = [f"unsent {n}" for n in [outbox.waiting(self.vault).changes] if n]
        left += [f"to give back {n}" for (n,) in self.rows("SELECT count(*) FROM reoffer") if n]
        left += [f"to erase {lane}" for _, lane in self.rows("SELECT person, lane FROM granted WHERE hidden")]
        return left

    def broken_store(self) -> list[str]:
        """I3 for the whole store: what is made op by op is what a rebuild makes; and the writer's chain holds."""
        with self.vault.reading() as conn:
            now, links = content(conn), list(oplog.broken_links(conn))
        told = [f"I5: {len(links)} links of the writer's own chain do not hold"] if links else []
        return told + [f"I3: a rebuild makes other rows of {table}" for table in differences(now, rebuilt(self.vault))]

    def person_ids(self, stream: Stream, kind: str) -> list[UUID]:
        rows = self.rows(f"SELECT id FROM entity WHERE {_OF} AND type = ? ORDER BY id", *stream, kind)
        return [UUID(bytes=row[0]) for row in rows]
