"""Who was opened is told to the council with where the log ends; whom the council erases is erased here, wholly."""

from uuid import UUID, uuid4

import pytest

from sbp_desktop.errors import RuleRefused
from sbp_desktop.services import people, seen, webs
from sbp_desktop.storage import access_log, drafts, erasing, mass_removal, queries
from sbp_desktop.storage.mass_removal import Question, Way
from sbp_desktop.sync.protocol import AskSeen, Gone, Push, Seen
from tests.sync.client.test_caseload import names, rows_of

STAYS = {"access", "gone", "erased", "opening"}
"""Tables that may name an erased person by their id, and by nothing else; the last two until the council was told."""


@pytest.fixture
def ours(laptop):
    return laptop()


def people_of(laptop, *called: str) -> list[UUID]:
    found = [people.add_person(laptop.vault, name).created[0] for name in called]
    for person in found:
        webs.add_node(laptop.vault, person, "Jean")
    return found


def asked(laptop) -> Question:
    """What waits for a word here."""
    [found] = mass_removal.questions(laptop.vault)
    return found


def erase(council, *persons: UUID) -> None:
    for person in persons:
        council.gone.append(Gone(person.bytes, len(council.gone) + 1))


def test_the_council_hears_of_each_opening_and_where_the_log_ends(ours, council) -> None:
    eric, _ = people_of(ours, "Eric", "Maud")
    people.note_opened(ours.vault, eric)
    seen.say_why(ours.vault, eric, "On duty")
    ours.run()
    assert [(one.what, one.why) for one in council.openings] == [("opened", ""), ("said why", "On duty")]
    assert (council.logs[-1].number, council.logs[-1].before) == (2, 0)
    people.note_opened(ours.vault, eric)
    ours.run()
    whole = access_log.walk(ours.vault)
    newest = council.logs[-1]
    assert (newest.number, newest.link, newest.before) == (3, whole.link, 2)
    assert newest.before_link == council.logs[0].link
    assert len(council.openings) == 3


def test_the_council_is_asked_who_has_seen_somebody(ours, council) -> None:
    (eric,) = people_of(ours, "Eric")
    council.seen = [Seen(5, uuid4().bytes, "Ann", "opened")]
    assert [one.name for one in ours.engine.ask(AskSeen(eric.bytes)).entries] == ["Ann"]


def test_who_the_council_erased_goes_at_the_next_contact_sent_or_not(ours, council) -> None:
    eric, maud = people_of(ours, "Eric", "Maud")
    ours.run()
    people.note_opened(ours.vault, eric)
    seen.say_why(ours.vault, eric, "On duty")
    webs.add_node(ours.vault, eric, "Never sent")
    drafts.step(ours.vault, eric, uuid4(), "text", "half a sentence", {})
    erase(council, eric)
    before = len(council.posts)
    changes = ours.run().changes
    assert any(eric in one.gone and erasing.ERASED in one.kinds for one in changes)
    assert names(ours) == {"Maud"}
    assert set(rows_of(ours, eric)) <= STAYS
    assert access_log.walk(ours.vault).fault == 0
    assert all(one.why == "" for one in access_log.of_person(ours.vault, eric))
    pushed = [group.person for post in council.posts[before:] if isinstance(post, Push) for group in post.groups]
    assert eric.bytes not in pushed
    assert {one.person for one in council.purged} == {eric.bytes}
    assert queries.person(ours.vault, maud).name == "Maud"


def test_nothing_of_them_comes_back_by_another_way(ours, council) -> None:
    (eric, _) = people_of(ours, "Eric", "Maud")
    erase(council, eric)
    ours.run()
    with pytest.raises(RuleRefused, match="erased"):
        people.add_person(ours.vault, "Eric", person=eric)
    drafts.step(ours.vault, eric, uuid4(), "text", "a page that was open kept this", {})
    assert set(rows_of(ours, eric)) <= STAYS
    ours.run()  # what was obeyed is not ordered again
    assert names(ours) == {"Maud"}


def test_a_council_that_was_put_back_and_gives_them_again_is_not_heard(ours, council) -> None:
    (eric, _) = people_of(ours, "Eric", "Maud")
    ours.run()
    erase(council, eric)
    ours.run()
    people_of(ours, "Ida")  # with somebody new the whole caseload is given anew
    for _ in range(3):
        ours.run()
    assert names(ours) == {"Ida", "Maud"}
    assert set(rows_of(ours, eric)) <= STAYS


def test_so_many_at_once_wait_for_a_word_here(ours, council) -> None:
    """R13: a council that was taken over, or put back wrongly, erases nobody unattended."""
    found = people_of(ours, *(f"Person {n}" for n in range(5)))
    ours.run()
    erase(council, *found[:3])
    for _ in range(3):
        ours.run()
    assert len(names(ours)) == 5
    assert asked(ours)[:3] == (Way.ERASED, 3, 5)
    mass_removal.agree(ours.vault, asked(ours))
    assert mass_removal.questions(ours.vault) == ()
    ours.run()
    assert len(names(ours)) == 2
    assert mass_removal.questions(ours.vault) == ()
    erase(council, *found[3:])
    ours.run()
    assert len(names(ours)) == 0  # two are no mass: each decision is one person's


def test_a_word_here_is_for_those_who_were_named_and_for_nobody_else(ours, council) -> None:
    found = people_of(ours, *(f"Person {n}" for n in range(9)))
    ours.run()
    erase(council, *found[:3])
    ours.run()
    mass_removal.agree(ours.vault, asked(ours))
    erase(council, *found[3:8])
    ours.run()
    assert len(names(ours)) == 9
    assert asked(ours)[:3] == (Way.ERASED, 8, 9)


def test_what_the_council_took_back_is_not_asked_any_more(ours, council) -> None:
    found = people_of(ours, *(f"Person {n}" for n in range(5)))
    ours.run()
    erase(council, *found[:3])
    ours.run()
    council.gone.clear()
    ours.run()
    assert mass_removal.questions(ours.vault) == ()
    assert len(names(ours)) == 5


def test_the_ablation_of_the_fail_safe_is_red(ours, council, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mass_removal, "_MANY", 99)
    found = people_of(ours, *(f"Person {n}" for n in range(5)))
    ours.run()
    erase(council, *found[:3])
    ours.run()
    assert len(names(ours)) == 2


def test_who_is_hidden_here_is_erased_too(ours, council) -> None:
    """Taken off this worker while what they wrote could still be lost, and erased before it was safe."""
    eric, _ = people_of(ours, "Eric", "Maud")
    ours.run()
    council.durable = False
    webs.add_node(ours.vault, eric, "Sal")
    ours.run()
    council.revoke(ours.worker.bytes, eric.bytes)
    ours.run()
    assert rows_of(ours, eric)["op"]
    erase(council, eric)
    ours.run()
    assert set(rows_of(ours, eric)) <= STAYS
