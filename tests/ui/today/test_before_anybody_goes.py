"""So many people at once go only after a press here: Today says how many, and asks (security.md R13)."""

from uuid import UUID

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from sbp_desktop.services import people
from sbp_desktop.storage import caseload, erasing, queries
from sbp_desktop.storage.caseload import Given, Grant
from sbp_desktop.storage.erasing import Order
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.today.sentence_line import SentenceLine
from sbp_desktop.ui.today.today_page import TodayPage
from sbp_desktop.ui.widgets import LinkButton
from tests.ui.conftest import Ask
from tests.ui.reading import seen


def shown(qtbot: QtBot, background: Background) -> TodayPage:
    page = TodayPage(background)
    background.committed.connect(page.refresh)
    qtbot.addWidget(page)
    page.resize(1100, 760)
    page.show()
    settle(background)
    return page


def settle(background: Background) -> None:
    for _ in range(3):
        background.drain()
        QCoreApplication.processEvents()


def test_today_asks_before_many_are_erased_at_once(qtbot: QtBot, background: Background, ask: Ask) -> None:
    found: list[UUID] = [ask(people.add_person, f"Person {number}").created[0] for number in range(4)]
    orders = [Order(person.bytes, number) for number, person in enumerate(found[:3], 1)]
    ask(erasing.obey, orders)
    assert len(ask(queries.people)) == 4
    page = shown(qtbot, background)
    assert "The council asks for 3 of 4 people to be erased here." in seen(page)
    [agree] = [link for link in page.findChildren(LinkButton) if link.text() == "It is right: erase them"]
    with qtbot.waitSignal(page.send_wanted):
        qtbot.mouseClick(agree, Qt.MouseButton.LeftButton)
    ask(erasing.obey, orders)
    assert len(ask(queries.people)) == 1
    settle(background)
    assert "to be erased here" not in seen(page)


def test_today_asks_before_many_are_taken_at_once(qtbot: QtBot, background: Background, ask: Ask) -> None:
    found: list[UUID] = [ask(people.add_person, f"Person {number}").created[0] for number in range(4)]
    page = shown(qtbot, background)
    given = Given(b"e" * 16, 1, b"t" * 16, [Grant(one.bytes, lane, "named", 0, 0) for one in found for lane in (0, 1)])
    ask(caseload.take, given)
    ask(caseload.take, given._replace(number=2, grants=given.grants[:2]))
    settle(background)
    asked = "The council says that 3 of 4 people here are no longer yours. Ask the council first whether that is right."
    assert asked in seen(page)
    [agree] = [link for link in page.findChildren(LinkButton) if link.text() == "It is right: let them go"]
    with qtbot.waitSignal(page.send_wanted):
        qtbot.keyClick(agree, Qt.Key.Key_Space)
    ask(caseload.take, given._replace(number=2, grants=given.grants[:2]))
    assert len(ask(queries.people)) == 1
    settle(background)
    assert "no longer yours" not in seen(page)


def test_in_a_narrow_window_the_press_stands_below_the_whole_sentence(
    qtbot: QtBot, background: Background, ask: Ask
) -> None:
    found: list[UUID] = [ask(people.add_person, f"Person {number}").created[0] for number in range(4)]
    ask(erasing.obey, [Order(person.bytes, number) for number, person in enumerate(found[:3], 1)])
    theme.enlarge(2)
    try:
        page = shown(qtbot, background)
        page.resize(471, 540)
        settle(background)
        [line] = page.findChildren(SentenceLine)
        [agree], [sentence] = line.findChildren(LinkButton), line.findChildren(QLabel)
        assert agree.y() >= sentence.geometry().bottom()
        assert sentence.width() >= line.width() - 1
        assert line.rect().adjusted(0, 0, 1, 1).contains(agree.geometry())
        assert sentence.height() >= sentence.heightForWidth(sentence.width())
    finally:
        theme.enlarge(1)
