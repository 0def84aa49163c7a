"""The sessions of a team and the words somebody rang the bell for: the same on every laptop of the team."""

from datetime import date
from uuid import UUID

from sbp_desktop.models import jargon
from sbp_desktop.services import bell, conversations, people, sessions, teams
from sbp_desktop.storage import enrolment, queries
from sbp_desktop.storage import sessions as kept
from tests.colleague import assert_made_from_the_log, differences
from tests.sync.client.laptops import Laptop

TUESDAY = date(2030, 6, 4).toordinal()
FIRST, SECOND = sorted(jargon.PLAIN)[:2]


def join(laptop: Laptop, team: UUID) -> None:
    with laptop.vault.unit_of_work("Joined a team") as work:
        work.set(laptop.vault.worker_id, "team", team)


def of_one_team(laptop, council) -> tuple[Laptop, Laptop, UUID]:
    ours, theirs = laptop(), laptop()
    for one in (ours, theirs):
        one.run()
    teams.have_one(ours.vault)
    team = teams.ours(ours.vault)
    ours.run()
    council.grant(theirs.worker.bytes, team.bytes, lanes=(0,), role="team")
    join(theirs, team)
    theirs.run()
    return ours, theirs, team


def in_step(ours: Laptop, theirs: Laptop, team: UUID) -> None:
    for one in (ours, theirs, ours, theirs):
        one.run()
    assert differences(ours.content(team), theirs.content(team)) == {}
    for one in (ours, theirs):
        assert_made_from_the_log(one.vault)


def on_tuesday(laptop: Laptop) -> list[tuple[str, str, bool]]:
    with laptop.vault.reading() as conn:
        return [(one.where, one.when, one.here) for one in kept.of_day(conn, laptop.vault.worker_id, TUESDAY)]


def listed(laptop: Laptop) -> list[tuple[str, str]]:
    return [(word.term, word.instead) for word in bell.words(laptop.vault)]


def test_a_session_is_on_every_laptop_of_the_team_and_where_i_am_is_on_mine(laptop, council) -> None:
    ours, theirs, team = of_one_team(laptop, council)
    hub = sessions.write(ours.vault, "The hub, Market Street", "Tuesdays, 10 to 12").created[0]
    sessions.write(ours.vault, "The surgery", "Fridays")
    with ours.vault.writing() as conn:
        kept.keep_here(conn, hub, TUESDAY)
    in_step(ours, theirs, team)
    assert on_tuesday(ours) == [("The hub, Market Street", "Tuesdays, 10 to 12", True)]
    assert on_tuesday(theirs) == [("The hub, Market Street", "Tuesdays, 10 to 12", False)]
    sessions.write(theirs.vault, "The hall", "Tuesdays", session=hub)
    in_step(ours, theirs, team)
    assert on_tuesday(ours) == [("The hall", "Tuesdays", True)]
    sessions.write(theirs.vault, session=hub)
    in_step(ours, theirs, team)
    assert on_tuesday(ours) == on_tuesday(theirs) == []


def test_a_conversation_at_a_session_takes_its_place_along(laptop, council) -> None:
    ours, theirs, _ = of_one_team(laptop, council)
    hub = sessions.write(ours.vault, "The hub, Market Street").created[0]
    sessions.be_at(ours.vault, hub)
    eric = people.add_person(ours.vault, "Eric").created[0]
    conversations.start(ours.vault, eric)
    ours.run()
    council.grant(theirs.worker.bytes, eric.bytes)
    theirs.run()
    (talk,) = queries.conversations(theirs.vault, eric)
    assert (talk.place, talk.setting) == ("The hub, Market Street", "community_hub")


def test_a_word_rung_for_on_both_laptops_is_one_word_and_its_plainer_one_is_on_both(laptop, council) -> None:
    ours, theirs, team = of_one_team(laptop, council)
    bell.ring(ours.vault, [FIRST, SECOND])
    bell.ring(theirs.vault, [FIRST])  # neither knows of the other
    in_step(ours, theirs, team)
    assert listed(ours) == listed(theirs) == [(FIRST, ""), (SECOND, "")]
    word = bell.words(theirs.vault)[0].id
    bell.say_instead(theirs.vault, word, "a proper break")
    bell.put_away(ours.vault, bell.words(ours.vault)[1].id)
    in_step(ours, theirs, team)
    assert listed(ours) == listed(theirs) == [(FIRST, "a proper break")]
    bell.ring(theirs.vault, [SECOND])
    in_step(ours, theirs, team)
    assert listed(ours) == [(FIRST, "a proper break"), (SECOND, "")]


def test_a_worker_s_second_laptop_has_the_same_team_whichever_began_it(laptop) -> None:
    """A laptop that is enrolled as a worker the council knows signs with another id from then on."""
    for begun_on in ("first", "second"):
        ours = laptop()
        ours.run()
        second = laptop()
        if begun_on == "first":
            sessions.write(ours.vault, "The hub", "Tuesdays")
            ours.run()
        else:
            sessions.write(second.vault, "The hub", "Tuesdays")
            bell.ring(second.vault, [FIRST])
        known = enrolment.read(second.vault)
        assert known is not None
        enrolment.keep(second.vault, known, ours.worker)
        second.worker = ours.worker
        for one in (second, ours, second):
            one.run()
        assert on_tuesday(ours) == on_tuesday(second) == [("The hub", "Tuesdays", False)]
        assert listed(ours) == listed(second)
        assert teams.ours(ours.vault) == teams.ours(second.vault)
