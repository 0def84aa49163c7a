"""Spoiled files and bombs of every kind that comes in, and ops of a hostile colleague, read where a crash or a hang would
be seen (A6, A7, S13).

Short form: 60 of each kind. Long form: 20,000 of each; one number by itself: `python -m tests.reliability.hostile`.
A file that once did harm stays in `tests/fixtures_data/hostile` and is tried every time.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.reliability import hostile

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are Linux's"),
    pytest.mark.timeout(3600),
]
SHORT, LONG = 60, 20_000


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound file of each kind."""
    folder = tmp_path_factory.mktemp("sound")
    hostile.sound_files(folder)
    return folder


@pytest.mark.parametrize("kind", [*hostile.READERS, hostile.OPS])
def test_no_file_of_any_kind_does_harm(kind: str, sound: Path, long_form: bool) -> None:
    came = hostile.tried(kind, 0, LONG if long_form else SHORT, sound)
    assert hostile.harm(came) == []
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
