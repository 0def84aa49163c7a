"""A small morning against the council's own process: nothing is lost, and nobody is answered but plainly."""

from pathlib import Path

from sbp_desktop.models.clock import wall_ms
from tests.sync.council.storm import Morning, storm
from tests.sync.council_kit import Kit
from tests.sync.served import Served

SMALL = Morning(laptops=20, ops=30, people=3, window_s=1.0)


def test_nothing_is_lost_when_all_come_at_once(kit: Kit, tmp_path: Path) -> None:
    kit.now = wall_ms()
    served = Served(kit, tmp_path)
    served.start()
    try:
        told = storm(kit, served.address, SMALL)
    finally:
        served.close()
    assert told.wrong == []
    assert told.slowed.keys() <= {429, 503}
    assert (told.once, told.found) == (told.sent, told.sent) == (600, 600)
    assert {kind: len(took) for kind, took in told.took.items() if kind in ("SignIn", "Push")} == {
        "SignIn": 20, "Push": 20,
    }  # fmt: skip
