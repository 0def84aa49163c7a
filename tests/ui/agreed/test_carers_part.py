"""What carers said stands with what was agreed, and leads to where they are on the web."""

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from sbp_desktop.services import people, sharing, webs
from sbp_desktop.storage import history
from sbp_desktop.ui.agreed.carers_part import CarersPart, VoiceRow
from sbp_desktop.ui.background import Background
from tests.ui.conftest import Ask


def test_each_voice_is_a_row_that_leads_to_the_web(qtbot: object, background: Background, ask: Ask) -> None:
    eric = ask(people.add_person, "Eric").created[0]
    jean = ask(webs.add_node, eric, "Jean").created[0]
    ask(sharing.carer_says, jean, words="I lie awake.", strain="near_breaking")
    part = CarersPart(background)
    qtbot.addWidget(part)  # type: ignore[attr-defined]
    part.show()
    part.set_person(eric)
    qtbot.waitUntil(lambda: part.summary.text() == "Jean")  # type: ignore[attr-defined]
    QTest.mouseClick(part.turn, Qt.MouseButton.LeftButton)
    (row,) = part.rows.findChildren(VoiceRow)
    assert row.accessibleName().startswith("Jean, I lie awake, close to breaking")
    opened: list[tuple[UUID, UUID]] = []
    part.place_opened.connect(lambda person, node: opened.append((person, node)))
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert opened == [(eric, jean)]
    part.refresh(ask(history.undo, eric))
    qtbot.waitUntil(lambda: part.summary.text() == "")  # type: ignore[attr-defined]
