"""A laptop without a word of its council is locked after so many days, whatever its clock says, and loses nothing."""

import random
from pathlib import Path
from uuid import uuid4

import pytest

from sbp_desktop.models.clock import Now
from sbp_desktop.services import people, unlocking
from sbp_desktop.storage import enrolment, lease, outbox, queries
from sbp_desktop.storage import vault as vault_module
from sbp_desktop.storage.lease import DAY_MS, Lease
from sbp_desktop.storage.outbox import Greeted
from sbp_desktop.storage.vault import Vault
from tests.fixtures import PASSPHRASE

HOUR_MS = 3600 * 1000
ENROLLED = enrolment.Enrolment("https://council.example", bytes(16), bytes(32), "Test council", "Test worker")


class Laptop:
    """A store with a clock in a test's hand, and a running time nobody can move."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.true_ms, self.off_by_ms, self.up_s = folder, 1_800_000_000_000, 0, 100.0
        patch.setattr(lease, "now", self._now)
        patch.setattr(vault_module, "now", self._now)
        self.vault: Vault = self._open()

    def _now(self) -> Now:
        return Now(self.true_ms + self.off_by_ms, self.up_s, "start")

    def _open(self) -> Vault:
        opened = unlocking.unlock(self.folder, PASSPHRASE)
        opened.clock.now_ms = lambda: self.true_ms + self.off_by_ms
        return opened

    def close(self) -> None:
        lease.standing(self.vault)
        self.vault.close()

    def sleep_shut(self, ms: int) -> None:
        """Closed and switched off for so long."""
        self.close()
        self.true_ms += ms
        self.up_s = 5.0
        self.vault = self._open()

    def work(self, ms: int) -> None:
        self.true_ms += ms
        self.up_s += ms / 1000

    def hear(self, days: int = 0) -> None:
        outbox.greeted(self.vault, Greeted(bytes(16), self.true_ms, [], [], []))
        lease.heard(self.vault, days)

    def standing(self) -> Lease:
        found = lease.standing(self.vault)
        assert found is not None
        return found


@pytest.fixture
def laptop(vault_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Laptop:
    made = Laptop(vault_folder, monkeypatch)
    yield made
    if not made.vault.closed:
        made.vault.close()


def enrol(laptop: Laptop, days: int = 0) -> None:
    enrolment.keep(laptop.vault, ENROLLED, uuid4())
    laptop.hear(days)


def test_a_laptop_of_no_council_is_never_locked(laptop: Laptop) -> None:
    laptop.sleep_shut(400 * DAY_MS)
    assert lease.standing(laptop.vault) is None
    enrolment.keep(laptop.vault, ENROLLED, uuid4())
    assert lease.standing(laptop.vault) is None, "nor one whose council has not said a word yet"


def test_after_eleven_days_it_is_said_and_after_fourteen_it_is_locked_and_all_is_there(laptop: Laptop) -> None:
    enrol(laptop)
    people.add_person(laptop.vault, "Eric")
    seen = []
    for _ in range(15):
        standing = laptop.standing()
        seen.append((standing.ends_soon, standing.over))
        laptop.sleep_shut(DAY_MS)
    assert seen == [(False, False)] * 11 + [(True, False)] * 3 + [(True, True)]
    assert [row.name for row in queries.people(laptop.vault)] == ["Eric"]
    assert outbox.waiting(laptop.vault).changes > 0, "what was not sent waits as before"
    laptop.hear()
    assert not laptop.standing().over
    assert laptop.standing().days_left == 14


@pytest.mark.parametrize(("said", "days"), [(0, 14), (1, 1), (7, 7), (30, 30), (365, 30), (-5, 1)])
def test_the_council_says_how_many_days_within_what_this_app_allows(laptop: Laptop, said: int, days: int) -> None:
    enrol(laptop, said)
    assert laptop.standing().days == days
    laptop.sleep_shut(days * DAY_MS - HOUR_MS)
    assert not laptop.standing().over
    laptop.sleep_shut(HOUR_MS)
    assert laptop.standing().over


def test_a_clock_set_back_gives_no_day_more(laptop: Laptop) -> None:
    enrol(laptop)
    laptop.sleep_shut(13 * DAY_MS)
    assert not laptop.standing().over
    laptop.off_by_ms = -13 * DAY_MS
    for _ in range(5):
        laptop.work(5 * HOUR_MS)
        laptop.sleep_shut(0)
        laptop.off_by_ms -= 5 * HOUR_MS  # the clock stands still for whoever looks at it alone
    assert laptop.standing().over


def test_a_clock_that_went_ahead_is_put_right_by_the_council(laptop: Laptop) -> None:
    enrol(laptop)
    laptop.off_by_ms = 400 * DAY_MS
    assert laptop.standing().over
    laptop.off_by_ms = 0
    laptop.sleep_shut(HOUR_MS)
    assert laptop.standing().over, "what was seen once counts"
    laptop.hear()
    assert laptop.standing().days_left == 14


def test_no_game_with_the_clock_gains_a_day_of_use(laptop: Laptop, long_form: bool) -> None:
    """Whatever the clock is set to and when, at most fourteen days of use pass between two answers."""
    draw = random.Random(5)
    for _ in range(40 if long_form else 2):
        laptop.off_by_ms = 0
        laptop.sleep_shut(0)
        if lease.standing(laptop.vault) is None:
            enrol(laptop)
        laptop.hear()
        used = 0
        while not laptop.standing().over:
            laptop.off_by_ms = draw.choice([0, -draw.randrange(60) * DAY_MS, -draw.randrange(20_000) * DAY_MS])
            step = draw.randrange(1, 30) * HOUR_MS
            laptop.work(step)
            used += step
            laptop.standing()
            if draw.random() < 0.2:
                laptop.sleep_shut(0)
            assert used <= 16 * DAY_MS
        assert used <= 14 * DAY_MS + 30 * HOUR_MS
