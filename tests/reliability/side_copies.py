"""Where words could get to beside the store: dumps, files and sockets, the clipboard, what remembers, and logs (S5, S7 to S10)."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from tests import test_logs
from tests.conftest import ROOT
from tests.fixtures import PASSPHRASE
from tests.reliability import any_moment, kept_secret, test_day, traced
from tests.reliability.canaries import CANARY, found_in, found_under, needles
from tests.reliability.kept_secret import a_store
from tests.reliability.promise import Promise
from tests.reliability.test_day import keys_of, surroundings
from tests.ui import test_clipboard_x11 as clipboard

_FATAL = ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL")

# ---- S5: dumps


@cache
def _no_dumps_here() -> str | None:
    """What keeps this machine from showing a dump where there is one."""
    if sys.platform != "linux" or Path("/proc/sys/kernel/core_pattern").read_text().startswith(("|", "/")):
        return "this system sends dumps elsewhere"
    return None


def crashes(home: Path, seed: int, first: int, count: int, how: str = "kept") -> Sequence[str]:
    """An open store ended by the system at some moment; what a dump of it, or what it printed, would tell."""
    wrong = []
    with a_store(home) as store:
        wanted = needles({"canary": CANARY, "passphrase": PASSPHRASE}, keys_of(store))
        for number in range(first, first + count):
            rng = random.Random(hash((seed, number)))
            dumps = home / f"dumps-{number}"
            dumps.mkdir()
            fatal = rng.choice(_FATAL)
            printed = _crashed(store, dumps, fatal, rng.uniform(0, 0.15), how)
            wrong += [f"{number}: {fatal} left {path.name}" for path in dumps.iterdir()]
            wrong += [f"{number}: {fatal} printed {name}" for name in found_in(printed, wanted)]
    return wrong


def _crashed(store: Path, dumps: Path, fatal: str, after_s: float, how: str) -> bytes:
    child = subprocess.Popen(
        [
            "prlimit",
            "--core=unlimited",
            sys.executable,
            "-X",
            "faulthandler",
            "-m",
            "tests.reliability.paged_out",
            store,
            how,
        ],
        cwd=dumps,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(PASSPHRASE.encode() + b"\n")
    child.stdin.flush()
    said = child.stdout.readline()
    time.sleep(after_s)
    child.send_signal(signal.Signals[fatal])
    return said + child.communicate()[0]


def _left_to_dump(home: Path) -> str:
    return "memory left to dumps" if crashes(home, 1, 0, 1, "shared") else ""


# ---- S7: files and sockets


def days_looked_at(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    wrong: list[str] = []
    with a_store(home) as store:
        for _ in range(count):
            with kept_secret.on_a_disk() as disk:
                wrong += test_day.lived(store, disk, "lock").astray
    return wrong


def _leaves_a_thumbnail(home: Path) -> str:
    with a_store(home) as store, kept_secret.on_a_disk() as disk:
        out = disk / "out"
        out.mkdir()
        subprocess.run(
            [*traced.command(disk / "calls"), sys.executable, "-m", "tests.reliability.day", store, out, "thumbnail"],
            input=PASSPHRASE.encode().hex().encode() + b"\n",
            env=surroundings(disk),
            check=True,
            capture_output=True,
        )
        found = traced.astray(disk / "calls", test_day.may_touch(disk, store, out))
    return "a small picture left in the temporary folder" if found else ""


def walks(home: Path, seed: int, first: int, count: int, *more: str) -> Sequence[str]:
    """So many events at the window, by chance; what was touched or left with words in it besides the app's own."""
    with kept_secret.on_a_disk() as disk:
        store, out = disk / "store", disk / "out"
        any_moment.somebody_among_others(store).close()
        out.mkdir()
        walk = ["-m", "tests.reliability.walked", store, out, str(any_moment.FAR * seed + first), str(count), *more]
        done = subprocess.run(
            [*traced.command(disk / "calls"), sys.executable, *walk],
            env=surroundings(disk),
            capture_output=True,
            check=False,
        )
        said = done.stdout.decode().splitlines()
        wrong = (
            said[:-1] if said[-1:] == [f"{count} events"] else [f"it ended ({done.returncode}): {_told(done.stderr)}"]
        )
        wrong += traced.astray(disk / "calls", test_day.may_touch(disk, store, out))
        shutil.rmtree(out)  # what was taken along, where it was meant to go
        (disk / "calls").unlink()
        wanted = needles({"canary": CANARY, "passphrase": PASSPHRASE}, keys_of(store))
        wrong += [f"{path}: {', '.join(hits)}" for path, hits in found_under(disk, wanted).items()]
    return [f"from {first}: {one}" for one in wrong]


