"""The page to leave as it is drawn: one page, or in large print two; what has no room is said to be left out."""

import re
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.plan_snapshots import LeafSnapshot, PlanSnapshot, StepSnapshot
from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import ConversationSnapshot, EntrySnapshot, NodeSnapshot, WebSnapshot, WorkerSnapshot
from sbp_desktop.ui.keep import leaf_words
from sbp_desktop.ui.keep.leaf import Leaf
from sbp_desktop.ui.web import pictures
from sbp_desktop.ui.web.scene import WebScene
from tests.made_webs import generated

DAY = 739_942
ERIC, ME, JEAN, TALK = (UUID(int=number) for number in range(1, 5))
NADIA = WorkerSnapshot(UUID(int=9), "Nadia Okafor", direct_number="01632 960001")
WEB = WebSnapshot(
    ERIC, ME, (NodeSnapshot(ME, ERIC, "self", "Eric", domain="personal"), NodeSnapshot(JEAN, ERIC, "person", "Jean"))
)


def said(*texts: str, kind: str = "words", by: UUID | None = ME) -> tuple[EntrySnapshot, ...]:
    return tuple(EntrySnapshot(uuid4(), TALK, kind, text, said_by=by) for text in texts)


def page(entries: Sequence[EntrySnapshot] = (), steps: Sequence[StepSnapshot] = (), **more: object) -> LeafSnapshot:
    talk = ConversationSnapshot(TALK, ERIC, "C2", "home_visit", entries=tuple(entries), happened_on=PartialDate.on(DAY))
    plan = PlanSnapshot(uuid4(), ERIC, TALK, "I want to go out.", steps=tuple(steps)) if steps else None
    return LeafSnapshot(ERIC, "Eric", WEB, talk, plan, worker=NADIA, **more)  # type: ignore[arg-type]


def step(what: str, **more: object) -> StepSnapshot:
    return StepSnapshot(uuid4(), what, **more)  # type: ignore[arg-type]


def on_paper(leaf: Leaf) -> str:
    return str(leaf._words.toPlainText())


def test_words_come_before_notes_and_each_as_it_was_said() -> None:
    jean = said("He sings well.", by=JEAN)
    both = (*said("I sing.", "I swim."), *jean, *said("We tried the loop.", kind="note", by=None))
    assert leaf_words.said(page(both)) == ["“I sing.”", "“I swim.”", "Jean: “He sings well.”"]
    assert leaf_words.said(page(said("We tried the loop.", kind="note", by=None))) == ["We tried the loop."]


def test_a_line_put_right_says_so_beside_it() -> None:
    (wrong,) = said("On Mondays.")
    right = replace(said("On Tuesdays.", kind="correction")[0], corrects=wrong.id)
    assert leaf_words.said(page((wrong, right))) == ["“On Mondays.” (put right: On Tuesdays.)"]


def test_who_does_what_by_when_speaks_to_the_person_and_leaves_out_what_is_done() -> None:
    steps = [
        step("Walk to the gate", who_node=ME, who="Eric"),
        step("Ring the choir", who="Nadia", by=PartialDate.of("2026-12-03")),
        step("Ask Jean", who_node=JEAN),
        step("Buy bread", done="yes"),
    ]
    assert leaf_words.steps(page((), steps)) == [
        "Walk to the gate: you",
        "Ring the choir: Nadia, by Thursday 3 December 2026",
        "Ask Jean: Jean",
    ]


def test_the_foot_has_name_number_next_day_and_cover() -> None:
    cover = WorkerSnapshot(UUID(int=8), "Bea", direct_number="01632 960077")
    about = page(next_on=PartialDate.of("2026-11-26"), next_words="after lunch", cover=cover)
    assert leaf_words.at_the_foot(about) == [
        ("Your worker", "Nadia Okafor, 01632 960001"),
        ("We see each other next", "Thursday 26 November 2026, after lunch"),
        ("When your worker is away", "Bea, 01632 960077"),
    ]


