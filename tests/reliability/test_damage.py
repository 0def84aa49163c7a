"""No damage to a store at rest goes unnoticed: each is told in a sentence or takes nothing away."""

import functools
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from sbp_desktop.storage import encryption
from tests.reliability import damage, every_file, power_cut
from tests.reliability import scripted_worker as worker
from tests.reliability.bare_store import BareStore, words_of
from tests.reliability.damage import Outcome
from tests.reliability.ground import cheaply

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def ages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    """One store at rest at four times, oldest first; in between its worker went on working."""
    home = tmp_path_factory.mktemp("ages")
    ages = []
    with cheaply():
        for age in range(4):
            vault = worker.open_or_create(home / "store")
            for number in range(age * worker.STEPS, (age + 1) * worker.STEPS):
                worker.work(vault, number)
            vault.close()
            ages.append(Path(shutil.copytree(home / "store", home / f"age-{age}")))
        yield ages


@pytest.fixture(scope="module")
def bare_ages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return one bare store at rest at four times, oldest first; between them notes were added and changed."""
    home = tmp_path_factory.mktemp("bare-ages")
    ages = []
    BareStore.create(home / "store").close()
    for age in range(4):
        store = BareStore.open(home / "store")
        for number in range(age * 15 + 1, age * 15 + 16):
            store.add(number, words_of(number))
        with store.engine.execution_options(write=True).begin() as connection:
            connection.execute(sa.text("UPDATE notes SET words = words || ' and again' WHERE id % 4 = 1"))
        store.checkpoint()
        store.close()
        ages.append(Path(shutil.copytree(home / "store", home / f"age-{age}")))
    return ages


def read(folder: Path, *, check_seal: bool = True) -> dict[int, str]:
    """Open a bare store as the app opens its own, read everything and close."""
    store = BareStore.open(folder, check_seal=check_seal)
    try:
        return store.notes()
    except sa.exc.DBAPIError as error:
        raise encryption.translate(error) from error
    finally:
        store.close()


def killed_writer(folder: Path, *options: str) -> None:
    """Leave in `folder` what a writer leaves that was killed after at least forty acknowledged notes."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.reliability.bare_store", str(folder), *options],
        stdout=subprocess.PIPE,
        cwd=power_cut.ROOT,
    )
    with child:
        assert child.stdout is not None
        for _ in range(41):
            child.stdout.readline()
        child.kill()


def test_flips_and_roll_backs_at_rest_are_never_silent(ages: list[Path], long_form: bool) -> None:
    count = 10_000 if long_form else 2500
    outcomes = damage.run(ages[-1], ages[:-1], worker.everything, count=count, seed=21, kinds=("flip", "roll-back"))
    print(outcomes)
    assert outcomes.by(Outcome.SILENT) == outcomes.by(Outcome.CRASHED) == []
    assert len(outcomes.all) == count


def test_no_kind_of_damage_at_rest_is_silent(ages: list[Path], long_form: bool) -> None:
    outcomes = damage.run(ages[-1], ages[:-1], worker.everything, count=10_000 if long_form else 2500, seed=22)
    print(outcomes)
    assert outcomes.by(Outcome.SILENT) == outcomes.by(Outcome.CRASHED) == []


def test_each_file_altered_anywhere_is_noticed_and_a_way_back_is_offered(ground: Path, long_form: bool) -> None:
    """20 places of each file and two lengths; the long form tries 2,000 and 200."""
    assert every_file.places(ground, 26, 0, 2000 if long_form else 20) == []


def test_flips_after_a_kill_are_never_silent(tmp_path: Path, long_form: bool) -> None:
    killed_writer(tmp_path / "store")
    count = 1000 if long_form else 60
    outcomes = damage.run(tmp_path / "store", [], read, count=count, seed=23, kinds=("flip", "zero"))
    print(outcomes)
    assert outcomes.by(Outcome.SILENT) == outcomes.by(Outcome.CRASHED) == []


def test_the_harness_sees_roll_backs_when_the_seal_is_not_asked(bare_ages: list[Path]) -> None:
    unsealed = functools.partial(read, check_seal=False)
    outcomes = damage.run(bare_ages[-1], bare_ages[:-1], unsealed, count=12, seed=24, kinds=("roll-back", "old-file"))
    assert outcomes.by(Outcome.SILENT), str(outcomes)


def test_the_harness_sees_what_is_lost_when_saves_stay_in_the_wal(tmp_path: Path) -> None:
    killed_writer(tmp_path / "store", "no-checkpoint")
    outcomes = damage.run(tmp_path / "store", [], read, count=40, seed=25, kinds=("flip", "cut-short"))
    assert any("vault-wal" in what for what in outcomes.by(Outcome.SILENT)), str(outcomes)
