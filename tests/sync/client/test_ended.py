"""A time that was given ends while no council can be reached: unseen by the clock, and nothing lost by it."""

from uuid import UUID, uuid4

import pytest

from sbp_desktop.errors import CouncilUnreachable, NotFound
from sbp_desktop.models.clock import wall_ms
from sbp_desktop.services import conversations, people, webs
from sbp_desktop.storage import caseload, drafts, queries, search
from tests.colleague import assert_made_from_the_log
from tests.sync.client.laptops import Laptop
from tests.sync.client.small_council import SmallCouncil

HOUR = 3_600_000
DAY = 24 * HOUR


class Time:
    """What the clocks say: the laptop's may be moved alone."""

    def __init__(self) -> None:
        self.council = self.laptop = wall_ms()

    def on(self, ms: int) -> None:
        self.council, self.laptop = self.council + ms, self.laptop + ms


@pytest.fixture
def time(council: SmallCouncil) -> Time:
    made = Time()
    council.now_ms = lambda: made.council
    return made


@pytest.fixture
def ours(laptop, time: Time) -> Laptop:
    one: Laptop = laptop()
    one.vault.clock.now_ms = one.engine.now_ms = lambda: time.laptop
    return one


@pytest.fixture
def eric(ours: Laptop, council: SmallCouncil, time: Time) -> UUID:
    """With us for three more days; Maud for good."""
    person = people.add_person(ours.vault, "Eric").created[0]
    webs.add_node(ours.vault, person, "Jean")
    people.add_person(ours.vault, "Maud")
    ours.run()
    council.grant(ours.worker.bytes, person.bytes, role="cover", until=time.council + 3 * DAY)
    ours.run()
    return person


def names(laptop: Laptop) -> set[str]:
    return {row.name for row in queries.people(laptop.vault)}


def away(_post):
    def nobody(_message):
        raise CouncilUnreachable("away")

    return nobody


def test_unseen_when_the_time_is_up_and_unsent_work_goes_at_the_next_contact(ours, council, eric, time) -> None:
    talk = conversations.start(ours.vault, eric).created[0]
    said = {"conversation": talk.hex, "order": "i0", "kind": "note", "said_by": None}
    drafts.step(ours.vault, eric, uuid4(), "text", "She sings on Sundays.", said)
    time.on(3 * DAY - HOUR)
    assert not caseload.time_is_up(ours.vault) or caseload.keep_to_time(ours.vault).gone == frozenset()
    assert names(ours) == {"Eric", "Maud"}
    time.on(HOUR)
    assert caseload.time_is_up(ours.vault)
    changes = caseload.keep_to_time(ours.vault)
    assert (changes.gone, changes.persons) == ({eric}, {eric})
    assert names(ours) == {"Maud"}
    assert list(search.find(ours.vault, "Jean")) == []
    with pytest.raises(NotFound):
        queries.person(ours.vault, eric)
    assert not caseload.time_is_up(ours.vault)
    assert_made_from_the_log(ours.vault)
    before, unsent = ours.ops(), ours.unsent()
    assert unsent
    assert caseload.erase_what_is_safe(ours.vault) == []
    ours.run()
    assert (ours.unsent(), ours.ops()) == (0, before)
    assert any(b"Sundays" in op for op in council.ops(eric.bytes, 1))
    assert council.purged == [], "a clock erases nothing"


def test_what_was_all_sent_stays_here_however_long_no_council_answers(ours, eric, time) -> None:
    ours.run()
    ops = ours.ops()
    time.on(300 * DAY)
    caseload.keep_to_time(ours.vault)
    ours.meddle = away
    for _ in range(3):
        ours.engine.run_once()
        caseload.erase_what_is_safe(ours.vault)
    assert (names(ours), ours.ops()) == ({"Maud"}, ops)


def test_a_clock_that_is_turned_back_brings_nobody_back(ours, eric, time) -> None:
    time.on(4 * DAY)
    caseload.keep_to_time(ours.vault)
    time.laptop -= 4 * DAY
    assert caseload.keep_to_time(ours.vault).empty
    ours.vault.close()
    ours.open()
    ours.vault.clock.now_ms = lambda: time.laptop
    assert caseload.keep_to_time(ours.vault).empty
    assert names(ours) == {"Maud"}


def test_turning_the_clock_back_before_does_not_make_the_time_longer(ours, eric, time) -> None:
    time.on(3 * DAY - HOUR)
    caseload.keep_to_time(ours.vault)  # as every minute
    time.laptop -= 30 * DAY
    assert caseload.keep_to_time(ours.vault).empty
    assert names(ours) == {"Eric", "Maud"}
    time.on(30 * DAY + 2 * HOUR)
    assert caseload.keep_to_time(ours.vault).gone == {eric}


def test_seen_again_once_the_council_gives_more_time(ours, council, eric, time) -> None:
    kept = ours.content(eric)
    time.on(4 * DAY)
    caseload.keep_to_time(ours.vault)
    council.grant(ours.worker.bytes, eric.bytes, role="cover", until=time.council + DAY)
    changes = ours.run().changes
    assert any(eric in one.persons for one in changes)
    assert names(ours) == {"Eric", "Maud"}
    assert ours.content(eric) == kept
    assert_made_from_the_log(ours.vault)


def test_a_clock_far_ahead_hides_somebody_until_the_council_has_said_what_time_it_is(ours, eric, time) -> None:
    time.laptop += 400 * DAY
    assert caseload.keep_to_time(ours.vault).gone == {eric}
    ours.run()
    assert names(ours) == {"Eric", "Maud"}
    assert not caseload.time_is_up(ours.vault)


def test_taken_off_afterwards_they_are_erased_like_others(ours, council, eric, time) -> None:
    time.on(4 * DAY)
    caseload.keep_to_time(ours.vault)
    council.revoke(ours.worker.bytes, eric.bytes)
    for _ in range(3):
        ours.run()
    assert {one.person for one in council.purged} == {eric.bytes}
