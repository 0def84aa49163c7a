"""The befriender finds the church: from an idea on the web to still going, without a form."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from sbp_desktop.services import people
from sbp_desktop.storage import agreed, queries
from sbp_desktop.ui.agreed.agreed_page import AgreedPage
from sbp_desktop.ui.connections.around_part import AroundPart, PlaceRow
from sbp_desktop.ui.connections.place_part import PlacePart
from sbp_desktop.ui.web.web_page import WebPage
from tests.journeys.hand import Hand

ENTER, ALT = Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier


def test_the_befriender_finds_the_church(app_open: Hand) -> None:
    hand = app_open
    mrs_b = hand.ask(people.add_person, "Mrs B").created[0]
    hand.life.workspace.open_web(mrs_b)
    hand.wait(lambda: isinstance(hand.window.page(), WebPage))
    hand.settle()
    canvas: Any = hand.window.page().canvas
    canvas.name_field.setFocus()
    for name in ("Ann, friend", "Church"):
        hand.type(name)
        hand.press(ENTER)
        hand.settle()
    nodes = {node.label: node.id for node in hand.ask(queries.web, mrs_b).nodes}
    canvas.come_to(nodes["Church"], with_keyboard=True)
    hand.press(ENTER)  # opens the panel
    hand.settle()

    def part() -> PlacePart:
        found: PlacePart = canvas.panel.findChildren(PlacePart)[-1]
        return found

    for step in ("agreed", "introduced"):
        hand.click(part().status.chips[step])
        hand.settle()
    hand.click(part().method.chips["went_together"])
    hand.settle()
    hand.click(part().by)
    menu = part().by.findChild(QMenu)
    next(one for one in menu.actions() if one.text() == "Ann").trigger()
    menu.close()
    hand.settle()
    assert part().by.text() == "Introduced by Ann"
    assert part().faces.isHidden()  # nothing to ask before it began
    for step in ("started", "still_going"):
        hand.click(part().status.chips[step])
        hand.settle()
    hand.click(part().faces.faces["yes"])
    hand.settle()
    connection = hand.ask(agreed.about_place, nodes["Church"])
    assert (connection.words("status"), connection.words("method")) == ("still_going", "went_together")
    assert connection.ref("made_by") == nodes["Ann"]
    assert [one.words("works_for_me") for one in connection.parts["ConnectionCheck"]] == ["yes"]
    church = next(node for node in hand.ask(queries.web, mrs_b).nodes if node.label == "Church")
    assert church.status == "active"

    hand.press(Qt.Key.Key_4, ALT)
    hand.settle()
    page: Any = hand.window.page()
    assert isinstance(page, AgreedPage)
    around = next(one for one in page.parts if isinstance(one, AroundPart))
    hand.click(around.turn)
    (row,) = around.rows.findChildren(PlaceRow)
    assert row.accessibleName().startswith("Church, still going, go with them, works for me: yes")
    assert around.wanted is not None
    around.wanted.enter()
    hand.type("A choir in the daytime")
    hand.press(ENTER)
    hand.settle()
    (wanted,) = hand.ask(agreed.of_person, mrs_b, "Unmet").of("Unmet")
    assert wanted.words("text") == "A choir in the daytime"
    hand.click(around.rows.findChildren(PlaceRow)[0])
    hand.wait(lambda: isinstance(hand.window.page(), WebPage))
    assert hand.dialogs == 0
