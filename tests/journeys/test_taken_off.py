"""Somebody leaves the caseload while they are open: the page goes, and the half sentence goes to the council."""

import threading

from sbp_desktop.models.merge import PRIVATE_LANE
from sbp_desktop.storage import caseload, outbox, queries
from sbp_desktop.storage.caseload import Given, Grant
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


def _bodies(vault) -> list[str]:
    with vault.reading() as conn:
        return [row[0] for row in conn.execute("SELECT text FROM revision")]
