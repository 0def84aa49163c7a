"""Whatever hands do on the picture and in the list, both show what the file holds, and undoing it all leads back."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch
from uuid import UUID

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sbp_desktop.models.layouts import LAYOUTS, LIST, ONION
from sbp_desktop.models.snapshots import WebSnapshot
from sbp_desktop.services import people, unlocking, webs
from sbp_desktop.storage import queries
from sbp_desktop.storage.statements import scalar
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import application
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.change_signals import ChangeSignals
from sbp_desktop.ui.web.commands import COMMANDS
from sbp_desktop.ui.web.web_page import WebPage
from sbp_desktop.ui.web.web_table import WebTable
from tests.fixtures import PASSPHRASE
from tests.properties.editing import picture

NAMES = st.sampled_from(
    ["Jean, daughter", "Uncle Bob", "the choir", "Zoë (neighbour)", "O'Neill", "Bowls on Fridays", "GP"]
)
ARROWS = st.sampled_from([Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right])
CTRL = Qt.KeyboardModifier.ControlModifier


def undo_steps(vault: Vault, person: UUID) -> int:
    with vault.reading() as conn:
        count = "SELECT count(*) FROM undo_step WHERE person = ? AND NOT undone"
        return int(scalar(conn.execute(count, (person.bytes,))))


class TwoPages(RuleBasedStateMachine):
    """One page shows the picture and one the list, on the same file; hands change the web on either."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        # The same hands must find the same things each time, or Hypothesis cannot go over a story again.
        self.ids = patch("os.urandom", Random(1).randbytes)
        self.ids.start()
        application.make(["tests"])
        self.home = Path(tempfile.mkdtemp(prefix="pages-"))
        self.vault = unlocking.unlock(Path(shutil.copytree(self.template, self.home / "store")), PASSPHRASE)
        self.problems: list[str] = []
        signals = ChangeSignals()
        self.background = Background(signals)
        self.background.problem.connect(self.problems.append)
        self.background.attach(self.vault)
        self.person = people.add_person(self.vault, "Eric").created[0]
        self.drawn, self.listed = (self.page(signals) for _ in range(2))
        self.listed.canvas.show_as.chosen.emit(LIST)

    def page(self, signals: ChangeSignals) -> WebPage:
        page = WebPage(self.background, self.person, "Eric", lambda *_said: None)
        signals.changed.connect(page.refresh)
        page.resize(1100, 700)
        page.show()
        page.load()
        self.settle()
        return page

    @initialize()
    def meet(self) -> None:
        for name in ("Jean, daughter", "Bowls"):
            self.drawn.canvas.edits.ask(webs.add_node, self.person, name)
        self.settle()
        self.at_start = self.ask(undo_steps)
        self.start = self.ask(picture)

    def teardown(self) -> None:
        try:
            if hasattr(self, "start"):
                self.there_and_back()
        finally:
            self.put_away()
        assert not self.problems

    def put_away(self) -> None:
        for page in (self.drawn, self.listed):
            page.close()
            page.deleteLater()
        self.background.stop()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self.vault.close()
        self.ids.stop()
        shutil.rmtree(self.home)

    def there_and_back(self) -> None:
        end, steps = self.ask(picture), self.ask(undo_steps) - self.at_start
        for _ in range(steps):
            self.drawn.undo()
            self.settle()
        assert self.ask(picture) == self.start
        self.agree()
        for _ in range(steps):
            self.drawn.redo()
            self.settle()
        assert self.ask(picture) == end
        self.agree()

    # -- asking

    def settle(self) -> None:
        for _ in range(4):
            assert self.background.drain()
            QApplication.processEvents()

    def ask(self, function: Callable[..., Any]) -> Any:
        found: list[Any] = []
        self.background.run(function, self.person, then=found.append)
        self.settle()
        return found[0]

    @property
    def web(self) -> WebSnapshot:
        return self.drawn.canvas.scene.web

    def some(self, data: st.DataObject, *, most: int = 1) -> list[UUID]:
        others = [node.id for node in self.web.nodes if node.id != self.web.self_node]
        return data.draw(st.lists(st.sampled_from(others), min_size=1, max_size=most, unique=True)) if others else []

    def there_are(self, count: int) -> bool:
        return len(self.web.nodes) > count

    @invariant()
    def agree(self) -> None:
        if not hasattr(self, "start"):
            return
        self.settle()
        held = self.ask(queries.web)
        scene, listed = self.drawn.canvas.scene, self.listed.canvas.list
        assert scene.web == held == self.listed.canvas.scene.web
        assert scene.nodes == {node.id: node for node in held.nodes}
        assert scene.ties == {tie.id: tie for tie in held.ties}
        assert len(self.drawn.canvas.view.proxies.ids) == len(held.nodes) + len(held.ties)
        told = [*listed.nodes.rows, *listed.ties.rows]
        assert {row.id for row in listed.nodes.rows} == {node.id for node in held.nodes} - {held.self_node}
        assert {row.tie.id for row in told if row.tie is not None} == {tie.id for tie in held.ties}
        labels = {node.id: node.label for node in held.nodes}
        names = [listed.nodes.index(row, 0).data() for row in range(listed.nodes.rowCount())]
        assert names == [labels[row.id] for row in listed.nodes.rows]

    # -- hands on the picture

    @rule(name=NAMES)
    def type_a_name(self, name: str) -> None:
        field = self.drawn.canvas.name_field
        field.setText(name)
        QTest.keyClick(field, Qt.Key.Key_Return)

    @rule(data=st.data(), arrow=ARROWS)
    def step_by_key(self, data: st.DataObject, arrow: Qt.Key) -> None:
        for node in self.some(data):
            self.drawn.canvas.scene.choose(node)
            QTest.keyClick(self.drawn.canvas.view, arrow, CTRL)

    @rule(data=st.data(), x=st.integers(-400, 400), y=st.integers(-250, 250))
    def put_down(self, data: st.DataObject, x: int, y: int) -> None:
        nodes = self.some(data, most=3)
        hand = self.drawn.canvas.view.hand
        if nodes:
            hand.several.put_down({node: QPointF(x + 70 * i, y) for i, node in enumerate(nodes)})

    @rule(data=st.data(), command=st.sampled_from(["row", "column", "round", "remove", "tidy"]))
    def with_several(self, data: st.DataObject, command: str) -> None:
        scene, nodes = self.drawn.canvas.scene, self.some(data, most=3)
        scene.pick(frozenset(nodes) if len(nodes) > 1 else frozenset())
        scene.choose(nodes[0] if nodes else None)
        COMMANDS[command].run(self.drawn.canvas.view.hand)
        scene.pick(frozenset())

    @precondition(lambda self: self.there_are(2))
    @rule(data=st.data(), kind=st.sampled_from(["", "friends", "family"]))
    def pull_a_line(self, data: st.DataObject, kind: str) -> None:
        a, b = data.draw(st.permutations([node.id for node in self.web.nodes]))[:2]
        self.drawn.canvas.edits.join(a, b, kind)

    @precondition(lambda self: self.web.ties)
    @rule(data=st.data(), command=st.sampled_from(["turn", "remove"]))
    def with_a_line(self, data: st.DataObject, command: str) -> None:
        tie = data.draw(st.sampled_from(self.web.ties))
        self.drawn.canvas.scene.choose(tie.id)
        COMMANDS[command].run(self.drawn.canvas.view.hand)

    @precondition(lambda self: self.web.ties and self.there_are(2))
    @rule(data=st.data(), end=st.sampled_from(["a", "b"]))
    def take_an_end_elsewhere(self, data: st.DataObject, end: str) -> None:
        tie = data.draw(st.sampled_from(self.web.ties))
        node = data.draw(st.sampled_from([node.id for node in self.web.nodes]))
        self.drawn.canvas.edits.join_again(tie.id, end, node)

    @precondition(lambda self: self.there_are(2))
    @rule(data=st.data(), name=NAMES)
    def put_together(self, data: st.DataObject, name: str) -> None:
        self.drawn.canvas.edits.put_together(self.some(data, most=3), name, "network", ONION)

    @precondition(lambda self: self.web.members)
    @rule(data=st.data())
    def take_out(self, data: st.DataObject) -> None:
        group, member = data.draw(st.sampled_from(self.web.members))
        self.drawn.canvas.edits.take_out(group, (member,))

    @rule(data=st.data())
    def keep_apart(self, data: st.DataObject) -> None:
        for node in self.some(data):
            self.drawn.canvas.edits.ask(webs.make_private, node)

    @rule(layout=st.sampled_from(LAYOUTS))
    def show_as(self, layout: str) -> None:
        self.drawn.canvas.show_as.chosen.emit(layout)

    # -- hands in the list

    @rule(data=st.data(), words=st.sampled_from(["Jean", "a friend", "日本", "x" * 60]))
    def type_in_a_cell(self, data: st.DataObject, words: str) -> None:
        self.change_a_cell(data, lambda table, index: table.choices(index) is None, lambda _choices: words)

    @rule(data=st.data())
    def choose_in_a_cell(self, data: st.DataObject) -> None:
        self.change_a_cell(
            data,
            lambda table, index: table.choices(index) is not None,
            lambda choices: data.draw(st.sampled_from(sorted(choices))),
        )

    def change_a_cell(
        self, data: st.DataObject, suits: Callable[[WebTable, Any], bool], value: Callable[[Any], str]
    ) -> None:
        table = data.draw(st.sampled_from([self.listed.canvas.list.nodes, self.listed.canvas.list.ties]))
        cells = [table.index(row, column) for row in range(table.rowCount()) for column in range(table.columnCount())]
        cells = [cell for cell in cells if cell.flags() & Qt.ItemFlag.ItemIsEditable and suits(table, cell)]
        if cells:
            cell = data.draw(st.sampled_from(cells))
            table.setData(cell, value(table.choices(cell)), Qt.ItemDataRole.EditRole)

    # -- back and forth

    @rule(redo=st.booleans())
    def undo_or_redo(self, redo: bool) -> None:
        page = self.listed if redo else self.drawn
        if redo:
            page.redo()
        elif self.ask(undo_steps) > self.at_start:
            page.undo()


def test_picture_list_and_file_agree_and_undoing_all_leads_back(vault_template: Path, long_form: bool) -> None:
    class Here(TwoPages):
        template = vault_template

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=150 if long_form else 8,
            stateful_step_count=40 if long_form else 20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            # Shrinking a failure of this size takes minutes: the long form does it.
            phases=[*Phase] if long_form else [Phase.explicit, Phase.reuse, Phase.generate],
        ),
    )
