"""No byte of a photo, and nothing that hid in it, is readable anywhere an app may write: store, temporary files, home."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sbp_desktop.services import people, unlocking, webs
from sbp_desktop.storage.vault import ATTACHMENTS
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.change_signals import ChangeSignals
from sbp_desktop.ui.web import photos
from sbp_desktop.ui.web.web_page import WebPage
from tests.fixtures import PASSPHRASE

PLANTED = b"quetzalphoto 51.5074N"
HEADERS = (b"\xff\xd8\xff\xe0\x00\x10JFIF", b"\x89PNG\r\n\x1a\n", PLANTED)


def photo() -> QImage:
    image = QImage(900, 700, QImage.Format.Format_RGB32)
    image.fill(QColor(40, 90, 160))
    return image


def with_words(folder: Path) -> Path:
    """A photo file that says where it was taken."""
    path = folder / "Jean.jpg"
    data = photos.prepared(photo(), 900)
    body = b"Exif\x00\x00" + PLANTED
    path.write_bytes(data[:2] + b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body + data[2:])
    return path


def readable(folders: list[Path]) -> list[str]:
    """Files that hold a photo's header, or what was planted in one."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return [str(path) for path in files if any(header in path.read_bytes() for header in HEADERS)]


def test_photos_given_by_hand_stand_nowhere_in_clear(
    qtbot: QtBot,
    vault_folder: Path,
    folders: list[Path],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = with_words(tmp_path_factory.mktemp("their-own"))
    monkeypatch.setattr(photos, "choose_file", lambda _parent: source)
    vault = unlocking.unlock(vault_folder, PASSPHRASE)
    person = people.add_person(vault, "Eric").created[0]
    jean = webs.add_node(vault, person, "Jean").created[0]
    signals = ChangeSignals()
    background = Background(signals)
    background.attach(vault)
    page = WebPage(background, person, "Eric", lambda *_told: None)
    signals.changed.connect(page.refresh)
    qtbot.addWidget(page)
    page.resize(1200, 760)
    page.show()
    page.load()
    qtbot.waitUntil(lambda: jean in page.canvas.scene.nodes)
    give_everything(qtbot, background, page, jean)
    in_use = [
        subprocess.run(["grep", "-rlaF", header, *map(str, folders)], capture_output=True, check=False).stdout
        for header in (b"JFIF", PLANTED)
    ]
    background.drain()
    background.stop()
    assert len(list((vault_folder / ATTACHMENTS).iterdir())) == 3
    vault.close()
    assert in_use == [b"", b""]
    assert readable(folders) == []
    assert readable([source.parent]) == [str(source)]


def give_everything(qtbot: QtBot, background: Background, page: WebPage, node: object) -> None:
    """A photo from a file and one pasted, a paper map, and an undo."""
    canvas = page.canvas

    def settled(wanted: Callable[[], bool]) -> None:
        qtbot.waitUntil(lambda: background.drain() and wanted())

    canvas.edits.ask(photos.keep_face, node, photos.choose_file(page))
    settled(lambda: bool(canvas.scene.faces))
    QGuiApplication.clipboard().setImage(photo())
    canvas.scene.choose(canvas.scene.web.self_node)
    canvas.view.setFocus()
    QTest.keyClick(canvas.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settled(lambda: len(canvas.scene.faces) == 2)
    canvas.cards.open(canvas.paper_card, canvas.paper_link)
    QTest.mouseClick(canvas.paper_card.paste, Qt.MouseButton.LeftButton)
    settled(lambda: canvas.scene.paper.seen)
    canvas.undo()
    settled(lambda: not canvas.scene.paper.seen)


def test_the_search_finds_a_photo_that_does_stand_in_clear(tmp_path: Path) -> None:
    (tmp_path / "slip").write_bytes(b"\x00\x01" + photos.prepared(photo(), 200))
    with_words(tmp_path)
    (tmp_path / "fine").write_bytes(b"nothing")
    assert sorted(Path(found).name for found in readable([tmp_path])) == ["Jean.jpg", "slip"]
