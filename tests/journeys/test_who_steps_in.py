"""If somebody were ill for a week: what stops, who else could, and from there to agreeing who steps in (A26)."""

from typing import Any

from PySide6.QtCore import Qt

from sbp_desktop.services import people, webs
from sbp_desktop.ui.agreed.agreed_page import AgreedPage
from sbp_desktop.ui.agreed.circle_part import CirclePart
from sbp_desktop.ui.web.web_page import WebPage
from tests.journeys.hand import Hand


def test_what_would_stop_leads_to_agreeing_who_steps_in(app_open: Hand) -> None:
    hand = app_open
    abigail = hand.ask(people.add_person, "Abigail").created[0]
    tie = {"flow": "a_to_b", "support": ["personal_care"]}
    friend = hand.ask(webs.add_node, abigail, "Elderly friend", paid="unpaid", tie_fields=tie).created[0]
    hand.life.workspace.open_web(abigail)
    hand.wait(lambda: isinstance(hand.window.page(), WebPage))
    hand.settle()
    web: Any = hand.window.page()
    web.show_me.show_away(friend)
    hand.settle()
    assert any("personal care" in said for said in web.show_me.rows.said())
    hand.click(web.show_me.backup)
    hand.wait(lambda: isinstance(hand.window.page(), AgreedPage))
    hand.settle()
    page: Any = hand.window.page()
    circle = next(part for part in page.parts if isinstance(part, CirclePart))
    assert circle.unfolded
    hand.press(Qt.Key.Key_Escape)
    assert hand.dialogs == 0
