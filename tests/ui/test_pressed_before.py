"""A press on what the screen still showed stands beside what came from a colleague just before, not in its place."""

import threading
from uuid import UUID

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from pytestqt.qtbot import QtBot

from sbp_desktop.services import outcomes, people, webs
from sbp_desktop.storage import outcomes as kept
from sbp_desktop.storage import versions
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.outcomes.outcomes_part import OutcomesPart
from tests.colleague import Colleague, Written, come_in, heads_here, named_colleague
from tests.ui.conftest import Ask


@pytest.fixture
def eric(ask: Ask) -> UUID:
    person: UUID = ask(people.add_person, "Eric").created[0]
    return person


def settle(background: Background) -> None:
    for _ in range(6):
        background.drain()
        QCoreApplication.processEvents()


def comes_unseen(background: Background, *written: Written) -> None:
    """As from the council's thread: it is in the store, and no page has heard of it yet."""
    coming = threading.Thread(target=lambda: background.call(come_in, *written, given_up=lambda: False))
    coming.start()
    coming.join()


def hope(background: Background, ask: Ask, eric: UUID) -> tuple[UUID, UUID, Colleague]:
    """A hope that was rated today: its id, that of today's answer, and a colleague who has both."""
    thing = UUID(int=7)
    ask(outcomes.write_outcome, thing, "To sing again", person=eric)
    review = ask(outcomes.rate, thing, "some").created[0]
    return thing, review, ask(named_colleague, eric, "Sam")


def test_a_face_pressed_before_a_colleagues_answer_was_shown_stands_beside_it(
    background: Background, ask: Ask, eric: UUID, qtbot: QtBot
) -> None:
    thing, review, sam = hope(background, ask, eric)
    part = OutcomesPart(background)
    background.committed.connect(part.refresh)
    qtbot.addWidget(part)
    part.show()
    part.set_person(eric)
    settle(background)
    over = ask(heads_here, review, "status")
    comes_unseen(background, sam.set(review, "status", "not_yet", over=over))
    face = part.rows.row(thing).faces.faces["yes"]
    qtbot.mouseClick(face, Qt.MouseButton.LeftButton)
    settle(background)
    [found] = ask(versions.of_person, eric)
    assert sorted(str(one.value) for one in found.versions) == ["not_yet", "yes"]


def test_once_it_is_shown_a_press_replaces_it(background: Background, ask: Ask, eric: UUID) -> None:
    thing, review, sam = hope(background, ask, eric)
    over = ask(heads_here, review, "status")
    comes_unseen(background, sam.set(review, "status", "not_yet", over=over))
    settle(background)
    ask(outcomes.rate, thing, "yes")
    assert ask(versions.of_person, eric) == ()


def test_two_presses_in_a_row_are_one_answer(background: Background, ask: Ask, eric: UUID) -> None:
    thing, review, sam = hope(background, ask, eric)
    over = ask(heads_here, review, "status")
    comes_unseen(background, sam.set(review, "status", "not_yet", over=over))
    background.run(outcomes.rate, thing, "yes")
    background.run(outcomes.rate, thing, "some")
    settle(background)
    [found] = ask(versions.of_person, eric)
    assert sorted(str(one.value) for one in found.versions) == ["not_yet", "some"]


def test_without_that_the_answer_that_came_would_be_replaced(
    background: Background, ask: Ask, eric: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ablation."""
    thing, review, sam = hope(background, ask, eric)
    over = ask(heads_here, review, "status")
    comes_unseen(background, sam.set(review, "status", "not_yet", over=over))
    monkeypatch.setattr(Background, "stood_at", lambda _self, _shown: None)
    background.run(outcomes.rate, thing, "yes")
    settle(background)
    assert ask(versions.of_person, eric) == ()


def test_what_came_of_something_else_is_in_nobodys_way(background: Background, ask: Ask, eric: UUID) -> None:
    thing, _review, sam = hope(background, ask, eric)
    jean = ask(webs.add_node, eric, "Jean").created[0]
    over = ask(heads_here, jean, "label")
    comes_unseen(background, sam.set(jean, "label", "Joan", over=over))
    background.run(outcomes.rate, thing, "yes")
    settle(background)
    assert ask(versions.of_person, eric) == ()
    [shown] = ask(kept.of_person, eric)
    assert shown.went[-1].status == "yes"
