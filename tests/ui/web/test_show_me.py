"""What the web shows on asking: the rest steps back, a list says the same in words, and nothing is changed."""

from functools import partial
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.lenses import Lens
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services import conversations, webs
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.web.chips import Chips
from sbp_desktop.ui.web.show_me import Sentence
from sbp_desktop.ui.widgets import Chip, LinkButton, ListRow, TextField
from tests.ui.web.conftest import Hand


@pytest.fixture
def jean(hand: Hand) -> UUID:
    """Jean talks things over with Eric and drives him; Sam only has tea with him; Kit is known through Jean."""
    run = hand.background.run
    made: dict[str, UUID] = {}

    def take(name: str, changes: ChangeSet) -> None:
        made[name] = changes.created[0]

    for name, tie in (
        ("Jean", {"flow": "a_to_b", "support": ["emotional", "transport"], "helps_me": "a_bit"}),
        ("Sam", {"flow": "both", "support": ["company"]}),
    ):
        run(partial(webs.add_node, tie_fields=tie, paid="unpaid"), hand.page.person, name, then=partial(take, name))
    run(webs.add_node, hand.page.person, "Kit", tie=False, then=partial(take, "Kit"))
    hand.settle()
    run(webs.add_tie, made["Jean"], made["Kit"])
    run(webs.set_node, made["Jean"], relation="daughter", reach="01702 555 010", distance="abroad")
    hand.settle()
    return made["Jean"]


def press(button: object) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def rows(hand: Hand) -> list[str]:
    """What a screen reader hears of each row that is shown."""
    shown = [row.accessibleName() for row in hand.page.show_me.rows.findChildren(ListRow) if not row.isHidden()]
    assert hand.page.show_me.rows.said() == shown
    return shown


def in_front(hand: Hand) -> set[str]:
    quiet = hand.scene.showing.quiet
    return {node.label for node in hand.scene.nodes.values() if node.id not in quiet}


def focused(hand: Hand) -> str:
    widget = hand.page.focusWidget()
    assert widget is not None
    return widget.accessibleName()


def chip(hand: Hand, lens: Lens) -> object:
    return hand.page.show_me.chips.chips[lens]


def test_one_press_shows_who_cares_and_the_list_says_the_same(hand: Hand, jean: UUID) -> None:
    assert hand.page.show_me.isHidden()
    press(hand.page.show_me.button)
    hand.settle()
    assert in_front(hand) == {"Eric", "Jean"}
    assert rows(hand) == ["Jean, Someone to talk to"]
    assert hand.page.show_me.said() == "Who cares. Jean, Someone to talk to"
    press(hand.page.show_me.button)
    hand.settle()
    assert hand.page.show_me.isHidden()
    assert hand.scene.showing.quiet == frozenset()


@pytest.mark.parametrize(
    ("lens", "front", "said"),
    [
        (Lens.TEAM, {"Eric", "Jean", "Sam", "Kit"}, "Jean, Daughter\nAsk them before showing how to reach them"),
        (Lens.WHAT_HELPS, {"Eric", "Jean"}, "Jean, Helps a bit, someone to talk to, lifts"),
        (Lens.I_HELP, {"Eric", "Sam"}, "Sam, Help goes both ways"),
        (Lens.WHO_ELSE, {"Eric", "Jean", "Sam"}, "Sam, Company\nWho else do you like spending time with?"),
        (Lens.FAR_AWAY, {"Eric", "Jean"}, "Jean, Abroad"),
    ],
)
def test_each_is_one_press_from_the_next(hand: Hand, jean: UUID, lens: Lens, front: set[str], said: str) -> None:
    press(hand.page.show_me.button)
    press(chip(hand, lens))
    hand.settle()
    assert in_front(hand) == front
    assert said in rows(hand)
    press(chip(hand, lens))
    hand.settle()
    assert in_front(hand) == {"Eric", "Jean", "Sam", "Kit"}


