"""Looking back at a web through the real page and the real file: another day, what was written, what is different."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.services import moments, sharing, webs
from sbp_desktop.storage import looking_back, queries
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.web.where_from import WhereFrom
from sbp_desktop.ui.widgets import LinkButton
from tests.ui.web.conftest import Hand

TODAY = when_and_where.today()
MARCH, JUNE = TODAY - 200, TODAY - 100


@pytest.fixture
def story(hand: Hand) -> Hand:
    """A bowls club that stopped in June, a neighbour who came in March, and Jean, of whom no day is known."""
    run = hand.background.run
    run(webs.add_node, hand.page.person, "Jean", position=(1.0, 0.4))
    run(webs.add_node, hand.page.person, "Sam", **{"from": PartialDate.on(MARCH)})
    bowls = {"from": PartialDate.on(MARCH - 300), "to": PartialDate.on(JUNE), "status": "ended"}
    run(webs.add_node, hand.page.person, "Bowls", kind="activity", **bowls)
    hand.settle()
    return hand


def shown(hand: Hand) -> set[str]:
    return {node.label for node in hand.scene.nodes.values()} - {"Eric"}


def slide_to(hand: Hand, day: int) -> None:
    hand.page.strip.line.setValue(day)
    hand.settle()


def test_at_twice_the_text_size_the_line_of_days_leaves_room_for_the_web(story: Hand) -> None:
    theme.enlarge(2)
    try:
        story.page.resize(1110, 727)
        QTest.mouseClick(story.page.time, Qt.MouseButton.LeftButton)
        story.settle()
        strip = story.page.strip
        assert strip.line.isVisible()
        assert not strip.compare.isVisible()
        assert story.view.height() > 4 * theme.TOUCH_TARGET
        QTest.keyClick(strip.more, Qt.Key.Key_Return)
        assert strip.compare.isVisible()
        slide_to(story, MARCH)
        only_look = story.canvas.only_look
        assert only_look.link.width() >= only_look.link.sizeHint().width(), "the way back is not cut"
    finally:
        theme.enlarge(1)


def test_sliding_shows_who_was_there_that_day_and_comes_back(story: Hand) -> None:
    QTest.mouseClick(story.page.time, Qt.MouseButton.LeftButton)
    assert story.page.strip.isVisible()
    slide_to(story, MARCH - 1)
    assert shown(story) == {"Jean", "Bowls"}
    bowls = next(id_ for id_, node in story.scene.nodes.items() if node.label == "Bowls")
    assert story.scene.nodes[bowls].status == "active"
    assert story.scene.showing.fixed
    slide_to(story, MARCH)
    assert shown(story) == {"Jean", "Bowls", "Sam"}
    QTest.keyClick(story.page.strip.line, Qt.Key.Key_Escape)
    assert not story.page.strip.isVisible()
    assert not story.scene.showing.fixed
    assert story.scene.showing.day == TODAY


def test_arrow_keys_go_from_change_to_change(story: Hand) -> None:
    QTest.mouseClick(story.page.time, Qt.MouseButton.LeftButton)
    line = story.page.strip.line
    days = []
    for _ in range(3):
        QTest.keyClick(line, Qt.Key.Key_Left)
        days.append(line.value())
    assert days == [JUNE, MARCH, MARCH - 300]
    QTest.keyClick(line, Qt.Key.Key_Right)
    assert line.value() == MARCH
    for _ in range(3):
        QTest.keyClick(line, Qt.Key.Key_Right)
    assert line.value() == TODAY


def test_a_press_near_a_change_comes_to_that_day(story: Hand) -> None:
    QTest.mouseClick(story.page.time, Qt.MouseButton.LeftButton)
    line = story.page.strip.line
    at = line.rect().center()
    at.setX(round(line._x(MARCH)) + 3)
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=at)
    assert line.value() == MARCH


def test_an_earlier_day_is_compared_with_today_in_marks_and_words(story: Hand) -> None:
    QTest.mouseClick(story.page.time, Qt.MouseButton.LeftButton)
    slide_to(story, MARCH - 1)
    choose(story, "Today")
    labels = {node.id: node.label for node in story.scene.web.nodes}
    marks = {labels[id_]: mark for id_, mark in story.scene.showing.marks.items() if id_ in labels}
    assert marks == {"Sam": "new", "Bowls": "gone"}
    assert story.page.changes.said() == ["Sam joined", "Bowls stopped"]
    assert story.page.changes.heading.text().startswith("Since ")
    assert story.page.changes.isVisible()
    story.page.changes.lines.setCurrentRow(0)
    QTest.keyClick(story.page.changes.lines, Qt.Key.Key_Return)
    assert story.scene.chosen == next(id_ for id_, label in labels.items() if label == "Sam")
    QTest.mouseClick(story.page.strip.beside, Qt.MouseButton.LeftButton)
    assert story.page.beside.isVisible()
    assert {node.label for node in story.page.beside.scene.nodes.values()} == {"Eric", "Jean", "Bowls"}
    QTest.mouseClick(story.page.strip.back, Qt.MouseButton.LeftButton)
    assert not story.page.beside.isVisible()
    assert not story.page.changes.isVisible()
    assert story.scene.showing.marks == {}


def choose(hand: Hand, words: str) -> None:
    compare = hand.page.strip.compare
    compare.setCurrentIndex(compare.findText(words, Qt.MatchFlag.MatchStartsWith))
    compare.activated.emit(compare.currentIndex())
    hand.settle()


def test_a_picture_is_kept_by_key_and_compared_with_after_the_web_changed(story: Hand, vault: Vault) -> None:
    strip = story.page.strip
    QTest.mouseClick(story.page.time, Qt.MouseButton.LeftButton)
    QTest.mouseClick(strip.keep, Qt.MouseButton.LeftButton)
    QTest.keyClicks(strip.label, "First visit")
    QTest.keyClick(strip.label, Qt.Key.Key_Return)
    story.settle()
    assert story.told == ["The picture is kept"]
    jean = story.node("Jean").id
    story.background.run(webs.move_node, jean, 1.0, 0.5, domain="community")
    story.settle()
    pictures = strip.pictures
    pictures.setCurrentIndex(1)
    pictures.activated.emit(1)
    story.settle()
    assert next(n for n in story.scene.nodes.values() if n.id == jean).domain == "network"
    choose(story, "Today")
    assert story.page.changes.said() == ["Jean is further away now"]
    QTest.mouseClick(strip.rename, Qt.MouseButton.LeftButton)
    strip.label.selectAll()
    QTest.keyClicks(strip.label, "In spring")
    QTest.keyClick(strip.label, Qt.Key.Key_Return)
    story.settle()
    assert [m.label for m in read_moments(story)] == ["In spring"]
    QTest.mouseClick(strip.remove, Qt.MouseButton.LeftButton)
    story.settle()
    assert read_moments(story) == ()
    story.page.undo()
    story.settle()
    assert [m.label for m in read_moments(story)] == ["In spring"]


def read_moments(hand: Hand) -> tuple[looking_back.MomentSnapshot, ...]:
    found: list[tuple[looking_back.MomentSnapshot, ...]] = []
    hand.background.run(looking_back.moments, hand.page.person, then=found.append)
    hand.settle()
    return found[0]


def test_what_had_been_written_by_then_is_a_switch_of_its_own(story: Hand, vault: Vault) -> None:
    QTest.mouseClick(story.page.time, Qt.MouseButton.LeftButton)
    QTest.mouseClick(story.page.strip.written, Qt.MouseButton.LeftButton)
    slide_to(story, MARCH)
    story.settle()
    assert shown(story) == set()  # nothing had been written in March: all of this was written today
    QTest.mouseClick(story.page.strip.written, Qt.MouseButton.LeftButton)
    story.settle()
    assert shown(story) == {"Jean", "Bowls", "Sam"}


def see_as(hand: Hand, words: str) -> None:
    whose = hand.page.strip.whose
    whose.setCurrentIndex(whose.findText(words))
    whose.activated.emit(whose.currentIndex())
    hand.settle()


def test_a_carers_own_picture_is_begun_drawn_on_compared_and_left(hand: Hand) -> None:
    barbara = {"is_carer": True, "tie_fields": {"stress": "none"}}
    hand.background.run(webs.add_node, hand.page.person, "Barbara", **barbara)
    hand.settle()
    line = hand.tie("Eric", "Barbara").id
    QTest.mouseClick(hand.page.time, Qt.MouseButton.LeftButton)
    see_as(hand, "Begin: As Barbara sees it")
    assert hand.page.strip.whose.currentText() == "As Barbara sees it"
    assert not hand.scene.showing.fixed
    hand.canvas.edits.set_tie(line, stress="high")
    hand.settle()
    (own,) = hand.scene.ties.values()
    assert (own.stress, own.view) == ("high", hand.scene.web.view)
    assert hand.tie("Eric", "Barbara").stress == "none"
    choose(hand, "As Eric sees it")
    assert hand.page.changes.said() == ["Harder with Barbara"]
    assert hand.page.changes.heading.text() == "As Eric sees it; As Barbara sees it"
    QTest.mouseClick(hand.page.strip.back, Qt.MouseButton.LeftButton)
    hand.settle()
    assert [tie.stress for tie in hand.scene.ties.values()] == ["none"]


@pytest.mark.parametrize("of", ["node", "line"])
def test_where_a_thing_comes_from_stands_in_its_panel_and_it_can_be_said_to_be_still_so(hand: Hand, of: str) -> None:
    hand.type_name("Jean")
    id_ = hand.node("Jean").id if of == "node" else hand.tie("Eric", "Jean").id
    hand.scene.choose(id_)
    hand.canvas.panel.open_on(hand.scene.web, id_)
    links = hand.canvas.panel.findChildren(LinkButton)
    QTest.mouseClick(next(link for link in links if link.text() == "More"), Qt.MouseButton.LeftButton)
    hand.settle()
    (where,) = hand.canvas.panel.findChildren(WhereFrom)
    said = where.words()
    assert said.startswith("Said, ")
    assert "Last heard of" in said
    QTest.mouseClick(where.still_so, Qt.MouseButton.LeftButton)
    hand.settle()
    found: list[Mapping[UUID, int]] = []
    hand.background.run(looking_back.heard, hand.page.person, then=found.append)
    hand.settle()
    assert found[0][id_] == max(found[0].values()), "nothing was written of since"


def test_what_is_not_for_somebody_in_the_room_is_not_looked_back_at_either(
    story: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    jean, sam = story.node("Jean").id, story.node("Sam").id
    story.background.run(moments.keep_moment, story.page.person, "Before Jean fell")
    story.settle()
    (kept,) = read_moments(story)
    story.background.run(sharing.set_audience, kept.id, not_with=[sam])
    story.settle()
    here: list[WhereFrom] = []
    pictures = story.page.strip.pictures
    for in_the_room, offered in ((frozenset({sam}), False), (frozenset(), True)):
        monkeypatch.setattr(queries, "in_the_room", lambda _vault, _person, there=in_the_room: there)
        story.page.past.load()
        story.settle()
        labels = [pictures.itemText(row) for row in range(pictures.count())]
        assert any("Before Jean fell" in label for label in labels) == offered
    story.background.run(sharing.set_audience, jean, not_with=[sam])
    story.settle()
    for in_the_room, said in ((frozenset({sam}), False), (frozenset(), True)):
        monkeypatch.setattr(queries, "in_the_room", lambda _vault, _person, there=in_the_room: there)
        here.append(WhereFrom(story.background, story.scene.web, jean, story.page))
        story.settle()
        assert bool(here[-1].words().strip()) == said


def test_what_nobody_has_spoken_of_for_a_year_steps_back_a_little(story: Hand, vault: Vault) -> None:
    jean: UUID = story.node("Jean").id
    story.page.past._heard_read({jean: 1})
    assert story.scene.showing.stale == {jean}
    assert local_day(1) + timedelta(days=366) < local_day(vault.clock.now_ms())
