"""A morning storm: a thousand laptops that come to the council within a minute, each with three hundred ops.

Every laptop has a worker, a key and a caseload of five people of its own; it comes at a moment of a triangular minute
(33 a second at its middle), signs in, says hello, pushes its 300 ops (five people, two lanes each), and pulls until it
has read them back. Told to wait by 429 or 503 it begins its run again after the engine's own back-off with jitter.
The council is the process that `sbp-council serve` runs, its PostgreSQL writes to the disk (fsync on), and they share
two cores with the laptops, which are coroutines of this process over one connection each: the time of a request runs
from before it is sent until its whole answer is here, this process's own waiting included.
"""

from pathlib import Path

from sbp_desktop.models.clock import wall_ms
from tests.benchmarks.measuring import Figure, quantile, spread
from tests.benchmarks.stores import Stores
from tests.sync.council.storm import Morning, Told, storm
from tests.sync.council_kit import new_kit
from tests.sync.databases import Databases
from tests.sync.served import Served


def run(stores: Stores, scratch: Path) -> list[Figure]:
    """One morning, and what came of it."""
    databases = Databases(settings=("shared_buffers=256MB", "max_wal_size=4GB"))
    try:
        databases.start()
        kit = new_kit(databases, databases.fresh())
        kit.now = wall_ms()
        served = Served(kit, scratch)
        served.start()
        try:
            return _figures(storm(kit, served.address, Morning(laptops=stores.sizes.laptops)))
        finally:
            served.close()
            kit.pool.close()
    finally:
        databases.close()


def _figures(told: Told) -> list[Figure]:
    took = told.answered
    slowed = ", ".join(f"{count} of {status}" for status, count in sorted(told.slowed.items())) or "none of 429 or 503"
    figures = [
        Figure(
            "morning storm, p99 of a request", quantile(took, 0.99), limit=2000.0, more=spread(took),
            note=f"{len(took):,} answered with 200; p50 {quantile(took, 0.5):.0f}, max {max(took):,.0f}; {slowed}; "
            f"{told.seconds:.0f} s in all",
        ),
        Figure(
            "  ops not found exactly once", told.sent - told.once + told.found - told.once, "ops", limit=0.0,
            note=f"{told.sent:,} sent, {told.found:,} found",
        ),
        Figure("  any other error", len(told.wrong), "answers", limit=0.0, note="; ".join(sorted(set(told.wrong))[:3])),
    ]  # fmt: skip
    for kind, several in told.took.items():
        figures.append(
            Figure(f"  {kind}, p99", quantile(several, 0.99), more=spread(several), note=f"{len(several):,} times")
        )
    return figures
