"""The pages are loaded in small pieces, and no class of Qt's is ever made off the screen's own thread."""

import subprocess
import sys
from pathlib import Path

import pytest

from sbp_desktop.ui import loading

_AT_START = """
import sys, threading
from pathlib import Path

made = []

class Noting:
    def find_spec(self, name, path=None, target=None):
        if name.startswith(("PySide6", "shiboken6", "sbp_desktop.ui")):
            made.append((name, threading.current_thread() is threading.main_thread()))

sys.meta_path.insert(0, Noting())

from PySide6.QtCore import QTimer
from sbp_desktop.app import App
from sbp_desktop.ui import application

app = application.make(["test"])
life = App(Path(sys.argv[1]), replace=lambda: None)
life.start()
look = QTimer(interval=10)
look.timeout.connect(lambda: life._ready is not None and app.quit())
look.start()
app.exec()
from sbp_desktop.ui.council_link import CouncilLink
link = CouncilLink(life.background)
link._do(lambda speaker: None)
link.stop()
link.join(60)
life.end()
print("sbp_desktop.ui.council_speaker" in sys.modules and "PySide6.QtNetwork" in sys.modules)
print(sorted(name for name, here in made if not here))
"""

_SIZES = """
import importlib, pkgutil, sys
from sbp_desktop import app, services
from sbp_desktop.ui import loading
app._load_services()
print([name for name in sys.modules if name in ("jeepney", "secretstorage")])
for piece in loading._PIECES:
    before = len(sys.modules)
    importlib.import_module(f"sbp_desktop.ui.{piece}")
    print(len(sys.modules) - before)
"""


def _said(code: str, *arguments: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=120, check=True
    )
    return done.stdout.splitlines()


def test_what_knows_qt_is_loaded_on_the_screens_own_thread(tmp_path: Path) -> None:
    # The speaker itself makes no class of Qt's: what it needs of them was loaded before its thread began.
    assert _said(_AT_START, str(tmp_path)) == ["True", "['sbp_desktop.ui.council_speaker']"]


def test_no_piece_is_large() -> None:
    keychain, *lines = _said(_SIZES)
    assert keychain == "[]", "the keychain's library is for whoever has a quick code"
    sizes = [int(line) for line in lines]
    assert len(sizes) == len(loading._PIECES)
    assert max(sizes) <= 60, dict(zip(loading._PIECES, sizes, strict=True))


@pytest.mark.usefixtures("qtbot")
def test_finishing_early_loads_the_rest_and_tells_each_time() -> None:
    told: list[str] = []
    pages = loading.Loading()
    pages.loaded.connect(lambda module: told.append(module.__name__))
    pages.begin()
    pages.finish()
    pages.finish()
    assert told == ["sbp_desktop.ui.workspace"] * 2
