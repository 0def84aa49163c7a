"""A forgotten passphrase, new keys, and a laptop too long without a word of its council: at the real window."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from sbp_desktop.errors import DiskFull, WrongPassphrase
from sbp_desktop.models import recovery
from sbp_desktop.models.clock import wall_ms
from sbp_desktop.services import people, places, unlocking
from sbp_desktop.storage import enrolment, key_slots, lease, outbox, queries, recovery_slot
from sbp_desktop.storage.outbox import Greeted
from sbp_desktop.sync import protocol
from sbp_desktop.sync.protocol import AskRecovery, Message, Nothing, Release
from sbp_desktop.ui.unlock import letting_in
from sbp_desktop.ui.unlock.forgotten import Forgotten
from sbp_desktop.ui.unlock.unlock_page import UnlockPage
from sbp_desktop.ui.unlock.waiting import Waiting
from tests.fixtures import PASSPHRASE
from tests.journeys.conftest import StartApp, unlock
from tests.journeys.hand import Hand, spoken
from tests.sync.client.on_the_line import served
from tests.sync.client.small_council import SmallCouncil
from tests.ui.reading import seen

CTRL = Qt.KeyboardModifier.ControlModifier
KEY = bytes(range(32))
NEW = "heron kettle lantern friday"
WORKER = uuid4()


class LettingIn(SmallCouncil):
    """A council that keeps what a laptop asks until `release`."""

    def __init__(self) -> None:
        super().__init__(wall_ms)
        self.asked: AskRecovery | None = None
        self.answer_with = Release()
        self.away = False

    def answer(self, worker: bytes, message: Message) -> Message:
        if self.away:
            raise protocol.NotAMessage("nobody is here")
        if isinstance(message, AskRecovery):
            self.asked = message
            return Nothing()
        if isinstance(message, protocol.FetchRelease):
            return self.answer_with
        answer = super().answer(worker, message)
        if isinstance(answer, protocol.Enrolled):
            return msgspec.structs.replace(answer, recovery=recovery.public_key(KEY))
        return answer

    def release(self) -> None:
        asked = self.asked
        assert asked is not None
        bound = recovery.slot_bound(asked.vault, asked.worker, asked.device, asked.generation)
        until = wall_ms() + recovery.RELEASE_MS
        to = recovery.release_bound(asked.request, asked.vault, asked.device, until)
        self.answer_with = Release(until, recovery.seal(asked.fresh, recovery.unseal(KEY, asked.sealed, bound), to))


@pytest.fixture
def council() -> LettingIn:
    return LettingIn()


@pytest.fixture
def address(council: LettingIn) -> Iterator[str]:
    with served(council, WORKER.bytes) as port:
        yield f"http://127.0.0.1:{port}"


def enrol(folder: Path, address: str, *, answered: int | None = None) -> None:
    """Make a closed store one of the council's, with somebody the council never heard of."""
    vault = unlocking.unlock(folder, PASSPHRASE)
    known = enrolment.Enrolment(
        address, os.urandom(16), bytes(31) + b"\1", "Test council", "Ann", recovery=recovery.public_key(KEY)
    )
    enrolment.keep(vault, known, WORKER)
    recovery_slot.agree(vault)
    people.add_person(vault, "Eric")
    if answered is not None:
        vault.clock.now_ms = lambda: answered
        outbox.greeted(vault, Greeted(bytes(16), answered, [], [], []))
        lease.heard(vault, 0)
    vault.close()


def unlock_page(hand: Hand) -> UnlockPage:
    page = hand.life.unlock_page
    assert page is not None
    return page


def names(hand: Hand) -> list[str]:
    return [row.name for row in hand.ask(queries.people)]


def opens(hand: Hand, waiting: Waiting) -> bool:
    """Press "Try now", as often as it takes: one pressed while a try is still on its way adds none."""
    if isValid(waiting) and waiting.isVisible():
        waiting.again.click()
    return bool(hand.window.isVisible())


def forget(hand: Hand) -> Forgotten:
    page = unlock_page(hand)
    hand.click(page.forgot)
    hand.wait(lambda: page.findChild(Forgotten) is not None)
    found: Forgotten = page.findChild(Forgotten)
    hand.wait(found.isVisible)
    return found


def choose(hand: Hand, page: Forgotten) -> None:
    hand.wait(page.choose.isVisible)
    QTest.keyClicks(page.choose.first.field, NEW)
    QTest.keyClicks(page.choose.again.field, NEW)
    hand.click(page.choose.go_on)
    hand.wait(lambda: hand.life.workspace is not None and hand.window.isVisible(), timeout=20_000)
    hand.settle()


