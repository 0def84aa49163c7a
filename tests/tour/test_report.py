"""The tour's report compares figures one by one, and says in the end whether all agreed."""

import json
from pathlib import Path

from sbp_desktop.tour.report import Report

EXPECTED = {"p": {"0": {"dormant": 1, "only_one_for": ["company"]}, "5": {"dormant": 0}}}


def test_agreeing_figures_are_counted_and_nothing_else() -> None:
    report = Report("abc")
    report.compare(EXPECTED, {"p": {"0": {"dormant": 1, "only_one_for": ["company"], "more": 3}, "5": {"dormant": 0}}})
    assert (report.compared, report.mismatches, report.agreed) == (3, [], True)


def test_each_difference_is_named_and_a_day_or_person_not_there_counts_as_one() -> None:
    report = Report("abc")
    report.compare({**EXPECTED, "nobody": {"0": {"dormant": 2}}}, {"p": {"0": {"dormant": 1, "only_one_for": []}}})
    assert report.mismatches == [
        {"person": "p", "day": "0", "key": "only_one_for", "expected": ["company"], "got": []},
        {"person": "p", "day": "5", "key": "dormant", "expected": 0, "got": None},
        {"person": "nobody", "day": "0", "key": "dormant", "expected": 2, "got": None},
    ]
    assert (report.compared, report.agreed) == (4, False)


def test_a_file_without_figures_has_nothing_compared() -> None:
    report = Report("abc")
    report.compare(None, {"p": {}})
    assert (report.compared, report.agreed) == (None, True)


def test_one_failed_check_is_a_mismatch() -> None:
    report = Report("abc")
    report.check("p", "found again", ok=True)
    assert report.agreed
    report.check("p", "drawn again", ok=False)
    assert not report.agreed


def test_the_report_is_written_in_its_contracts_shape(tmp_path: Path) -> None:
    report = Report("abc", web_metrics={"p": {"10": {"b": 1, "a": 2}, "5": {"only_one_for": ["a", "b"]}}})
    report.counts["people"] = 1
    report.timings_ms["whole"] = 1234.5678
    text = report.write(tmp_path).read_text("utf-8")
    document = json.loads(text)
    assert list(document) == sorted(document)
    assert set(document) == {
        "schema", "app", "source_sha256", "web_metrics", "compared", "mismatches", "checks", "counts", "timings_ms",
    }  # fmt: skip
    assert (document["schema"], document["compared"]) == ("tour/1", None)
    assert document["web_metrics"]["p"]["10"] == {"a": 2, "b": 1}
    assert text.index('"a": 2') < text.index('"b": 1')
    assert document["timings_ms"] == {"whole": 1234.6}
