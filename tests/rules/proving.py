"""What a proof of a rule is, where they are kept, and the small world of real store and real pages they act in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

import sbp_desktop
from sbp_desktop.errors import ExpectedError
from sbp_desktop.models import schema
from sbp_desktop.models.clock import wall_ms
from sbp_desktop.models.findings import findings
from sbp_desktop.models.rules import BY_ID, RuleKind
from sbp_desktop.models.schema import Entity, Field, Kind
from sbp_desktop.models.snapshots import WebSnapshot
from sbp_desktop.services import conversations, people
from sbp_desktop.storage import nudges, queries
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.change_signals import ChangeSignals
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.web.web_canvas import WebCanvas

Patch = pytest.MonkeyPatch


class World:
    """The vault's thread with the test's own store; pages are shown and read as a worker would."""

    def __init__(self, qtbot: QtBot, background: Background) -> None:
        self.qtbot, self.background = qtbot, background
        self.told: list[str] = []
        self._days = 0
        self._pages: list[QWidget] = []  # held, or Python might let go of one that Qt still paints

    def do(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Do something on the vault's thread and return what came of it."""
        answers: list[Any] = []
        self.background.run(function, *args, then=answers.append, **kwargs)
        self.settle()
        return answers[0]

    def refused(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        """Whether the store says no to it."""
        errors: list[ExpectedError] = []
        self.background.run(function, *args, failed=errors.append, **kwargs)
        self.settle()
        return bool(errors)

    def settle(self) -> None:
        for _ in range(5):
            assert self.background.drain()
            QApplication.processEvents()

    def later(self, days: int) -> None:
        """Let so many days go by; no clock of a store goes back."""
        self._days += days
        now = wall_ms() + self._days * 24 * 3600 * 1000

        def move(vault: Vault) -> None:
            vault.clock.now_ms = lambda: now

        self.do(move)

    # -- people

    def person(self, name: str = "Eric", **fields: Any) -> UUID:
        found: UUID = self.do(people.add_person, name, **fields).created[0]
        return found

    def talk(self, person: UUID, kind: str = "C1") -> UUID:
        talk: UUID = self.do(conversations.start, person).created[0]
        if kind != "C1":
            self.do(conversations.set_kind, talk, kind, "urgent" if kind == "C3" else "")
        return talk

    def web(self, person: UUID) -> WebSnapshot:
        found: WebSnapshot = self.do(queries.web, person)
        return found

    def noticed(self, person: UUID) -> set[str]:
        """The keys of what is noticed about a web today."""
        return {one.key for one in findings(self.web(person), when_and_where.today())}

    def lines(self, days: int = 0) -> set[tuple[str, UUID | None]]:
        """The rule and person of every line that might come by itself so many days from now."""
        found = self.do(lambda vault: tuple(nudges.due(vault, when_and_where.today() + days)))
        return {(each.rule, each.person) for each in found}

    # -- pages

    def show(self, page: QWidget, wide: int = 1200, high: int = 800) -> None:
        self._pages.append(page)
        self.qtbot.addWidget(page)
        page.resize(wide, high)
        page.show()
        self.settle()

    def conversation(self, person: UUID, talk: UUID) -> ConversationPage:
        page = ConversationPage(self.background, ChangeSignals(), None)
        self.show(page)
        page.open(person, talk)
        self.settle()
        return page

    def canvas(self, person: UUID) -> WebCanvas:
        """A web to draw on; what it tells is in `told`."""
        self.told.clear()
        canvas = WebCanvas(self.background, person, lambda what, _act, _run: self.told.append(what))
        self.background.committed.connect(canvas.refresh)
        self.show(canvas)
        canvas.load()
        self.settle()
        return canvas

    def press(self, widget: QWidget) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle()

    def read(self, page: QWidget) -> str:
        """What the lines of text on a page say, one under the other."""
        lines = [label for label in page.findChildren(QLabel) if label.isVisible()]
        return "\n".join(getattr(label, "plain", label.text()) for label in lines)


Holds = Callable[[World], bool]


@dataclass(frozen=True, slots=True)
class Proof:
    """`holds` says whether a rule acts, on people of its own each time. `without` takes the rule out of the code; a rule
    with a switch needs none, for its switch is what takes it out.
    """

    holds: Holds
    without: Callable[[Patch], None] | None = None


PROOFS: dict[tuple[str, RuleKind], Proof] = {}


def proves(
    rule: str, kind: RuleKind | None = None, *, without: Callable[[Patch], None] | None = None
) -> Callable[[Holds], Holds]:
    """Keep a function as the proof of a rule, or of one `kind` where a rule behaves in two."""

    def keep(holds: Holds) -> Holds:
        key = rule, kind or BY_ID[rule].kinds[0]
        assert key not in PROOFS, f"{key} is proven twice"
        PROOFS[key] = Proof(holds, without)
        return holds

    return keep


# ---- the searches by which it is proven that something is not there


def sources() -> Mapping[str, str]:
    """Every source file of the app, by its name below the package."""
    package = Path(sbp_desktop.__file__).parent
    return {file.relative_to(package).as_posix(): file.read_text("utf-8") for file in sorted(package.rglob("*.py"))}


def schema_words() -> set[str]:
    """Every name of an entity or field and every value a field may take, in small letters."""
    words = set()
    for name, entity in schema.ENTITIES.items():
        words |= {name, *entity.by_name}
        words |= {option.value for field in entity.fields for option in field.options or ()}
    return {word.casefold() for word in words}


def adding(name: str, *fields: str) -> Callable[[Patch], None]:
    """Put an entity into the schema that must not be there."""

    def add(patch: Patch) -> None:
        patch.setitem(schema.ENTITIES, name, Entity(name, 0, tuple(Field(field, Kind.WORDS) for field in fields)))

    return add


def writing(source: str) -> Callable[[Patch], None]:
    """Put a source file into the app that must not be there."""

    def write(patch: Patch) -> None:
        whole = {**sources(), "ui/new.py": source}
        patch.setattr("tests.rules.proving.sources", lambda: whole)

    return write


def instead(target: str, value: object) -> Callable[[Patch], None]:
    """Put something else in the place of a piece of the app."""
    return lambda patch: patch.setattr(target, value)
