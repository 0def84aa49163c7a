"""Walks through the shared screen of the real app, the same steps in two stores, and notes all that a person could see,
hear or count: `walk` returns it step by step, so that two walks can be compared.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QMenu, QWidget

from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui.speech import Speech
from sbp_desktop.ui.together.together_page import TogetherPage
from tests.journeys.hand import Hand

SIZES = ((1280, 800), (1000, 700), (760, 1000), (1600, 900))
_HELD = ("text", "plainText", "title", "placeholderText", "accessibleName", "accessibleDescription", "toolTip")
_SAID = (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description, QAccessible.Text.Help)

Seen = dict[str, Any]
"""What one look finds, by channel: pictures, tree, titles, held, counts, aloud."""


class Voice(Speech):
    """Says nothing and remembers what it was given."""

    def __init__(self) -> None:
        super().__init__(find=lambda name: name)
        self.said: list[str] = []

    def say(self, words: str) -> None:
        self.said.append(words)


def picture(widget: QWidget) -> str:
    """Every pixel of a widget, as a few letters that stand for them."""
    image = widget.grab().toImage()
    pixels = sha256(image.constBits()).hexdigest()[:24]
    return f"{image.width()} x {image.height()} {pixels}"


def tree(root: QWidget) -> Iterator[tuple[Any, ...]]:
    """All that a screen reader is told of what is shown: role, words, state, place."""
    waiting = [QAccessible.queryAccessibleInterface(root)]
    while waiting:
        found: QAccessibleInterface | None = waiting.pop()
        if found is None or found.state().invisible:
            continue
        state = found.state()
        flags = (state.checked, state.disabled, state.selected, state.expanded, state.focused)
        yield found.role(), *(found.text(kind) for kind in _SAID), flags, found.rect().getRect()
        waiting += [found.child(number) for number in range(found.childCount())]


def held(window: QWidget) -> list[str]:
    """All the words any part of a window holds, shown or not: what is not there cannot come to light."""
    words = []
    for widget in (window, *window.findChildren(QWidget)):
        for name in _HELD:
            said = getattr(widget, name, None)
            if callable(said) and (text := str(said())):
                words.append(f"{type(widget).__name__}: {text}")
    return sorted(words)


def counts(window: QWidget) -> list[tuple[Any, ...]]:
    """How far each part of it can be scrolled, and how many parts there are."""
    areas = [area for area in window.findChildren(QAbstractScrollArea) if area.isVisible()]
    bars = [bar for area in areas for bar in (area.verticalScrollBar(), area.horizontalScrollBar())]
    return [(bar.minimum(), bar.maximum(), bar.pageStep(), bar.value()) for bar in bars]


def look(hand: Hand) -> Seen:
    """All there is to see, to hear and to count now."""
    tops = [top for top in QApplication.topLevelWidgets() if top.isVisible()]
    tops.sort(key=lambda top: (type(top).__name__, top.width(), top.height()))
    page = hand.life.workspace.turning.page
    return {
        "pictures": [picture(top) for top in tops],
        "tree": [each for top in tops for each in tree(top)],
        "titles": [(type(top).__name__, top.windowTitle(), top.windowIconText()) for top in tops],
        "counts": [counts(top) for top in tops],
        "held": held(page) if page is not None else [],
        "aloud": (page.words(), list(page.speech.said)) if isinstance(page, TogetherPage) else (),
        "notices": hand.window.notices.text(),
    }  # fmt: skip


@dataclass
class Walk:
    """One person's shared screen, gone through at random. Between its steps something comes, which is `meanwhile` in this
    store; each time it is another store that is looked at, so that a walk tries one pair more than things come.
    """

    hand: Hand
    person: UUID
    seed: int
    meanwhile: Callable[[Vault, int], ChangeSet | None]
    comings: int
    seen: list[tuple[str, Seen]] = field(default_factory=list)

    def go(self) -> list[tuple[str, Seen]]:
        """Open, turn, walk, turn back; (what was done, what was seen then) of every step."""
        hand, rng = self.hand, random.Random(self.seed)
        hand.window.resize(*SIZES[self.seed % len(SIZES)])
        hand.life.workspace.open_person(self.person)
        hand.settle()
        hand.press(Qt.Key.Key_F8)
        hand.wait(lambda: hand.life.workspace.turning.page is not None)
        hand.settle()
        hand.wait(lambda: self.page.web.web is not None)
        hand.settle()
        self.note("turned")
        for coming in range(self.comings):
            deed = rng.choice(DEEDS)
            deed(self, random.Random(rng.random()))
            hand.settle()
            self.note(deed.__name__)
            hand.ask(self.meanwhile, coming)
            hand.settle()
            self.note("something came")
        self.put_menus_away()
        if hand.life.workspace.turning.turned:
            hand.life.workspace.turning.press()
            hand.settle()
        return self.seen

    def note(self, done: str) -> None:
        self.seen.append((done, look(self.hand)))

    @property
    def page(self) -> TogetherPage:
        found = self.hand.life.workspace.turning.page
        assert isinstance(found, TogetherPage)
        return found

    def click(self, widget: QWidget) -> None:
        """As a hand does: only what is there to be pressed."""
        if widget.isVisible() and widget.isEnabled():
            self.hand.click(widget)

    def put_menus_away(self) -> None:
        for menu in self.page.findChildren(QMenu):
            menu.close()
        self.hand.settle()

    # -- what two people do with it

    def choose(self, rng: random.Random) -> None:
        """Tap somebody, or a place."""
        scene, view = self.page.web.scene, self.page.web.view
        places = sorted((view.mapFromScene(scene.point_of(id_)) for id_ in scene.nodes), key=QPoint.toTuple)
        if places:
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=rng.choice(places))

    def faces(self, rng: random.Random) -> None:
        """Without words, seven at a time, on two circles or more."""
        self.click(self.page.wordless)
        self.hand.settle()
        self.click(rng.choice((self.page.after, self.page.before, self.page.rings)))

    def bell(self, _rng: random.Random) -> None:
        self.click(self.page.bell)
        self.hand.settle()

    def aloud(self, _rng: random.Random) -> None:
        self.click(self.page.aloud)

    def how_was_it(self, rng: random.Random) -> None:
        """Ask the two questions, answer one, close or leave it."""
        self.page.ask_how_it_was()
        self.hand.settle()
        if rng.random() < 0.5:
            self.click(rng.choice([*self.page.how_it_was.good.faces.values()]))
            self.click(self.page.how_it_was.done)

    def who_is_here(self, rng: random.Random) -> None:
        """Open the list of who is here; look; tick somebody or none. Nobody goes: what is not for them may show then."""
        self.click(self.page.here)
        self.hand.settle()
        self.note("the list of who is here")
        for menu in self.page.here.findChildren(QMenu):
            away = [action for action in menu.actions() if not action.isChecked()]
            if menu.isVisible() and away and rng.random() < 0.7:
                rng.choice(away).trigger()
        self.put_menus_away()

    def smile(self, rng: random.Random) -> None:
        self.choose(rng)
        self.hand.settle()
        self.click(rng.choice([*self.page.smiles.faces.values()]))

    def type_a_name(self, rng: random.Random) -> None:
        """Half a name, or one to Enter."""
        self.click(self.page.name_field)
        self.hand.type(rng.choice(("Zora", "the baker", "Un")))
        if rng.random() < 0.5:
            self.hand.press(Qt.Key.Key_Return)

    def take_back(self, _rng: random.Random) -> None:
        self.click(self.page.back_again)

    def do_again(self, _rng: random.Random) -> None:
        self.hand.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)

    def draw(self, rng: random.Random) -> None:
        self.click(self.page.draw)
        self.hand.settle()
        sheet, at = self.page.web.view.viewport(), QPoint(rng.randrange(40, 200), rng.randrange(40, 200))
        QTest.mousePress(sheet, Qt.MouseButton.LeftButton, pos=at)
        for i in range(1, 9):
            QTest.mouseMove(sheet, at + QPoint(8 * i, 3 * i))
        QTest.mouseRelease(sheet, Qt.MouseButton.LeftButton, pos=at + QPoint(64, 24))
        self.hand.settle()
        self.click(self.page.draw)

    def by_keys(self, rng: random.Random) -> None:
        """Go through the web, and through the page."""
        self.page.web.setFocus()
        keys = (Qt.Key.Key_Tab, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Return)
        for _ in range(4):
            self.hand.press(rng.choice(keys))

    def ask_for_the_worker(self, rng: random.Random) -> None:
        """Keys that lead elsewhere on the worker's screen."""
        key, more = rng.choice(
            (
                (Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier),
                (Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier),
                (Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier),
                (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier),
                (Qt.Key.Key_F7, Qt.KeyboardModifier.NoModifier),
            )
        )
        self.hand.press(key, more)

    def another_size(self, rng: random.Random) -> None:
        self.hand.window.resize(*rng.choice(SIZES))


DEEDS: tuple[Callable[[Walk, random.Random], None], ...] = (
    Walk.choose, Walk.choose, Walk.faces, Walk.bell, Walk.aloud, Walk.how_was_it, Walk.who_is_here, Walk.smile,
    Walk.type_a_name, Walk.take_back, Walk.do_again, Walk.draw, Walk.by_keys, Walk.ask_for_the_worker, Walk.another_size,
)  # fmt: skip


def differences(one: list[tuple[str, Seen]], two: list[tuple[str, Seen]]) -> list[str]:
    """Where two walks saw something else: step, channel and, where it is words, the words."""
    assert [done for done, _ in one] == [done for done, _ in two]
    return [
        f"step {number} ({done}), {channel}: {_told(here[channel])} / {_told(there[channel])}"
        for number, ((done, here), (_, there)) in enumerate(zip(one, two, strict=True))
        for channel in here
        if here[channel] != there[channel]
    ]


def _told(seen: Any) -> str:
    return str(seen) if len(str(seen)) < 300 else f"{str(seen)[:140]} … {str(seen)[-140:]}"
