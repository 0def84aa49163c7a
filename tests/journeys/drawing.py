"""Whom the drawing journeys draw, what must be kept of it, and what must be seen: nothing over anything else."""

from typing import Any
from uuid import UUID

import pytest

from sbp_desktop.models.snapshots import WebSnapshot
from sbp_desktop.storage import queries
from sbp_desktop.ui import fonts, theme
from sbp_desktop.ui.web.web_canvas import WebCanvas
from sbp_desktop.ui.web.web_page import WebPage
from tests.journeys.hand import Hand
from tests.ui.web.test_picture import overlaps

PEOPLE = (
    ("Jean", "daughter"), ("Tom", "grandson"), ("Sheila", "wife"), ("Anil", "neighbour"), ("Bob", "friend"),
    ("Rita", "sister"), ("Col", "brother"), ("Dawn", "niece"), ("Pat", "friend"), ("Meg", "cousin"),
)  # fmt: skip
LINES = (
    ("Jean", "Tom", "family"), ("Jean", "Sheila", "family"), ("Bob", "Pat", "friends"), ("Anil", "Bob", "friends"),
    ("Rita", "Col", "neighbours"), ("Dawn", "Meg", "neighbours"),
)  # fmt: skip
KINDS = ("family", "friends", "neighbours")
MOST_ACTIONS = 60


def canvas_in_front(hand: Hand) -> WebCanvas:
    """Return the web of the page in front."""
    page: Any = hand.window.page()
    assert isinstance(page, WebPage)
    return page.canvas


def kept(hand: Hand, person: UUID) -> WebSnapshot:
    """Return what the store holds."""
    hand.settle()
    web: WebSnapshot = hand.ask(queries.web, person)
    return web


def assert_drawn(web: WebSnapshot) -> None:
    """Ten people, each with who they are and a line to the person, and six lines between them, each of its kind."""
    names = {node.id: node.label for node in web.nodes}
    others = [node for node in web.nodes if node.id != web.self_node]
    assert [(node.label, node.relation) for node in others] == list(PEOPLE)
    between = [tie for tie in web.ties if web.self_node not in (tie.a, tie.b)]
    assert {(frozenset((names[tie.a], names[tie.b])), tie.kind) for tie in between} == {
        (frozenset((a, b)), kind) for a, b, kind in LINES
    }
    assert len(between) == len(LINES)
    assert len(web.ties) == len(PEOPLE) + len(LINES)


def assert_nothing_overlaps(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    """At 1280x800, with ordinary text and with text twice as large."""
    body = fonts.body()
    for times in (1.0, 2.0):
        larger = fonts.body()
        larger.setPointSizeF(body.pointSizeF() * times)
        monkeypatch.setattr(fonts, "body", lambda larger=larger: larger)
        theme.refresh()
        hand.window.resize(1280, 800)
        hand.settle()
        canvas = canvas_in_front(hand)
        assert overlaps(canvas.scene) == []
        assert len(canvas.scene.labels) == len(canvas.scene.nodes), "every label is there"
    monkeypatch.undo()
    theme.refresh()