def test_the_council_lets_somebody_in_and_nothing_is_lost(
    start_app: StartApp, vault_folder: Path, council: LettingIn, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letting_in, "ASK_AGAIN_MS", 50)
    enrol(vault_folder, address)
    before = key_slots.open_root_key(vault_folder, PASSPHRASE)
    hand = start_app(vault_folder)
    page = forget(hand)
    assert not unlock_page(hand).passphrase.isVisible()
    hand.click(page.ask.send)
    hand.wait(lambda: "has your request" in page.ask.state.plain)
    asked = council.asked
    assert asked is not None
    assert page.ask.numbers.text() == recovery.numbers(protocol.asked_words(asked), 4)
    council.release()
    choose(hand, page)
    assert names(hand) == ["Eric"]
    hand.press(Qt.Key.Key_L, CTRL)
    hand.wait(lambda: hand.life.unlock_page is not None)
    with pytest.raises(WrongPassphrase):
        unlocking.unlock(vault_folder, PASSPHRASE)
    assert key_slots.open_root_key(vault_folder, NEW) != before, "the keys the council held for a moment are gone"


def test_a_council_out_of_reach_is_said_and_a_file_does_as_well(
    start_app: StartApp, vault_folder: Path, tmp_path: Path, council: LettingIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrol(vault_folder, "http://127.0.0.1:9")
    hand = start_app(vault_folder)
    page = forget(hand)
    hand.click(page.ask.send)
    hand.wait(lambda: "cannot be reached" in page.ask.problem.plain)
    hand.click(page.ask.by_hand)
    chosen = str(tmp_path / "request.txt")
    monkeypatch.setattr(letting_in.dialogs.QFileDialog, "getSaveFileName", lambda *_: (chosen, ""))
    hand.click(page.ask.keep)
    council.asked = protocol.unpack(recovery.from_words(Path(chosen).read_text()), AskRecovery)
    assert page.ask.numbers.text() == recovery.numbers(protocol.asked_words(council.asked), 4)
    council.release()
    answer = council.answer_with
    words = recovery.as_words(protocol.pack(protocol.ReleaseFile(council.asked.request, answer.until, answer.sealed)))
    page.ask.answer.setText(words[:-3])
    hand.click(page.ask.use)
    assert "a letter of it is wrong" in page.ask.problem.plain
    page.ask.answer.setText(words.lower())
    hand.click(page.ask.use)
    choose(hand, page)
    assert names(hand) == ["Eric"]


def test_remembering_it_after_all_leads_back(
    start_app: StartApp, vault_folder: Path, council: LettingIn, address: str
) -> None:
    enrol(vault_folder, address)
    hand = start_app(vault_folder)
    page = forget(hand)
    hand.click(page.ask.back)
    unlock(hand)
    assert names(hand) == ["Eric"]


def test_without_a_council_it_is_said_what_there_is(start_app: StartApp, vault_folder: Path) -> None:
    hand = start_app(vault_folder)
    page = unlock_page(hand)
    hand.click(page.forgot)
    hand.wait(page._answer.isVisible)
    assert "the only way in" in page._answer.plain
    unlock(hand)


def test_new_keys_from_the_settings_and_the_same_passphrase(app_open: Hand, vault_folder: Path) -> None:
    hand = app_open
    hand.ask(people.add_person, "Eric")
    hand.press(Qt.Key.Key_Comma, CTRL)
    hand.settle()
    part = hand.life.workspace.settings.passphrase
    part.renew.click()
    assert part.problem.plain == "Type your passphrase first."
    part.now.field.setText("not the one")
    part.renew.click()
    hand.wait(lambda: "not your passphrase" in part.problem.plain)
    part.now.field.setText(PASSPHRASE)
    part.renew.click()
    hand.wait(lambda: hand.life.unlock_page is not None, timeout=20_000)
    unlock(hand)
    assert names(hand) == ["Eric"]
    hand.press(Qt.Key.Key_Comma, CTRL)
    hand.settle()
    assert hand.life.workspace.settings.passphrase.made.text().startswith("New keys were made ")


def test_the_passphrase_is_changed_in_the_settings(
    app_open: Hand, vault_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_slots, "Kdf", key_slots.Kdf.for_tests)
    hand = app_open
    hand.press(Qt.Key.Key_Comma, CTRL)
    hand.settle()
    part = hand.life.workspace.settings.passphrase
    part.now.field.setText(PASSPHRASE)
    part.first.field.setText("cat")
    part.change.click()
    assert part.problem.plain
    part.first.field.setText(NEW)
    part.again.field.setText(NEW + "s")
    part.change.click()
    assert "not the same" in part.problem.plain
    part.again.field.setText(NEW)
    QTest.keyClick(part.again.field, Qt.Key.Key_Return)
    hand.wait(part.done.isVisible)
    assert part.now.text() == part.first.text() == part.again.text() == ""
    assert not unlocking.verify(vault_folder, PASSPHRASE)
    assert unlocking.verify(vault_folder, NEW)


def test_too_long_without_a_word_it_stays_locked_until_there_is_one_and_sends_what_it_has(
    start_app: StartApp, vault_folder: Path, council: LettingIn, address: str
) -> None:
    enrol(vault_folder, address, answered=wall_ms() - 15 * lease.DAY_MS)
    council.away = True
    hand = start_app(vault_folder)
    hand.type(PASSPHRASE)
    hand.press(Qt.Key.Key_Return)
    page = unlock_page(hand)
    hand.wait(lambda: page.findChild(Waiting) is not None and page.findChild(Waiting).isVisible())
    waiting: Waiting = page.findChild(Waiting)
    assert "stays locked" in waiting.said.plain
    assert "Test council" in waiting.said.plain
    hand.settle()
    assert not hand.window.isVisible()
    council.away = False
    hand.wait(lambda: opens(hand, waiting), timeout=20_000)
    assert names(hand) == ["Eric"]
    hand.wait(lambda: any(stream for stream in council.kept.streams), timeout=20_000)


def test_a_few_days_before_that_it_is_said_on_opening(
    start_app: StartApp, vault_folder: Path, council: LettingIn, address: str
) -> None:
    enrol(vault_folder, address, answered=wall_ms() - 12 * lease.DAY_MS)
    council.away = True
    hand = start_app(vault_folder)
    unlock(hand)
    assert "within 2 days, or it stays locked" in seen(hand.window.notices)


def nobody_touches_it(hand: Hand) -> None:
    idle = hand.life.workspace.idle
    idle._clock = lambda: idle._touched + idle.resting_s
    idle.look()


@pytest.mark.parametrize(
    "lock",
    [
        nobody_touches_it,
        lambda hand: hand.life.workspace._session.sleeping(True),
        lambda _hand: QTest.keyPress(QApplication.focusWindow(), Qt.Key.Key_L, CTRL),
    ],
    ids=["left alone", "lid closed", "key"],
)
def test_waiting_for_a_word_it_closes_as_anything_that_is_open(
    lock: Callable[[Hand], object], start_app: StartApp, vault_folder: Path, council: LettingIn, address: str
) -> None:
    enrol(vault_folder, address, answered=wall_ms() - 15 * lease.DAY_MS)
    council.away = True
    with closing(unlocking.unlock(vault_folder, PASSPHRASE)) as vault:
        (eric,) = queries.people(vault)
        places.leave(vault, {"page": "person", "person": eric.id})
    hand = start_app(vault_folder)
    hand.type(PASSPHRASE)
    hand.press(Qt.Key.Key_Return)
    first = unlock_page(hand)
    hand.wait(lambda: first.findChild(Waiting) is not None)
    hand.settle()
    assert first.passphrase.text() == ""
    said = set(spoken(hand.window)) | set(spoken(first))
    assert not [words for words in said if "Eric" in words], "nobody's name is anywhere while it waits"
    lock(hand)
    hand.wait(lambda: unlock_page(hand) is not first and unlock_page(hand).isVisible())
    assert not hand.life.background.attached
    with closing(unlocking.unlock(vault_folder, PASSPHRASE)) as vault:
        assert places.returned(vault)["person"] == eric.id.hex, "once there is a word, it leads back to where they were"


def test_new_keys_that_could_not_be_made_are_said_and_the_store_opens(
    start_app: StartApp, vault_folder: Path, council: LettingIn, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_folder: Path, _passphrase: str) -> None:
        raise DiskFull("The disk is full, so the keys are those it had.")

    monkeypatch.setattr(letting_in, "ASK_AGAIN_MS", 50)
    monkeypatch.setattr(unlocking, "make_new_keys", full)
    enrol(vault_folder, address)
    hand = start_app(vault_folder)
    page = forget(hand)
    hand.click(page.ask.send)
    hand.wait(lambda: council.asked is not None)
    council.release()
    choose(hand, page)
    assert "the keys are those it had" in seen(hand.window.notices)
    assert names(hand) == ["Eric"]


def test_the_numbers_are_compared_once_and_only_then_can_the_council_help(
    app_open: Hand, vault_folder: Path, address: str
) -> None:
    hand = app_open
    hand.press(Qt.Key.Key_Comma, CTRL)
    hand.settle()
    settings = hand.life.workspace.settings
    assert not settings.recovery.isVisible()
    QTest.keyClicks(settings.council.address, address)
    QTest.keyClicks(settings.council.code, "ABCDE-FGHJK")
    QTest.keyClick(settings.council.code, Qt.Key.Key_Return)
    hand.wait(settings.recovery.isVisible, timeout=20_000)
    assert settings.recovery.numbers.text() == recovery.numbers(recovery.public_key(KEY))
    settings.recovery.other.click()
    assert "nothing is set up" in settings.recovery.problem.plain
    assert key_slots.council_slot(vault_folder) is None
    settings.recovery.same.click()
    hand.wait(lambda: not settings.recovery.same.isVisible())
    slot = key_slots.council_slot(vault_folder)
    assert slot is not None
    assert slot["to"] == recovery.public_key(KEY)
    assert "can let you back in" in settings.recovery.said.plain
