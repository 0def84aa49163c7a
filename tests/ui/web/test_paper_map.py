"""The photo of a paper map under the web: laid, moved and stretched by hand and key, locked, put away, ours alone."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest

from sbp_desktop.models.snapshots import FOR_PERSON, PaperMapSnapshot, WebSnapshot
from sbp_desktop.storage import queries
from sbp_desktop.storage.attachments import LOST
from sbp_desktop.storage.vault import ATTACHMENTS
from sbp_desktop.ui import theme
from sbp_desktop.ui.web import photos
from sbp_desktop.ui.web.pictures import Colours, Sheet, save_picture
from tests.ui.web.conftest import Hand
from tests.ui.web.on_its_way import OnItsWay

BLUE = QColor(30, 60, 210)


def paper_photo() -> QImage:
    image = QImage(1200, 800, QImage.Format.Format_RGB32)
    image.fill(BLUE)
    return image


def kept(hand: Hand) -> PaperMapSnapshot:
    paper = hand.kept().paper
    assert paper is not None
    return paper


def press(hand: Hand, name: str) -> None:
    QTest.mouseClick(hand.canvas.paper_card.toggles[name], Qt.MouseButton.LeftButton)
    hand.settle()


def open_card(hand: Hand) -> None:
    hand.canvas.cards.open(hand.canvas.paper_card, hand.canvas.paper_link)
    hand.settle()


@pytest.fixture
def laid(hand: Hand) -> Hand:
    """A web with a paper map under it and its card open."""
    open_card(hand)
    QGuiApplication.clipboard().setImage(paper_photo())
    QTest.mouseClick(hand.canvas.paper_card.paste, Qt.MouseButton.LeftButton)
    hand.settle()
    hand.settle()
    return hand


def blueness(hand: Hand, pixel: QPoint) -> int:
    seen = QColor(hand.view.grab().toImage().pixel(pixel))
    return seen.blue() - seen.red()


def left(hand: Hand) -> QPoint:
    """Somewhere on the paper map, clear of the card and of the person."""
    return hand.pixel(hand.scene.paper.room().center() + QPointF(-180, 60))


def test_a_photo_from_a_file_lies_under_the_page(hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "map.png"
    assert paper_photo().save(str(path))
    monkeypatch.setattr(photos, "choose_file", lambda _parent: path)
    open_card(hand)
    hand.canvas.paper_card.choose.setFocus()
    QTest.keyClick(hand.canvas.paper_card.choose, Qt.Key.Key_Space)
    hand.settle()
    hand.settle()
    assert blueness(hand, left(hand)) > 60
    beside_the_letter = hand.at(hand.kept().self_node) + QPoint(14, -14)
    assert blueness(hand, beside_the_letter) < 40  # under everything, not over it
    hand.canvas.undo()
    hand.settle()
    assert not hand.scene.paper.seen


def test_it_is_dragged_into_place_and_stretched_by_a_corner(laid: Hand) -> None:
    press(laid, "laying")
    before = laid.scene.paper.room()
    at = left(laid)
    laid.drag(at, at + QPoint(60, 30))
    moved = laid.scene.paper.room()
    assert (moved.center() - before.center()).manhattanLength() > 60
    assert moved.width() == pytest.approx(before.width())
    corner = laid.pixel(moved.topLeft())
    laid.drag(corner, corner + QPoint(60, 40))
    smaller = laid.scene.paper.room()
    assert smaller.width() < moved.width() - 50
    assert kept(laid).width == pytest.approx(smaller.width(), rel=0.5)
    laid.canvas.undo()
    laid.canvas.undo()
    laid.settle()
    assert laid.scene.paper.room().center() == before.center()


def test_it_is_moved_and_stretched_by_keyboard(laid: Hand) -> None:
    press(laid, "laying")
    laid.view.setFocus()
    before, chosen = laid.scene.paper.room(), laid.scene.chosen
    laid.key(Qt.Key.Key_Right)
    laid.key(Qt.Key.Key_Plus)
    after = laid.scene.paper.room()
    assert after.center().x() > before.center().x()
    assert after.width() > before.width()
    assert laid.scene.chosen == chosen
    laid.key(Qt.Key.Key_Escape)
    assert laid.view.hand.doing == ""


def test_a_drag_given_up_puts_it_back(laid: Hand) -> None:
    press(laid, "laying")
    before, at = laid.scene.paper.room(), left(laid)
    laid.press(at)
    laid.drag_over(at, at + QPoint(60, 30))
    laid.key(Qt.Key.Key_Escape)
    assert laid.scene.paper.room() == before


def test_locked_or_put_away_it_cannot_be_moved(laid: Hand) -> None:
    press(laid, "laying")
    press(laid, "fixed")
    assert laid.view.hand.doing == ""
    assert not laid.canvas.paper_card.toggles["laying"].isEnabled()
    press(laid, "fixed")
    press(laid, "put_away")
    assert not laid.scene.paper.seen
    assert kept(laid).put_away
    press(laid, "put_away")
    laid.settle()
    assert laid.scene.paper.seen
    assert blueness(laid, left(laid)) > 60


def test_how_plainly_it_shows_is_kept(laid: Hand) -> None:
    plain = blueness(laid, left(laid))
    QTest.mouseClick(laid.canvas.paper_card.strength.chips["0.3"], Qt.MouseButton.LeftButton)
    assert kept(laid).strength == 0.3
    assert blueness(laid, left(laid)) < plain - 20


def theirs(hand: Hand) -> WebSnapshot:
    found = hand.ask(queries.web, hand.page.person, FOR_PERSON)
    assert isinstance(found, WebSnapshot)
    return found


def test_it_is_ours_alone_until_shown_on_purpose(laid: Hand) -> None:
    assert theirs(laid).paper is None
    assert "Only you see" in laid.canvas.paper_card._say.plain
    press(laid, "for_them")
    assert theirs(laid).paper is not None
    press(laid, "for_them")
    assert theirs(laid).paper is None


def test_taken_away_it_comes_back_with_undo(laid: Hand) -> None:
    QTest.mouseClick(laid.canvas.paper_card.take_away, Qt.MouseButton.LeftButton)
    laid.settle()
    assert laid.kept().paper is None
    assert laid.told[-1] == "Took the paper map away"
    laid.canvas.undo()
    laid.settle()
    laid.settle()
    assert blueness(laid, left(laid)) > 60


def test_a_lost_map_is_one_calm_sentence(laid: Hand) -> None:
    for path in (laid.vault.folder / ATTACHMENTS).iterdir():
        path.unlink()
    press(laid, "put_away")
    press(laid, "put_away")
    laid.settle()
    assert not laid.scene.paper.seen
    assert laid.canvas.paper_card._lost.plain == LOST


def test_a_map_on_its_way_is_said_calmly_and_shows_when_it_comes(laid: Hand) -> None:
    away = OnItsWay(laid.vault)
    press(laid, "put_away")
    press(laid, "put_away")
    laid.settle()
    card = laid.canvas.paper_card
    assert (card._lost.plain, card._coming.isVisibleTo(card)) == ("", True)
    laid.canvas.refresh(away.arrive())
    laid.settle()
    laid.settle()
    assert not card._coming.isVisibleTo(card)
    assert blueness(laid, left(laid)) > 60


def test_white_paper_does_not_outshine_a_dark_page(laid: Hand) -> None:
    white = QImage(400, 300, QImage.Format.Format_RGB32)
    white.fill(Qt.GlobalColor.white)
    QGuiApplication.clipboard().setImage(white)
    QTest.mouseClick(laid.canvas.paper_card.paste, Qt.MouseButton.LeftButton)
    laid.settle()
    laid.settle()
    assert QColor(laid.view.grab().toImage().pixel(left(laid))).lightness() > 200
    theme.choose("dark")
    laid.settle()
    assert QColor(laid.view.grab().toImage().pixel(left(laid))).lightness() < 60
    theme.choose("light")
    laid.settle()
    assert QColor(laid.view.grab().toImage().pixel(left(laid))).lightness() > 200


def test_it_is_on_a_print_for_those_who_may_see_it_and_grey_in_black_and_white(laid: Hand, tmp_path: Path) -> None:
    def blue_in(web: WebSnapshot, colours: Colours) -> bool:
        path = tmp_path / "web.png"
        photo = laid.scene.paper.photo_as_read
        save_picture(Sheet(web, laid.scene.showing, colours=colours, paper_map=photo), path, "png")
        image = QImage(str(path)).scaled(120, 80)
        points = [image.pixelColor(x, y) for x in range(120) for y in range(80)]
        return sum(point.blue() - point.red() > 40 for point in points) > 200

    assert blue_in(laid.kept(), "light")
    assert not blue_in(laid.kept(), "plain")
    assert not blue_in(theirs(laid), "light"), "it is ours alone until shown on purpose"
    press(laid, "for_them")
    assert blue_in(theirs(laid), "light")


def test_what_is_kept_or_printed_takes_it_along(laid: Hand) -> None:
    laid.page.open_keep()
    assert laid.page.keep_sheet is not None
    assert not laid.page.keep_sheet._paper_sheet(laid.kept()).paper_map.isNull()
