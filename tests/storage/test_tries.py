"""Five passphrases are free, then pauses that grow; a restart and a clock change nothing, and the right one opens."""

from pathlib import Path

import pytest

from sbp_desktop.errors import TryLater, WrongPassphrase
from sbp_desktop.models.clock import Now
from sbp_desktop.services import unlocking
from sbp_desktop.storage import tries
from tests.fixtures import PASSPHRASE

DAY_MS = 24 * 3600 * 1000
MORNING = Now(1_800_000_000_000, 5000.0, "one start of the machine")


class Machine:
    """Its clocks, in a test's hand."""

    def __init__(self) -> None:
        self.now = MORNING

    def pass_time(self, seconds: float) -> None:
        self.now = Now(self.now.wall_ms + round(seconds * 1000), self.now.up_s + seconds, self.now.start)

    def set_clock(self, by_ms: int) -> None:
        self.now = self.now._replace(wall_ms=self.now.wall_ms + by_ms)

    def start_again(self, after_s: float = 30) -> None:
        self.pass_time(after_s)
        self.now = Now(self.now.wall_ms, after_s, self.now.start + "'")


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine()
    monkeypatch.setattr(tries, "now", lambda: made.now)
    return made


def wrong(folder: Path, times: int) -> None:
    for _ in range(times):
        with pytest.raises(WrongPassphrase):
            unlocking.unlock(folder, "not the one")


def test_five_are_free_and_the_sixth_is_not_looked_at(vault_folder: Path, machine: Machine) -> None:
    wrong(vault_folder, 5)
    for attempt in ("not the one", PASSPHRASE):
        with pytest.raises(TryLater, match="30 seconds; nothing is lost") as told:
            unlocking.unlock(vault_folder, attempt)
        assert told.value.wait_s == 30
    machine.pass_time(29)
    with pytest.raises(TryLater, match="1 seconds"):
        unlocking.unlock(vault_folder, PASSPHRASE)
    machine.pass_time(1)
    unlocking.unlock(vault_folder, PASSPHRASE).close()
    assert tries.left_s(vault_folder) == 0
    assert not (vault_folder / tries.NAME).exists()
    wrong(vault_folder, 4)
    unlocking.unlock(vault_folder, PASSPHRASE).close()


def test_pauses_double_up_to_an_hour_and_nothing_is_ever_wiped(vault_folder: Path, machine: Machine) -> None:
    before = {path.name: path.read_bytes() for path in vault_folder.iterdir() if path.is_file()}
    wrong(vault_folder, 5)
    seen = []
    for _ in range(10):
        seen.append(tries.left_s(vault_folder))
        machine.pass_time(seen[-1])
        wrong(vault_folder, 1)
    assert seen == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    assert [tries.pause_after(count) for count in (0, 4, 5, 10**9)] == [0, 0, 30, 3600]
    after = {path.name: path.read_bytes() for path in vault_folder.iterdir() if path.is_file()}
    assert {name: after[name] for name in before if name != "lock"} == {
        name: data for name, data in before.items() if name != "lock"
    }


def test_no_clock_setting_moves_a_pause_while_the_machine_runs(vault_folder: Path, machine: Machine) -> None:
    wrong(vault_folder, 5)
    machine.pass_time(30)
    wrong(vault_folder, 1)
    for moved in (DAY_MS, -2 * DAY_MS, 3650 * DAY_MS, -7300 * DAY_MS):
        machine.set_clock(moved)
        assert tries.left_s(vault_folder) == 60
    machine.pass_time(45)
    assert tries.left_s(vault_folder) == 15


@pytest.mark.parametrize("start", [MORNING.start, ""])
def test_after_a_restart_a_clock_set_back_makes_no_pause_longer(
    vault_folder: Path, machine: Machine, start: str
) -> None:
    machine.now = machine.now._replace(start=start)
    wrong(vault_folder, 5)
    machine.pass_time(30)
    wrong(vault_folder, 1)
    machine.start_again(10)
    assert tries.left_s(vault_folder) == 50
    machine.set_clock(-3650 * DAY_MS)
    assert tries.left_s(vault_folder) == 60, "it counts from now, and is as long as it was at most"
    machine.pass_time(60)
    assert tries.left_s(vault_folder) == 0
    unlocking.unlock(vault_folder, PASSPHRASE).close()


def test_a_try_is_counted_before_it_is_judged(
    vault_folder: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An app that is ended while it derives the key has used up a try."""
    counted: list[int] = []

    def killed(folder: Path, _passphrase: str) -> bytearray:
        counted.append(tries.begin(folder) + 1)
        raise WrongPassphrase("as if the process were gone")

    monkeypatch.setattr(unlocking.key_slots, "open_root_key", killed)
    with pytest.raises(WrongPassphrase):
        unlocking.unlock(vault_folder, "x")
    assert counted == [2]


def test_what_could_not_be_judged_counts_for_nothing(vault_folder: Path, machine: Machine) -> None:
    wrong(vault_folder, 4)
    opened = unlocking.unlock(vault_folder, PASSPHRASE)
    assert unlocking.verify(vault_folder, "not the one") is False
    opened.close()
    kept = [(vault_folder / name).read_bytes() for name in ("keys.a", "keys.b")]
    for name in ("keys.a", "keys.b"):
        (vault_folder / name).write_bytes(b"damaged")
    for _ in range(8):
        with pytest.raises(Exception, match="damaged"):
            unlocking.unlock(vault_folder, PASSPHRASE)
    for name, data in zip(("keys.a", "keys.b"), kept, strict=True):
        (vault_folder / name).write_bytes(data)
    unlocking.unlock(vault_folder, PASSPHRASE).close()


@pytest.mark.parametrize("said", [b"", b"{", b"[]", b'{"wrong": "x"}', b'{"wrong": 1e999}', b"\xff" * 5000])
def test_a_damaged_note_keeps_nobody_out(vault_folder: Path, said: bytes) -> None:
    (vault_folder / tries.NAME).write_bytes(said)
    unlocking.unlock(vault_folder, PASSPHRASE).close()


def test_the_way_back_from_the_cover_and_a_change_of_passphrase_count_too(vault_folder: Path, machine: Machine) -> None:
    opened = unlocking.unlock(vault_folder, PASSPHRASE)
    for _ in range(3):
        assert not unlocking.verify(vault_folder, "not the one")
    for _ in range(2):
        with pytest.raises(WrongPassphrase):
            unlocking.change_passphrase(vault_folder, "not the one", "another one altogether")
    with pytest.raises(TryLater):
        unlocking.verify(vault_folder, PASSPHRASE)
    with pytest.raises(TryLater):
        unlocking.change_passphrase(vault_folder, PASSPHRASE, "another one altogether")
    machine.pass_time(30)
    assert unlocking.verify(vault_folder, PASSPHRASE)
    opened.close()
