"""What a screen reader is told by the running app, over the real accessibility bus of a desktop (AT-SPI under Xvfb)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
SYSTEM_PYTHON = "/usr/bin/python3"
SCRIPT = """
{launcher} --launch-immediately --a11y=1 &
exec 3< <("$PYTHON" -m tests.accessibility.web_on_screen "$FOLDER")
read -r -u 3 shown
[ "$shown" = shown ] && {python} {reader} "the only one for personal care" "Name: Jean"
kill %1 %2 2>/dev/null
true
"""


def what_is_missing() -> str:
    """Return what this machine lacks, "" when nothing."""
    for command in ("dbus-run-session", "xvfb-run", "bash"):
        if shutil.which(command) is None:
            return command
    if not LAUNCHER.exists():
        return "at-spi2-core"
    has_gi = subprocess.run(
        [SYSTEM_PYTHON, "-c", "import gi; gi.require_version('Atspi', '2.0')"], capture_output=True, check=False
    )
    return "" if has_gi.returncode == 0 else "python3-gi with gir1.2-atspi-2.0"


@pytest.mark.skipif(bool(what_is_missing()), reason=f"no screen reader's bus here: {what_is_missing()} is missing")
def test_a_screen_reader_is_told_the_web_and_the_list(tmp_path: Path) -> None:
    script = SCRIPT.format(launcher=LAUNCHER, python=SYSTEM_PYTHON, reader=HERE / "read_tree.py")
    told = subprocess.run(
        ["dbus-run-session", "--", "xvfb-run", "-a", "bash", "-c", script],
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
        cwd=HERE.parents[1],
        env={
            **os.environ,
            "PYTHON": sys.executable,
            "FOLDER": str(tmp_path / "store"),
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        },
    )
    lines = told.stdout.splitlines()
    assert "list item: Jean, daughter, my people, close, gives personal care, the only one for personal care" in lines
    assert "list item: Bowls, around here" in lines
    assert "table: People and places" in lines
    assert "table cell: Name: Jean" in lines
    assert any(line.startswith("list item: line between") for line in lines)