def test_what_is_new_is_since_we_last_talked(hand: Hand, jean: UUID) -> None:
    hand.background.run(conversations.start, hand.page.person)
    hand.background.run(webs.add_node, hand.page.person, "Bo")
    hand.settle()
    hand.page.show_me.show_lens(Lens.NEW)
    hand.settle()
    assert in_front(hand) == {"Eric", "Bo"}
    assert len(rows(hand)) == 1


def test_a_way_of_looking_follows_what_is_changed(hand: Hand, jean: UUID) -> None:
    hand.page.show_me.show_lens(Lens.I_HELP)
    hand.settle()
    hand.background.run(webs.set_node, jean, relation="eldest")
    tie = hand.tie("Jean", "Eric")
    hand.background.run(webs.set_tie, tie.id, flow="both")
    hand.settle()
    assert rows(hand) == ["Jean, Help goes both ways", "Sam, Help goes both ways"]


def test_where_nobody_is_listed_an_invitation_stands(hand: Hand) -> None:
    hand.page.show_me.show_lens(Lens.WHO_CARES)
    hand.settle()
    assert rows(hand) == []
    assert "Who do you like to talk things over with?" in hand.page.show_me.note.text()
    assert hand.page.show_me.said() == "Who cares. Who do you like to talk things over with?"


def test_all_of_it_by_keyboard(hand: Hand, jean: UUID) -> None:
    hand.page.activateWindow()
    hand.view.setFocus()
    hand.page.show_me.show_lens(Lens.TEAM, by_key=True)
    hand.settle()
    assert focused(hand).startswith("Jean")
    QTest.keyClick(hand.page.focusWidget(), Qt.Key.Key_Down)
    assert focused(hand).startswith("Sam")
    QTest.keyClick(hand.page.focusWidget(), Qt.Key.Key_Return)
    assert hand.scene.chosen == hand.node("Sam").id
    QTest.keyClick(hand.page.focusWidget(), Qt.Key.Key_Up)
    assert focused(hand).startswith("Jean")
    QTest.keyClick(hand.page.focusWidget(), Qt.Key.Key_Escape)
    assert hand.page.show_me.isHidden()
    assert hand.view.hasFocus()


def test_escape_on_the_picture_lets_go_of_the_choice_and_then_shows_everything(hand: Hand, jean: UUID) -> None:
    hand.page.show_me.show_lens(Lens.WHO_CARES)
    hand.settle()
    hand.scene.choose(jean)
    hand.key(Qt.Key.Key_Escape)
    assert hand.scene.chosen is None
    assert not hand.page.show_me.isHidden()
    hand.key(Qt.Key.Key_Escape)
    assert hand.page.show_me.isHidden()


def test_if_jean_were_away_from_her_panel(hand: Hand, jean: UUID) -> None:
    before = hand.kept()
    hand.click(hand.at(jean))
    link = next(each for each in hand.canvas.panel.findChildren(LinkButton) if each.text() == "If Jean were away")
    press(link)
    hand.settle()
    assert hand.canvas.panel.isHidden()
    assert in_front(hand) == {"Eric", "Sam"}
    said = [each.plain for each in hand.page.show_me.rows.findChildren(Sentence)]
    assert said == [
        "Someone to talk to: nobody else yet. Who else do you like to talk things over with?",
        "Lifts: nobody else yet. Who else could take you places?",
        "Eric and Kit know each other only through Jean.",
    ]
    assert focused(hand) == said[0]
    assert hand.kept() == before, "nothing is saved by looking"
    QTest.keyClick(hand.page.focusWidget(), Qt.Key.Key_Escape)
    assert in_front(hand) == {"Eric", "Jean", "Sam", "Kit"}


def test_if_somebody_is_removed_while_they_are_thought_away(hand: Hand, jean: UUID) -> None:
    hand.page.show_me.show_away(jean)
    hand.settle()
    hand.background.run(webs.delete_node, jean)
    hand.settle()
    assert hand.page.show_me.isHidden()
    assert hand.scene.showing.quiet == frozenset()


