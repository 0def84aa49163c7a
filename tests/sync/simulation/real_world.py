"""The same world with what ships: SQLCipher stores, the engine, the council on PostgreSQL; only clock and way are made."""

import itertools
import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from sbp_desktop.models.merge import ALIVE
from sbp_desktop.services import unlocking
from sbp_desktop.storage import enrolment, key_slots
from sbp_desktop.storage.enrolment import Enrolment
from sbp_desktop.storage.key_slots import Kdf
from sbp_desktop.storage.vault import Change, Vault
from sbp_desktop.sync.council_server import enrolment as at_the_council
from tests.fixtures import PASSPHRASE
from tests.sync.databases import Databases
from tests.sync.simulation.editing import SENTENCES, WORDS
from tests.sync.simulation.real_council import RealCouncil
from tests.sync.simulation.real_laptop import RealLaptop
from tests.sync.simulation.wire import Stream
from tests.sync.simulation.world import WEIGHTS, WORKERS, Desk, World

REAL_WEIGHTS = WEIGHTS | {"image": 1.5, "back_up": 3, "stranger": 0}


@dataclass
class Stage:
    """What all seeds start from: a council database that knows the workers, and a store of each of them, enrolled."""

    databases: Databases
    template: str
    stores: dict[bytes, tuple[Path, bytes]]
    folder: Path

    def __post_init__(self) -> None:
        self._numbers = itertools.count()

    def place(self) -> Path:
        return self.folder / str(next(self._numbers))


def set_stage(databases: Databases, folder: Path) -> Stage:
    """Make the workers, once."""
    template, stores = databases.fresh(), {}
    with databases.connect(template) as conn:
        for number in range(WORKERS):
            store = folder / f"worker{number}"
            vault = unlocking.create(store, PASSPHRASE, None, Kdf.for_tests())
            worker = at_the_council.add_worker(conn, f"Worker {number}")
            worker = at_the_council._bind(conn, worker, vault.worker_id.bytes)
            enrolment.keep(
                vault, Enrolment("https://council.example", bytes(16), bytes(32), "Council", ""), UUID(bytes=worker)
            )
            vault.close()
            stores[worker] = store, bytes(key_slots.open_root_key(store, PASSPHRASE))
    conn.close()
    return Stage(databases, template, stores, folder)


@contextmanager
def same_chances(seed: int) -> Iterator[None]:
    """Ids and origins are made of chance: of the seed's, so that it is the same history each time."""
    chances, before = Random(seed).randbytes, (os.urandom, random._urandom)  # type: ignore[attr-defined]
    os.urandom = random._urandom = chances  # type: ignore[attr-defined]
    try:
        yield
    finally:
        os.urandom, random._urandom = before  # type: ignore[attr-defined]


class RealWorld(World):
    """One seed with the real parts; to be closed."""

    def __init__(self, seed: int, stage: Stage) -> None:
        self.stage = stage
        self._folders: list[Path] = []
        super().__init__(seed)

    def make_council(self) -> Any:
        return RealCouncil(self.stage.databases, self.stage.template, lambda: self.now, self.fresh)

    def make_workers(self) -> list[bytes]:
        return list(self.council.workers)

    def make_laptop(self, worker: bytes, device: bytes, now_ms: Callable[[], int], image: Any = None) -> Any:
        folder, (store, root) = self._place(), self.stage.stores[worker]
        shutil.copytree(image or store, folder)
        return RealLaptop(folder, root, device, now_ms, self._place)

    def _place(self) -> Path:
        self._folders.append(self.stage.place())
        return self._folders[-1]

    def close(self) -> None:
        for desk in self.desks:
            desk.laptop.close()
        self.council.close()
        for folder in self._folders:
            shutil.rmtree(folder, ignore_errors=True)

    def open_a_person(self, desk: Desk, person: bytes) -> None:
        with desk.laptop.vault.unit_of_work("") as work:
            work.new("Person", UUID(bytes=person), {"preferred_name": self.rng.choice(WORDS)}, id=UUID(bytes=person))

    def edit(self, desk: Desk, stream: Stream) -> None:
        laptop: RealLaptop = desk.laptop
        vault: Vault = laptop.vault
        with vault.unit_of_work("") as work:
            (_edit_web, _edit_conversations, _edit_notes)[stream[1]](laptop, work, stream, self.rng)


def _edit_web(laptop: RealLaptop, work: Change, stream: Stream, rng: Random) -> None:
    nodes, ties, person = _there(work, stream, "Node"), _there(work, stream, "Tie"), UUID(bytes=stream[0])
    doing = rng.random()
    if len(nodes) < 2 or doing < 0.12:
        work.new("Node", person, {"label": rng.choice(WORDS), "kind": "person"})
    elif doing < 0.24:
        a, b = rng.sample(nodes, 2)
        work.new("Tie", person, {"a": a, "b": b, "strength": "strong"})
    elif doing < 0.34:
        ent = rng.choice(nodes + ties)
        if _taken_away(work, ent) and rng.random() < 0.5:
            work.revive(ent)
        else:
            work.delete(ent)
    elif doing < 0.46:
        work.move(rng.choice(nodes), "onion", (rng.random(), rng.random()))
    elif doing < 0.53 and ties:
        work.set(rng.choice(ties), "support", rng.sample(["company", "emotional", "practical"], 1))
    elif doing < 0.63:
        work.revise(rng.choice(nodes), "note", _text(rng))
    elif doing < 0.72 and ties:
        work.set(rng.choice(ties), "strength", rng.choice(("strong", "tenuous", "broken")))
    else:
        work.set(rng.choice(nodes), rng.choice(("label", "relation")), rng.choice(WORDS))


def _edit_conversations(laptop: RealLaptop, work: Change, stream: Stream, rng: Random) -> None:
    talks, entries, person = _there(work, stream, "Conversation"), _there(work, stream, "Entry"), UUID(bytes=stream[0])
    doing = rng.random()
    if not talks or doing < 0.1:
        work.new("Conversation", person, {"place": rng.choice(WORDS)})
    elif not entries or doing < 0.4:
        work.new("Entry", person, {"parent": rng.choice(talks), "kind": "note", "text": _text(rng)})
    elif doing < 0.5:
        work.sign(rng.choice(talks))
    else:
        work.revise(rng.choice(entries), "text", _text(rng))


def _edit_notes(laptop: RealLaptop, work: Change, stream: Stream, rng: Random) -> None:
    notes = _there(work, stream, "SafeguardingNote")
    if not notes or rng.random() < 0.3:
        work.new("SafeguardingNote", UUID(bytes=stream[0]), {"to_whom": rng.choice(WORDS), "words": _text(rng)})
    else:
        work.revise(rng.choice(notes), "words", _text(rng))


def _there(work: Change, stream: Stream, kind: str) -> list[UUID]:
    rows = work.conn.execute(
        "SELECT id FROM entity WHERE person = ? AND lane = ? AND type = ? ORDER BY id", (*stream, kind)
    )
    return [UUID(bytes=row[0]) for row in rows]


def _taken_away(work: Change, ent: UUID) -> bool:
    return bool(work.conn.execute("SELECT 1 FROM head WHERE ent = ? AND field = ?", (ent.bytes, ALIVE)).fetchone())


def _text(rng: Random) -> str:
    return " ".join(rng.choices(SENTENCES, k=rng.randint(1, 4)))
