"""The council's thread and what the worker sees of it: over a real socket, on the real store, through the real page."""

import threading
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtNetwork import QNetworkInformation
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sbp_desktop.models.clock import wall_ms
from sbp_desktop.services import people
from sbp_desktop.storage import drafts, enrolment, outbox, queries
from sbp_desktop.storage.vault import Vault
from sbp_desktop.sync import schedule, status
from sbp_desktop.sync.outcome import Outcome
from sbp_desktop.sync.status import Said, Standing
from sbp_desktop.ui import council_words, network_watch
from sbp_desktop.ui.background import Background, Unforeseen
from sbp_desktop.ui.council_link import CouncilLink
from sbp_desktop.ui.foot_line import FootLine
from sbp_desktop.ui.idle_lock import seconds_awake_or_asleep
from sbp_desktop.ui.settings.council_part import CouncilPart
from tests.sync.client.laptops import laptop
from tests.sync.client.on_the_line import served
from tests.sync.client.small_council import SmallCouncil

__all__ = ["laptop"]
WORKER = uuid4()


@pytest.fixture
def council() -> SmallCouncil:
    return SmallCouncil(wall_ms)


@pytest.fixture
def port(council: SmallCouncil) -> Iterator[int]:
    with served(council, WORKER.bytes) as port:
        yield port


@pytest.fixture
def link(background: Background) -> Iterator[CouncilLink]:
    made = CouncilLink(background)
    yield made
    made.stop()
    made.join(10)
    background.drain()


@pytest.fixture
def part(qtbot: QtBot, link: CouncilLink) -> CouncilPart:
    made = CouncilPart(link)
    qtbot.addWidget(made)
    made.show()
    return made


def until(qtbot: QtBot, true: Callable[[], bool]) -> None:
    qtbot.waitUntil(true, timeout=15_000)


def enrol(qtbot: QtBot, part: CouncilPart, port: int) -> None:
    QTest.keyClicks(part.address, f"http://127.0.0.1:{port}")
    QTest.keyClicks(part.code, "ABCDE-FGHJK")
    QTest.keyClick(part.code, Qt.Key.Key_Return)
    until(qtbot, lambda: part.state.isVisible() and "with the council" in part.state.plain)


def test_from_a_code_to_all_of_todays_work_with_the_council(
    qtbot: QtBot, part: CouncilPart, link: CouncilLink, background: Background, council: SmallCouncil, port: int,
    vault: Vault,
) -> None:  # fmt: skip
    foot = FootLine()
    qtbot.addWidget(foot)
    foot.follow(background)
    link.standing_changed.connect(lambda standing, _problem: foot.show_council(council_words.line(standing, wall_ms())))
    link.start()
    until(qtbot, part.first.isVisible)
    enrol(qtbot, part, port)
    assert not part.first.isVisible()
    assert foot.text().startswith("All of today’s work is with the council, ")
    assert part.heard.text().startswith("Test council, last heard from ")
    made: list[UUID] = []
    background.run(people.add_person, "Eric", then=lambda changes: made.extend(changes.created))
    until(qtbot, lambda: bool(made))
    assert foot.text().startswith("All safe on this laptop"), "what is not sent is not said to be with the council"
    link.send_now()
    until(qtbot, lambda: bool(council.ops(made[0].bytes, 0)) and foot.text().startswith("All of today’s work"))


def test_a_laptop_that_is_a_copy_says_so_and_connects_again(
    qtbot: QtBot, part: CouncilPart, link: CouncilLink, background: Background, council: SmallCouncil, port: int,
    vault: Vault,
) -> None:  # fmt: skip
    link.start()
    enrol(qtbot, part, port)
    assert not part.copied.isVisible()
    before = enrolled_as(background, qtbot)
    council.twice = True
    link.send_now()
    until(qtbot, part.copied.isVisible)
    assert "copied from another one" in part.copied.plain
    part.again.setFocus()
    QTest.keyClick(part.again, Qt.Key.Key_Space)
    assert part.first.isVisible()
    assert part.code.hasFocus()
    assert part.address.text() == f"http://127.0.0.1:{port}"
    council.twice = False
    QTest.keyClicks(part.code, "ABCDE-FGHJK")
    QTest.keyClick(part.code, Qt.Key.Key_Return)
    until(qtbot, lambda: not part.first.isVisible() and not part.copied.isVisible())
    until(qtbot, lambda: enrolled_as(background, qtbot) != before)
    until(qtbot, lambda: "with the council" in part.state.plain)


def enrolled_as(background: Background, qtbot: QtBot) -> bytes:
    found: list[enrolment.Enrolment] = []
    background.run(enrolment.read, then=found.append)
    until(qtbot, lambda: bool(found))
    return found[0].device


class Networks(QObject):
    """What the system tells of its networks."""

    changed = Signal(QNetworkInformation.Reachability)


