"""The tour, as a stranger runs it: one command, the real app in child processes, a folder with what it found."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from sbp_desktop import cli

ROOT = Path(__file__).resolve().parents[2]
ONE_OF_EACH = ROOT / "tests" / "fixtures_data" / "one_of_each.yaml"
HEADS = {"png": b"\x89PNG\r\n", "svg": b"<?xml", "pdf": b"%PDF-"}
PAGES = ("page-person.png", "page-conversation.png", "page-web.png")

pytestmark = pytest.mark.timeout(240)


def take(people: Path, out: Path, scratch: Path) -> tuple[int, dict[str, Any], str]:
    scratch.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "sbp_desktop", "tour", "--people", str(people), "--out", str(out)],
        cwd=ROOT, capture_output=True, text=True, timeout=230, check=False, env={**os.environ, "TMPDIR": str(scratch)},
    )  # fmt: skip
    return done.returncode, json.loads((out / "report.json").read_text("utf-8")), done.stderr


def test_the_tour_finds_all_it_made_and_every_figure_right(tmp_path: Path) -> None:
    out, scratch = tmp_path / "out", tmp_path / "scratch"
    code, report, said = take(ONE_OF_EACH, out, scratch)
    assert [check for check in report["checks"] if not check["ok"]] == [], said
    assert (code, report["mismatches"], said) == (cli.DONE, [], "")
    expected = yaml.safe_load(ONE_OF_EACH.read_text("utf-8"))["expected"]["web_metrics"]
    assert report["web_metrics"] == expected
    assert report["compared"] == sum(len(figures) for days in expected.values() for figures in days.values())
    assert report["source_sha256"] == hashlib.sha256(ONE_OF_EACH.read_bytes()).hexdigest()
    assert report["counts"]["people"] == 3
    for person in expected:
        for form, head in HEADS.items():
            assert (out / person / f"web.{form}").read_bytes().startswith(head)
        for page in PAGES:
            assert (out / person / page).read_bytes().startswith(HEADS["png"])
        names = {check["name"] for check in report["checks"] if check["person"] == person}
        assert "every line drawn is on their web again, after the lock" in names
        assert "the store holds what was written" in names
    for page in ("page-unlock.png", "page-today.png", "page-people.png"):
        assert (out / page).stat().st_size > 2000
    assert list(scratch.iterdir()) == [], "the tour leaves no store behind"


def test_a_figure_that_differs_ends_with_one_and_is_named(tmp_path: Path) -> None:
    people = tmp_path / "people.yaml"
    people.write_text(
        "schema: support-web-fixtures/1\npeople: [{id: p-one, preferred_name: One}]\n"
        "expected: {web_metrics: {p-one: {'0': {dormant: 4}, '9': {dormant: 0}}}}\n",
        "utf-8",
    )
    code, report, _said = take(people, tmp_path / "out", tmp_path / "scratch")
    assert code == cli.MISMATCH
    assert report["mismatches"] == [{"person": "p-one", "day": "0", "key": "dormant", "expected": 4, "got": 0}]
    assert report["compared"] == 2
    assert list(report["web_metrics"]["p-one"]) == ["0"]
    assert all(check["ok"] for check in report["checks"])
