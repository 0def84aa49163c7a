"""The tour's story: what a worker does with one person, one function for each thing done, all by mouse and key.

`be_with` is the story before the lock, `find_again` the one after it; `write_and_draw` is the short one.
"""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QListView, QTextEdit, QWidget

from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import FOR_PERSON
from sbp_desktop.models.vocabulary import Domain
from sbp_desktop.storage import queries
from sbp_desktop.tour import hands
from sbp_desktop.tour.hands import wait_for
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.people.people_page import PeoplePage
from sbp_desktop.ui.people.person_page import PersonPage
from sbp_desktop.ui.snapshot_list_model import SNAPSHOT
from sbp_desktop.ui.unlock.unlock_page import UnlockPage
from sbp_desktop.ui.web import pictures
from sbp_desktop.ui.web.name_fields import NameBox
from sbp_desktop.ui.web.web_canvas import WebCanvas
from sbp_desktop.ui.web.web_page import WebPage

FIRST_LINE = "We sat at the kitchen table and had a long talk."
SECOND_LINE = "A cup of tea first, then what matters most today."
BY_MOUSE, BY_KEY = "Robin Holloway", "Kit Marlow"
_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)
_CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass(slots=True)
class Visit:
    """One person's part of the tour. `expected` is what the first visit made, when this is the second."""

    background: Background
    person: UUID
    folder: Path
    expected: dict[str, Any] | None = None
    checks: list[dict[str, Any]] = field(default_factory=list)
    made: dict[str, list[Any]] = field(default_factory=lambda: {"lines": [], "labels": [], "ties": []})
    timings_ms: dict[str, float] = field(default_factory=dict)

    def check(self, name: str, ok: bool) -> None:
        """Note one thing looked at."""
        self.checks.append({"name": name, "ok": bool(ok)})

    def ask(self, function: Callable[..., Any], *args: Any) -> Any:
        """Read the store as the app's own screens do, and wait for the answer."""
        return ask(self.background, function, *args)

    def keep_picture(self, name: str, page: QWidget) -> None:
        """Keep what the window shows once everything asked for is on it."""
        settle(self.background)
        self.check(f"the {name} page has a picture", hands.picture(page.window(), self.folder / f"page-{name}.png"))


def ask(background: Background, function: Callable[..., Any], *args: Any) -> Any:
    """Read the store on the app's own thread for it, and wait for the answer."""
    answers: list[Any] = []
    background.run(function, *args, then=lambda answer: answers.append((answer,)))
    return wait_for("an answer from the store", lambda: answers[0] if answers else None, 60)[0]


def settle(background: Background) -> None:
    """Wait until the screens have what they asked for, and what that made them ask for in turn."""
    for _ in range(3):
        ask(background, queries.worker)


def be_with(visit: Visit) -> None:
    """Before the lock: meet, write, draw, take back and do again."""
    page = _open_person(visit)
    visit.keep_picture("person", page)
    _write_a_conversation(visit, page)
    canvas = _open_web(visit)
    _keep_pictures(visit)
    _add_by_mouse(visit, canvas)
    _add_by_key(visit, canvas)
    _draw_by_mouse(visit, canvas)
    _take_back(visit, canvas, "a line drawn by mouse")
    tie = _draw_by_key(visit, canvas)
    _take_back(visit, canvas, "a line drawn by key")
    _do_again(visit, canvas, tie)
    visit.keep_picture("web", canvas)


def write_and_draw(visit: Visit) -> None:
    """The short story, for whoever only wants to see it travel: a conversation, and somebody new on the web."""
    page = _open_person(visit)
    visit.keep_picture("person", page)
    _write_a_conversation(visit, page)
    canvas = _open_web(visit)
    _add_by_key(visit, canvas)
    visit.keep_picture("web", canvas)


def find_again(visit: Visit) -> None:
    """After the lock: everything that was made is on the screen again."""
    expected = visit.expected or visit.made
    page = _open_person(visit)
    words = wait_for("what was written, on the person's page", lambda: _words_on(page, expected["lines"]), 10)
    visit.check("what was written is on their page again", bool(words))
    canvas = _open_web(visit)
    labels = {node.label for node in canvas.scene.nodes.values()}
    visit.check("everybody added is on their web again", set(expected["labels"]) <= labels)
    drawn = {frozenset(_ends(canvas, tie)) for tie in canvas.scene.ties}
    visit.check("every line drawn is on their web again", all(frozenset(pair) in drawn for pair in expected["ties"]))


# ---- the app itself


def unlock(page: UnlockPage, passphrase: str) -> None:
    """Type the passphrase on the real unlock page, press Enter, and wait for the app."""
    field = wait_for("the field for the passphrase", lambda: hands.shown(QLineEdit, page))
    hands.type_words(field, passphrase)
    hands.key(field, Qt.Key.Key_Return)
    wait_for("the app to open", lambda: hands.button("People"), 30)


