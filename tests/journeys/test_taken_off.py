"""Somebody goes while they are open, or their time is up: the page goes, and the half sentence goes to the council."""

import threading

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from sbp_desktop.models.clock import wall_ms
from sbp_desktop.models.merge import PRIVATE_LANE
from sbp_desktop.services import webs
from sbp_desktop.storage import caseload, outbox, queries
from sbp_desktop.storage.caseload import Given, Grant
from tests.journeys.conftest import unlock
from tests.journeys.hand import Hand
from tests.journeys.test_lock import start_writing

LANES = (0, 1, PRIVATE_LANE)


def test_the_open_page_goes_and_what_was_typed_is_kept(app_open: Hand) -> None:
    hand = app_open
    start_writing(hand, "Eric")
    (row,) = hand.ask(queries.people)
    grants = [Grant(row.id.bytes, lane, "named", 0, 0) for lane in LANES]
    hand.ask(caseload.take, Given(b"1" * 16, 1, b"1" * 16, grants))
    hand.type("He hears less well than in")
    before = hand.ask(outbox.waiting).changes
    link = hand.life.workspace.council
    away = threading.Thread(target=link._on_vault, args=(caseload.take, Given(b"1" * 16, 2, b"2" * 16, [])))
    away.start()
    hand.wait(lambda: not hand.life.workspace.listening)
    away.join()
    hand.settle()
    assert hand.life.workspace.window.page() is hand.life.workspace.today
    assert hand.ask(queries.people) == ()
    assert hand.ask(caseload.erase_what_is_safe) == []
    said = hand.ask(_bodies)
    assert any("He hears less well than in" in words for words in said)
    assert hand.ask(outbox.waiting).changes > before


def test_when_their_time_is_up_by_the_clock_they_go_without_a_council(app_open: Hand) -> None:
    hand = app_open
    start_writing(hand, "Eric")
    (row,) = hand.ask(queries.people)
    soon = wall_ms() + 3_600_000
    grants = [Grant(row.id.bytes, lane, "cover", soon, 0) for lane in LANES]
    hand.ask(caseload.take, Given(b"1" * 16, 1, b"1" * 16, grants))
    hand.type("He hears less well than in")
    link = hand.life.workspace.council
    link._again.timeout.emit()
    hand.settle()
    assert hand.life.workspace.listening
    hand.ask(lambda vault: setattr(vault.clock, "now_ms", lambda: soon + 1))
    link._again.timeout.emit()
    hand.wait(lambda: not hand.life.workspace.listening)
    hand.settle()
    assert hand.life.workspace.window.page() is hand.life.workspace.today
    assert "has ended. All you wrote goes to the council first." in hand.window.notices.text()
    assert hand.ask(queries.people) == ()
    assert any("He hears less well than in" in words for words in hand.ask(_bodies))
    hand.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    hand.wait(lambda: hand.life.unlock_page is not None)
    unlock(hand)
    hand.settle()
    assert hand.ask(queries.people) == (), "nor are they there after a lock, by a clock that is right again"


def test_whoever_may_only_be_read_from_now_on_keeps_the_half_sentence_and_the_page(app_open: Hand) -> None:
    hand = app_open
    start_writing(hand, "Eric")
    (row,) = hand.ask(queries.people)
    grants = [Grant(row.id.bytes, lane, "named", 0, 0) for lane in LANES]
    hand.ask(caseload.take, Given(b"1" * 16, 1, b"1" * 16, grants))
    hand.type("He hears less well than in")
    link = hand.life.workspace.council
    readers = [grant._replace(role="reader") for grant in grants]
    away = threading.Thread(target=link._on_vault, args=(caseload.take, Given(b"1" * 16, 2, b"2" * 16, readers)))
    away.start()
    page = hand.window.page()
    hand.wait(page.only_read.isVisible)
    away.join()
    hand.settle()
    assert hand.window.page() is page, "it can be read still"
    assert "not write in it" in hand.window.notices.text()
    assert hand.ask(_written_knowing) == [("He hears less well than in", 1)], "written before it could be known"
    hand.type(" spring")
    hand.settle()
    assert page.text.current().text == "He hears less well than in"
    page.text.selectAll()
    page.text.copy()
    assert "He hears less well" in QApplication.clipboard().text()
    problems: list[str] = []
    hand.life.background.problem.connect(problems.append)
    hand.life.background.run(webs.add_node, row.id, "Jean")
    hand.settle()
    assert problems == ["You can read this, and not write in it any more. Nothing of it was changed."]
    hand.ask(caseload.take, Given(b"1" * 16, 3, b"3" * 16, grants))
    hand.settle()
    assert not page.only_read.isVisible()
    page.text.go_to(page.text.current())
    hand.type(" spring")
    hand.settle()
    assert page.text.current().text == "He hears less well than in spring"


def _written_knowing(vault) -> list[tuple[str, int]]:
    """Each text of a line, and the number of the caseload its writer held."""
    with vault.reading() as conn:
        return conn.execute(
            "SELECT r.text, o.wcur FROM revision r JOIN op o ON o.seq = r.op JOIN entity e ON e.id = o.ent "
            "WHERE e.type = 'Entry'"
        ).fetchall()


def _bodies(vault) -> list[str]:
    with vault.reading() as conn:
        return [row[0] for row in conn.execute("SELECT text FROM revision")]
