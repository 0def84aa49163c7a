"""A laptop made from a copy of another's store: it is found, gets a key of its own by a code, and loses nothing."""

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sbp_desktop.errors import CouncilRefused
from sbp_desktop.models.clock import wall_ms
from sbp_desktop.services import people, unlocking, webs
from sbp_desktop.storage import enrolment, outbox, queries
from sbp_desktop.sync import protocol, signing, status
from sbp_desktop.sync.council_server import enrolment as at_council
from sbp_desktop.sync.engine import Engine
from sbp_desktop.sync.protocol import ANSWERS, PATHS, pack, unpack
from tests.fixtures import PASSPHRASE
from tests.sync.council_kit import Kit, new_kit
from tests.sync.databases import Databases
from tests.sync.http_kit import Request, ask, unlimited


class Laptop:
    """A real store that speaks to the council's application, signing in as the app does."""

    def __init__(self, folder: Path, kit: Kit) -> None:
        self.folder, self.kit, self.app = folder, kit, unlimited(kit)
        self.open()

    def open(self) -> None:
        self.token = ""
        self.vault = unlocking.unlock(self.folder, PASSPHRASE)
        self.engine = Engine(self.on_vault, self.post, wall_ms, random.Random(1))

    def on_vault(self, function: Any, *args: Any) -> Any:
        return function(self.vault, *args)

    def post(self, message: protocol.Message) -> Any:
        self.kit.now = wall_ms()
        answer = ask(self.app, Request(PATHS[type(message)], pack(message), self.token))
        if answer.status != 200:
            said = answer.refusal
            raise CouncilRefused(said.words, said.code, answer.status, said.wait_s, said.clock, said.sign_in)
        came = unpack(answer.body, ANSWERS[type(message)])
        if isinstance(came, protocol.Enrolled):
            self.token = ""
        if isinstance(came, protocol.SignedIn):
            self.token = came.token
        return came

    def enrol(self, name: str) -> None:
        with self.kit.pool.connection() as conn:
            code = at_council.new_code(conn, self.kit.council.keys, at_council.worker_named(conn, name), wall_ms())
        signing.enrol(self.on_vault, self.post, "https://council.example", code, "a laptop")

    def run(self) -> None:
        problem = self.engine.run_once().problem
        assert problem is None, problem

    @property
    def twice(self) -> bool:
        standing = status.read(self.vault)
        assert standing is not None
        return standing.twice

    def device(self) -> bytes:
        known = enrolment.read(self.vault)
        assert known is not None
        return known.device

    def labels(self, person: Any) -> set[str]:
        return {node.label for node in queries.web(self.vault, person).nodes}

    def copy(self, to: Path) -> "Laptop":
        """A copy of the whole folder, as of a disk; this one goes on."""
        self.vault.close()
        shutil.copytree(self.folder, to)
        self.open()
        return Laptop(to, self.kit)


@pytest.fixture
def first(vault_template: Path, tmp_path: Path, databases: Databases) -> Iterator[Callable[[], Laptop]]:
    kit = new_kit(databases, databases.fresh())
    with kit.pool.connection() as conn:
        at_council.add_worker(conn, "Ann")
        at_council.add_worker(conn, "Bob")
    made = Laptop(Path(shutil.copytree(vault_template, tmp_path / "first")), kit)
    yield made
    made.vault.close()
    kit.pool.close()


def test_the_copy_is_found_and_connected_again_it_is_a_laptop_of_its_own(first: Laptop, tmp_path: Path) -> None:
    first.enrol("Ann")
    eric = people.add_person(first.vault, "Eric").created[0]
    first.run()
    webs.add_node(first.vault, eric, "Jean")  # not sent when the copy is made
    second = first.copy(tmp_path / "second")
    try:
        webs.add_node(first.vault, eric, "Sal")
        webs.add_node(second.vault, eric, "Mo")
        first.run()
        first.run()
        assert not first.twice
        second.run()
        assert second.twice
        assert first.device() == second.device()
        webs.add_node(second.vault, eric, "Bo")
        unsent = outbox.waiting(second.vault).changes
        assert unsent
        second.enrol("Ann")
        assert outbox.waiting(second.vault).changes >= unsent
        assert first.device() != second.device()
        for laptop in (second, first, second):
            laptop.run()
            assert not laptop.twice
        everybody = {"Jean", "Sal", "Mo", "Bo"}
        assert everybody < first.labels(eric)
        assert first.labels(eric) == second.labels(eric)
        for laptop in (first, second):
            assert outbox.waiting(laptop.vault).changes == 0
        again = first.kit.rows(
            "SELECT count(*), count(DISTINCT (lane, origin, oseq)) FROM op WHERE person = %s", eric.bytes
        )
        assert again[0][0] == again[0][1], "what both had unsent is there once"
        with first.kit.pool.connection() as conn:
            assert at_council.lose(conn, first.kit.council.keys, first.device(), wall_ms())
        second.run()
    finally:
        second.vault.close()


def test_a_disk_put_back_is_found_too_and_all_goes_on(first: Laptop, tmp_path: Path) -> None:
    first.enrol("Ann")
    eric = people.add_person(first.vault, "Eric").created[0]
    first.run()
    first.vault.close()
    shutil.copytree(first.folder, tmp_path / "image")
    first.open()
    for label in ("Jean", "Sal"):
        webs.add_node(first.vault, eric, label)
        first.run()
        first.run()
    first.vault.close()
    shutil.rmtree(first.folder)
    shutil.copytree(tmp_path / "image", first.folder)
    first.open()
    webs.add_node(first.vault, eric, "Mo")
    first.run()
    assert first.twice
    assert {"Jean", "Sal", "Mo"} < first.labels(eric), "its work does not wait for that"
    first.enrol("Ann")
    first.run()
    assert not first.twice


def test_a_copy_is_not_a_laptop_for_somebody_else(first: Laptop) -> None:
    first.enrol("Ann")
    before = first.device()
    with pytest.raises(CouncilRefused, match="belongs to another worker"):
        first.enrol("Bob")
    assert first.device() == before
