"""Search as you type over a hundred thousand lines: every prefix of two letters or more, newest first."""

import random
from pathlib import Path
from typing import Any

from sbp_desktop.storage import search
from tests.benchmarks.measuring import Figure, quantile, spread, timed
from tests.benchmarks.stores import Stores, person_id
from tests.benchmarks.words import Language


def run(stores: Stores, scratch: Path) -> list[Figure]:
    """Everybody's lines, and one person's."""
    sizes = stores.sizes
    typed = Language(sizes.vocabulary).typed(sizes.searches)
    chance = random.Random(5)
    one_of = [person_id(chance.randrange(sizes.entry_people)) for _ in range(40)]
    with stores.opened("entries", scratch / "ours") as vault:
        search.find(vault, typed[0])
        everybody = [(timed(lambda part=part: search.find(vault, part)), part) for part in typed]
        one = [
            (timed(lambda part=part, who=who: search.find(vault, part, within=who)), part)
            for part, who in zip(typed, one_of * len(typed), strict=False)
        ]
        two = [f"{a} {b}" for a, b in zip(typed, typed[7:], strict=False)]
        both = [(timed(lambda part=part: search.find(vault, part)), part) for part in two]
    return [
        *_figures("search everybody", everybody),
        *_figures("search one person", one),
        *_figures("search everybody, two words", both),
    ]


def _figures(name: str, took: list[tuple[float, str]]) -> list[Figure]:
    series = [ms for ms, _ in took]
    more: dict[str, Any] = {"ours": spread(series), "slowest": sorted(took, reverse=True)[:8]}
    return [
        Figure(f"{name}, p50", quantile(series, 0.5), more=more),
        Figure(f"{name}, p95", quantile(series, 0.95), limit=20.0),
        Figure(f"{name}, most", max(series)),
    ]
