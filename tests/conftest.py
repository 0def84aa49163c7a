"""What every test stands on: a home of its own, no screen, no thread or window left behind, and seconds told by area."""

import os
import shutil
import tempfile
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="sbp-tests-"))


def _live_in_an_empty_home() -> None:
    """Point every folder an app may write settings to into `HOME`, before Qt or platformdirs look for them."""
    for name, part in {
        "HOME": "home",
        "USERPROFILE": "home",
        "APPDATA": "home/roaming",
        "LOCALAPPDATA": "home/local",
        "XDG_CONFIG_HOME": "home/.config",
        "XDG_DATA_HOME": "home/.local/share",
        "XDG_STATE_HOME": "home/.local/state",
        "XDG_CACHE_HOME": "home/.cache",
        "XDG_RUNTIME_DIR": "run",
    }.items():
        folder = HOME / part
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.environ[name] = str(folder)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)  # whoever runs the tests has a keychain of their own there


_live_in_an_empty_home()

import gc
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import settings
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication, QBoxLayout, QLayout

pytest_plugins = ["tests.fixtures"]

ROOT = Path(__file__).resolve().parent.parent
_PATIENCE_S = 2.0
_NATIVE_THREADS = Path("/proc/self/task")

settings.register_profile("dev", deadline=None, max_examples=50)
settings.register_profile("ci", deadline=None, max_examples=100, print_blob=True)
settings.register_profile("long", deadline=None, max_examples=1000, print_blob=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("sbp_desktop")
    group.addoption("--long", action="store_true", help="run the long forms: more kills, more examples")
    group.addoption("--packaged-postgres", action="store_true", help="use the operating system's PostgreSQL")
    group.addoption("--durations-by-area", action="store_true", help="print the seconds each folder of tests/ took")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("long" if config.getoption("--long") else "ci" if "CI" in os.environ else "dev")


def pytest_unconfigure() -> None:
    shutil.rmtree(HOME, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.skip(reason="a long form: runs with --long"))


class _SecondsByArea:
    """Adds up set-up, call and tear-down of each test under the first folder below tests/."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self.tests: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        parts = Path(report.location[0]).parts
        area = parts[1] if len(parts) > 2 else "(top)"
        self.seconds[area] += report.duration
        self.tests[area] += report.when == "call"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("seconds by area")
        for area, seconds in self.seconds.most_common():
            terminalreporter.write_line(f"{seconds:8.1f} s  {self.tests[area]:5d} tests  {area}")
        terminalreporter.write_line(f"{self.seconds.total():8.1f} s  {self.tests.total():5d} tests  in all")


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    if session.config.getoption("--durations-by-area"):
        session.config.pluginmanager.register(_SecondsByArea(), "seconds-by-area")


def _python_threads() -> set[threading.Thread]:
    """Return the live Python threads.

    Two kinds are no leak: pytest-timeout's own, and the `Dummy-` entry Python keeps for ever once its code ran in a
    thread of Qt's (`_running_qthreads` watches those).
    """
    return {thread for thread in threading.enumerate() if not thread.name.startswith(("pytest_timeout", "Dummy-"))}


def _native_threads() -> set[str]:
    return {task.name for task in _NATIVE_THREADS.iterdir()} if _NATIVE_THREADS.is_dir() else set()


def _running_qthreads() -> list[QThread]:
    """Return running QThreads that Python made; looks through every object, so ask only when a thread appeared."""
    return [found for found in gc.get_objects() if isinstance(found, QThread) and found.isRunning()]


@pytest.fixture(autouse=True)
def no_thread_left_behind() -> Iterator[None]:
    """Fail a test that leaves a Python thread or a QThread running two seconds after it ended."""
    python_before, native_before = _python_threads(), _native_threads()
    yield
    until = time.monotonic() + _PATIENCE_S
    while left := _python_threads() - python_before:
        if time.monotonic() > until:
            pytest.fail(f"threads left running: {sorted(thread.name for thread in left)}")
        time.sleep(0.01)
    if _NATIVE_THREADS.is_dir() and _native_threads() <= native_before:
        return
    while running := _running_qthreads():
        if time.monotonic() > until:
            pytest.fail(f"QThreads left running: {[type(thread).__name__ for thread in running]}")
        time.sleep(0.01)


@pytest.fixture(autouse=True)
def no_window_left_behind() -> Iterator[None]:
    """Fail a test that leaves a window on the screen: every later test would see it, and pay for it."""
    yield
    left = [top for top in QApplication.topLevelWidgets() if top.isVisible()]
    for top in left:
        top.close()
    if left:
        pytest.fail(f"windows left on the screen: {sorted(type(top).__name__ for top in left)}")


@pytest.fixture(scope="session", autouse=True)
def layouts_are_added_empty() -> Iterator[None]:
    """Fail where a layout is added to another that holds something already.

    PySide makes a wrapper of each item it holds then, and keeps it when Qt deletes the item. Whatever comes to lie at its
    place in memory is taken for that item from then on: `viewport()` gave a QWidgetItem once.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in ("addLayout", "insertLayout"):
            patch.setattr(QBoxLayout, name, _adding_empty(getattr(QBoxLayout, name)))
        yield


def _adding_empty(add: Callable[..., None]) -> Callable[..., None]:
    def checked(layout: QBoxLayout, *given: Any, **named: Any) -> None:
        inner = next(one for one in given if isinstance(one, QLayout))
        assert not inner.count(), "a layout is added first, and filled then"
        add(layout, *given, **named)

    return checked


@pytest.fixture(scope="session")
def long_form(request: pytest.FixtureRequest) -> bool:
    """Whether to run the long form of a test that has a short one too."""
    return bool(request.config.getoption("--long"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of shared data beside the checkout, or skip."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("shared data folder not present")
    return folder
