"""Who stays with somebody: one named worker at a time, colleagues beside, and no change that goes unsaid."""

from uuid import UUID, uuid4

import pytest

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.named_workers import TO_BE_SAID, WhoStays, read_worker
from sbp_desktop.models.snapshots import FOR_PERSON
from sbp_desktop.models.vocabulary import NamedRole
from sbp_desktop.services import conversations, me, named_workers, people, safety
from sbp_desktop.storage import history, leaf, queries, rows
from sbp_desktop.storage import named_workers as kept
from sbp_desktop.storage.vault import Vault
from tests.days import days_on
from tests.fixtures import WORKER


@pytest.fixture
def eric(vault: Vault) -> UUID:
    person = people.add_person(vault, "Eric").created[0]
    conversations.start(vault, person)
    return person


def stays(vault: Vault, person: UUID) -> WhoStays:
    return kept.of_person(vault, person)


def named_links(vault: Vault, person: UUID) -> int:
    with vault.reading() as conn:
        return len(kept.links(conn, person, NamedRole.NAMED, ended=False))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Ms Bello, 01632 960144", ("Ms Bello", "01632 960144")),
        ("  Amina   Bello ", ("Amina Bello", "")),
        ("Amina +44 1632 960144", ("Amina", "+44 1632 960144")),
        ("Team 7", ("Team 7", "")),
    ],
)
def test_a_name_and_a_number_are_told_apart(typed: str, read: tuple[str, str]) -> None:
    assert read_worker(typed) == read


def test_whoever_begins_to_talk_with_somebody_stays(vault: Vault, eric: UUID) -> None:
    """I-07: exactly one while a conversation is open."""
    named = queries.person(vault, eric).named_worker
    assert named is not None
    assert (named.id, named.name, named.direct_number) == (vault.worker_id, WORKER["name"], WORKER["direct_number"])
    conversations.start(vault, eric)
    assert named_links(vault, eric) == 1


def test_nobody_without_a_name_has_a_named_worker_until_they_have_one(vault: Vault) -> None:
    nameless = people.add_person(vault).created[0]
    conversations.start(vault, nameless)
    assert stays(vault, nameless).named is None
    people.name_person(vault, nameless, "Jean")
    assert named_links(vault, nameless) == 1


def test_a_change_always_goes_on_and_says_what_is_still_to_be_said(vault: Vault, eric: UUID) -> None:
    """I-07 and I-08: one at a time, and the reason and whether they were told are never blank."""
    link = named_workers.change(vault, eric, "Ms Bello, 01632 960144").created[-1]
    now = stays(vault, eric)
    assert now.named is not None
    assert (now.named.name, now.named.direct_number) == ("Ms Bello", "01632 960144")
    assert named_links(vault, eric) == 1
    (change,) = now.changes
    assert (change.before, change.now, change.told, change.feel) == (WORKER["name"], "Ms Bello", "", "")
    with vault.reading() as conn:
        row = rows.there(conn, "NamedWorkerLink", link)
    assert (row.get("change_reason"), row.values["told_person"]) == (TO_BE_SAID, False)


def test_what_they_were_told_and_how_they_feel_is_kept_and_is_theirs_to_see(vault: Vault, eric: UUID) -> None:
    link = named_workers.change(vault, eric, "Ms Bello").created[-1]
    named_workers.say_why(vault, link, told="Test worker moves to Riverside.")
    named_workers.say_why(vault, link, feel="She will miss the talks.")
    (change,) = kept.of_person(vault, eric, FOR_PERSON).changes
    assert (change.told, change.feel) == ("Test worker moves to Riverside.", "She will miss the talks.")
    with vault.reading() as conn:
        assert rows.there(conn, "NamedWorkerLink", link).values["told_person"] is True
    named_workers.say_why(vault, link, told="")
    assert stays(vault, eric).changes[0].told == ""


def test_a_change_is_taken_back_whole(vault: Vault, eric: UUID) -> None:
    before = stays(vault, eric)
    named_workers.change(vault, eric, "Ms Bello", told="We told her.")
    history.undo(vault, eric)
    assert stays(vault, eric) == before


def test_the_same_name_is_the_same_worker_and_nobody_follows_themselves(vault: Vault, eric: UUID) -> None:
    named_workers.change(vault, eric, "Ms Bello")
    with pytest.raises(RuleRefused):
        named_workers.change(vault, eric, "ms bello")
    with pytest.raises(RuleRefused):
        named_workers.change(vault, eric, "  ")
    named_workers.change(vault, eric, WORKER["name"])
    named_workers.change(vault, eric, "Ms Bello")
    found = stays(vault, eric)
    assert [each.now for each in found.changes] == ["Ms Bello", WORKER["name"], "Ms Bello"]
    assert len(found.known) == 1


