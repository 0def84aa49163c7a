"""What the council told stands on Today, each thing once and together, until it is put away."""

from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sbp_desktop.models.clock import wall_ms
from sbp_desktop.services import people
from sbp_desktop.storage import notices
from sbp_desktop.storage.notices import Colleague, Notice
from sbp_desktop.sync.status import Standing
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.today.today_page import TodayPage
from sbp_desktop.ui.widgets import LinkButton
from tests.ui.conftest import Ask
from tests.ui.reading import bury_the_dead, kept, seen

BEN = uuid4()
DAY = 24 * 3600 * 1000


@pytest.fixture
def page(qtbot: QtBot, background: Background) -> TodayPage:
    made = TodayPage(background)
    background.committed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    made.show()
    return made


def told(number: int, kind: str, person: UUID, *, ago_ms: int = 0, words: str = "", ident: bytes = b"") -> Notice:
    return Notice(number, ident or uuid4().bytes, kind, person.bytes, BEN.bytes, wall_ms() - ago_ms, words)


def hear(ask: Ask, *what: Notice, name: str = "Ben") -> None:
    ask(notices.take, [Colleague(BEN.bytes, name, "")] if name else [], what)


def links(page: TodayPage, words: str) -> list[LinkButton]:
    bury_the_dead()
    return [link for link in page.findChildren(LinkButton) if link.text() == words]


def test_who_covered_is_named_until_it_is_put_away(page: TodayPage, ask: Ask, qtbot: QtBot) -> None:
    eric = ask(people.add_person, "Eric").created[0]
    hear(ask, told(1, "opened", eric, ago_ms=2 * DAY), told(2, "opened", eric, ago_ms=DAY))
    qtbot.waitUntil(lambda: "From the council" in seen(page))
    assert "Ben covered for you and opened the pages about Eric, last" in seen(page)
    assert " yesterday." in seen(page)
    (open_link,) = links(page, "Open")
    with qtbot.waitSignal(page.person_opened) as opened:
        qtbot.mouseClick(open_link, Qt.MouseButton.LeftButton)
    assert opened.args == [eric]
    (put_away,) = links(page, "Put away")
    assert "Ben covered for you" in put_away.accessibleDescription()
    put_away.setFocus()
    qtbot.keyClick(put_away, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "From the council" not in seen(page))
    hear(ask, told(3, "opened", eric))
    qtbot.waitUntil(lambda: "Ben covered for you and opened the pages about Eric, " in seen(page))


def test_late_and_held_are_said_plainly(page: TodayPage, ask: Ask, qtbot: QtBot) -> None:
    eric = ask(people.add_person, "Eric").created[0]
    hear(ask, told(1, "late", eric), told(2, "held", uuid4(), words="after"), told(3, "of a later release", eric))
    qtbot.waitUntil(lambda: "What Ben wrote about Eric earlier came only now" in seen(page))
    assert "about somebody who is not on this laptop waits for a manager to read" in seen(page)
    assert "Nothing is lost." in seen(page)
    assert (len(links(page, "Put away")), len(links(page, "Open"))) == (2, 1)


def test_a_colleague_nobody_knows_is_a_colleague(page: TodayPage, ask: Ask, qtbot: QtBot) -> None:
    eric = ask(people.add_person, "Eric").created[0]
    hear(ask, told(1, "opened", eric), name="")
    qtbot.waitUntil(lambda: "A colleague covered for you" in seen(page))


def test_a_council_put_back_tells_nothing_twice(page: TodayPage, ask: Ask, qtbot: QtBot) -> None:
    """It counts its notices anew past all that it told (council_server/notices.py); their ids stay."""
    eric = ask(people.add_person, "Eric").created[0]
    first = told(1, "opened", eric)
    hear(ask, first)
    qtbot.waitUntil(lambda: bool(links(page, "Put away")))
    links(page, "Put away")[0].click()
    qtbot.waitUntil(lambda: "From the council" not in seen(page))
    hear(ask, first._replace(number=9))
    page.load()
    qtbot.wait(50)
    assert "From the council" not in seen(page)


def test_nobody_is_left_once_names_are_cleared(page: TodayPage, ask: Ask, qtbot: QtBot) -> None:
    eric = ask(people.add_person, "Eric").created[0]
    hear(ask, told(1, "opened", eric))
    qtbot.waitUntil(lambda: "Ben covered" in seen(page))
    page.clear_names()
    assert not {"Eric", "Ben"} & set(kept(page).split())


def standing(since_ms: int | None) -> Standing:
    since = None if since_ms is None else wall_ms() - since_ms
    return Standing("The council", "Ann", "", 7 if since else 0, since, 0, False, wall_ms(), 0)


def test_what_waits_for_days_is_said_until_it_is_sent(page: TodayPage, qtbot: QtBot) -> None:
    page.show_standing(standing(2 * DAY), "")
    assert "on this laptop alone" not in seen(page)
    page.show_standing(standing(4 * DAY), "")
    assert "Not sent yet" in seen(page)
    assert "Safe on this laptop alone since " in seen(page)
    (send,) = links(page, "Send now")
    page.show_standing(standing(4 * DAY), "no connection")
    assert links(page, "Send now") == [send], "a link somebody stands on stays"
    with qtbot.waitSignal(page.send_wanted):
        qtbot.mouseClick(send, Qt.MouseButton.LeftButton)
    page.show_standing(standing(None), "")
    assert "Not sent yet" not in seen(page)


def test_at_twice_the_size_in_a_narrower_window_all_of_a_link_is_on_the_page(
    page: TodayPage, ask: Ask, qtbot: QtBot
) -> None:
    person = ask(people.add_person, "Abigail Marchmont-Featherstone").created[0]
    hear(ask, told(1, "opened", person))
    qtbot.waitUntil(lambda: bool(links(page, "Put away")))
    try:
        theme.enlarge(2)
        page.resize(820, 760)
        (link,) = links(page, "Put away")
        qtbot.waitUntil(lambda: link.mapTo(page, link.rect().bottomRight()).x() <= page.viewport().width())
    finally:
        theme.enlarge(1)
