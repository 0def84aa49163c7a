"""Whatever goes on, a lock closes the store at once; what is typed behind it is saved first."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.cover import Cover
from sbp_desktop.ui.idle_lock import Lock
from sbp_desktop.ui.main_window import MainWindow

FOR_EVER = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"


def _write_for_ever(vault: Vault) -> None:
    with vault.writing() as conn:
        conn.execute("INSERT INTO meta(key, value) VALUES('half', x'00')")
        conn.execute(FOR_EVER).fetchall()


def _lock_behind(window: MainWindow, background: Background, job: Callable[..., object], *, typing: bool) -> list[str]:
    """What a lock comes to while this goes on, with much to be read behind it; what was done, in order."""
    order, begun = list[str](), threading.Event()

    def go_on(vault: Vault) -> None:
        begun.set()
        job(vault)

    def flush() -> None:
        if typing:
            background.run(lambda _vault: order.append("typing saved"))

    def close(vault: Vault) -> None:
        with vault.reading() as conn:
            left = conn.execute("SELECT 1 FROM meta WHERE key = 'half'").fetchone()
        order.append("closed" if left is None else "half a change is kept")

    window.start_at("today", QWidget())
    window.show()
    background.run(go_on, failed=lambda _: None)
    begun.wait()
    background.run_alone(lambda: order.append("read for nobody"), then=lambda _: order.append("shown to nobody"))
    cover = Cover(window, flush, lambda _passphrase, answer: answer(False))
    Lock(cover, background, close, lambda: order.append("replaced"))()
    cover.uncover()
    return order


def test_a_change_that_goes_on_for_ever_is_cut_short_by_a_lock_and_typing_behind_it_is_saved(
    window: MainWindow, background: Background
) -> None:
    done = _lock_behind(window, background, _write_for_ever, typing=True)
    assert done == ["typing saved", "closed", "replaced"]


def test_a_job_that_hangs_and_cannot_be_cut_short_keeps_no_lock_away(
    window: MainWindow, background: Background
) -> None:
    gate = threading.Event()
    assert _lock_behind(window, background, lambda _vault: gate.wait(5), typing=False) == ["replaced"]
    gate.set()


def test_typing_behind_a_job_that_cannot_be_cut_short_is_waited_for(
    window: MainWindow, background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    wait = background._done_within

    def let_go(seconds: float) -> bool:
        threading.Timer(0.8, gate.set).start()  # longer than anything else is waited for
        monkeypatch.setattr(background, "_done_within", wait)
        return wait(seconds)

    monkeypatch.setattr(background, "_done_within", let_go)
    done = _lock_behind(window, background, lambda _vault: gate.wait(), typing=True)
    assert done == ["typing saved", "closed", "replaced"]
