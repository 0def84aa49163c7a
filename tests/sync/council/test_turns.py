"""Whoever cannot be answered soon is told so soon: nobody stands in a queue for longer than a moment."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from sbp_desktop.sync.council_server import service
from sbp_desktop.sync.protocol import PATHS, Hello, HelloAnswer, Pull, pack, unpack
from tests.sync.council_kit import Kit
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


def with_pull(kit: Kit, pull: Any) -> Any:
    """The application with another way to answer a pull."""
    kit.council.pull = pull  # type: ignore[method-assign]
    return unlimited(kit)
