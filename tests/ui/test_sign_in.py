"""Signing in where the council asks for it, through the real page: a real provider, council, store and thread."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sbp_desktop.models.clock import wall_ms
from sbp_desktop.services import people
from sbp_desktop.storage import outbox
from sbp_desktop.storage.vault import Vault
from sbp_desktop.sync import oidc
from sbp_desktop.sync.council_server import database, enrolment, own_sign_in
from sbp_desktop.sync.council_server.council import Council
from sbp_desktop.sync.council_server.durability import Durability
from sbp_desktop.sync.council_server.own_sign_in import OwnSignIn
from sbp_desktop.sync.council_server.service import Service
from sbp_desktop.sync.id_token import Place
from sbp_desktop.sync.json_web import JsonWeb
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.council_link import CouncilLink
from sbp_desktop.ui.settings.council_part import CouncilPart
from tests.sync.conftest import council_database, databases
from tests.sync.databases import SECRET, Databases
from tests.sync.sign_in import provider_kit
from tests.sync.sign_in.provider_kit import Browser

__all__ = ["council_database", "databases"]


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with provider_kit.running(provider_kit.installed(tmp_path_factory.mktemp("provider"))) as issuer:
        yield issuer


class Asking:
    """A council over a real socket that asks for its own sign-in; `code` enrols Ann's laptop."""

    def __init__(self, conninfo: str, issuer: str) -> None:
        self.pool = database.open_pool(conninfo, 4)
        council = Council(self.pool, SECRET, wall_ms, Durability("local"))
        with self.pool.connection() as conn:
            enrolment.add_worker(conn, "Ann")
            own_sign_in.name_subject(conn, council.keys, "Ann", issuer, "ann", wall_ms())
            self.code = enrolment.new_code(conn, council.keys, enrolment.worker_named(conn, "Ann"), wall_ms())
        service = Service(council, self.pool, wall_ms, OwnSignIn(Place(issuer, "laptop"), JsonWeb()))
        config = uvicorn.Config(service.app(), host="127.0.0.1", port=0, log_level="critical", access_log=False)
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()

    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"

    def close(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)
        self.pool.close()


@pytest.fixture
def council(databases: Databases, council_database: str, issuer: str) -> Iterator[Asking]:
    made = Asking(databases.server.conninfo(council_database), issuer)
    yield made
    made.close()


@pytest.fixture
def part(qtbot: QtBot, background: Background) -> Iterator[CouncilPart]:
    link = CouncilLink(background)
    made = CouncilPart(link)
    qtbot.addWidget(made)
    made.show()
    yield made
    link.stop()
    link.join(10)
    background.drain()


def until(qtbot: QtBot, true: Callable[[], bool]) -> None:
    qtbot.waitUntil(true, timeout=20_000)


@pytest.fixture
def enrolled(qtbot: QtBot, part: CouncilPart, council: Asking) -> CouncilPart:
    until(qtbot, lambda: council.server.started)
    part._link.start()
    until(qtbot, part.first.isVisible)
    QTest.keyClicks(part.address, council.address())
    QTest.keyClicks(part.code, council.code)
    QTest.keyClick(part.code, Qt.Key.Key_Return)
    until(qtbot, part.sign_in.begin.isVisible)
    return part


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages the app had the system open."""
    pages: list[str] = []

    def open_url(address: QUrl) -> bool:
        pages.append(bytes(address.toEncoded().data()).decode())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return pages


def beside(act: Callable[..., Any], *arguments: Any) -> None:
    threading.Thread(target=act, args=arguments, daemon=True).start()


def test_asked_by_the_council_signed_in_and_all_is_sent(
    qtbot: QtBot, enrolled: CouncilPart, background: Background, vault: Vault, opened: list[str]
) -> None:
    part = enrolled
    assert part.sign_in.words.plain == own_sign_in.ASKED
    assert part.problem.plain == ""
    background.run(people.add_person, "Eric")
    QTest.mouseClick(part.sign_in.begin, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: bool(opened))
    assert "open in your browser" in part.sign_in.words.plain
    assert not part.sign_in.begin.isVisible()
    beside(Browser("ann").open, opened[0])
    until(qtbot, lambda: not part.sign_in.isVisible() and "with the council" in part.state.plain)
    left: list[int] = []
    background.run(outbox.waiting, then=lambda waiting: left.append(waiting.changes))
    until(qtbot, lambda: left == [0])


def test_by_keyboard_stopped_and_begun_again(qtbot: QtBot, enrolled: CouncilPart, opened: list[str]) -> None:
    part = enrolled
    part.activateWindow()
    part.sign_in.begin.setFocus()
    QTest.keyClick(part.sign_in.begin, Qt.Key.Key_Space)
    until(qtbot, lambda: len(opened) == 1)
    assert part.window().focusWidget() is part.sign_in.cancel
    QTest.keyClick(part.sign_in.cancel, Qt.Key.Key_Space)
    assert part.sign_in.begin.isVisible()
    assert part.window().focusWidget() is part.sign_in.begin
    QTest.keyClick(part.sign_in.begin, Qt.Key.Key_Space)
    until(qtbot, lambda: len(opened) == 2)
    beside(Browser("ann", refuse=True).open, opened[1])
    until(qtbot, lambda: part.sign_in.words.plain == oidc.DENIED)


def test_a_code_for_another_device(
    qtbot: QtBot, enrolled: CouncilPart, issuer: str, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oidc, "_INTERVAL_S", 1.0)
    part = enrolled
    QTest.mouseClick(part.sign_in.begin, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: bool(opened))
    QTest.mouseClick(part.sign_in.elsewhere, Qt.MouseButton.LeftButton)
    until(qtbot, part.sign_in.code.isVisible)
    assert f"{issuer}/device" in part.sign_in.words.plain
    beside(Browser("ann").type_code, f"{issuer}/device", part.sign_in.code.plain)
    until(qtbot, lambda: not part.sign_in.isVisible() and "with the council" in part.state.plain)


def test_without_a_browser_a_code_is_shown_by_itself(
    qtbot: QtBot, enrolled: CouncilPart, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _address: False)
    QTest.mouseClick(enrolled.sign_in.begin, Qt.MouseButton.LeftButton)
    until(qtbot, enrolled.sign_in.code.isVisible)
    QTest.mouseClick(enrolled.sign_in.cancel, Qt.MouseButton.LeftButton)
    assert not enrolled.sign_in.code.isVisible()


def test_locking_waits_for_nobody_at_the_page(
    qtbot: QtBot, enrolled: CouncilPart, background: Background, opened: list[str]
) -> None:
    QTest.mouseClick(enrolled.sign_in.begin, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: bool(opened))
    enrolled._link.stop()
    assert background.drain()
    enrolled._link.join(2)
    assert enrolled._link._thread is not None
    assert not enrolled._link._thread.is_alive()
    assert not enrolled.sign_in.isVisible()
