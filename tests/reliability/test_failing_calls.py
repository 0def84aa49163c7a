"""Whatever the disk refuses, nothing kept is lost, nothing is called saved that is not, and a plain sentence says so."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sbp_desktop.errors import DiskFull
from sbp_desktop.services import people, places, unlocking
from sbp_desktop.storage import ballast, queries
from sbp_desktop.storage.key_slots import Kdf
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.change_signals import ChangeSignals
from sbp_desktop.ui.foot_line import FootLine
from tests.fixtures import PASSPHRASE, WORKER
from tests.reliability import failing_calls

pytestmark = pytest.mark.timeout(7200)
MB = 1 << 20


@pytest.fixture(scope="module")
def traceable() -> None:
    if reason := failing_calls.why_not():
        pytest.skip(reason)


def test_a_call_that_fails_loses_nothing_and_is_told(traceable: None, ground: Path, long_form: bool) -> None:
    """1,500 points drawn by a seed; the long form tries every one."""
    tally = failing_calls.run(ground, faults=failing_calls.ERRORS, seed=41, count=0 if long_form else 1500)
    print(tally)
    assert tally.wrong == []
    assert tally.struck > tally.points * 0.9
    assert tally.said["told"] > tally.points * 0.3


def test_a_kill_at_any_call_leaves_all_of_a_change_or_nothing(traceable: None, ground: Path, long_form: bool) -> None:
    """20 points of 8 operations drawn by a seed; the long form tries every point of all."""
    few = {"count": 0, "operations": 0} if long_form else {"count": 20, "operations": 8}
    tally = failing_calls.run(ground, faults=[failing_calls.KILL], seed=42, **few)
    print(tally)
    assert tally.wrong == []
    assert tally.said["killed"] > tally.points * 0.9


def test_the_harness_sees_words_that_nobody_understands(traceable: None, ground: Path) -> None:
    names = "a person,a sentence,typing"
    tally = failing_calls.run(ground, faults=["EIO", "ENOSPC"], count=30, seed=43, plant="bare", names=names)
    assert tally.wrong, str(tally)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 48 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(place)], check=False).returncode:
        pytest.skip("mounting is denied here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill_up(file: Path) -> None:
    """Write until not one block is free."""
    with file.open("ab", buffering=0) as written:
        try:
            while True:
                written.write(bytes(4096))
        except OSError:
            return


def test_a_first_run_on_a_full_disk_leaves_nothing_and_goes_on_once_there_is_room(disk: Path) -> None:
    """With a little more room each time it fails a step later, and each time the second try goes through."""
    folder, films, failed = disk / "store", disk / "films", 0

    def make_with_room(room: int) -> Vault:
        fill_up(films)
        os.truncate(films, films.stat().st_size - room)
        return unlocking.create(folder, PASSPHRASE, WORKER, Kdf.for_tests())

    with pytest.raises(DiskFull, match=r"not enough room.*begin again"):
        make_with_room(0)
    while True:
        failed += 1
        try:
            make_with_room(failed * 96 * 1024).close()
            break
        except DiskFull:
            assert {path.name for path in folder.iterdir()} <= {"lock"}
        make_with_room(2 * MB).close()
        unlocking.unlock(folder, PASSPHRASE).close()
        shutil.rmtree(folder)
    assert failed > 4


def test_a_full_disk_takes_the_room_kept_for_it_and_gives_it_back(
    disk: Path, vault_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballast, "BYTES", 32 * MB)
    folder = Path(shutil.copytree(vault_folder, disk / "store", ignore=shutil.ignore_patterns("ballast")))
    vault = unlocking.unlock(folder, PASSPHRASE)
    jean = people.add_person(vault, "Jean").created[0]
    assert vault.ballast.held
    assert (folder / ballast.NAME).stat().st_blocks * 512 >= 32 * MB, "room is really taken"
    fill_up(disk / "films")
    people.add_person(vault, "Marjorie")  # saved although there was not one block left
    assert not vault.ballast.held
    assert not (folder / ballast.NAME).exists()
    places.leave_and_close(vault, {"page": "person", "person": jean})
    assert (folder / "seal").exists(), "the lock went to its end"
    fill_up(disk / "films")
    again = unlocking.unlock(folder, PASSPHRASE)
    assert {row.name for row in queries.people(again)} == {"Jean", "Marjorie"}
    with pytest.raises(DiskFull):
        people.add_person(again, "Nobody")
    (disk / "films").unlink()
    people.add_person(again, "Doreen")
    assert again.ballast.held, "it is there again once there is room"
    again.close()


def test_without_that_room_a_full_disk_stops_the_save(
    disk: Path, vault_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballast.Ballast, "look", lambda self: None)
    folder = Path(shutil.copytree(vault_folder, disk / "store", ignore=shutil.ignore_patterns("ballast")))
    vault = unlocking.unlock(folder, PASSPHRASE)
    fill_up(disk / "films")
    with pytest.raises(DiskFull):
        people.add_person(vault, "Marjorie")
    (disk / "films").unlink()
    vault.close()


def test_a_hundred_openings_with_no_room_at_all_read_everything(
    disk: Path, vault_folder: Path, long_form: bool
) -> None:
    """10 openings; the long form makes 100."""
    vault = unlocking.unlock(vault_folder, PASSPHRASE)
    people.add_person(vault, "Jean")
    vault.close()
    folder = Path(shutil.copytree(vault_folder, disk / "store", ignore=shutil.ignore_patterns("ballast")))
    fill_up(disk / "films")
    for _ in range(100 if long_form else 10):
        opened = unlocking.unlock(folder, PASSPHRASE)
        assert [row.name for row in queries.people(opened)] == ["Jean"]
        with pytest.raises(DiskFull):
            opened.close()  # no room for a seal: it stays in use, and the next opening looks at every page


@pytest.mark.timeout(60)
def test_the_foot_says_that_the_disk_is_almost_full(vault, qtbot) -> None:  # type: ignore[no-untyped-def]
    background = Background(ChangeSignals())
    background.attach(vault)
    foot = FootLine()
    qtbot.addWidget(foot)
    foot.follow(background)
    background.run(people.add_person, "Jean")
    qtbot.waitUntil(lambda: "All safe" in foot.text() and "almost full" not in foot.text())
    vault.ballast.look = vault.ballast.let_go  # as on a disk with no room
    background.run(people.add_person, "Marjorie")
    qtbot.waitUntil(lambda: "almost full" in foot.text())
    del vault.ballast.look
    background.run(people.add_person, "Doreen")
    qtbot.waitUntil(lambda: "almost full" not in foot.text())
    background.drain()
    background.stop()
