"""The page to leave in easy words: one idea a line with its picture, nothing left out, and on paper as on the screen."""

import re
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from sbp_desktop.models.agreed import Agreed, Thing
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.plan_snapshots import LeafSnapshot
from sbp_desktop.models.snapshots import NodeSnapshot, WorkerSnapshot
from sbp_desktop.ui.keep import easy_words, leaf_words
from sbp_desktop.ui.keep.easy_leaf import EasyLeaf
from sbp_desktop.ui.keep.easy_words import Line, Picture
from sbp_desktop.ui.keep.leaf import HIGH, MARGIN
from sbp_desktop.ui.web import pictures
from tests.ui.keep.test_leaf import DAY, ERIC, JEAN, ME, NADIA, WEB, page, said, step

CHOIR = UUID(int=20)
ON = PartialDate.of("2026-12-03")


def things(
    kind: str, *each: dict[str, object], parts: dict[str, tuple[Thing, ...]] | None = None
) -> dict[str, tuple[Thing, ...]]:
    return {kind: tuple(Thing(uuid4(), ERIC, kind, values, parts or {}) for values in each)}


def told(about: LeafSnapshot, heading: str) -> Sequence[Line]:
    return dict(easy_words.parts(about)).get(heading, [])


def test_a_sentence_is_a_line_and_beside_it_is_who_said_it() -> None:
    entries = (*said("I sing. I swim! Do I?"), *said("He sings well.", by=JEAN))
    assert told(page(entries), "What was said") == [
        *(Line(words, Picture(ME, "Eric")) for words in ("“I sing.”", "“I swim!”", "“Do I?”")),
        Line("Jean: “He sings well.”", Picture(JEAN, "Jean")),
    ]


def test_each_step_says_who_and_the_day_is_a_line_of_its_own_with_a_calendar() -> None:
    steps = [
        step("walk to the gate", who_node=ME),
        step("ask the choir", who="Nadia Okafor", by=ON),
        step("sleep"),
        step("eat", done="yes"),
    ]
    assert told(page((), steps), "Who does what") == [
        Line("You: walk to the gate", Picture(ME, "Eric")),
        Line("Nadia Okafor: ask the choir", Picture(NADIA.id, "Nadia Okafor")),
        Line("By Thursday 3 December 2026", Picture(day=ON.lo)),
        Line("sleep", Picture(sign="aspiration")),
    ]


def test_places_have_their_sign_and_a_number_has_a_telephone() -> None:
    choir = NodeSnapshot(CHOIR, ERIC, "place", "The choir", symbol="music")
    going = things("Connection", {"node": CHOIR, "status": "agreed"}, {"node": JEAN, "status": "declined"})
    about = replace(
        page(next_on=ON, next_words="In the morning. At home."),
        agreed=Agreed(ERIC, going),
        web=replace(WEB, nodes=(*WEB.nodes, choir)),
    )
    assert told(about, "To try") == [Line("The choir", Picture(sign="music"))]
    assert told(about, "When we see each other next") == [
        Line("Thursday 3 December 2026", Picture(day=ON.lo)), Line("In the morning."), Line("At home.")
    ]  # fmt: skip
    assert told(about, "Your worker") == [
        Line("Nadia Okafor", Picture(NADIA.id, "Nadia Okafor")), Line("01632 960001", Picture(sign="phone"))
    ]  # fmt: skip


def test_whoever_has_not_said_yes_is_still_to_be_asked() -> None:
    member = Thing(uuid4(), ERIC, "CircleMember", {"node": JEAN, "will_do": "ring on Sundays"})
    circle = things("CircleAgreement", {}, parts={"CircleMember": (member,)})
    about = replace(page(), agreed=Agreed(ERIC, circle))
    assert told(about, "Who helps") == [Line("Jean: to be asked", Picture(JEAN, "Jean"))]


def test_everything_stands_on_some_page_and_no_page_is_overfull(qapp: QApplication) -> None:
    steps = [step(f"step number {number}", by=ON) for number in range(30)]
    leaf = EasyLeaf(page(said(*["I like it there. " * 12] * 4), steps), DAY, large=True)
    drawn = [block for each in leaf._laid_out for block in each]
    assert len(drawn) == len(leaf._blocks())
    for placed in leaf._laid_out:
        top, last = placed[-1]
        assert top + last.high <= HIGH - 2 * MARGIN
        assert not last.keeps, "a heading stands over what it is about"
    assert leaf.pages == len(leaf._laid_out) + 1
    assert all(f"step number {number}" in leaf.text for number in range(30))


def test_a_few_lines_stay_together(qapp: QApplication) -> None:
    for many in range(1, 12):
        about = page(said(*["I sing."] * many), next_on=ON, next_words="In the morning.")
        pages = [[block for _, block in placed] for placed in EasyLeaf(about, DAY, large=True)._laid_out]
        for heading in (block for placed in pages for block in placed if block.keeps):
            (own,) = (placed for placed in pages if heading in placed)
            at = own.index(heading)
            assert sum(block.high for block in own[at + 1 :]) >= heading.keeps


def test_words_are_large_and_a_photo_stands_beside_them(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    face = QPixmap(100, 140)
    face.fill(QColor("#208040"))
    leaf = EasyLeaf(page(), DAY, large=True, faces={NADIA.id: face})
    placed: list[tuple[Picture, QRectF]] = []
    paint = EasyLeaf._paint_picture

    def noted(self: EasyLeaf, painter: QPainter, picture: Picture, box: QRectF) -> None:
        placed.append((picture, QRectF(box)))
        paint(self, painter, picture, box)

    monkeypatch.setattr(EasyLeaf, "_paint_picture", noted)
    image = leaf.picture(0, 794)
    (box,) = (box for picture, box in placed if picture.who == NADIA.id)
    assert image.pixelColor(box.center().toPoint()) == QColor("#208040")
    assert box.width() >= 70
    assert leaf._document_of("x", 27).defaultFont().pixelSize() >= 24  # 18 points


def test_in_black_and_white_there_is_no_colour(qapp: QApplication) -> None:
    face = QPixmap(60, 60)
    face.fill(QColor("#208040"))

    def colours(plain: bool) -> bool:
        leaf = EasyLeaf(page(said("I sing.")), DAY, large=True, plain=plain, faces={ME: face})
        image = leaf.picture(0, 300)
        points = [image.pixelColor(x, y) for x in range(0, 300, 2) for y in range(0, image.height(), 2)]
        return any(max(c.red(), c.green(), c.blue()) - min(c.red(), c.green(), c.blue()) > 24 for c in points)

    assert colours(plain=False)
    assert not colours(plain=True)


def test_a_pdf_has_all_its_pages_and_its_words_as_words(qapp: QApplication) -> None:
    leaf = EasyLeaf(page(said("I sing."), cover=WorkerSnapshot(UUID(int=8), "Bea")), DAY, large=True)
    raw = pictures.as_pdf(leaf_words.title(), leaf.put_on)
    assert raw.count(b"/Type /Page\n") == leaf.pages >= 2
    assert set(re.findall(rb"MediaBox \[0 0 ([0-9]+)[.0-9]* ([0-9]+)", raw)) <= {(b"595", b"842"), (b"595", b"841")}
    assert b"Eric" not in raw
    assert "Bea" in leaf.text
