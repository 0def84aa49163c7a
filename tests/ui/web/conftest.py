"""A web page over the real encrypted file, as a hand meets it."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sbp_desktop import config
from sbp_desktop.models.arrangement import Spot
from sbp_desktop.models.snapshots import NodeSnapshot, TieSnapshot, WebSnapshot
from sbp_desktop.services import importing, people, unlocking
from sbp_desktop.storage import queries
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import application, theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.change_signals import ChangeSignals
from sbp_desktop.ui.web.web_page import WebPage
from tests.fixtures import PASSPHRASE


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application as it really starts: typeface, colours, halo."""
    return application.make(["tests"])


@pytest.fixture(autouse=True)
def plain_theme(qapp: QApplication) -> Iterator[None]:
    yield
    theme.choose(None)


@pytest.fixture(scope="session")
def demo_webs(vault_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, WebSnapshot]:
    """The webs of the demo people, by name, as the file gives them."""
    folder = Path(shutil.copytree(vault_template, tmp_path_factory.mktemp("demo") / "store"))
    vault = unlocking.unlock(folder, PASSPHRASE)
    try:
        importing.load_people(vault, config.resources("demo", "people.yaml"))
        return {row.name: queries.web(vault, row.id) for row in queries.people(vault)}
    finally:
        vault.close()


class Hand:
    """Drives one page with real events and reads back what the file holds."""

    def __init__(self, page: WebPage, background: Background, vault: Vault) -> None:
        self.page, self.background, self.vault = page, background, vault
        self.told: list[str] = []
        self.answers: list[Callable[[], object]] = []
        self.view, self.scene, self.canvas = page.canvas.view, page.canvas.scene, page.canvas

    def settle(self) -> None:
        """Wait until everything asked for is kept and shown."""
        for _ in range(6):
            assert self.background.drain()
            QApplication.processEvents()

    def kept(self) -> WebSnapshot:
        """What the file holds now."""
        self.settle()
        found = self.ask(queries.web, self.page.person)
        assert isinstance(found, WebSnapshot)
        return found

    def ask(self, function: Callable[..., object], *args: object) -> object:
        """Ask the open file, on its own thread."""
        found: list[object] = []
        self.background.run(function, *args, then=found.append)
        self.settle()
        return found[0]

    def node(self, label: str) -> NodeSnapshot:
        return next(node for node in self.kept().nodes if node.label == label)

    def tie(self, a: str, b: str) -> TieSnapshot:
        web = self.kept()
        labels = {node.id: node.label for node in web.nodes}
        return next(tie for tie in web.ties if {labels[tie.a], labels[tie.b]} == {a, b})

    def labels(self) -> list[str]:
        return [node.label for node in self.kept().nodes]

    def type_name(self, typed: str) -> None:
        QTest.keyClicks(self.canvas.name_field, typed)
        QTest.keyClick(self.canvas.name_field, Qt.Key.Key_Return)
        self.settle()

    def pixel(self, point: QPointF) -> QPoint:
        return self.view.mapFromScene(point)

    def at(self, id_: UUID) -> QPoint:
        return self.pixel(self.scene.point_of(id_))

    def layer_pixel(self, part: str, angle: float) -> QPoint:
        return self.pixel(QPointF(*self.scene.arrangement.layout.point(Spot(part, (angle, 0.5)))))

    def free_pixel(self, part: str) -> QPoint:
        """A place in a layer, or circle, far from everything."""
        tried = [self.layer_pixel(part, angle / 4) for angle in range(25)]
        there = [self.at(id_) for id_ in self.scene.nodes]
        return max(tried, key=lambda place: min((place - other).manhattanLength() for other in there))

    def press(self, where: QPoint) -> None:
        QTest.mousePress(self.view.viewport(), Qt.MouseButton.LeftButton, pos=where)

    def drag_over(self, start: QPoint, end: QPoint) -> None:
        for i in range(1, 9):
            QTest.mouseMove(self.view.viewport(), start + (end - start) * i / 8)

    def let_go(self, where: QPoint) -> None:
        QTest.mouseRelease(self.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
        self.settle()

    def drag(self, start: QPoint, end: QPoint) -> None:
        self.press(start)
        self.drag_over(start, end)
        self.let_go(end)

    def click(self, where: QPoint) -> None:
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
        self.settle()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.view, key, modifiers)
        self.settle()


@pytest.fixture
def person(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


@pytest.fixture
def hand(qtbot: QtBot, vault: Vault, person: UUID) -> Iterator[Hand]:
    signals = ChangeSignals()
    background = Background(signals)
    background.attach(vault)

    def tell(what: str, _action: str, run: Callable[[], object] | None) -> None:
        made.told.append(what)
        if run is not None:
            made.answers.append(run)

    page = WebPage(background, person, "Eric", tell)
    signals.changed.connect(page.refresh)
    qtbot.addWidget(page)
    page.resize(1200, 720)
    page.show()
    page.load()
    made = Hand(page, background, vault)
    made.settle()
    yield made
    background.stop()