def test_it_speaks_soon_when_there_is_a_network_again(
    qtbot: QtBot, part: CouncilPart, link: CouncilLink, council: SmallCouncil, port: int, vault: Vault,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    networks = Networks()
    monkeypatch.setattr(network_watch, "information", lambda: SimpleNamespace(reachabilityChanged=networks.changed))
    monkeypatch.setattr(schedule, "_SETTLED_S", 0.0)
    monkeypatch.setattr(schedule, "AFTER_EDIT_S", 0.1)
    link.start()
    enrol(qtbot, part, port)
    until(qtbot, lambda: link._plan.wait_s(seconds_awake_or_asleep()) > 50)
    heard = len(council.posts)
    for nothing in (QNetworkInformation.Reachability.Disconnected, QNetworkInformation.Reachability.Local):
        networks.changed.emit(nothing)
    qtbot.wait(300)
    assert len(council.posts) == heard
    networks.changed.emit(QNetworkInformation.Reachability.Site)
    until(qtbot, lambda: len(council.posts) > heard)


def test_where_the_system_tells_nothing_of_networks_the_slow_poll_stays(
    qtbot: QtBot, part: CouncilPart, link: CouncilLink, port: int, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QNetworkInformation, "loadDefaultBackend", lambda: False)
    link.start()
    enrol(qtbot, part, port)
    until(qtbot, lambda: 50 < link._plan.wait_s(seconds_awake_or_asleep()) <= schedule.POLL_S)


def test_what_comes_rings_the_bell(
    qtbot: QtBot, part: CouncilPart, link: CouncilLink, background: Background, council: SmallCouncil, port: int,
    laptop: Callable,
) -> None:  # fmt: skip
    link.start()
    enrol(qtbot, part, port)
    theirs = laptop()
    eric = people.add_person(theirs.vault, "Eric").created[0]
    theirs.run()
    council.grant(WORKER.bytes, eric.bytes)
    rung: list[UUID] = []
    background.committed.connect(lambda changes: rung.extend(changes.persons))
    link.send_now()
    until(qtbot, lambda: eric in rung)
    names: list[str] = []
    background.run(queries.people, then=lambda rows: names.extend(row.name for row in rows))
    until(qtbot, lambda: names == ["Eric"])


def test_a_code_that_is_not_known_is_one_sentence(qtbot: QtBot, part: CouncilPart, link: CouncilLink) -> None:
    link.start()
    until(qtbot, part.first.isVisible)
    QTest.mouseClick(part.connect_button, Qt.MouseButton.LeftButton)
    assert part.problem.plain == "Both the address and the code are needed."
    QTest.keyClicks(part.address, "council")
    QTest.keyClicks(part.code, "code")
    QTest.mouseClick(part.connect_button, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: "not the address of a council" in part.problem.plain)
    assert part.connect_button.isEnabled()


def test_locking_waits_for_no_network(qtbot: QtBot, link: CouncilLink, background: Background, vault: Vault) -> None:
    """A council that never answers keeps nobody from locking; nothing is asked of the store afterwards."""
    known = enrolment.Enrolment("http://127.0.0.1:9", bytes(16), bytes(32), "Test council", "Test worker")
    enrolment.keep(vault, known, WORKER)
    reached, go, refused = threading.Event(), threading.Event(), list[bool]()

    class Stuck:
        def run(self, _address: str) -> object:
            reached.set()
            go.wait(10)
            with pytest.raises(Unforeseen):
                link._on_vault(outbox.waiting)
            refused.append(True)
            return Outcome(stopped=True)

        def close(self) -> None:
            """Nothing is open."""

    link._speaker = Stuck()
    link.start()
    until(qtbot, reached.is_set)
    began = time.monotonic()
    link.stop()
    assert background.drain()
    assert time.monotonic() - began < 5, "whoever ends waits for no answer"
    go.set()
    link.join(10)
    assert refused == [True], "what the network brought after that was turned away"


@pytest.mark.parametrize(
    ("waiting", "since", "answered", "typing", "said"),
    [
        (0, None, 0, False, Said.ONLY_HERE),
        (0, None, -1, False, Said.ALL_TODAY),
        (0, None, -48 * 3600, False, Said.ALL_THEN),
        (0, None, -1, True, Said.ONLY_HERE),
        (3, -5, -1, False, Said.ONLY_HERE),
        (3, -600, -1, False, Said.UNSENT),
        (3, -600, 0, False, Said.UNSENT),
        (3, -600, -48 * 3600, True, Said.UNSENT),
    ],
)
def test_the_line_is_always_true(waiting: int, since: int | None, answered: int, typing: bool, said: Said) -> None:
    now = wall_ms() // 86_400_000 * 86_400_000 + 12 * 3_600_000  # noon, so that a moment ago is today
    standing = Standing(
        "Council", "Me", "", waiting, None if since is None else now + since * 1000, 0, typing,
        answered and now + answered * 1000, 0,
    )  # fmt: skip
    assert status.line(standing, now).said is said


def test_words_of_a_wrong_clock() -> None:
    def said(ahead_ms: int) -> str:
        return council_words.clock(Standing("Council", "Me", "", 0, None, 0, False, 1, ahead_ms))

    assert said(60_000) == ""
    assert said(5 * 60_000).startswith("This laptop’s clock is 5 minutes fast.")
    assert said(-3 * 3_600_000).startswith("This laptop’s clock is 3 hours slow.")


def test_typing_is_not_said_to_be_with_the_council(laptop: Callable) -> None:
    ours = laptop()
    eric = people.add_person(ours.vault, "Eric").created[0]
    ours.run()
    drafts.step(ours.vault, eric, uuid4(), "text", "She", {})
    standing = status.read(ours.vault)
    assert standing is not None
    assert status.line(standing, wall_ms()).said is Said.ONLY_HERE
