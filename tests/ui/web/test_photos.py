"""Photos on the web by real hands: from a file, pasted, dropped; signs and initials; and a file that is lost."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from sbp_desktop.errors import RuleRefused
from sbp_desktop.storage.attachments import LOST, ON_ITS_WAY
from sbp_desktop.storage.vault import ATTACHMENTS
from sbp_desktop.ui.web import photos
from sbp_desktop.ui.web.picture_part import PicturePart
from tests.reliability import hostile
from tests.ui.web.conftest import Hand
from tests.ui.web.on_its_way import OnItsWay

BLUE = QColor(40, 60, 200)


def photo(wide: int = 900, high: int = 600, colour: QColor = BLUE) -> QImage:
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    image.fill(colour)
    return image


@pytest.fixture
def photo_file(tmp_path: Path) -> Path:
    path = tmp_path / "Jean at the fair.png"
    image = photo()
    image.setText("Description", "planted words")
    assert image.save(str(path))
    return path


def part(hand: Hand) -> PicturePart:
    (found,) = hand.canvas.panel.findChildren(PicturePart)
    assert isinstance(found, PicturePart)
    return found


def press(hand: Hand, text: str) -> None:
    button = next(button for button in hand.canvas.panel.findChildren(QPushButton) if button.text() == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    hand.settle()


def open_on(hand: Hand, label: str) -> None:
    hand.type_name(label)
    hand.click(hand.at(hand.node(label).id))
    press(hand, "Picture")


def colour_at(hand: Hand, label: str) -> QColor:
    hand.settle()
    where = hand.at(hand.node(label).id)
    return QColor(hand.view.grab().toImage().pixel(where))


def shows_photo(hand: Hand, label: str) -> bool:
    seen = colour_at(hand, label)
    return seen.blue() - seen.red() > 120


def test_a_photo_from_a_file_stands_in_the_node(hand: Hand, photo_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "choose_file", lambda _parent: photo_file)
    open_on(hand, "Jean")
    assert not shows_photo(hand, "Jean")
    press(hand, "A photo")
    assert shows_photo(hand, "Jean")
    hand.canvas.undo()
    assert not shows_photo(hand, "Jean")
    hand.canvas.redo()
    assert shows_photo(hand, "Jean")


def test_thinking_better_of_it_changes_nothing(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "choose_file", lambda _parent: None)
    open_on(hand, "Jean")
    press(hand, "A photo")
    assert hand.node("Jean").photo is None
    assert hand.told == []


def test_the_person_in_the_middle_has_a_face_too(hand: Hand) -> None:
    own = hand.kept().self_node
    hand.scene.choose(own)
    hand.canvas.panel_hand.open(by_key=True)
    QGuiApplication.clipboard().setImage(photo())
    press(hand, "Picture")
    press(hand, "Paste a photo")
    assert shows_photo(hand, "Eric")


def test_a_photo_is_pasted_onto_who_is_chosen_and_words_are_not(hand: Hand) -> None:
    hand.type_name("Jean")
    hand.scene.choose(hand.node("Jean").id)
    QGuiApplication.clipboard().setText("Tom")
    hand.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert hand.node("Jean").photo is None
    QGuiApplication.clipboard().setImage(photo())
    hand.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert shows_photo(hand, "Jean")


def test_nothing_to_paste_is_said_in_one_sentence(hand: Hand) -> None:
    QGuiApplication.clipboard().clear()
    open_on(hand, "Jean")
    press(hand, "Paste a photo")
    assert hand.told[-1].startswith("There is no photo to paste.")


def drop(hand: Hand, path: Path, where: QPointF) -> bool:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    kinds = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(hand.view.viewport(), QDragEnterEvent(where.toPoint(), *kinds))
    QApplication.sendEvent(hand.view.viewport(), QDragMoveEvent(where.toPoint(), *kinds))
    event = QDropEvent(where, *kinds)
    QApplication.sendEvent(hand.view.viewport(), event)
    hand.settle()
    return event.isAccepted()


def test_a_file_dropped_on_somebody_is_their_photo_and_on_paper_nobodys(hand: Hand, photo_file: Path) -> None:
    hand.type_name("Jean")
    assert not drop(hand, photo_file, QPointF(hand.free_pixel("community")))
    assert hand.node("Jean").photo is None
    assert drop(hand, photo_file, QPointF(hand.at(hand.node("Jean").id)))
    assert shows_photo(hand, "Jean")


def test_a_sign_is_chosen_by_keyboard_and_let_go_again(hand: Hand) -> None:
    open_on(hand, "Jean")
    dog = part(hand).signs["dog"]
    assert dog.accessibleName() == "dog"
    dog.setFocus()
    QTest.keyClick(dog, Qt.Key.Key_Space)
    hand.settle()
    assert hand.node("Jean").symbol == "dog"
    assert dog.isChecked()
    QTest.keyClick(dog, Qt.Key.Key_Space)
    hand.settle()
    assert hand.node("Jean").symbol == ""


def test_back_to_the_initial_takes_photo_and_sign_away(hand: Hand) -> None:
    open_on(hand, "Jean")
    QGuiApplication.clipboard().setImage(photo())
    press(hand, "Paste a photo")
    press(hand, "Initial")
    assert hand.node("Jean").photo is None
    assert not shows_photo(hand, "Jean")


def test_a_lost_photo_is_one_calm_sentence_and_an_initial(hand: Hand) -> None:
    open_on(hand, "Jean")
    QGuiApplication.clipboard().setImage(photo())
    press(hand, "Paste a photo")
    for path in (hand.vault.folder / ATTACHMENTS).iterdir():
        path.unlink()
    hand.canvas.faces._read.clear()
    hand.canvas.load()
    hand.settle()
    assert not shows_photo(hand, "Jean")
    assert part(hand)._lost.plain == LOST


def test_a_photo_on_its_way_is_said_calmly_and_shows_when_it_comes(hand: Hand) -> None:
    open_on(hand, "Jean")
    QGuiApplication.clipboard().setImage(photo())
    press(hand, "Paste a photo")
    away = OnItsWay(hand.vault)
    hand.canvas.faces._read.clear()
    hand.canvas.load()
    hand.settle()
    assert not shows_photo(hand, "Jean")
    assert part(hand)._lost.plain == ""
    assert part(hand)._coming.isVisibleTo(part(hand))
    assert part(hand)._coming.plain == ON_ITS_WAY
    hand.canvas.refresh(away.arrive())
    hand.settle()
    hand.settle()
    assert shows_photo(hand, "Jean")
    assert not part(hand)._coming.isVisibleTo(part(hand))


def test_many_photos_are_read_little_by_little(hand: Hand) -> None:
    for i in range(11):
        hand.type_name(f"Neighbour {i}")
        hand.canvas.edits.ask(photos.keep_face, hand.node(f"Neighbour {i}").id, photo(60, 60))
    for _ in range(4):
        hand.settle()
    assert len(hand.scene.faces) == 11


# ---- what is kept of a photo


def test_what_is_kept_is_small_clean_and_upright() -> None:
    kept = photos.prepared(photo(4000, 3000), photos.FACE)
    image = QImage.fromData(kept)
    assert (image.width(), image.height()) == (640, 480)
    assert image.textKeys() == []
    assert kept[:3] == b"\xff\xd8\xff"


def exif_jpeg() -> bytes:
    """A JPEG of a wide picture, its left half red, said to be lying on its side, with words and a place planted."""
    image = photo(80, 40)
    painter = QPainter(image)
    painter.fillRect(0, 0, 40, 40, QColor("red"))
    painter.end()
    data = photos.prepared(image, 80)
    words = b"planted words 51.5N"
    tiff = (
        b"MM\x00\x2a\x00\x00\x00\x08\x00\x02"
        b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00"
        b"\x01\x0e\x00\x02" + len(words).to_bytes(4, "big") + (38).to_bytes(4, "big") + b"\x00\x00\x00\x00" + words
    )
    body = b"Exif\x00\x00" + tiff
    return data[:2] + b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body + data[2:]


def test_what_hides_in_a_photo_is_left_behind_and_it_stands_upright() -> None:
    planted = exif_jpeg()
    assert b"planted words" in planted
    kept = photos.prepared(planted, photos.FACE)
    assert b"planted" not in kept
    assert b"Exif" not in kept
    image = QImage.fromData(kept)
    assert (image.width(), image.height()) == (40, 80)
    assert image.pixelColor(20, 10).red() > 200


@pytest.mark.parametrize(
    "data", [b"", b"no photo at all", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.4", b"\x89PNG\r\n\x1a\n"]
)
def test_what_is_no_photo_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(RuleRefused):
        photos.prepared(data, photos.FACE)


def test_what_is_see_through_stands_on_white() -> None:
    image = QImage(50, 50, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    assert QImage.fromData(photos.prepared(image, 50)).pixelColor(25, 25).lightness() > 250


def test_a_file_too_large_or_gone_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(RuleRefused):
        photos.read_file(tmp_path / "gone.png")
    with (tmp_path / "huge.png").open("wb") as file:
        file.truncate(30 * 1024 * 1024)
    with pytest.raises(RuleRefused):
        photos.prepared(photos.read_file(tmp_path / "huge.png"), photos.FACE)


def test_a_small_file_that_claims_too_many_dots_is_refused_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(RuleRefused, match="too many dots"):
        photos.prepared(hostile._png(60_000, 60_000, b"\0" * 1000), photos.FACE)
    sound = hostile._png(100, 100, b"\0" * 10_100)
    monkeypatch.setattr(photos, "MOST_DOTS", 10_000)
    assert photos.prepared(sound, photos.FACE)
    monkeypatch.setattr(photos, "MOST_DOTS", 9_999)
    with pytest.raises(RuleRefused, match="too many dots"):
        photos.prepared(sound, photos.FACE)