def _told(errors: bytes) -> str:
    """The end of what was said, without what Qt says of a window that is on no screen."""
    return "\n".join(line for line in errors.decode().splitlines() if "This plugin does not support" not in line)[
        -1500:
    ]


def _notes_what_is_done(home: Path) -> str:
    found = any("/tmp/" in one.partition("sbp-secret")[2] for one in walks(home, 3, 0, 60, "plant"))
    return "what is done noted in the temporary folder" if found else ""


# ---- S8: the clipboard


@cache
def _no_display() -> str | None:
    if clipboard.missing():
        return "Xvfb is not installed"
    with clipboard.a_display() as display:
        return None if display else "Qt cannot open a window of X here"


def copies(home: Path, seed: int, first: int, count: int, *, guarded: bool = True) -> Sequence[str]:
    """Copied, and forgotten in time or at a lock; what another program of the display reads then."""
    wrong = []
    with clipboard.a_display() as display:
        assert display is not None
        ours = clipboard.Ours(display, guarded=guarded)
        try:
            for number in range(first, first + count):
                ours.do("copy")
                if ours.seen_by_others() != [clipboard.SAID, "", "secret"]:
                    wrong.append(f"{number}: copied, it is not there, not marked secret, or offered as marked")
                ours.do(random.Random(hash((seed, number))).choice(("time", "lock")))
                if ours.seen_by_others() != ["", "", ""]:
                    wrong.append(f"{number}: it is still there")
        finally:
            ours.close()
    return wrong


def _never_forgets(home: Path) -> str:
    return "a clipboard that forgets nothing" if copies(home, 1, 0, 1, guarded=False) else ""


# ---- S9: what remembers


def places(home: Path, seed: int, first: int, count: int, *more: str) -> Sequence[str]:
    """Files chosen in folders named after somebody; where a home, or what was deleted from its disk, then says so."""
    theirs = home / "theirs"
    theirs.mkdir()
    wanted = needles({"canary": CANARY}, {})
    chosen = ["-m", "tests.reliability.places_chosen", str(hash((seed, first))), str(count), theirs, *more]
    with test_day.disk_of_its_own(home) as (disk, image):
        subprocess.run([sys.executable, *chosen], env=surroundings(disk), check=True, capture_output=True)
        wrong = [f"{path}: {', '.join(hits)}" for path, hits in found_under(disk, wanted).items()]
        os.sync()
        return wrong + [f"the disk: {name}" for name in (found_in(image.read_bytes(), wanted) if image else ())]


def _remembers(home: Path) -> str:
    return "the folders last seen remembered" if places(home, 1, 0, 2, "remember") else ""


# ---- S10: logs and reports


def faults(home: Path, seed: int, first: int, count: int, *more: str) -> Sequence[str]:
    """Everything gone wrong over somebody's words; where these are printed or reported."""
    reports = home / "reports"
    with a_store(home) as store:
        done = subprocess.run(
            [sys.executable, "-m", "tests.reliability.faults_told", str(first), str(count), store, reports, *more],
            input=PASSPHRASE.encode() + b"\n",
            env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    told = [] if done.stdout.endswith(b"all told\n") else [f"it ended: {done.stdout[-300:]!r}"]
    wanted = needles({"canary": CANARY}, {})
    kept = [json.loads(path.read_text("utf-8")) for path in reports.glob("*")] if reports.exists() else []
    for report in kept:
        test_logs.assert_allowed(report)
    told += [] if kept or more else ["nothing was reported"]
    return [*told, *found_in(done.stdout, wanted), *found_in(json.dumps(kept).encode(), wanted)]


def _nobody_hushed(home: Path) -> str:
    return "errors told with their words" if any("canary" in one for one in faults(home, 1, 0, 18, "loud")) else ""


PROMISES: tuple[Promise, ...] = (
    Promise("S5", "A crash leaves no dump, and says nothing of anybody", "crashes", 20, 100, crashes, _left_to_dump, _no_dumps_here),
    Promise(
        "S7", "No file and no socket on a day but the app's own", "days looked at call by call", 1, 1, days_looked_at,
        _leaves_a_thumbnail, lambda: test_day.why_not() or traced.why_not(),
    ),
    Promise(
        "S7-walk", "No file and no socket but the app's own, whatever is pressed", "events", 300, 2000, walks,
        _notes_what_is_done, traced.why_not,
    ),
    Promise("S8", "The clipboard forgets, in time and at a lock", "copies", 20, 50, copies, _never_forgets, _no_display),
    Promise("S9", "No list of recent files or folders, no setting and no title names anybody", "files chosen", 40, 500, places, _remembers),
    Promise("S10", "Whatever goes wrong, no word of it is logged or reported", "words through errors", 5000, 500, faults, _nobody_hushed),
)  # fmt: skip