# ---- people


def _open_person(visit: Visit) -> PersonPage:
    """Find somebody by typing their name, and open them with the mouse."""
    hands.press_button("People")
    page = wait_for("the people page", lambda: hands.shown(PeoplePage))
    name = visit.ask(queries.person, visit.person).name
    typed = wait_for("the field for a name", lambda: hands.shown(QLineEdit, page))
    typed.clear()
    hands.type_words(typed, name)
    hands.pause()
    settle(visit.background)  # or the row would move from under the pointer
    rows = wait_for("the people found", lambda: hands.shown(QListView, page))
    index = wait_for(f"{name or 'somebody'} among the people found", lambda: _row_of(rows, visit.person))
    rows.scrollTo(index)
    begun = time.perf_counter()
    hands.press(rows.viewport(), rows.visualRect(index).center())
    opened: PersonPage = wait_for("the person's page", lambda: _page_of(visit.person))
    visit.timings_ms["open a person"] = (time.perf_counter() - begun) * 1000
    visit.check("found by name and opened", True)
    return opened


def _row_of(rows: QListView, person: UUID) -> Any:
    indexes = (rows.model().index(number, 0) for number in range(rows.model().rowCount()))
    return next((index for index in indexes if index.data(SNAPSHOT).id == person), None)


def _page_of(person: UUID) -> PersonPage | None:
    page = hands.shown(PersonPage)
    return page if page is not None and page.person == person and hands.button("Web", page) else None


def _words_on(page: PersonPage, wanted: Iterable[str]) -> bool:
    said = " ".join(label.text() for label in page.findChildren(QLabel))
    said += " ".join(text.toPlainText() for text in page.findChildren(QTextEdit))
    return all(line in said for line in wanted)


# ---- a conversation


def _write_a_conversation(visit: Visit, page: PersonPage) -> None:
    """Press the one big button, type two lines, and see that they are kept without any Save."""
    hands.press_button("Start writing", page)
    talk = wait_for("the page to write on", lambda: hands.shown(ConversationPage))
    text = wait_for("room to write", lambda: hands.shown(QTextEdit, talk))
    for line in (FIRST_LINE, SECOND_LINE):
        hands.type_words(text, line)
        hands.key(text, Qt.Key.Key_Return)
    begun = time.perf_counter()
    wait_for("what was typed to be kept", lambda: {FIRST_LINE, SECOND_LINE} <= _lines_kept(visit))
    visit.timings_ms["keep what was typed"] = (time.perf_counter() - begun) * 1000
    visit.made["lines"] = [FIRST_LINE, SECOND_LINE]
    visit.check("what was typed is kept without Save", True)
    on_page = text.toPlainText()
    visit.check("what was typed is on the page", all(line in on_page for line in visit.made["lines"]))
    visit.keep_picture("conversation", talk)


def _lines_kept(visit: Visit) -> set[str]:
    return {entry.text for talk in visit.ask(queries.conversations, visit.person) for entry in talk.entries}


# ---- the web


def _open_web(visit: Visit) -> WebCanvas:
    if _page_of(visit.person) is None:
        hands.key(hands.shown(ConversationPage) or next(hands.windows()), Qt.Key.Key_Escape)
    page = wait_for("the person's page again", lambda: _page_of(visit.person))
    hands.press_button("Web", page)
    web = wait_for("the web page", lambda: hands.shown(WebPage))
    canvas: WebCanvas = web.canvas
    wait_for("the web to be drawn", lambda: canvas.scene.nodes)
    visit.check("the web is open", canvas.person == visit.person)
    return canvas


def _keep_pictures(visit: Visit) -> None:
    """The web as it came in, on paper: what is kept apart is on no paper (decisions.md D3)."""
    web = visit.ask(queries.web, visit.person, FOR_PERSON)
    sheet = pictures.Sheet(web, Showing(date.today().toordinal()))  # noqa: DTZ011 - as on screen
    for form in ("png", "svg", "pdf"):
        path = visit.folder / f"web.{form}"
        pictures.save_picture(sheet, path, form)
        visit.check(f"the web as {form}", path.stat().st_size > 0)


def _add_by_mouse(visit: Visit, canvas: WebCanvas) -> None:
    """Double-click on empty paper, type a name, Enter; Esc when there is no next one."""
    hands.double_press(canvas.view.viewport(), _empty_spot(canvas))
    box = wait_for("the little field for a name", lambda: hands.shown(NameBox, canvas))
    hands.type_words(box, BY_MOUSE)
    hands.key(box, Qt.Key.Key_Return)
    wait_for(f"{BY_MOUSE} on the web", lambda: _node(canvas, BY_MOUSE))
    hands.key(box, Qt.Key.Key_Escape)
    visit.made["labels"].append(BY_MOUSE)
    visit.check("somebody added with the mouse", True)


