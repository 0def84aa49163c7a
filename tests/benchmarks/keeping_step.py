"""How long a new laptop takes until everybody is there, and 500 changes of a colleague's until they stand in the store.

The council is the shipped command over HTTP on a PostgreSQL that keeps every commit; client, council and database share
this machine. A person is as the app writes them: some ninety people and places with their lines, three conversations
with fifty-odd sentences to pages in them, changes of fields, dates and places.
"""

import gc
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID, uuid4

from sbp_desktop.models.clock import wall_ms
from sbp_desktop.models.ops import Op, envelope
from sbp_desktop.models.order import between
from sbp_desktop.models.vocabulary import Closeness, Frequency, Strength, Stress
from sbp_desktop.services import conversations, people, unlocking, webs
from sbp_desktop.storage import arrivals, queries
from sbp_desktop.storage.arrivals import Reading
from sbp_desktop.storage.key_slots import Kdf
from sbp_desktop.storage.statements import scalar
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault
from sbp_desktop.sync import signing
from sbp_desktop.sync.council_client import CouncilClient
from sbp_desktop.sync.council_server import enrolment
from sbp_desktop.sync.engine import Engine
from sbp_desktop.sync.outcome import Outcome
from sbp_desktop.sync.protocol import Cursor, Group, Item, Page, PullAnswer, Push, pack
from tests.benchmarks.measuring import Figure, Sizes, quantile, spread
from tests.benchmarks.stores import PASSPHRASE, Stores, person_id
from tests.benchmarks.words import Language
from tests.colleague import Colleague, received
from tests.sync.council_kit import Kit, new_kit
from tests.sync.databases import Databases
from tests.sync.served import Served

_NAME = "Bench worker"
_LENGTHS = (60, 200, 600, 2_000)
"""Characters of what is written in conversations, turn by turn."""


def run(stores: Stores, scratch: Path) -> list[Figure]:
    """A first laptop writes and sends; new ones of the same worker read it all; then the first changes 500 things."""
    databases = Databases(settings=("shared_buffers=256MB", "max_wal_size=4GB"))
    try:
        databases.start()
        kit = new_kit(databases, databases.fresh())
        kit.now = wall_ms()
        with kit.pool.connection() as conn:
            enrolment.add_worker(conn, _NAME)
        served = Served(kit, scratch)
        served.start()
        try:
            return list(_figures(kit, served.address, scratch, stores))
        finally:
            served.close()
            kit.pool.close()
    finally:
        databases.close()


def _figures(kit: Kit, address: str, scratch: Path, stores: Stores) -> Iterator[Figure]:
    sizes = stores.sizes
    with _laptop(kit, address, scratch / "first") as first:
        desk = _Desk(first.vault, Language(sizes.vocabulary))
        for number in range(sizes.synced_people):
            desk.write_somebody(number, sizes.synced_ops)
        assert first.run().problem is None
        ops = sizes.synced_people * sizes.synced_ops
        wall, cpu, in_store = [], [], []
        for number in range(sizes.first_syncs):
            with _laptop(kit, address, scratch / f"new{number}") as new:
                with _garbage_left():
                    began = time.perf_counter(), time.process_time()
                    outcome = new.run()
                    wall.append((time.perf_counter() - began[0]) * 1000)
                    cpu.append((time.process_time() - began[1]) * 1000)
                in_store.append(sum(took for took, _ in new.stored) * 1000)
                assert outcome.problem is None
                assert outcome.came >= ops
                if number == sizes.first_syncs - 1:
                    merged = _merged(first, desk, new, sizes)
        yield Figure(
            f"first sync of {sizes.synced_people} people, {ops:,} ops", quantile(wall, 0.5), limit=2000.0,
            note=f"laptop's CPU {quantile(cpu, 0.5):.0f} ms, of it in the store {quantile(in_store, 0.5):.0f} ms",
            more={"wall": spread(wall), "cpu": spread(cpu), "in the store": spread(in_store)},
        )  # fmt: skip
        weight = revisions(desk.language)
        yield Figure(
            "a sentence changed in 2,000 characters, sent alone", weight["alone"], "bytes", limit=300.0,
            note=f"with others {weight['together']:.0f}, read {weight['read']:.0f}", more=weight,
        )  # fmt: skip
        walls, cpus = zip(*merged, strict=True)
        yield Figure(
            f"merge of {sizes.foreign} ops of a colleague's", quantile(walls, 0.5), limit=50.0,
            note=f"CPU {quantile(cpus, 0.5):.0f} ms", more={"wall": spread(walls), "cpu": spread(cpus)},
        )  # fmt: skip


