"""What every benchmark hands back, and how times become figures: percentiles, floors beside them, one table."""

import json
import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Sizes:
    """How much to measure. The defaults are the ones the targets speak of; `tiny` only shows that the harness runs."""

    people: int = 5_000
    entries: int = 100_000
    entry_people: int = 1_000
    edits: int = 300
    searches: int = 400
    opens: int = 60
    starts: int = 11
    worker_edits: int = 3_000
    worker_seconds: float = 0.0
    vocabulary: int = 20_000
    cheap_key: bool = False
    webs: tuple[tuple[int, int], ...] = ((60, 120), (500, 1_000), (2_000, 4_000))
    drags: int = 200
    timeline: int = 500
    ops: int = 50_000
    laptops: int = 1_000
    synced_people: int = 30
    synced_ops: int = 650
    first_syncs: int = 5
    foreign: int = 500

    @classmethod
    def tiny(cls) -> "Sizes":
        return cls(
            people=8, entries=60, entry_people=3, edits=6, searches=5, opens=3, starts=1, worker_edits=12, vocabulary=80,
            cheap_key=True, webs=((6, 8),), drags=2, timeline=6, ops=2_000, laptops=10,
            synced_people=2, synced_ops=80, first_syncs=1, foreign=20,
        )  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """One line of the table. `ours` and `floor` in `unit`; `limit` is the most that `ours` (or the ratio) may be."""

    name: str
    ours: float
    unit: str = "ms"
    floor: float | None = None
    floor_is: str = ""
    limit: float | None = None
    limit_of: str = "ours"
    note: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        return self.ours / self.floor if self.floor else None

    @property
    def met(self) -> bool | None:
        """Whether the target holds; None where there is none."""
        measured = {"ours": self.ours, "ratio": self.ratio, "over floor": self.ours - (self.floor or 0.0)}[
            self.limit_of
        ]
        return None if self.limit is None or measured is None else measured <= self.limit


def timed(function: Callable[[], object]) -> float:
    """Milliseconds one call took."""
    began = time.perf_counter()
    function()
    return (time.perf_counter() - began) * 1000


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest measured value that at least this share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def spread(values: Sequence[float]) -> dict[str, float]:
    """The usual points of a series, to go with a figure."""
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    return {name: quantile(values, share) for name, share in shares.items()} | {
        "min": min(values), "max": max(values), "n": len(values),
    }  # fmt: skip


def table(figures: Iterable[Figure]) -> str:
    """All figures as text in columns."""
    rows = [("what", "ours", "floor", "ratio", "target", "")]
    for one in figures:
        floor = "" if one.floor is None else f"{one.floor:.2f} {one.unit}"
        ratio = "" if one.ratio is None else f"{one.ratio:.2f}x"
        met = {None: "", True: "met", False: "MISSED"}[one.met]
        rows.append((one.name, f"{one.ours:.2f} {one.unit}", floor, ratio, _target(one), f"{met}  {one.note}".strip()))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _target(one: Figure) -> str:
    if one.limit is None:
        return ""
    match one.limit_of:
        case "ratio":
            return f"<= {one.limit:g}x"
        case "over floor":
            return f"<= floor + {one.limit:g} {one.unit}"
        case _:
            return f"<= {one.limit:g} {one.unit}"


def write(figures: Iterable[Figure], path: Path) -> None:
    """The same figures as JSON, with the spread behind each."""
    rows = [asdict(one) | {"ratio": one.ratio, "met": one.met} for one in figures]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", "utf-8")


def read(path: Path) -> list[Figure]:
    """Figures that `write` kept."""
    names = Figure.__dataclass_fields__
    return [Figure(**{k: v for k, v in row.items() if k in names}) for row in json.loads(path.read_text("utf-8"))]