def test_three_lines_for_the_gp_stay_three_whatever_was_said() -> None:
    about = page(said("One\ntwo. " * 60, "Three.", "Four."), [step("Walk", who="Nadia")], nhs_number="943 476 5919")
    lines = leaf_words.for_the_gp(about, DAY).split("\n")
    assert len(lines) == 3
    assert lines[0].startswith("Eric, ")
    assert lines[0].endswith("at home, NHS number 943 476 5919")
    assert "“Three.”" in lines[1]
    assert "Four" not in lines[1]
    assert lines[1].endswith("Agreed: Walk: Nadia.")
    assert lines[2] == "Worker: Nadia Okafor, 01632 960001"
    assert len(lines[1]) < 300


@pytest.mark.parametrize(("large", "most"), [(False, 1), (True, 2)])
def test_ordinary_print_is_one_page_and_large_print_at_most_two(qapp: QApplication, large: bool, most: int) -> None:
    for entries in (said("Short."), said(*["It goes on and on. " * 30] * 8), said(*["I like it."] * 200)):
        leaf = Leaf(page(entries, [step("Walk")]), DAY, large=large)
        assert leaf.pages <= most
        assert (leaf_words.more() in on_paper(leaf)) == (len(entries) > 1)
        assert "Walk" in on_paper(leaf)


def test_what_was_agreed_is_never_shortened_and_goes_on_honestly(qapp: QApplication) -> None:
    steps = [step(f"Step number {number}") for number in range(70)]
    leaf = Leaf(page(said("Short."), steps), DAY)
    assert leaf.pages > 1
    assert all(each.what in on_paper(leaf) for each in steps)
    assert leaf_words.page_of(1, leaf.pages).endswith("It goes on.")
    assert not leaf_words.page_of(leaf.pages, leaf.pages).endswith("It goes on.")


def test_nothing_is_said_to_be_missing_where_all_of_it_stands(qapp: QApplication) -> None:
    steps = [step(f"Step number {number}") for number in range(40)]
    leaf = Leaf(page(said("I sing.", "I swim."), steps), DAY)
    assert leaf.pages == 2
    assert leaf_words.more() not in on_paper(leaf)


def test_the_web_keeps_its_room_however_much_was_said(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    rooms: list[float] = []
    paint = Leaf._paint_web

    def measured(self: Leaf, painter: QPainter, room: QRectF) -> None:
        rooms.append(room.height())
        paint(self, painter, room)

    monkeypatch.setattr(Leaf, "_paint_web", measured)
    for count in (1, 6, 12, 60):
        leaf = Leaf(replace(page(said(*["I like it there."] * count)), web=generated(20, 25)), DAY)
        leaf.picture(leaf.pages - 1, 400)
    assert min(rooms) >= 370


def test_in_black_and_white_there_is_no_colour(qapp: QApplication) -> None:
    def colours(plain: bool) -> bool:
        image = Leaf(page(said("I sing.")), DAY, plain=plain).picture(0, 300)
        points = [image.pixelColor(x, y) for x in range(0, 300, 2) for y in range(0, image.height(), 2)]
        return any(max(c.red(), c.green(), c.blue()) - min(c.red(), c.green(), c.blue()) > 24 for c in points)

    assert colours(plain=False)
    assert not colours(plain=True)


@pytest.mark.parametrize("large", [False, True])
def test_a_pdf_has_its_pages_upright_and_its_words_as_words(qapp: QApplication, large: bool) -> None:
    leaf = Leaf(page(said("I sing.")), DAY, large=large)
    raw = pictures.as_pdf(leaf_words.title(), leaf.put_on)
    assert raw.count(b"/Type /Page\n") == leaf.pages
    assert set(re.findall(rb"MediaBox \[0 0 ([0-9]+)[.0-9]* ([0-9]+)", raw)) <= {(b"595", b"842"), (b"595", b"841")}
    assert b"/Font" in raw
    assert b"Eric" not in raw, "nobody's name is in what a file says of itself"


def test_what_ended_before_today_is_not_on_it(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = replace(WEB.nodes[1], id=uuid4(), label="Gone", until=PartialDate.of("2020-01-01"))
    shown: list[str] = []
    show = WebScene.show_web

    def noted(self: WebScene, web: WebSnapshot, showing: Showing) -> None:
        shown.extend(node.label for node in web.nodes)
        show(self, web, showing)

    monkeypatch.setattr(WebScene, "show_web", noted)
    Leaf(replace(page(), web=replace(WEB, nodes=(*WEB.nodes, gone))), DAY).picture(0, 300)
    assert shown == ["Eric", "Jean"]