def _add_by_key(visit: Visit, canvas: WebCanvas) -> None:
    """Just start typing on the web, and press Enter."""
    hands.type_words(canvas.view, BY_KEY[0])
    hands.type_words(canvas.name_field, BY_KEY[1:])
    hands.key(canvas.name_field, Qt.Key.Key_Return)
    wait_for(f"{BY_KEY} on the web", lambda: _node(canvas, BY_KEY))
    hands.key(canvas.name_field, Qt.Key.Key_Escape)
    visit.made["labels"].append(BY_KEY)
    visit.check("somebody added with the keyboard", True)


def _draw_by_mouse(visit: Visit, canvas: WebCanvas) -> None:
    """Pull a line from one to the other by the handle that shows under the pointer."""
    view, scene = canvas.view, canvas.scene
    start, end = _node(canvas, BY_MOUSE), _node(canvas, BY_KEY)
    before = set(scene.ties)
    hands.hover(view.viewport(), view.mapFromScene(scene.point_of(start)))
    hands.drag(view.viewport(), view.mapFromScene(scene.handle_point(start)), view.mapFromScene(scene.point_of(end)))
    tie = wait_for("the line that was pulled", lambda: next(iter(set(scene.ties) - before), None))
    visit.check("a line drawn with the mouse", _ends(canvas, tie) == {BY_MOUSE, BY_KEY})


def _draw_by_key(visit: Visit, canvas: WebCanvas) -> UUID:
    """C draws from who is chosen, an arrow aims, Enter puts it down; where there is a line already, aim elsewhere."""
    view, scene = canvas.view, canvas.scene
    before = set(scene.ties)
    for arrows in [(arrow,) * times for times in (1, 2) for arrow in _ARROWS]:
        _choose_by_key(canvas, _node(canvas, BY_KEY))
        for pressed in (Qt.Key.Key_C, *arrows, Qt.Key.Key_Return):
            hands.key(view, pressed)
        with suppress(hands.GaveUp):
            tie: UUID = wait_for("a line", lambda: next(iter(set(scene.ties) - before), None), 1)
            visit.check("a line drawn with the keyboard", BY_KEY in _ends(canvas, tie))
            visit.made["ties"].append(sorted(_ends(canvas, tie)))
            return tie
        hands.key(view, Qt.Key.Key_Escape)
    raise hands.GaveUp("no line could be drawn with the keyboard")


def _choose_by_key(canvas: WebCanvas, wanted: UUID) -> None:
    """Tab from one to the next until the one wanted is chosen."""
    canvas.view.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(2 * len(canvas.scene.nodes) + 2):
        if canvas.scene.chosen == wanted:
            return
        hands.key(canvas.view, Qt.Key.Key_Tab)
        if not canvas.view.hasFocus():
            canvas.scene.choose(None)
            canvas.view.setFocus(Qt.FocusReason.TabFocusReason)
    raise hands.GaveUp("Tab did not come to the one that was wanted")


def _take_back(visit: Visit, canvas: WebCanvas, what: str) -> None:
    before = set(canvas.scene.ties)
    hands.key(canvas.view, Qt.Key.Key_Z, _CTRL)
    wait_for("the line to be gone", lambda: len(canvas.scene.ties) == len(before) - 1)
    visit.check(f"{what} taken back", set(canvas.scene.ties) < before)


def _do_again(visit: Visit, canvas: WebCanvas, tie: UUID) -> None:
    hands.key(canvas.view, Qt.Key.Key_Y, _CTRL)
    wait_for("the line to be back", lambda: tie in canvas.scene.ties)
    visit.check("what was taken back done again", True)


def _node(canvas: WebCanvas, label: str) -> Any:
    return next((node.id for node in canvas.scene.nodes.values() if node.label == label), None)


def _ends(canvas: WebCanvas, tie: UUID) -> set[str]:
    drawn = canvas.scene.ties[tie]
    return {canvas.scene.nodes[end].label for end in (drawn.a, drawn.b)}


def _empty_spot(canvas: WebCanvas) -> QPoint:
    """A place on the paper, in pixels of the view, with nobody and no line near; among their people if it can be."""
    view, scene = canvas.view, canvas.scene
    wide, high = view.viewport().width(), view.viewport().height()
    spots = [QPoint(wide * across // 24, high * down // 16) for down in range(2, 15) for across in range(3, 22)]
    empty = []
    for spot in spots:
        point = view.mapToScene(spot)
        if scene.node_at(point, 2 * view.hand.reach()) is None and scene.tie_at(point, view.hand.reach()) is None:
            empty.append(spot)
    if not empty:
        raise hands.GaveUp("there is no empty place on the web")
    return next((spot for spot in empty if scene.part_at(view.mapToScene(spot)) == Domain.NETWORK), empty[0])
