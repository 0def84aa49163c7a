"""The vault's thread: order, delivery, failures told, draining."""

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from sbp_desktop.errors import DiskFull
from sbp_desktop.ui import memory
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.change_signals import ChangeSignals


@dataclass
class Changes:
    """What a commit gives back, as far as this thread cares."""

    persons: frozenset[str] = frozenset()
    committed_ms: int = 1


class Vault:
    """Stands where the vault stands: the thread passes it on and may interrupt it."""

    def __init__(self) -> None:
        self.interrupted = threading.Event()

    def interrupt(self) -> None:
        self.interrupted.set()


@pytest.fixture
def signals(qapp: object) -> ChangeSignals:
    return ChangeSignals()


@pytest.fixture
def background(signals: ChangeSignals) -> Iterator[Background]:
    made = Background(signals)
    made.attach(Vault())
    yield made
    made.stop()


def test_what_nobody_waits_for_comes_after_what_was_asked_and_before_the_vault_may_go(
    background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(Vault, "settle", lambda _self: done.append("settled"), raising=False)
    background.run(lambda _vault: done.append("asked"))
    assert background.drain()
    assert done == ["asked", "settled"]


def test_the_threads_share_one_heap_however_soon_the_second_begins(
    signals: ChangeSignals, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, begun = Background(signals), list[bool]()
    monkeypatch.setattr(memory, "one_heap", lambda: begun.append(made._thread.ident is not None))
    made.run_alone(lambda: None)
    made.run_alone(lambda: None)
    made.stop()
    assert begun == [False]


def test_results_arrive_on_the_ui_thread_in_the_order_asked(background: Background) -> None:
    seen: list[tuple[int, bool]] = []
    here = threading.get_ident()
    for number in range(20):
        background.run(lambda _vault, n: n, number, then=lambda n: seen.append((n, threading.get_ident() == here)))
    assert background.drain()
    assert seen == [(number, True) for number in range(20)]


def test_what_a_screen_waits_for_goes_before_what_can_wait(background: Background) -> None:
    gate, order = threading.Event(), []
    background.run(lambda _vault: gate.wait(5))
    background.run(lambda _vault: order.append("low"), priority="low")
    background.run(lambda _vault: order.append("screen"))
    gate.set()
    assert background.drain()
    assert order == ["screen", "low"]


def test_a_commit_rings_the_bell_after_its_callback(background: Background, signals: ChangeSignals) -> None:
    heard: list[object] = []
    signals.changed.connect(heard.append)
    changes = Changes()
    background.run(lambda _vault: changes, then=lambda _result: heard.append("then"))
    background.drain()
    assert heard == ["then", changes]


def test_an_expected_failure_is_one_sentence_for_whoever_asked_or_for_the_notices(
    background: Background, qtbot: QtBot
) -> None:
    def full(_vault: Vault) -> None:
        raise DiskFull("The disk is full.")

    told: list[str] = []
    background.run(full, failed=lambda error: told.append(str(error)))
    background.drain()
    assert told == ["The disk is full."]
    with qtbot.waitSignal(background.problem) as said:
        background.run(full)
    assert said.args == ["The disk is full."]


def test_a_stray_failure_is_told_and_logged_without_a_word_of_it(
    background: Background, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def stray(_vault: Vault) -> None:
        raise ValueError("Jean said the planted sentence")

    with caplog.at_level(logging.ERROR), qtbot.waitSignal(background.problem) as said:
        background.run(stray)
    assert "planted" not in caplog.text
    assert "ValueError" in caplog.text
    assert said.args is not None
    assert "untouched" in said.args[0]


def test_saving_is_told_from_asking_to_done_and_not_for_reads(background: Background) -> None:
    told: list[bool] = []
    background.saving_changed.connect(told.append)
    background.run(lambda _vault: None)
    assert background.saving
    background.drain()
    assert told == [True, False]


def test_a_page_that_is_gone_is_not_called(background: Background, qtbot: QtBot) -> None:
    class Page(QObject):
        def show(self, _result: object) -> None:
            raise AssertionError("called after its end")

    page = Page()
    gate = threading.Event()
    background.run(lambda _vault: gate.wait(5), then=page.show)
    page.deleteLater()
    with qtbot.waitSignal(page.destroyed):
        pass
    gate.set()
    assert background.drain()


def test_a_read_can_be_given_up_while_it_runs(background: Background) -> None:
    vault, begun, called = Vault(), threading.Event(), []
    background.drain()
    background.attach(vault)

    def slow(held: Vault) -> None:
        begun.set()
        held.interrupted.wait(5)

    slow.__module__ = "sbp_desktop.storage.queries"
    task = background.run(slow, then=called.append)
    assert begun.wait(5)
    task.cancel()
    assert background.drain()
    assert vault.interrupted.is_set()
    assert called == []


def test_nothing_runs_on_a_vault_that_was_taken_away(background: Background, qtbot: QtBot) -> None:
    background.detach()
    with qtbot.waitSignal(background.problem) as said:
        background.run(lambda _vault: None)
    assert said.args == ["The app is locked, so this was not done."]


def test_what_the_app_notes_by_itself_is_not_called_saving(background: Background) -> None:
    told: list[bool] = []
    background.saving_changed.connect(told.append)
    background.run(lambda _vault: None, priority="low")
    assert background.drain()
    assert told == []
    background.run(lambda _vault: None)
    assert background.drain()
    assert told == [True, False]
