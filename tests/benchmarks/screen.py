"""The same start as a worker sees it: a real X screen, watched from outside until somebody's window stands on it.

Xvfb keeps its picture in a file, so that a program that knows nothing of us (KeePassXC) is measured like ours.
"""

import mmap
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.measuring import Figure, quantile, spread
from tests.benchmarks.stores import ROOT

_PATIENCE_S = 20.0
_STRIDE = 997 * 4
"""Every so many bytes of the picture are looked at: some thousand of its pixels."""
_SHARE = 0.2
"""As much of the screen drawn means that the window is there, not only its frame."""


@dataclass(frozen=True)
class Screen:
    """A running X screen: its name for DISPLAY and the file that holds its picture."""

    display: str
    picture: Path


def run(scratch: Path, rounds: int) -> list[Figure]:
    """Ours by its whole command, a bare Qt window and KeePassXC, in turn; nothing where there is no Xvfb."""
    if shutil.which("Xvfb") is None:
        print("skipped: start on a real screen (no Xvfb here)", flush=True)
        return []
    commands = _commands(scratch)
    took: dict[str, list[float]] = {name: [] for name in commands}
    with _screen(scratch) as screen:
        for command in commands.values():
            _shown(command, screen, scratch)
        for _ in range(rounds):
            for name, command in commands.items():
                took[name].append(_shown(command, screen, scratch))
    bare = took["a bare Qt window"]
    return [
        Figure(
            f"start to seen on a screen: {name}, p50", quantile(series, 0.5), floor=quantile(bare, 0.5),
            floor_is="a bare Qt window", more={"ours": spread(series)},
        )
        for name, series in took.items()
    ]  # fmt: skip


def _commands(scratch: Path) -> dict[str, list[str]]:
    commands = {
        "ours": [sys.executable, "-m", "sbp_desktop"],
        "a bare Qt window": [sys.executable, "-m", "tests.benchmarks.launches.bare_window", "--stay"],
    }
    if shutil.which("keepassxc"):
        settings = scratch / "keepassxc.ini"
        settings.write_text("[General]\nUpdateCheckMessageShown=true\nConfigVersion=2\nSingleInstance=false\n", "utf-8")
        commands["KeePassXC"] = ["keepassxc", "--config", str(settings), "--localconfig", str(scratch / "local.ini")]
    else:
        print("skipped: KeePassXC beside ours (not installed)", flush=True)
    return commands


@contextmanager
def _screen(scratch: Path) -> Iterator[Screen]:
    reading, writing = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        "1280x800x24",
        "-fbdir",
        str(scratch),
        "-br",
        "-nocursor",
    ]
    server = subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL)
    try:
        os.close(writing)
        with os.fdopen(reading) as told:
            display = f":{told.readline().strip()}"
        yield Screen(display, scratch / "Xvfb_screen0")
    finally:
        server.terminate()
        server.wait()


def _shown(command: list[str], screen: Screen, home: Path) -> float:
    """Milliseconds from the start of a command until a good part of the screen is no longer black."""
    env = os.environ | {
        "DISPLAY": screen.display,
        "QT_QPA_PLATFORM": "xcb",
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
    }
    with screen.picture.open("rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as picture:
        _wait(picture, drawn=False)
        began = time.perf_counter()
        program = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait(picture, drawn=True)
            return (time.perf_counter() - began) * 1000
        finally:
            program.kill()
            program.wait()


def _wait(picture: mmap.mmap, *, drawn: bool) -> None:
    until = time.perf_counter() + _PATIENCE_S
    header = len(picture) % (1280 * 4)
    while True:
        seen = picture[header::_STRIDE]
        if (len(seen) - seen.count(0) > _SHARE * len(seen)) == drawn:
            return
        if time.perf_counter() > until:
            raise TimeoutError("the window never came" if drawn else "the screen never emptied")
        time.sleep(0.001)
