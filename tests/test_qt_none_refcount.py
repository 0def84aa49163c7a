"""The installed Qt binding keeps None alive: PySide6 6.12 on Python 3.11 loses one reference a call."""

import subprocess
import sys

VOID_CALLS = """
from PySide6.QtCore import QObject
thing = QObject()
for number in range(200_000):
    thing.setObjectName("kept")
print("survived")
"""


def test_two_hundred_thousand_void_calls_survive() -> None:
    done = subprocess.run([sys.executable, "-c", VOID_CALLS], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, "survived\n"), done.stderr[-2000:]
