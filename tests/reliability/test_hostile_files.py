"""Spoiled files and bombs of every kind that comes in, read where a crash or a hang would be seen (A6, S13).

Short form: 60 of each kind. Long form: 20,000 of each; one number by itself: `python -m tests.reliability.hostile`.
A file that once did harm stays in `tests/fixtures_data/hostile` and is tried every time.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sbp_desktop.config import resources
from sbp_desktop.services import exporting, importing, unlocking
from sbp_desktop.services.people_shapes import person_id
from sbp_desktop.storage.key_slots import Kdf
from tests.conftest import ROOT
from tests.fixtures import PASSPHRASE, WORKER
from tests.reliability import hostile

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are Linux's"),
    pytest.mark.timeout(3600),
]
SHORT, LONG = 60, 20_000
LONGEST_S, LONGEST_BOMB_S = 1.0, 10.0
"""Of the processor's time, so that a busy machine turns nothing red."""


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound file of each kind."""
    folder = tmp_path_factory.mktemp("sound")
    vault = unlocking.create(folder / "store", PASSPHRASE, WORKER, Kdf.for_tests())
    importing.load_people(vault, ROOT / "tests" / "fixtures_data" / "one_of_each.yaml")
    exporting.export(vault, person_id("q-full"), folder / "sound-record.json")
    vault.close()
    (folder / "sound-table.csv").write_text("name,relation,from\nJean,daughter,2019\nBowls club,,\nTom,friend,\n")
    (folder / "sound-people.yaml").write_bytes((ROOT / "tests" / "fixtures_data" / "one_of_each.yaml").read_bytes())
    pack = next(path for path in sorted(resources("words").iterdir()) if path.suffix == ".json")
    (folder / "sound-words.json").write_bytes(pack.read_bytes())
    (folder / "sound-caseload.csv").write_text(
        "worker,person,role,from,to,lanes,why\nw-1,3f2b8c1e-0000-4000-8000-000000000001,named,2020-01-01,,,\n"
    )
    hostile.sound_photos(folder)
    return folder


def tried(kind: str, first: int, count: int, sound: Path) -> dict[str, tuple[str, float]]:
    """What came of each number; the last one is "died" where the process did."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability.hostile", kind, str(first), str(count), str(sound)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        check=False,
    )
    lines = done.stdout.splitlines()
    whole = bool(lines) and lines[-1] == "all tried"
    names, outcomes = lines[: -1 if whole else None : 2], lines[1::2]
    came = {
        name: (told.rpartition(" ")[0], float(told.rpartition(" ")[2]))
        for name, told in zip(names, outcomes, strict=False)
        if told != "all tried"
    }
    if not whole:
        came[names[-1] if names else "the start"] = (f"died: {done.stderr[-600:]}", 0.0)
    return came


@pytest.mark.parametrize("kind", hostile.READERS)
def test_no_file_of_any_kind_does_harm(kind: str, sound: Path, long_form: bool) -> None:
    came = tried(kind, 0, LONG if long_form else SHORT, sound)
    allowed = {
        name: outcome in ("read", "refused") and seconds <= (LONGEST_BOMB_S if name.startswith("bomb") else LONGEST_S)
        for name, (outcome, seconds) in came.items()
    }
    assert [(name, came[name]) for name, well in allowed.items() if not well] == []
    assert "refused" in {outcome for outcome, _ in came.values()}
    assert len(came) >= SHORT


def test_a_reader_that_crashes_or_takes_all_memory_is_seen(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for harm in ("bytearray(4 << 30)", "__import__('os').abort()", "int('x')"):
        told = (
            "import sys; from tests.reliability import hostile;"
            f"hostile.READERS['words'] = (lambda path: {harm} if 'tried' in path.name else None, '.json');"
            "hostile.main()"
        )
        done = subprocess.run(
            [sys.executable, "-c", told, "words", "1", "1", str(sound)], capture_output=True, text=True, check=False
        )
        assert "all tried" not in done.stdout
        assert done.stdout.startswith("1")
