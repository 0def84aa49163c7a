"""How a web looks: nothing overlaps, nothing is named by colour alone, every print says whose, when and what."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import combinations
from math import hypot
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QPainter, QPainterPathStroker, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGraphicsSimpleTextItem, QWidget
from pytestqt.qtbot import QtBot

from sbp_desktop.errors import MalformedInput
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.findings import findings
from sbp_desktop.models.onion import LAYERS
from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import WebSnapshot
from sbp_desktop.services import webs
from sbp_desktop.ui import theme
from sbp_desktop.ui.tokens import DARK, LIGHT
from sbp_desktop.ui.web.crowd import Box
from sbp_desktop.ui.web.key import KeyCard
from sbp_desktop.ui.web.node_item import outline
from sbp_desktop.ui.web.pictures import Sheet, black_on_white, save_picture
from sbp_desktop.ui.web.scene import WebScene
from sbp_desktop.ui.web.settling import runs_through
from sbp_desktop.ui.web.small_web import SmallWeb
from sbp_desktop.ui.web.style import FADED
from sbp_desktop.ui.web.tie_item import TieItem
from sbp_desktop.ui.web.words import LAYERS as LAYER_WORDS
from sbp_desktop.ui.web.words import STRENGTHS
from sbp_desktop.ui.widgets import DrawnRow
from tests.made_webs import PERSON, generated
from tests.ui.web.conftest import Hand

TODAY = date(2026, 11, 20).toordinal()


def boxes(scene: WebScene) -> list[tuple[str, Box]]:
    found = [(scene.nodes[id_].label, label.box) for id_, label in scene.labels.items()]
    found += [(f"shape of {scene.nodes[id_].label}", scene._shape_box(id_)) for id_ in scene.nodes]
    found += [("strength", pill.box) for pill in scene._picture.pills]
    return [*found, *zip(LAYERS, scene._drawing.layers.boxes(), strict=True)]


def shown(web: WebSnapshot, aspect: float = 1.4, layout: str = "onion", scale: float = 1.0) -> WebScene:
    scene = WebScene(LIGHT)
    scene.lay_out(aspect)
    scene.see(scale)
    scene.show_web(web, Showing(TODAY, layout))
    return scene


def overlaps(scene: WebScene) -> list[tuple[str, str]]:
    """Pairs of labels, shapes, strengths and names of layers that touch, and with "the edge" what is cut off by it."""
    placed = boxes(scene)
    whole = scene.whole()
    page = Box(whole.left(), whole.top(), whole.right(), whole.bottom())
    found = [(name, "the edge") for name, box in placed if not page.holds(box)]
    for i, (name, box) in enumerate(placed):
        found += [(name, other) for other, taken in placed[i + 1 :] if box.touches(taken)]
    return found


def struck(scene: WebScene) -> list[tuple[str, str]]:
    """Lines, by their ends, that run through a label, a strength, or a shape that is not their own."""
    picture = scene._picture
    words = {id_: label.box for id_, label in picture.labels.items()}
    words |= {pill.strength.id: pill.box for pill in picture.pills}
    found = [
        (tie, scene.nodes[id_].label if id_ in scene.nodes else "strength")
        for tie, id_ in runs_through(picture.curves, words)
    ]
    for tie, curve in picture.curves.items():
        ends = scene.ties[tie].a, scene.ties[tie].b
        points = [QPointF(x, y) for x, y in curve.points(100)]
        for id_ in scene.nodes.keys() - set(ends):
            shape = outline(picture.looks[id_], scene._style).translated(scene.point_of(id_))
            found += [(tie, f"shape of {scene.nodes[id_].label}")] if any(map(shape.contains, points)) else []
    return [
        (f"{scene.nodes[scene.ties[tie].a].label} to {scene.nodes[scene.ties[tie].b].label}", what)
        for tie, what in found
    ]


@pytest.mark.parametrize(("count", "lines"), [(3, 3), (20, 24), (60, 60)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_touches_anything(qapp: QApplication, count: int, lines: int, seed: int) -> None:
    scene = shown(generated(count, lines, seed))
    assert overlaps(scene) == []
    assert len(scene.labels) == count + 1, "every label has found a place"


@pytest.mark.parametrize("aspect", [1.1, 1.2, 1.3, 1.4, 1.55, 1.7, 2.0])
def test_the_demo_people_are_drawn_without_overlap_on_any_page(
    qapp: QApplication, demo_webs: Mapping[str, WebSnapshot], aspect: float
) -> None:
    found = {name: overlaps(shown(web, aspect)) for name, web in demo_webs.items()}
    assert not {name: pairs for name, pairs in found.items() if pairs}
    crossed = {name: struck(shown(web, aspect)) for name, web in demo_webs.items()}
    assert not {name: pairs for name, pairs in crossed.items() if pairs}


@pytest.mark.parametrize(("larger", "aspect", "scale"), [(1, 2.0, 0.65), (1, 1.7, 0.65), (2, 2.0, 0.8), (2, 2.0, 0.49)])
def test_words_on_a_page_shown_whole_are_read_at_the_text_size_asked_for(
    qapp: QApplication, demo_webs: Mapping[str, WebSnapshot], larger: float, aspect: float, scale: float
) -> None:
    theme.enlarge(larger)
    try:
        scenes = {name: shown(web, aspect, scale=scale) for name, web in demo_webs.items()}
    finally:
        theme.enlarge(1)
    for scene in scenes.values():
        assert scene.drawn_with.measure().plain.pixelSize() * scale >= min(12.5 * larger, 16)
        assert len(scene.labels) == len(scene.nodes), "nobody loses their name for it"
    found = {name: overlaps(scene) for name, scene in scenes.items()}
    assert not {name: pairs for name, pairs in found.items() if pairs}


def test_a_strength_makes_room_for_what_stands_in_its_slot(qapp: QApplication) -> None:
    web = generated(3, 3)
    slot = shown(web).arrangement.slots[0]
    scene = shown(web)
    spot = scene.arrangement.layout.spot(slot)
    there = replace(web.nodes[1], domain=spot.part, positions={"onion": spot.place})
    crowded = replace(web, nodes=(web.nodes[0], there, *web.nodes[2:]))
    assert overlaps(shown(crowded)) == []


@pytest.mark.parametrize(("count", "lines"), [(10, 12), (20, 24)])
def test_no_line_runs_through_a_label(qapp: QApplication, count: int, lines: int) -> None:
    for seed in range(1, 13):
        assert struck(shown(generated(count, lines, seed))) == [], f"seed {seed}"


def test_a_dragged_node_touches_only_its_own_lines(qapp: QApplication) -> None:
    scene = WebScene(LIGHT)
    web = generated(20, 30)
    scene.show_web(web, Showing(TODAY))
    moved = web.nodes[4].id
    own = {tie.id for tie in scene.ties_of(moved)}
    before = dict(scene._picture.curves)
    points = {id_: item.point() for id_, item in scene._drawing.nodes.items()}
    scene.preview_move({moved: scene.point_of(moved) * 1.2})
    assert {id_ for id_, curve in scene._picture.curves.items() if curve != before[id_]} == own
    assert {id_ for id_, item in scene._drawing.nodes.items() if item.point() != points[id_]} == {moved}


def test_what_has_not_begun_is_not_shown_and_what_ended_is_faded_but_the_remembered_is_not(qapp: QApplication) -> None:
    web = generated(4, 4)
    later, ended, wife, there = web.nodes[1:]
    nodes = (
        web.nodes[0],
        replace(later, since=PartialDate.on(TODAY + 5)),
        replace(ended, status="active", until=PartialDate.on(TODAY - 5)),
        replace(wife, status="lost", until=PartialDate.on(TODAY - 5), remembered=True),
        replace(there, status="active"),
    )
    scene = WebScene(LIGHT)
    scene.show_web(replace(web, nodes=nodes), Showing(TODAY))
    assert later.id not in scene.nodes
    faded = {id_ for id_, look in scene._picture.looks.items() if look.ink < 1}
    assert faded == {ended.id}


def drawn_text(scene: WebScene) -> list[str]:
    """All words on the page but the names of the layers."""
    layers = {text.text() for text in scene._drawing.layers._names.values()}
    texts = [item for item in scene.items() if isinstance(item, QGraphicsSimpleTextItem) and item.isVisible()]
    return [item.text() for item in texts if item.text() not in layers]


def test_what_is_quiet_steps_back_and_what_changed_says_so_beside_its_name(qapp: QApplication) -> None:
    scene = WebScene(LIGHT)
    web = generated(6, 6)
    quiet, new, gone = (node.id for node in web.nodes[1:4])
    web = replace(web, nodes=tuple(replace(node, status="active") for node in web.nodes))
    tie = web.ties[4].id
    showing = Showing(TODAY, quiet=frozenset({quiet, tie}), marks={new: "new", gone: "gone"})
    scene.show_web(web, showing)
    assert {id_ for id_, item in scene._drawing.nodes.items() if item.opacity() == FADED} == {quiet, gone}
    assert scene._drawing.ties[tie].opacity() == FADED
    assert [line.text for line in scene.labels[new].lines][-1] == "new"
    assert [line.text for line in scene.labels[gone].lines][-1] == "gone"
    assert {"new", "gone"} <= set(drawn_text(scene))


def test_without_words_no_text_is_drawn_and_a_face_stands_where_letters_did(qapp: QApplication) -> None:
    scene = WebScene(LIGHT)
    web = generated(6, 6)
    web = replace(web, strengths=(), nodes=tuple(replace(node, status="active") for node in web.nodes))
    face = QPixmap(90, 60)
    face.fill(Qt.GlobalColor.red)
    friend = web.nodes[2].id
    scene.set_faces({friend: face})
    scene.show_web(web, Showing(TODAY, wordless=True, marks={friend: "new"}))
    assert drawn_text(scene) == []
    box = scene._shape_box(friend)
    middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    assert colour_at(scene, *middle) == Qt.GlobalColor.red
    assert colour_at(scene, box.left + 3, box.top + 3) != Qt.GlobalColor.red, "round"
    scene.set_faces({})
    assert colour_at(scene, *middle) != Qt.GlobalColor.red


def colour_at(scene: WebScene, x: float, y: float) -> QColor:
    """The colour of one point of the page."""
    image = QImage(1, 1, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    scene.render(painter, QRectF(0, 0, 1, 1), QRectF(x - 0.5, y - 0.5, 1, 1))
    painter.end()
    return image.pixelColor(0, 0)


def test_several_are_picked_together_and_what_leaves_the_page_is_picked_no_more(qtbot: QtBot) -> None:
    scene = WebScene(LIGHT)
    web = generated(6, 6)
    scene.show_web(web, Showing(TODAY))
    first, second = web.nodes[1].id, web.nodes[2].id
    with qtbot.waitSignal(scene.picked_changed) as told:
        scene.pick([first, second, UUID(int=99)])
    assert told.args == [frozenset({first, second})]
    assert halos(scene) == {(scene.point_of(first).toTuple(), 1.6), (scene.point_of(second).toTuple(), 1.6)}
    scene.choose(second)
    assert halos(scene) == {(scene.point_of(first).toTuple(), 1.6), (scene.point_of(second).toTuple(), 3.0)}
    without = replace(web, nodes=tuple(node for node in web.nodes if node.id != first), ties=())
    scene.show_web(without, Showing(TODAY))
    assert scene.picked == {second}
    scene.pick([])
    scene.choose(None)
    assert halos(scene) == set()


def halos(scene: WebScene) -> set[tuple[tuple[float, float], float]]:
    return {(halo.pos().toTuple(), halo.pen().widthF()) for halo in scene._overlay.halos if halo.isVisible()}


def one_line(qapp: QApplication, **fields: object) -> WebScene:
    """A page with one friend and a line to them, and nothing else."""
    web = generated(1, 1)
    plain_line = {"flow": "unknown", "strength": "moderate", "stress": "none", **fields}
    nodes = (web.nodes[0], replace(web.nodes[1], status="active", domain="network"))
    return shown(replace(web, nodes=nodes, ties=(replace(web.ties[0], **plain_line),)))  # type: ignore[arg-type]


def drawn_line(scene: WebScene) -> TieItem:
    return next(iter(scene._drawing.ties.values()))


def test_how_close_and_how_hard_are_told_apart_from_each_other(qapp: QApplication) -> None:
    pens, waves = set(), set()
    for strength in ("strong", "moderate", "tenuous", "broken"):
        for stress in ("none", "some", "high"):
            item = drawn_line(one_line(qapp, strength=strength, stress=stress))
            pen = item._line.pen()
            pieces = item._line.path().toSubpathPolygons()
            wave = item._wave.path().length() if item._wave is not None else 0.0
            pens.add((strength, pen.widthF(), pen.style(), len(pieces)))
            waves.add((stress, round(wave, 3)))
    assert len({look[1:] for look in pens}) == len(pens) == 4, "each strength has a look of its own, at every stress"
    assert len({height for _, height in waves}) == len(waves) == 3, "each stress a wave of its own, at every strength"


def test_a_line_goes_along_with_its_ends_and_is_made_anew_when_it_is_let_go(qapp: QApplication) -> None:
    scene = one_line(qapp, stress="high", strength="tenuous", flow="both")
    line, moved = drawn_line(scene), scene.web.nodes[1].id
    before, dashes = line._wave.path(), line._line.pen()
    start = scene.point_of(moved)
    made = []
    for step in (1, 4, 40):
        scene.preview_move({moved: start + QPointF(6 * step, 4 * step)})
        made.append(line._wave.path())
        curve = scene._picture.curves[scene.web.ties[0].id]
        drawn = line._line.transform().map(line._line.path())
        for end, point in ((0, curve.start), (drawn.elementCount() - 1, curve.end)):
            at = drawn.elementAt(end)
            assert hypot(at.x - point[0], at.y - point[1]) < 0.01
        wave = line._line.transform().map(line._wave.path())
        begun = wave.elementAt(0)
        assert min(hypot(begun.x - x, begun.y - y) for x, y in curve.points(1000)) < 1.0
        assert line.room().contains(wave.boundingRect())
        assert line.room().contains(line._line.transform().map(line._marks.path()).boundingRect())
    assert made[1] == made[0], "a line that is only turned is not made anew"
    assert made[2] != made[0], "one that is stretched far is"
    scene.undo_preview()
    assert line._wave.path() == before
    assert line._line.pen() == dashes
    assert line._line.transform().isIdentity()


def test_colour_tells_nothing_alone(qapp: QApplication) -> None:
    """Whatever a line has to say is there without any colour: in weight, dashes or marks of its own."""
    told = set()
    for fields in (
        {}, {"strength": "strong"}, {"strength": "tenuous"}, {"strength": "broken"}, {"stress": "high"}, {"flow": "both"},
        {"flow": "a_to_b"}, {"flow": "b_to_a"}, {"potential": True}, {"unseen": True},
    ):  # fmt: skip
        item = drawn_line(one_line(qapp, **fields))
        parts = [part for part in (item._line, item._wave, item._marks, item._dots) if part is not None]
        shapes = tuple((part.path().elementCount(), part.path().boundingRect().toRect().getRect()) for part in parts)
        told.add((item._line.pen().widthF(), item._line.pen().style(), shapes))
    assert len(told) == 10


def test_what_was_changed_away_from_the_person_is_dotted_until_shown(qapp: QApplication) -> None:
    web = generated(2, 2)
    unseen = replace(web.nodes[1], unseen=True, status="active")
    scene = shown(replace(web, nodes=(web.nodes[0], unseen, web.nodes[2]), ties=(replace(web.ties[0], unseen=True),)))
    dots = {id_: node._dots for id_, node in scene._drawing.nodes.items() if node._dots is not None}
    assert dots.keys() == {unseen.id}
    assert dots[unseen.id].pen().style() == Qt.PenStyle.CustomDashLine
    assert drawn_line(scene)._dots is not None
    scene.show_web(replace(web, ties=(replace(web.ties[0], unseen=False),)), Showing(TODAY))
    assert not dots[unseen.id].isVisible()
    assert not drawn_line(scene)._dots.isVisible()  # type: ignore[union-attr]


def test_several_lines_between_the_same_two_are_apart_and_each_can_be_taken(qapp: QApplication) -> None:
    web = generated(1, 1)
    lines = tuple(replace(web.ties[0], id=uuid5(PERSON, f"kind {i}"), kind=f"kind {i}") for i in range(4))
    scene = shown(replace(web, ties=lines))
    middles = {tie.id: scene.point_of(tie.id) for tie in lines}
    apart = [hypot(a.x() - b.x(), a.y() - b.y()) for a, b in combinations(middles.values(), 2)]
    assert min(apart) > 14
    assert {id_: scene.tie_at(point, 6.0) for id_, point in middles.items()} == {id_: id_ for id_ in middles}


def test_a_group_and_who_belongs_to_it_stand_on_one_soft_shape(qapp: QApplication) -> None:
    web = generated(5, 5)
    web = replace(web, nodes=tuple(replace(node, status="active") for node in web.nodes))
    group, one, other = (node.id for node in web.nodes[1:4])
    scene = shown(replace(web, members=((group, one), (group, other))))
    [hull] = scene._drawing.hulls.values()
    soft = hull._fill
    stroker = QPainterPathStroker()
    stroker.setWidth(soft.pen().widthF())
    stroker.setCapStyle(soft.pen().capStyle())
    covered = stroker.createStroke(soft.path())
    assert {id_ for id_ in scene.nodes if covered.contains(scene.point_of(id_))} >= {group, one, other}
    assert all(soft.zValue() < item.zValue() for item in scene.items() if item is not soft and item.isVisible())
    assert not hull._edge.isVisible()
    scene.restyle(black_on_white())
    assert hull._edge.isVisible(), "where there are no tints its edge tells of it"
    scene.show_web(web, Showing(TODAY))
    assert scene._drawing.hulls == {}


def test_what_moves_of_a_soft_shape_hides_nothing_that_stays(qapp: QApplication) -> None:
    web = generated(6, 5)
    web = replace(web, nodes=tuple(replace(node, status="active") for node in web.nodes))
    group, one, other, third = (node.id for node in web.nodes[1:5])
    scene = shown(replace(web, members=((group, one), (group, other))))
    [hull] = scene._drawing.hulls.values()
    whole = hull._fill.path()
    for moved, stays in ((one, 1), (group, 0)):
        to = scene.point_of(moved) + QPointF(80, 40)
        scene.preview_move({moved: to})
        assert hull._fill not in scene.moving_items()
        assert len(hull._fill.path().toSubpathPolygons()) == stays, "what stays of it is under everything as before"
        outline = hull._outline
        assert outline in scene.moving_items()
        assert outline.path().boundingRect().contains(to)
        assert hull.room().contains(outline.path().boundingRect())
        assert outline.brush().style() == Qt.BrushStyle.NoBrush
        assert outline.scene() is None
        scene.undo_preview()
        assert hull._fill.path() == whole
        assert outline.scene() is None
    scene.preview_move({third: scene.point_of(third) + QPointF(9, 9)})
    assert hull._fill.path() == whole, "one who does not belong to it leaves it alone"
    assert hull._outline not in scene.moving_items()


def test_the_key_tells_of_every_sign(qapp: QApplication) -> None:
    page = QWidget()
    told = KeyCard(page).accessibleDescription()
    for choices in (LAYER_WORDS, STRENGTHS):
        assert all(words in told for words in choices.values())
    for sign in ("hard at times", "very hard", "which way help goes", "hoped for", "ended", "not heard of lately"):
        assert sign in told
    assert "not yet seen together" in told
    assert "belong together" in told


def test_the_five_layers_differ_in_shape(qapp: QApplication) -> None:
    for colours in (LIGHT, DARK):
        assert len({layer.shape for layer in colours.layers.values()}) == 5


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_a_picture_is_written_with_title_key_and_date(qapp: QApplication, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"web.{kind}"
    save_picture(Sheet(generated(8, 9), Showing(TODAY), colours="dark" if kind == "png" else "light"), path, kind)
    if kind == "png":
        image = QImage(str(path))
        assert image.width() > 2000
        assert image.pixelColor(4, 4) == DARK.paper
    elif kind == "svg":
        text = path.read_text("utf-8")
        assert "As Eric sees it, 20 November 2026" in text
        assert "hard at times" in text
        assert "<image" not in text
    else:
        assert path.read_bytes().startswith(b"%PDF-")
        assert b"/Subtype /Image" not in path.read_bytes(), "lines and words, not pixels"


def test_an_unknown_kind_of_picture_is_refused(qapp: QApplication, tmp_path: Path) -> None:
    with pytest.raises(MalformedInput, match="png, svg or pdf"):
        save_picture(Sheet(generated(1, 1), Showing(TODAY)), tmp_path / "web.bmp", "bmp")
    with pytest.raises(MalformedInput, match="not a layout"):
        save_picture(Sheet(generated(1, 1), Showing(TODAY, layout="spiral")), tmp_path / "web.svg", "svg")
    assert list(tmp_path.iterdir()) == []


def test_the_small_picture_opens_by_press_and_key(qtbot: QtBot, qapp: QApplication) -> None:
    small = SmallWeb()
    qtbot.addWidget(small)
    small.resize(420, 320)
    small.show_web(generated(6, 6))
    small.show()
    with qtbot.waitSignal(small.opened, timeout=1000):
        QTest.mouseClick(small, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(small.opened, timeout=1000):
        QTest.keyClick(small, Qt.Key.Key_Return)


def test_the_small_picture_finds_room_for_its_words_once(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The size of the letters follows from the room, which is known before anything is drawn."""
    small, settled = SmallWeb(), []
    qtbot.addWidget(small)
    small.resize(420, 320)
    small.show()
    qtbot.waitExposed(small)
    settle = WebScene._settle
    monkeypatch.setattr(WebScene, "_settle", lambda scene: (settled.append(scene.drawn_with.larger), settle(scene)))
    small.show_web(generated(30, 40))
    small.grab()
    assert len(settled) == 1
    small.resize(840, 640)
    small.grab()
    assert settled[-1] < settled[0], "in twice the room the letters need not be so large"


