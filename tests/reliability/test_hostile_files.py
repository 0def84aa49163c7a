"""Spoiled files and bombs of every kind that comes in, and ops of a hostile colleague, read where a crash or a hang would
be seen (A6, A7, S13).

Short form: 60 of each kind. Long form: 20,000 of each; one number by itself: `python -m tests.reliability.hostile`.
A file that once did harm stays in `tests/fixtures_data/hostile` and is tried every time.
"""

import sys
from pathlib import Path

import pytest

from tests.reliability import fuzz, hostile

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
    assert "refused" in {one.told for one in came.values()}
    assert len(came) >= SHORT


@pytest.mark.parametrize(
    "deed",
    ["bytearray(4 << 30)", "__import__('os').abort()", "int('x')", "_endless()", "bytearray(700 << 20)", "_slow()"],
)
def test_a_reader_that_does_harm_is_seen_and_its_file_kept(deed: str, sound: Path, tmp_path: Path) -> None:
    """The ablation: too much memory, a crash, an error nobody foresaw, a hang, a lot of memory, a lot of time."""
    came = hostile.tried("words", 1, 1, sound, spoiled_reader(deed))
    assert [name for name, _ in hostile.harm(came)] == ["1"]
    fuzz.keep("words", "1", sound, tmp_path)
    assert (tmp_path / "words-1.json").read_bytes() == hostile.spoiled((sound / "sound-words.json").read_bytes(), 1)


def spoiled_reader(deed: str) -> str:
    return (
        "import signal\nfrom tests.reliability import hostile\n"
        "def _endless():\n    signal.setitimer(signal.ITIMER_PROF, 0.05)\n    while True: pass\n"
        "def _slow():\n    import time\n    until = time.process_time() + hostile.LONGEST_S + 0.3\n"
        "    while time.process_time() < until: pass\n"
        f"READERS['words'] = (lambda path: {deed} if 'tried' in path.name else None, '.json')"
    )
