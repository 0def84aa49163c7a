"""Two real apps and the council's own process on PostgreSQL: what two workers write apart comes together on both."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget

from sbp_desktop.models.clock import wall_ms
from sbp_desktop.services import conversations, people, unlocking, webs
from sbp_desktop.storage import outbox, queries, versions
from sbp_desktop.storage.key_slots import Kdf
from sbp_desktop.storage.vault import Vault
from sbp_desktop.sync import status
from sbp_desktop.sync.council_server import administration, caseloads, enrolment
from sbp_desktop.ui.settings.council_part import CouncilPart
from sbp_desktop.ui.versions.several import VersionsPart
from sbp_desktop.ui.widgets import TextField
from tests.fixtures import PASSPHRASE
from tests.journeys.conftest import StartApp, unlock
from tests.journeys.hand import Hand
from tests.sync.conftest import council_database, databases
from tests.sync.council_kit import Kit, new_kit
from tests.sync.databases import Databases
from tests.sync.served import Served
from tests.ui.reading import bury_the_dead, seen

__all__ = ["council_database", "databases"]
pytestmark = pytest.mark.timeout(300)

BASE = "Tea first."
ANNS = " She did not feel safe at home."
BENS = " She felt unsafe at night."
WITH_COUNCIL = "All of today’s work is with the council, "


class Laptop(Hand):
    """A hand at one of several windows."""

    worker = ""

    def here(self) -> None:
        """Bring this window to the front, with the keyboard in it."""
        self.window.show()  # a lock hides all windows of its process, and here two laptops share one
        self.window.activateWindow()
        self.wait(self.window.isActiveWindow)
        self.settle()

    @property
    def page(self) -> Any:
        return self.window.page()

    @property
    def foot(self) -> str:
        said: str = self.window.foot.text()
        return said

    def button(self, words: str, within: QWidget | None = None) -> QAbstractButton:
        bury_the_dead()
        found = [each for each in (within or self.window).findChildren(QAbstractButton) if each.text() == words]
        return next(each for each in found if each.isVisible() and each.isEnabled())

    def fill(self, field: TextField, words: str) -> None:
        field.setFocus()
        self.type(words)

    def settings(self) -> CouncilPart:
        self.here()
        self.click(self.button("Settings"))
        self.settle()
        part: CouncilPart = self.page.council
        return part

    def enrol(self, address: str, code: str) -> None:
        part = self.settings()
        self.wait(part.first.isVisible)
        self.fill(part.address, address)
        self.fill(part.code, code)
        self.press(Qt.Key.Key_Return)
        self.wait(lambda: self.foot.startswith(WITH_COUNCIL), 30_000)

    def send(self) -> None:
        """Press "Send now" and wait until the council has all there is, and we what it has."""
        part = self.settings()
        self.click(part.send)
        self.wait(part.send.isEnabled, 30_000)
        self.settle()
        self.wait(lambda: self.foot.startswith(WITH_COUNCIL), 30_000)
        assert self.ask(outbox.waiting).changes == 0
        self.settle()

    def open_talk(self, person: UUID, talk: UUID) -> Any:
        self.here()
        self.life.workspace.open_conversation(person, talk)
        self.settle()
        self.wait(self.page.text.toPlainText)
        return self.page

    def open_web(self, person: UUID) -> Any:
        self.here()
        self.life.workspace.open_web(person)
        self.settle()
        return self.page.canvas

    def node(self, person: UUID, label: str) -> Any:
        return next(node for node in self.ask(queries.web, person).nodes if node.label == label)

    def labels(self, person: UUID) -> set[str]:
        return {node.label for node in self.ask(queries.web, person).nodes}

    def words(self, person: UUID) -> list[str]:
        return [entry.text for talk in self.ask(queries.conversations, person) for entry in talk.entries]


class Town:
    """A council that can be away, its workers, and their laptops."""

    def __init__(self, kit: Kit, served: Served, folder: Path, start_app: StartApp) -> None:
        self.kit, self.served = kit, served
        self._folder, self._start_app = folder, start_app

    def laptop(self, worker: str) -> Laptop:
        """One more worker, whose laptop is enrolled through its own settings."""
        folder = self._folder / worker
        unlocking.create(folder, PASSPHRASE, {"name": worker}, Kdf.for_tests()).close()
        with self.kit.pool.connection() as conn:
            enrolment.add_worker(conn, worker)
            code = enrolment.new_code(conn, self.kit.council.keys, enrolment.worker_named(conn, worker), wall_ms())
        hand = self._start_app(folder)
        made = Laptop(hand.life, hand.qtbot)
        made.worker = worker
        unlock(made)
        made.enrol(self.served.address, code)
        return made

    def grant(self, laptop: Laptop, person: UUID, role: str) -> None:
        with self.kit.pool.connection() as conn:
            lanes = caseloads.usual_lanes(role)
            keys = self.kit.council.keys
            administration.grant(conn, keys, laptop.worker, person.bytes, role, lanes, now=wall_ms())


@pytest.fixture
def town(databases: Databases, council_database: str, tmp_path: Path, start_app: StartApp) -> Iterator[Town]:
    kit = new_kit(databases, council_database)
    (tmp_path / "council").mkdir()
    served = Served(kit, tmp_path / "council")
    served.start()
    yield Town(kit, served, tmp_path, start_app)
    served.close()
    kit.pool.close()


@pytest.fixture
def eric(town: Town) -> SimpleNamespace:
    """Two laptops with the same person, web and line on them."""
    ann = town.laptop("Ann")
    person: UUID = ann.ask(people.add_person, "Eric").created[0]
    jean: UUID = ann.ask(webs.add_node, person, "Jean").created[0]
    talk: UUID = ann.ask(conversations.start, person).created[0]
    ann.ask(conversations.write_entry, talk, uuid4(), BASE)
    ann.send()
    ben = town.laptop("Ben")
    assert ben.ask(queries.people) == ()
    town.grant(ben, person, "co_worker")
    ben.send()
    assert (ben.labels(person), ben.words(person)) == (ann.labels(person), [BASE])
    return SimpleNamespace(ann=ann, ben=ben, id=person, jean=jean, talk=talk)


def write_apart(laptop: Laptop, eric: SimpleNamespace, words: str, name: str, somebody: str) -> None:
    """The line goes on, Jean has another name, and somebody new is on the web: all by hand."""
    page = laptop.open_talk(eric.id, eric.talk)
    page.text.setFocus()
    laptop.press(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    laptop.press(Qt.Key.Key_End)
    laptop.type(words)
    canvas = laptop.open_web(eric.id)
    laptop.click(canvas.view.viewport(), canvas.view.mapFromScene(canvas.scene.point_of(eric.jean)))
    laptop.settle()
    field = canvas.panel.findChild(TextField, "label")
    field.selectAll()
    field.setFocus()
    laptop.type(name)
    laptop.press(Qt.Key.Key_Tab)
    laptop.settle()
    canvas.name_field.setFocus()
    laptop.type(somebody)
    laptop.press(Qt.Key.Key_Return)
    laptop.settle()


def two_versions_on(laptop: Laptop, eric: SimpleNamespace) -> tuple[str, str]:
    """What the page of the conversation and the panel of the web say there of two versions, "" for nothing."""
    page = laptop.open_talk(eric.id, eric.talk)
    line = "" if page.versions.isHidden() else seen(page.versions)
    canvas = laptop.open_web(eric.id)
    laptop.click(canvas.view.viewport(), canvas.view.mapFromScene(canvas.scene.point_of(eric.jean)))
    laptop.settle()
    part = canvas.panel.findChild(VersionsPart)
    return line, "" if part.isHidden() else seen(part)


def keeps(laptop: Laptop) -> list[QAbstractButton]:
    """The buttons of the panel that keep one version."""
    bury_the_dead()
    part = laptop.page.canvas.panel.findChild(VersionsPart)
    return [button for button in part.findChildren(QAbstractButton) if button.text().startswith("Keep")]


def test_what_two_wrote_apart_is_on_both_and_settled_on_one_is_settled(town: Town, eric: SimpleNamespace) -> None:
    ann, ben = eric.ann, eric.ben
    town.served.kill()
    write_apart(ann, eric, ANNS, "Jeanie", "Tom")
    write_apart(ben, eric, BENS, "Jean M", "Rose")
    for laptop in (ann, ben):
        assert laptop.ask(outbox.waiting).changes >= 3
        assert not laptop.foot.startswith(WITH_COUNCIL)
    town.served.start()
    for laptop in (ann, ben, ann):
        laptop.send()

    for laptop in (ann, ben):
        assert {"Tom", "Rose"} <= laptop.labels(eric.id)
        line, name = two_versions_on(laptop, eric)
        for said in (ANNS.strip(), BENS.strip()):
            assert said in line
        for said in ("Jeanie", "Jean M"):
            assert said in name
        colleague = "Ben" if laptop is ann else "Ann"
        assert f"{colleague}, " in line
        assert f"{colleague}, " in name
    assert ann.words(eric.id) == ben.words(eric.id)

    two_versions_on(ann, eric)
    ann.click(keeps(ann)[0])
    ann.settle()
    page = ann.open_talk(eric.id, eric.talk)
    ann.click(ann.button("Keep both", page.versions))
    ann.settle()
    for laptop in (ann, ben):
        laptop.send()
    for laptop in (ann, ben):
        assert two_versions_on(laptop, eric) == ("", "")
        (words,) = laptop.words(eric.id)
        assert ANNS.strip() in words
        assert BENS.strip() in words
        assert laptop.ask(versions.of_person, eric.id) == ()
    assert ann.words(eric.id) == ben.words(eric.id)
    assert ann.labels(eric.id) == ben.labels(eric.id)


def test_the_named_worker_is_shown_that_somebody_covered(town: Town, eric: SimpleNamespace) -> None:
    ann = eric.ann
    cleo = town.laptop("Cleo")
    town.grant(cleo, eric.id, "cover")
    cleo.send()
    cleo.here()
    cleo.click(cleo.button("People"))
    cleo.settle()
    cleo.life.workspace.open_person(eric.id)
    cleo.settle()
    cleo.send()
    eric.ben.send()
    ann.send()
    for laptop, told in ((ann, True), (eric.ben, False), (cleo, False)):
        laptop.here()
        laptop.click(laptop.button("Today"))
        laptop.settle()
        assert ("Cleo covered for you and opened the pages about Eric, " in seen(laptop.page)) is told
    ann.here()
    ann.click(ann.button("Put away"))
    ann.settle()
    assert "From the council" not in seen(ann.page)
    assert BASE in cleo.words(eric.id)


def test_nothing_that_is_not_sent_goes_with_a_lock_or_a_restart(
    town: Town, eric: SimpleNamespace, start_app: StartApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben = eric.ann, eric.ben
    town.served.kill()
    write_apart(ann, eric, ANNS, "Jeanie", "Tom")
    unsent = ann.ask(outbox.waiting).changes
    assert unsent >= 3
    ann.life.lock()  # Ctrl+L is taken for a whole process, and here two laptops share one
    ann.wait(lambda: ann.life.unlock_page is not None and ann.life.unlock_page.isVisible())
    ann.life.unlock_page.activateWindow()
    ann.wait(ann.life.unlock_page.isActiveWindow)
    unlock(ann)
    assert ann.ask(outbox.waiting).changes == unsent
    folder = ann.life.folder
    ann.life.end()
    again = start_app(folder)
    ann = Laptop(again.life, again.qtbot)
    unlock(ann)
    assert ann.ask(outbox.waiting).changes == unsent

    monkeypatch.setattr(status, "_LONG_MS", 0)
    ann.click(ann.button("Today"))
    ann.life.workspace.council.look()
    ann.settle()
    assert "Safe on this laptop alone since " in seen(ann.page)
    town.served.start()
    ann.click(ann.button("Send now", ann.page))
    ann.wait(lambda: ann.foot.startswith(WITH_COUNCIL), 30_000)
    ann.wait(lambda: "on this laptop alone" not in seen(ann.page))
    ben.send()
    assert {"Tom", "Jeanie"} <= ben.labels(eric.id)
    assert ben.words(eric.id) == [f"{BASE}{ANNS}"]


def test_whoever_goes_to_a_colleague_goes_at_once_and_nothing_of_what_was_written(
    town: Town, eric: SimpleNamespace
) -> None:
    ann, ben = eric.ann, eric.ben
    town.served.kill()
    write_apart(ben, eric, BENS, "Jean M", "Rose")
    town.served.start()
    with town.kit.pool.connection() as conn:
        administration.revoke(conn, town.kit.council.keys, "Ben", eric.id.bytes, wall_ms())
    ben.life.workspace.council.send_now()
    ben.wait(lambda: ben.page is ben.life.workspace.today, 30_000)
    assert "has ended. All you wrote goes to the council first." in ben.window.notices.text()
    ben.send()
    assert ben.ask(queries.people) == ()
    assert ben.ask(of_person, eric.id) == 0, "all was safe with the council, so nothing is left here"
    ann.send()
    assert "Rose" in ann.labels(eric.id)
    assert ann.words(eric.id) == [f"{BASE}{BENS}"]
    ann.click(ann.button("Today"))
    ann.settle()
    assert "What Ben wrote about Eric earlier came only now" in seen(ann.page)


def of_person(vault: Vault, person: UUID) -> int:
    with vault.reading() as conn:
        return int(conn.execute("SELECT count(*) FROM op WHERE person = ?", (person.bytes,)).fetchone()[0])
