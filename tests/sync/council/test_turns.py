"""Whoever cannot be answered soon is told so soon: nobody stands in a queue for longer than a moment."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from sbp_desktop.sync.council_server import service
from sbp_desktop.sync.council_server.limits import Limit
from sbp_desktop.sync.protocol import PATHS, Enrol, Hello, HelloAnswer, Pull, pack, unpack
from tests.sync.council_kit import Kit, new_id
from tests.sync.http_kit import Request, ask, ask_all, token, unlimited


def test_who_waits_too_long_for_a_turn_is_told_to_come_again(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    who, go_on, busy = kit.worker("Ann"), threading.Event(), threading.Semaphore(0)
    monkeypatch.setattr(service, "_PATIENCE_S", 0.2)
    held = kit.council.pull

    def slowly(*asked: Any) -> Any:
        busy.release()
        go_on.wait(30)
        return held(*asked)

    app = with_pull(kit, slowly)
    hello = Request(PATHS[Hello], pack(Hello(1, 1, "", kit.now, b"")), token(kit, who))
    pull = Request(PATHS[Pull], pack(Pull(0, b"", [])), token(kit, who))
    with ThreadPoolExecutor(1) as other:
        answers = other.submit(ask_all, app, [pull] * service._AT_ONCE + [hello] * 3, service._AT_ONCE + 3)
        for _ in range(service._AT_ONCE):
            assert busy.acquire(timeout=30)
        time.sleep(0.5)
        go_on.set()
        *pulls, one, two, three = answers.result(30)
    assert {answer.status for answer in pulls} == {200}
    for late in (one, two, three):
        assert (late.status, late.refusal.code) == (503, "busy")
        assert 1 <= int(late.headers["retry-after"]) <= 5
    after = ask(app, hello)
    assert (after.status, unpack(after.body, HelloAnswer).clock) == (200, kit.now)


def test_whoever_asks_too_often_is_told_how_long_to_wait(kit: Kit) -> None:
    slow = service.Service(kit.council, kit.pool, lambda: kit.now)
    slow._laptops = Limit(burst=3, per_second=0.5, now_s=lambda: 0.0)
    slow._strangers = Limit(burst=1, per_second=0.25, now_s=lambda: 0.0)
    hello = Request(PATHS[Hello], pack(Hello(1, 1, "", kit.now, b"")), token(kit, kit.worker("Ann")))
    code = Request(PATHS[Enrol], pack(Enrol("wrong", new_id(), bytes(32))))
    *answered, refused = ask_all(slow.app(), [hello] * 4)
    assert {answer.status for answer in answered} == {200}
    assert (refused.status, refused.refusal.code, refused.headers["retry-after"]) == (429, "slower", "2")
    known, stranger = ask_all(slow.app(), [code] * 2)
    assert (known.status, stranger.status, stranger.headers["retry-after"]) == (403, 429, "4")


def with_pull(kit: Kit, pull: Any) -> Any:
    """The application with another way to answer a pull."""
    kit.council.pull = pull  # type: ignore[method-assign]
    return unlimited(kit)
