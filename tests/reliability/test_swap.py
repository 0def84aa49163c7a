"""No key of an open store is ever written to swap (S6); what people said may be, and SECURITY.md says so. Ablation: S6."""

import ctypes
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from sbp_desktop import process
from tests.fixtures import PASSPHRASE
from tests.reliability.canaries import CANARY, needles
from tests.reliability.paged_out import of_keys, swap_file, why_not, written_out
from tests.reliability.test_day import keys_of


@pytest.fixture
def swap(tmp_path: Path) -> Iterator[Path]:
    """A swap file in use, on the disk of the tests."""
    if reason := why_not():
        pytest.skip(reason)
    with swap_file(tmp_path / "swap") as path:
        yield path


def swapped(store: Path, swap: Path, how: str) -> Counter[str]:
    """What stands in the swap file once an open store was paged out."""
    wanted = needles({"canary": CANARY}, keys_of(store))
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.reliability.paged_out", str(store), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(PASSPHRASE.encode() + b"\n")
        child.stdin.close()
        assert child.stdout.readline() == b"open\n"
        assert child.stdout.readline().startswith(b"out")
        return written_out(swap, wanted)
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


def test_no_key_is_written_to_swap(vault_folder: Path, swap: Path) -> None:
    found = swapped(vault_folder, swap, "kept")
    assert any(name.startswith("canary") for name in found), "the memory of the app is in the swap file"
    assert of_keys(found) == []


@pytest.mark.skipif(sys.platform != "linux", reason="as Linux tells it")
def test_the_page_of_a_key_is_locked() -> None:
    key = bytearray(32)
    at = ctypes.addressof(ctypes.c_char.from_buffer(key))
    assert process.keep_out_of_swap(key)
    flags, inside = [], False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if "-" in line.split()[0]:
            start, end = (int(part, 16) for part in line.split()[0].split("-"))
            inside = start <= at < end
        elif inside and line.startswith("VmFlags"):
            flags = line.split()
    assert "lo" in flags


def test_windows_is_asked_in_its_own_way_and_a_refusal_stops_nobody() -> None:
    asked = []

    class Kernel:
        def VirtualLock(self, at: ctypes.c_void_p, size: ctypes.c_size_t) -> int:
            asked.append((bool(at.value), size.value))
            return 0

    assert not process.keep_out_of_swap(bytearray(32), "win32", lambda _: Kernel())
    assert asked == [(True, 32)]
    assert not process.keep_out_of_swap(bytearray(32), "darwin")
    assert not process.keep_out_of_swap(bytearray())
