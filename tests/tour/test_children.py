"""A child of the tour that falls over costs the person it was with, and nobody else."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from sbp_desktop.services import people_file
from sbp_desktop.services.people_shapes import person_id
from sbp_desktop.tour import children
from sbp_desktop.tour.children import Job, Made
from sbp_desktop.tour.report import Report

MADE = {"lines": ["A line"], "labels": ["Robin"], "ties": [["Kit", "Robin"]]}
DIES = object()


def well(name: str) -> dict[str, Any]:
    return {"person": name, "went_through": True, "checks": [{"name": "seen", "ok": True}], "made": MADE}


LEFT = {"left": True}


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """Return a job with three people, a, b and c."""
    path = tmp_path / "people.yaml"
    path.write_text("schema: support-web-fixtures/1\npeople: [{id: a}, {id: ../b}, {id: c}]\n", "utf-8")
    return Job(tmp_path / "store", "words", tmp_path / "out", tmp_path / "home", people_file.read(path))


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> tuple[list[list[Any]], list[Mapping[str, Any]]]:
    """Children that say what the test put into the first list; what each was told is in the second."""
    lives: list[list[Any]] = []
    told: list[Mapping[str, Any]] = []

    def answers(_job: Job, work: Mapping[str, Any], _patience_s: float) -> Iterator[Any]:
        told.append(work)
        yield from lives.pop(0)

    monkeypatch.setattr(children, "_answers", answers)
    return lives, told


def failed(report: Report) -> list[tuple[str, str]]:
    return [(check["person"], check["name"]) for check in report.checks if not check["ok"]]


def test_all_goes_well(job: Job, said: tuple[list[list[Any]], list[Mapping[str, Any]]]) -> None:
    lives, told = said
    lives.append([{"checks": [{"name": "unlocked", "ok": True}]}, well("a"), well("../b"), well("c"), LEFT])
    report = Report("")
    made = children.before_the_lock(job, report)
    assert made["a"] == Made(person_id("a"), ("A line",), ("Robin",), (("Kit", "Robin"),))
    assert list(made) == ["a", "../b", "c"]
    assert failed(report) == []
    assert [person["folder"] for person in told[0]["people"]] == ["a", str(person_id("../b")), "c"]

    lives.append([well("a"), well("../b"), well("c"), LEFT])
    children.after_the_lock(job, made, report)
    assert told[1]["people"][0]["expected"]["labels"] == ("Robin",)
    assert (told[1]["left_at_web"], report.agreed) == (True, True)


def test_one_who_makes_the_app_fall_over_costs_only_themselves(
    job: Job, said: tuple[list[list[Any]], list[Mapping[str, Any]]]
) -> None:
    lives, told = said
    lives += [[well("a")], [well("c"), LEFT]]
    report = Report("")
    assert list(children.before_the_lock(job, report)) == ["a", "c"]
    assert [person["name"] for person in told[1]["people"]] == ["c"]
    assert failed(report) == [
        ("", "the app left as asked, before the lock"),
        ("../b", "went through without a fault, before the lock"),
    ]


def test_one_with_a_fault_is_noted_and_not_looked_for_again(
    job: Job, said: tuple[list[list[Any]], list[Mapping[str, Any]]], capsys: pytest.CaptureFixture[str]
) -> None:
    lives, told = said
    wrong = {**well("c"), "went_through": False, "error": "waited in vain", "checks": [{"name": "seen", "ok": False}]}
    lives += [[well("a"), well("../b"), wrong, LEFT], [well("a"), well("../b"), LEFT]]
    report = Report("")
    children.after_the_lock(job, children.before_the_lock(job, report), report)
    assert "waited in vain" in capsys.readouterr().err
    assert failed(report) == [("c", "seen")]
    assert ([p["name"] for p in told[1]["people"]], told[1]["left_at_web"]) == (["a", "../b"], False)


def test_an_app_that_never_starts_fails_everybody_and_ends(
    job: Job, said: tuple[list[list[Any]], list[Mapping[str, Any]]]
) -> None:
    lives, _told = said
    lives += [[], [], []]
    report = Report("")
    assert children.before_the_lock(job, report) == {}
    children.after_the_lock(job, {}, report)
    assert {person for person, _ in failed(report)} == {"", "a", "../b", "c"}


def test_a_child_keeps_its_settings_out_of_the_workers_home(job: Job) -> None:
    around = children.surroundings(job.home)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        assert Path(around[name]).is_relative_to(job.home)
        assert Path(around[name]).is_dir()
    assert around["QT_QPA_PLATFORM"] == "offscreen"
    assert not any("words" in value for value in around.values())
