"""What is in our memory stays there: a crash leaves no dump, and no other program of the account may look in (S5)."""

import os
import resource
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sbp_desktop import process

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="cores and /proc are Linux's")

SECRET = "quetzalcore51"
CRASH = """
import ctypes, os, signal, sys
sys.path.insert(0, {root!r})
from sbp_desktop import process
held = "".join(reversed({backwards!r}))
if {kept!r}:
    process.keep_to_itself()
fatal = getattr(signal, {signal!r})
signal.signal(fatal, signal.SIG_DFL)  # whatever began these tests may have it ignored
os.kill(os.getpid(), fatal)
"""
# Without rights of its own, as the app is; a process that gave its rights away is not dumpable until it says so.
LOOK_IN = """
import ctypes, os, resource, sys
sys.path.insert(0, {root!r})
from sbp_desktop import process
held = "".join(reversed({backwards!r}))
def become_somebody():
    os.setgroups([]); os.setresgid(65534, 65534, 65534); os.setresuid(65534, 65534, 65534)
ready, go_on = os.pipe(), os.pipe()
worker = os.fork()
if not worker:
    become_somebody()
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
    if {kept!r}:
        process.keep_to_itself()
    os.write(ready[1], b"x")
    os.close(go_on[1])
    os.read(go_on[0], 1)
    os._exit(0)
os.close(ready[1])
os.close(go_on[0])
os.read(ready[0], 1)
other = os.fork()
if not other:
    become_somebody()
    try:
        with open(f"/proc/{{worker}}/maps") as maps, open(f"/proc/{{worker}}/mem", "rb", 0) as memory:
            for line in maps:
                if "[heap]" in line:
                    start, end = (int(part, 16) for part in line.split()[0].split("-"))
                    memory.seek(start)
                    memory.read(end - start)
        print("looked in", flush=True)
    except PermissionError:
        print("kept out", flush=True)
    os._exit(0)
os.waitpid(other, 0)
os.close(go_on[1])
os.waitpid(worker, 0)
"""
ROOT = str(Path(__file__).resolve().parents[2])


def cores(tmp_path: Path, signal: str, *, kept: bool) -> list[Path]:
    """The dumps that a crash by this signal left, where the system allows dumps of any size."""
    told = CRASH.format(root=ROOT, backwards=SECRET[::-1], kept=kept, signal=signal)
    limit = resource.getrlimit(resource.RLIMIT_CORE)[1]
    done = subprocess.run(
        [sys.executable, "-c", told],
        cwd=tmp_path,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (limit, limit)),
        capture_output=True,
        check=False,
    )
    assert done.returncode < 0
    assert SECRET.encode() not in done.stdout + done.stderr
    return [path for path in tmp_path.iterdir() if SECRET.encode() in path.read_bytes()]


@pytest.mark.parametrize("signal", ["SIGSEGV", "SIGABRT", "SIGBUS", "SIGQUIT"])
def test_twenty_crashes_leave_no_dump(tmp_path: Path, signal: str, long_form: bool) -> None:
    for _ in range(250 if long_form else 5):
        assert cores(tmp_path, signal, kept=True) == []


def test_the_harness_sees_the_dump_of_a_process_that_does_nothing(tmp_path: Path) -> None:
    if Path("/proc/sys/kernel/core_pattern").read_text().startswith(("|", "/")):
        pytest.skip("this system sends dumps elsewhere")
    assert cores(tmp_path, "SIGSEGV", kept=False)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize(("kept", "outcome"), [(True, "kept out"), (False, "looked in")])
def test_another_program_of_the_account_may_not_look_in(kept: bool, outcome: str) -> None:
    scope = Path("/proc/sys/kernel/yama/ptrace_scope")
    if not kept and scope.exists() and scope.read_text().strip() != "0":
        pytest.skip("this system keeps every process to itself")
    told = LOOK_IN.format(root=ROOT, backwards=SECRET[::-1], kept=kept)
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == outcome


def test_windows_is_asked_for_no_dump_and_no_box() -> None:
    called: list[tuple[Any, ...]] = []

    def load(name: str | None) -> SimpleNamespace:
        return SimpleNamespace(
            WerAddExcludedApplication=lambda *told: called.append((name, "exclude", *told)),
            SetErrorMode=lambda *told: called.append((name, "mode", *told)),
        )

    process.keep_to_itself("win32", load)
    assert called == [
        ("wer.dll", "exclude", Path(sys.executable).name, 0),
        ("kernel32.dll", "mode", 3),
    ]


def test_the_app_begins_by_keeping_to_itself() -> None:
    """Whatever the command line is, before anything of the app's is done."""
    told = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_CORE, (4096, resource.getrlimit(4)[1]));"
        "import faulthandler; faulthandler.enable(); from sbp_desktop import __main__;"
        "sys.argv = ['sbp-desktop', '--version']; __main__.main();"
        "import ctypes; print(resource.getrlimit(4), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), faulthandler.is_enabled())"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "(0, 0) 0 False"