def test_screen_readers_hear_every_person_place_and_line(hand: Hand) -> None:
    for typed in ("Jean, daughter", "church tea club"):
        hand.type_name(typed)
    jean = hand.tie("Jean", "Eric")
    helps = "a_to_b" if jean.b == hand.kept().self_node else "b_to_a"
    hand.canvas.edits.set_tie(jean.id, strength="strong", flow=helps, support=["personal_care"])
    hand.settle()
    tree = QAccessible.queryAccessibleInterface(hand.view)
    assert tree.role() == QAccessible.Role.List
    names = [tree.child(i).text(QAccessible.Text.Name) for i in range(tree.childCount())]
    assert "Jean, daughter, my people, close, gives personal care" in names
    assert "church tea club, around here" in names
    assert "line between Jean and Eric, close, Jean helps Eric" in names
    assert all(tree.child(i).role() == QAccessible.Role.ListItem for i in range(tree.childCount()))
    hand.scene.choose(hand.node("Jean").id)
    chosen = [
        tree.child(i).text(QAccessible.Text.Name) for i in range(tree.childCount()) if tree.child(i).state().selected
    ]
    assert len(chosen) == 1
    assert chosen[0].startswith("Jean")
    hand.canvas.edits.remove_node(hand.node("Jean").id, "Jean")
    hand.settle()
    left = [tree.child(i).text(QAccessible.Text.Name) for i in range(tree.childCount())]
    assert not any("Jean" in name for name in left)


