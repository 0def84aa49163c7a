"""What is logged is of an allowed kind: classes and places, whatever went wrong and whoever would have said more (S10)."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sbp_desktop import logs

ROOT = Path(__file__).resolve().parent.parent
CANARY = "quetzallog"
_PLACE = re.compile(r"[\w/]+\.py:\d+ [\w<>]+|\w+")
_KIND = re.compile(r"[\w.<>]+")

WAYS = {
    "an error nobody caught": "raise ValueError(words)",
    "one that came from another": "try:\n    int(words)\nexcept ValueError as error:\n    raise KeyError(words) from error",
    "in a thread": "import threading\nt = threading.Thread(target=int, args=[words])\nt.start()\nt.join()",
    "where nobody can catch it": "class Gone:\n    def __del__(self):\n        raise ValueError(words)\nGone()",
    "somebody else's logging": "import logging\nlogging.getLogger('httpx2').error('asked for %s', words)",
    "logging with too few words": "import logging\nlogging.getLogger('x').error('%s %s', words)",
    "a warning": "import warnings\nwarnings.warn(words)",
    "an error of the database": (
        "import sqlalchemy as sa\nengine = sa.create_engine('sqlite://')\n"
        "engine.connect().exec_driver_sql('SELECT ' + words)"
    ),
    "in what Qt calls": (
        "from PySide6.QtCore import QCoreApplication, QTimer\napp = QCoreApplication([])\n"
        "QTimer.singleShot(0, lambda: int(words))\nQTimer.singleShot(1, app.quit)\napp.exec()"
    ),
    "a warning of Qt's": (
        "from PySide6.QtCore import qWarning\nfrom sbp_desktop.ui import application\n"
        "application.hush() if hushed else None\nqWarning(words)"
    ),
}
BEGIN = """
import sys
from pathlib import Path
from sbp_desktop import logs
words = "".join(reversed({backwards!r}))
hushed = {begun!r}
if hushed:
    logs.begin(Path({folder!r}))
"""


def said(way: str, folder: Path, *, begun: bool = True) -> str:
    """All that a process prints in which this goes wrong."""
    told = BEGIN.format(backwards=CANARY[::-1], begun=begun, folder=str(folder)) + WAYS[way]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, env=surroundings, check=False)
    return done.stdout + done.stderr


def everything(folder: Path) -> list[dict[str, object]]:
    return [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*"))]


@pytest.mark.parametrize("way", WAYS)
def test_whatever_goes_wrong_no_word_of_it_is_said(way: str, tmp_path: Path) -> None:
    printed = said(way, tmp_path)
    assert CANARY not in printed
    assert CANARY not in json.dumps(everything(tmp_path))
    if "error" in way and "logging" not in way:
        assert "Error at " in printed
    for report in everything(tmp_path):
        assert_allowed(report)


@pytest.mark.parametrize("way", WAYS)
def test_without_the_hush_each_of_them_would_have_said_it(way: str, tmp_path: Path) -> None:
    assert CANARY in said(way, tmp_path, begun=False)


def assert_allowed(report: dict[str, object]) -> None:
    """Nothing but what a report may say, and each of it of the kind it is."""
    assert set(report) == logs.FIELDS
    assert report["what"] in {what.value for what in logs.What}
    assert all(_KIND.fullmatch(kind) for kind in report["kinds"])
    assert all(_PLACE.fullmatch(place) for place in report["places"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ", str(report["when"]))
    assert all(re.fullmatch(r"[\w.+/]*", str(report[name])) for name in ("schema", "app", "python", "qt", "system"))


def test_an_uncaught_error_leaves_a_report_that_helps(tmp_path: Path) -> None:
    said("one that came from another", tmp_path)
    (report,) = everything(tmp_path)
    assert_allowed(report)
    assert (report["what"], report["kinds"]) == ("uncaught", ["KeyError", "ValueError"])


def test_only_the_newest_reports_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_folder", tmp_path / "reports")
    for _ in range(logs.REPORTS + 3):
        logs.note(logs.What.UNFORESEEN, ValueError(CANARY))
    names = sorted(path.name for path in (tmp_path / "reports").iterdir())
    assert len(names) == logs.REPORTS
    assert names[-1] == f"report-{logs.REPORTS + 3:06}.json"


def test_a_disk_that_takes_no_report_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "reports").write_text("in the way")
    monkeypatch.setattr(logs, "_folder", tmp_path / "reports")
    logs.note(logs.What.UNFORESEEN, ValueError(CANARY))


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_nothing_of_the_laptops_speaks_but_through_the_notes() -> None:
    """The tour prints faults whole: it is only ever with people of a file."""
    ours = [path for path in (ROOT / "sbp_desktop").rglob("*.py") if path.name != "logs.py"]
    loud = {
        path.relative_to(ROOT / "sbp_desktop").as_posix()
        for path in ours
        if imported(path) & {"logging", "traceback", "warnings", "faulthandler"}
    }
    allowed = ("tour/", "sync/council_server/", "process.py", "storage/migrations/")
    assert {name for name in loud if not name.startswith(allowed)} == set()


def test_every_engine_leaves_values_out_of_its_errors() -> None:
    calls = [
        call
        for path in (ROOT / "sbp_desktop").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("create_engine")
    ]
    assert calls
    for call in calls:
        given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
        assert given.get("hide_parameters") == "True"
        assert given.get("echo", "False") == "False"