def revisions(language: Language, texts: int = 40) -> dict[str, float]:
    """Bytes on the wire of one sentence changed in 2,000 characters: sent alone, sent and read with others; medians."""
    lines, colleague = language.sentences(8, 20), Colleague(uuid4())
    ops = []
    for _ in range(texts):
        said = [next(lines)]
        while sum(len(line) + 1 for line in said) < _LENGTHS[-1]:
            said.append(next(lines))
        entry, changed = uuid4(), [*said]
        changed[len(said) // 2] = next(lines)
        first = colleague.revise(entry, "text", " ".join(said), None)
        ops.append(colleague.revise(entry, "text", " ".join(changed), first.op, " ".join(said)).op)
    start = Reading(colleague.person.bytes, 1)
    page = Page(
        Cursor(*start), Cursor(*start),
        [
            Item(envelope(op), receipt.author, receipt.received, receipt.mac, receipt.late, 0)
            for op, receipt in received(start, ops)
        ],
    )  # fmt: skip

    def push(several: list[Op]) -> int:
        return len(pack(Push([Group(*start[:2], several[0].origin, [envelope(op) for op in several])])))

    return {
        "alone": median(push([op]) for op in ops),
        "together": push(ops) / texts,
        "read": len(pack(PullAnswer(bytes(16), None, [page]))) / texts,
    }


def _merged(first: "_Laptop", desk: "_Desk", new: "_Laptop", sizes: Sizes) -> list[tuple[float, float]]:
    """(wall, CPU) in ms of taking a colleague's changes in, each time of somebody else."""
    found = []
    for number in range(sizes.first_syncs):
        person = person_id(number % sizes.synced_people)
        desk.change(person, sizes.foreign)
        _Desk(new.vault, desk.language).change(person, sizes.foreign // 10)  # some of it is changed here as well
        assert new.run().problem is None
        assert first.run().problem is None
        new.stored.clear()
        with _garbage_left():
            assert new.run().problem is None
        wall = sum(took for took, _ in new.stored)
        cpu = sum(took for _, took in new.stored)
        found.append((wall * 1000, cpu * 1000))
    return found


@contextmanager
def _garbage_left() -> Iterator[None]:
    """As in the app, where it is never collected in the middle of work (docs/decisions/0005)."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class _Laptop:
    """A store with an engine; `stored` says how long each piece from the council took to store: (wall, CPU) in s."""

    def __init__(self, vault: Vault, client: CouncilClient) -> None:
        self.vault = vault
        self.stored: list[tuple[float, float]] = []
        self._engine = Engine(self.on_vault, client, vault.clock.now_ms, random.Random(1))

    def on_vault(self, function: Any, *args: Any) -> Any:
        began = time.perf_counter(), time.process_time()
        try:
            return function(self.vault, *args)
        finally:
            if function is arrivals.take:
                self.stored.append((time.perf_counter() - began[0], time.process_time() - began[1]))

    def run(self) -> Outcome:
        return self._engine.run_once()


@contextmanager
def _laptop(kit: Kit, address: str, folder: Path) -> Iterator[_Laptop]:
    """A laptop of the one worker, known to the council."""
    unlocking.create(folder, PASSPHRASE, {"name": _NAME, "role": "social_worker"}, Kdf.for_tests()).close()
    vault = unlocking.unlock(folder, PASSPHRASE)
    client = CouncilClient(address)
    try:
        laptop = _Laptop(vault, client)
        with kit.pool.connection() as conn:
            code = enrolment.new_code(conn, kit.council.keys, enrolment.worker_named(conn, _NAME), wall_ms())
            conn.commit()
        signing.enrol(laptop.on_vault, client, address, code, "a laptop")
        yield laptop
    finally:
        client.close()
        vault.close()


class _Desk:
    """Writes people as the app does, and changes what is there; always the same."""

    def __init__(self, vault: Vault, language: Language) -> None:
        self.vault, self.language = vault, language
        self._lines, self._chance = language.sentences(5, 25), random.Random(5)

    def write_somebody(self, number: int, ops: int) -> None:
        """A person with their web, conversations and so many ops."""
        person = person_id(number)
        with self.vault.unit_of_work("Filled", undoable=False) as work:
            people.create_within(work, person, next(self._lines).split()[0].title(), {})
            nodes = [self._node(work, person) for _ in range(ops // 7)]
            for one in nodes[: ops // 9]:
                work.new("Tie", person, {"a": one, "b": self._chance.choice(nodes), "kind": "knows"})
            for _ in range(3):
                talk, key = conversations.start_within(work, person), None
                for _ in range(ops // 37):
                    key = between(key, None)
                    words = {"parent": talk, "order": key, "kind": "note", "happened": work.wall}
                    work.new("Entry", person, {**words, "text": self._text()})
        self.change(person, ops - self._count(person))

    def change(self, person: UUID, ops: int) -> None:
        """Change so many things of somebody: two thirds fields, the others dates, places and texts."""
        web = queries.web(self.vault, person)
        nodes = [node.id for node in web.nodes if node.id != web.self_node]
        ties = [tie.id for tie in web.ties]
        entries = {entry.id: entry.text for talk in queries.conversations(self.vault, person) for entry in talk.entries}
        until = self._count(person) + ops
        for _ in range(10_000):
            left = until - self._count(person)
            if left <= 0:
                return
            with self.vault.unit_of_work("Changed", undoable=False) as work:
                for _ in range(left):
                    self._change(work, nodes, ties, entries)

    def _count(self, person: UUID) -> int:
        with self.vault.reading() as conn:
            return int(scalar(conn.execute("SELECT count(*) FROM op WHERE person = ?", (person.bytes,))))

    def _node(self, work: UnitOfWork, person: UUID) -> UUID:
        label, relation = next(self._lines).split()[:2]
        kind = self._chance.choice(("person", "person", "place", "group"))
        spot = (self._chance.random(), self._chance.random()) if self._chance.random() < 0.2 else None
        return webs.add_within(work, person, label.title(), kind=kind, relation=relation, position=spot)

    def _change(self, work: UnitOfWork, nodes: list[UUID], ties: list[UUID], entries: dict[UUID, str]) -> None:
        pick, what = self._chance.choice, self._chance.random()
        words = next(self._lines).split()
        if what < 0.20:
            work.set(pick(nodes), "label", words[0].title())
        elif what < 0.40:
            work.set(pick(nodes), "relation", words[1])
        elif what < 0.50:
            work.set(pick(nodes), "closeness", pick(list(Closeness)).value)
        elif what < 0.60:
            work.set(pick(ties), "frequency", pick(list(Frequency)).value)
        elif what < 0.68:
            work.set(pick(ties), "strength", pick(list(Strength)).value)
        elif what < 0.78:
            work.set(
                pick(ties), "stress", pick(list(Stress)).value, at=f"20{self._chance.randrange(10, 27)}", how="said"
            )
        elif what < 0.90:
            work.move(pick(nodes), "onion", (self._chance.random(), self._chance.random()))
        else:
            entry = pick(list(entries))
            said = entries[entry].split(". ")
            said[self._chance.randrange(len(said))] = next(self._lines).rstrip(".")
            entries[entry] = ". ".join(said)
            work.set(entry, "text", entries[entry])

    def _text(self) -> str:
        length, said = self._chance.choice(_LENGTHS), ""
        while len(said) < length:
            said = f"{said} {next(self._lines)}".strip()
        return said