def test_a_colleague_is_brought_in_and_the_named_worker_stays(vault: Vault, eric: UUID) -> None:
    """R17."""
    before = stays(vault, eric).named
    link = named_workers.bring_in(vault, eric, "Ms Bello").created[-1]
    now = stays(vault, eric)
    assert (now.named, [each.worker.name for each in now.colleagues], now.changes) == (before, ["Ms Bello"], ())
    with pytest.raises(RuleRefused):
        named_workers.bring_in(vault, eric, "Ms Bello")
    named_workers.let_go(vault, link)
    assert stays(vault, eric).colleagues == ()


def test_a_colleague_who_becomes_the_named_worker_is_no_colleague_any_more(vault: Vault, eric: UUID) -> None:
    named_workers.bring_in(vault, eric, "Ms Bello")
    named_workers.change(vault, eric, "Ms Bello")
    now = stays(vault, eric)
    assert now.named is not None
    assert (now.named.name, now.colleagues) == ("Ms Bello", ())


def test_one_covers_at_a_time_and_the_page_left_behind_says_who(vault: Vault, eric: UUID) -> None:
    named_workers.choose_cover(vault, eric, "Ms Bello, 01632 960144")
    first = stays(vault, eric).cover
    assert first is not None
    assert (first.worker.name, stays(vault, eric).colleagues) == ("Ms Bello", ())
    assert leaf.read(vault, eric).cover == first.worker
    with pytest.raises(RuleRefused, match="cover already"):
        named_workers.choose_cover(vault, eric, "ms bello")
    with pytest.raises(RuleRefused, match="named worker"):
        named_workers.choose_cover(vault, eric, WORKER["name"])
    named_workers.choose_cover(vault, eric, "Sam")
    assert stays(vault, eric).cover.worker.name == "Sam"  # type: ignore[union-attr]
    assert len(cover_links(vault, eric)) == 1
    history.undo(vault, eric)
    assert stays(vault, eric).cover == first


def test_who_does_not_cover_any_more_is_on_no_paper_of_today(vault: Vault, eric: UUID) -> None:
    link = named_workers.choose_cover(vault, eric, "Ms Bello").created[-1]
    named_workers.let_go(vault, link)
    assert stays(vault, eric).cover is None
    assert leaf.read(vault, eric).cover is None
    history.undo(vault, eric)
    assert leaf.read(vault, eric).cover is not None


def test_who_covered_for_a_while_stays_in_the_record_with_their_last_day(vault: Vault, eric: UUID) -> None:
    link = named_workers.choose_cover(vault, eric, "Ms Bello").created[-1]
    now = vault.clock.now_ms()
    vault.clock.now_ms = lambda: days_on(now, 3)
    named_workers.let_go(vault, link)
    with vault.reading() as conn:
        (row,) = kept.links(conn, eric, NamedRole.COVER)
    assert row.get("to") == PartialDate.on(local_day(vault.clock.now_ms()))
    assert leaf.read(vault, eric).cover is None


def test_who_covered_and_becomes_the_named_worker_does_not_cover_themselves(vault: Vault, eric: UUID) -> None:
    named_workers.choose_cover(vault, eric, "Ms Bello")
    named_workers.change(vault, eric, "Ms Bello")
    assert stays(vault, eric).cover is None


def cover_links(vault: Vault, person: UUID) -> list[rows.Row]:
    with vault.reading() as conn:
        return kept.links(conn, person, NamedRole.COVER, ended=False)


def test_my_name_and_number_are_what_people_see(vault: Vault, eric: UUID) -> None:
    me.set_me(vault, direct_number=" 01632  960009 ")
    me.set_me(vault, name="Sam Okafor")
    named = queries.person(vault, eric).named_worker
    assert named is not None
    assert (named.name, named.direct_number) == ("Sam Okafor", "01632 960009")
    history.undo(vault, vault.worker_id)
    assert stays(vault, eric).named.name == WORKER["name"]  # type: ignore[union-attr]


def test_with_a_worry_about_harm_nothing_is_asked_about_a_change(vault: Vault, eric: UUID) -> None:
    """R41: it can still be said, and nobody is asked."""
    assert stays(vault, eric).asks
    safety.worry(vault, uuid4(), person=eric, words="To be left alone.")
    named_workers.change(vault, eric, "Ms Bello")
    assert not stays(vault, eric).asks


def test_who_turns_out_to_be_known_has_a_named_worker_while_we_talk(vault: Vault) -> None:
    known = people.add_person(vault, "Jean").created[0]
    nameless = people.add_person(vault).created[0]
    conversations.start(vault, nameless)
    assert named_links(vault, known) == 0
    people.join_people(vault, nameless, known)
    assert named_links(vault, known) == 1