def test_the_person_is_never_offered_to_be_away(hand: Hand, jean: UUID) -> None:
    assert not hand.page.show_me.can_be_away(hand.kept().self_node)
    assert not hand.page.show_me.can_be_away(hand.tie("Jean", "Eric").id)
    assert hand.page.show_me.can_be_away(jean)


def test_on_an_earlier_day_it_is_that_day_that_is_looked_at(hand: Hand, jean: UUID) -> None:
    today = when_and_where.today()
    before = {"from": PartialDate.on(today - 300), "to": PartialDate.on(today - 100), "status": "ended"}
    tie = {"flow": "a_to_b", "support": ["emotional"]}
    hand.background.run(partial(webs.add_node, tie_fields=tie, **before), hand.page.person, "Al")
    hand.settle()
    hand.page.show_me.show_lens(Lens.WHO_CARES)
    hand.settle()
    assert rows(hand) == ["Jean, Someone to talk to"]
    press(hand.page.time)
    hand.page.strip.line.setValue(today - 200)
    hand.settle()
    assert rows(hand) == ["Jean, Someone to talk to", "Al, Someone to talk to"]
    assert in_front(hand) == {"Eric", "Jean", "Al"}


def test_with_large_text_the_choices_fold_so_that_the_list_is_in_sight(hand: Hand, jean: UUID) -> None:
    hand.page.show_me.suit(600)
    press(hand.page.show_me.button)
    hand.settle()
    choices = hand.page.show_me.chips
    assert [lens for lens, each in choices.chips.items() if each.isVisible()] == [Lens.WHO_CARES]
    more = next(each for each in choices.findChildren(Chip) if each.text() == "More")
    press(more)
    hand.settle()
    assert all(each.isVisible() for each in choices.chips.values())
    press(chip(hand, Lens.FAR_AWAY))
    hand.settle()
    assert rows(hand) == ["Jean, Abroad"]
    assert [lens for lens, each in choices.chips.items() if each.isVisible()] == [Lens.FAR_AWAY]


def unfold_more(hand: Hand, id_: UUID) -> None:
    hand.scene.choose(id_)
    hand.view.hand.open_panel.emit(False)
    hand.settle()
    press(next(each for each in hand.canvas.panel.findChildren(LinkButton) if each.text() == "More"))
    hand.settle()


def choose_in_panel(hand: Hand, name: str, value: str) -> None:
    chips = hand.canvas.panel.findChild(Chips, name)
    assert isinstance(chips, Chips)
    press(chips.chips[value])
    hand.settle()


def test_how_to_reach_somebody_is_written_once_they_know_and_then_shown_with_the_team(hand: Hand) -> None:
    hand.type_name("Sam, friend")
    sam = hand.node("Sam").id
    unfold_more(hand, sam)
    field = hand.canvas.panel.findChild(TextField, "reach")
    assert isinstance(field, TextField)
    assert not field.isEnabled(), "nobody has asked Sam"
    choose_in_panel(hand, "knows_on_map", "yes")
    assert field.isEnabled()
    QTest.keyClicks(field, "01702 555 011")
    hand.canvas.panel.slide_away()
    hand.settle()
    assert hand.node("Sam").reach == "01702 555 011"
    hand.page.show_me.show_lens(Lens.TEAM)
    hand.settle()
    assert rows(hand) == ["Sam, Friend\n01702 555 011"]


def test_what_the_person_says_helps_is_marked_on_the_line(hand: Hand) -> None:
    hand.type_name("Sam, friend")
    hand.page.show_me.show_lens(Lens.WHAT_HELPS)
    hand.settle()
    assert rows(hand) == []
    unfold_more(hand, hand.tie("Sam", "Eric").id)
    choose_in_panel(hand, "helps_me", "yes")
    assert rows(hand) == ["Sam, Helps"]
    choose_in_panel(hand, "helps_me", "yes")
    assert rows(hand) == [], "a second press takes it back"