def test_the_page_shows_an_invitation_and_the_plain_finding_only_for_me(hand: Hand) -> None:
    hand.type_name("Jean, daughter")
    found = findings(hand.kept(), date.today().toordinal())  # noqa: DTZ011
    assert found
    assert hand.page.invitation.plain == found[0].invitation
    assert not hand.page.for_me_card.isVisible()
    hand.page.for_me.click()
    assert hand.page.for_me_card.isVisible()
    said = [row.accessibleName() for row in hand.page.for_me_card.findChildren(DrawnRow)]
    assert any(found[0].for_me in words for words in said)
    hand.page.for_me.click()
    assert not hand.page.for_me_card.isVisible()


def forget_the_picture(hand: Hand) -> None:
    hand.view._kept = QPixmap()


def test_what_is_kept_of_the_picture_is_what_would_be_drawn_anew(hand: Hand) -> None:
    """Choosing, lighting, dragging, dropping, undoing and zooming leave nothing behind and lose nothing."""
    for typed in ("Jean, daughter", "church tea club", "GP surgery", "Sam, friend"):
        hand.type_name(typed)
    jean, tie = hand.node("Jean").id, hand.tie("Jean", "Eric").id
    start = hand.at(jean)

    def looks_right(after: str) -> None:
        hand.settle()
        hand.view.stand_still()
        kept = hand.view.viewport().grab().toImage()
        forget_the_picture(hand)
        assert hand.view.viewport().grab().toImage() == kept, f"after {after}"

    looks_right("names were typed")
    hand.scene.choose(tie)
    looks_right("a line was chosen")
    hand.canvas.edits.set_tie(tie, strength="strong", stress="high", flow="both")
    looks_right("a line was made strong")
    hand.scene.choose(jean)
    hand.press(start)
    hand.drag_over(start, start + QPoint(90, 60))
    looks_right("a drag had begun")
    hand.drag_over(start + QPoint(90, 60), start + QPoint(40, -50))
    looks_right("a drag went on")
    hand.let_go(start + QPoint(40, -50))
    looks_right("it was let go")
    hand.canvas.undo()
    looks_right("it was taken back")
    hand.scene.pick([jean, hand.node("Sam").id])
    looks_right("two were picked")
    hand.view.zoom(1.7)
    looks_right("it was looked at more closely")
    hand.view.fit()
    looks_right("all was seen again")


