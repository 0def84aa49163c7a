"""Laptops for tests: a real encrypted store each, an engine, and ways to ask whether they are in step."""

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from sbp_desktop.models.clock import wall_ms
from sbp_desktop.services import unlocking
from sbp_desktop.storage import oplog, outbox
from sbp_desktop.sync import signing
from sbp_desktop.sync.engine import Engine
from sbp_desktop.sync.outcome import Outcome
from tests.colleague import Content, content
from tests.fixtures import PASSPHRASE
from tests.sync.client.small_council import SmallCouncil


class Laptop:
    """One worker's laptop. `meddle` may stand in for the way to the council: it gets `post` and returns another."""

    def __init__(self, folder: Path, council: SmallCouncil, worker: UUID) -> None:
        self.folder, self.council, self.worker = folder, council, worker
        self.meddle: Callable = lambda post: post
        self.open()

    def open(self) -> None:
        self.vault = unlocking.unlock(self.folder, PASSPHRASE)
        self.engine = Engine(self.on_vault, self.post, self.vault.clock.now_ms, random.Random(1))

    def on_vault(self, function, *args):
        return function(self.vault, *args)

    def post(self, message):
        return self.meddle(self.council.laptop(self.worker.bytes))(message)

    def enrol(self) -> None:
        signing.enrol(self.on_vault, self.post, "https://council.example", "code", "a laptop")

    def run(self) -> Outcome:
        outcome = self.engine.run_once()
        if outcome.problem is not None:
            raise outcome.problem
        assert outcome.set_aside == 0
        self.is_sound()
        return outcome

    def is_sound(self) -> None:
        with self.vault.reading() as conn:
            assert list(oplog.broken_links(conn)) == []

    def content(self, person: UUID) -> Content:
        """What is made of one person's log, whatever order it came in."""
        with self.vault.reading() as conn:
            found = content(conn, arrival=False)
            ents = {row[0] for row in conn.execute("SELECT id FROM entity WHERE person = ?", (person.bytes,))}
        return {name: [row for row in rows if row[0] in ents] for name, rows in found.items() if name != "revision"}

    def ops(self) -> int:
        with self.vault.reading() as conn:
            return conn.execute("SELECT count(*) FROM op").fetchone()[0]

    def unsent(self) -> int:
        return outbox.waiting(self.vault).changes


@pytest.fixture
def council() -> SmallCouncil:
    return SmallCouncil(wall_ms)


@pytest.fixture
def laptop(vault_template: Path, tmp_path: Path, council: SmallCouncil) -> Iterator[Callable[..., Laptop]]:
    """Makes laptops, enrolled; of a worker of their own unless said."""
    made: list[Laptop] = []

    def make(worker: UUID | None = None) -> Laptop:
        folder = Path(shutil.copytree(vault_template, tmp_path / f"laptop{len(made)}"))
        one = Laptop(folder, council, worker or uuid4())
        made.append(one)
        one.enrol()
        return one

    yield make
    for one in made:
        if not one.vault.closed:
            one.vault.close()
