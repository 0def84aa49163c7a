"""What the tour found, as `report.json`: figures, mismatches, checks, counts, timings (decisions.md, command line)."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sbp_desktop import __version__

SCHEMA = "tour/1"
Figures = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""person -> day as the file writes it -> figures."""


@dataclass(slots=True)
class Report:
    """Filled as the tour goes. `agreed` is what the exit code follows."""

    source_sha256: str
    web_metrics: dict[str, dict[str, Mapping[str, Any]]] = field(default_factory=dict)
    compared: int | None = None
    mismatches: list[dict[str, Any]] = field(default_factory=list)
    checks: list[dict[str, Any]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    timings_ms: dict[str, float] = field(default_factory=dict)

    @property
    def agreed(self) -> bool:
        """Whether every figure and every check came out as it should."""
        return not self.mismatches and all(check["ok"] for check in self.checks)

    def check(self, person: str, name: str, ok: bool) -> None:
        """Note one thing looked at. `name` is a short sentence of what should be so."""
        self.checks.append({"person": person, "name": name, "ok": ok})

    def compare(self, expected: Figures | None, worked_out: Figures) -> None:
        """Set the file's own golden figures against ours; `compared` counts figures, None when the file has none.

        `worked_out` holds every day the file expects something for, asked for in the report or not.
        """
        if expected is None:
            return
        differences = list(_differences(expected, worked_out))
        self.compared = sum(len(figures) for days in expected.values() for figures in days.values())
        self.mismatches += differences

    def write(self, folder: Path) -> Path:
        """Write report.json, keys in order so that two reports can be laid side by side."""
        document = {
            "schema": SCHEMA,
            "app": f"sbp_desktop {__version__}",
            "source_sha256": self.source_sha256,
            "web_metrics": self.web_metrics,
            "compared": self.compared,
            "mismatches": self.mismatches,
            "checks": self.checks,
            "counts": dict(self.counts),
            "timings_ms": {name: round(ms, 1) for name, ms in self.timings_ms.items()},
        }
        path = folder / "report.json"
        path.write_text(json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
        return path


def _differences(expected: Figures, got: Figures) -> Iterator[dict[str, Any]]:
    for person, days in expected.items():
        for day, figures in days.items():
            ours = got.get(person, {}).get(day, {})
            for key, value in figures.items():
                if ours.get(key) != value:
                    yield {"person": person, "day": day, "key": key, "expected": value, "got": ours.get(key)}