def test_a_picture_that_glides_is_drawn_sharp_once_it_stands_still(hand: Hand, qtbot: QtBot) -> None:
    hand.type_name("Jean, daughter")
    QApplication.processEvents()
    hand.view.zoom(1.4)
    assert hand.view.gliding
    blurred = hand.view.viewport().grab().toImage()
    qtbot.waitUntil(lambda: not hand.view.gliding)
    sharp = hand.view.viewport().grab().toImage()
    assert sharp != blurred
    forget_the_picture(hand)
    assert hand.view.viewport().grab().toImage() == sharp


def test_what_cannot_be_read_is_not_drawn_until_it_comes_near(qapp: QApplication) -> None:
    scene = WebScene(LIGHT)
    web = generated(20, 24)
    scene.see(0.1)
    scene.show_web(web, Showing(TODAY))
    assert drawn_text(scene) == []
    assert scene.labels == {}
    friend = scene.point_of(web.nodes[1].id)
    box = Box(friend.x() - 1, friend.y() - 1, friend.x() + 1, friend.y() + 1)
    scene.see(1.0, box)
    assert len(scene.labels) == 21
    near = [id_ for id_, node in scene._drawing.nodes.items() if box.has(node.point())]
    words = {line.text for id_ in near for line in scene.labels[id_].lines}
    assert words <= set(drawn_text(scene))
    assert len(drawn_text(scene)) < 21, "what is out of sight is still left out"
    scene.see(1.0)
    assert len(drawn_text(scene)) > 40


def test_dark_and_light_follow_the_theme_without_moving_anything(hand: Hand) -> None:
    hand.type_name("Jean, daughter")
    before = {id_: hand.scene.point_of(id_) for id_ in hand.scene.nodes}
    theme.choose("dark")
    QApplication.processEvents()
    assert hand.scene.backgroundBrush().color() == DARK.paper
    assert {id_: hand.scene.point_of(id_) for id_ in hand.scene.nodes} == before


def test_what_comes_and_is_not_drawn_leaves_the_paper_where_a_key_moved_it(hand: Hand) -> None:
    hand.type_name("Bob, neighbour")
    hand.view.fit()
    bar = hand.view.verticalScrollBar()
    fitted = bar.value()
    bar.setValue(fitted + 7)  # as an arrow key does, to where the letters of what it chose end
    hand.background.run(webs.set_node, hand.node("Bob").id, note="He has a key")
    hand.settle()
    assert bar.value() == fitted + 7
    hand.page.resize(hand.page.width(), hand.page.height() - 60)
    hand.settle()
    assert hand.view.page_point(QPointF(hand.view.viewport().rect().center())).y() == pytest.approx(
        hand.scene.whole().center().y(), abs=2
    ), "and all of it is in sight again where the window changes"
