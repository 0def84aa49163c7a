"""Somebody leaves a caseload: unseen at once, nothing of their record lost, and in the end nothing of it here."""

from uuid import UUID, uuid4

import pytest

from sbp_desktop.errors import NotFound, RuleRefused
from sbp_desktop.services import conversations, people, webs
from sbp_desktop.storage import drafts, history, mass_removal, queries, search
from sbp_desktop.storage.mass_removal import Way
from sbp_desktop.sync.protocol import Push, PushAnswer
from tests.colleague import assert_made_from_the_log


def names(laptop) -> set[str]:
    return {row.name for row in queries.people(laptop.vault)}


def rows_of(laptop, person: UUID) -> dict[str, int]:
    """How often a person's id stands anywhere in the file, by table."""
    found = {}
    with laptop.vault.reading() as conn:
        tables = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            columns = {row[1] for row in conn.execute(f"PRAGMA table_info({table})")}
            if "person" in columns:
                count = conn.execute(f"SELECT count(*) FROM {table} WHERE person = ?", (person.bytes,)).fetchone()[0]
                if count:
                    found[table] = count
    return found


@pytest.fixture
def ours(laptop):
    return laptop()


@pytest.fixture
def eric(ours) -> UUID:
    person = people.add_person(ours.vault, "Eric").created[0]
    webs.add_node(ours.vault, person, "Jean")
    people.add_person(ours.vault, "Maud")
    ours.run()
    ours.run()
    return person


def test_who_was_made_here_and_taken_off_us_before_we_heard_they_were_ours_is_gone_too(ours, council) -> None:
    council.closed = True
    person = people.add_person(ours.vault, "Eric").created[0]
    ours.run()
    council.revoke(ours.worker.bytes, person.bytes)
    assert names(ours) == {"Eric"}
    council.closed = False
    changes = ours.run().changes
    assert any(person in one.persons for one in changes)
    assert names(ours) == set()
    ours.run()
    assert rows_of(ours, person) == {}
    assert len(council.ops(person.bytes, 0)) > 0


def test_what_others_wrote_is_given_back_before_it_is_erased_here(laptop, council) -> None:
    """The council was put back, its writer's disk is lost, and the last who holds it is no more with the person."""
    writer, last = laptop(), laptop()
    person = people.add_person(writer.vault, "Eric").created[0]
    writer.run()
    council.grant(last.worker.bytes, person.bytes)
    backup = council.backup()
    webs.add_node(writer.vault, person, "Jean")
    writer.run()
    last.run()
    written = council.ops(person.bytes, 0)
    council.restore(backup, known=False)
    council.revoke(last.worker.bytes, person.bytes)
    assert len(council.ops(person.bytes, 0)) < len(written)
    for _ in range(3):
        last.run()
    assert rows_of(last, person) == {}
    assert sorted(council.ops(person.bytes, 0)) == sorted(written)


def test_hidden_at_once_and_erased_when_nothing_can_be_lost(ours, council, eric: UUID) -> None:
    council.durable = False
    webs.add_node(ours.vault, eric, "Sal")
    ours.run()
    council.revoke(ours.worker.bytes, eric.bytes)
    changes = ours.run().changes
    assert any(eric in one.persons for one in changes)
    assert names(ours) == {"Maud"}
    assert rows_of(ours, eric)["op"] == 7
    assert list(search.find(ours.vault, "Jean")) == []
    with pytest.raises(NotFound):
        queries.person(ours.vault, eric)
    assert council.purged == []
    assert_made_from_the_log(ours.vault)
    council.durable = True
    ours.run()
    assert rows_of(ours, eric) == {}
    assert [(one.person, one.lane, one.count) for one in council.purged] == [(eric.bytes, 0, 7)]
    assert_made_from_the_log(ours.vault)
    held = len(council.purged)
    ours.run()
    assert len(council.purged) == held


def test_what_is_unsent_goes_up_first_marked_late(ours, council, eric: UUID) -> None:
    talk = conversations.start(ours.vault, eric).created[0]
    line = uuid4()
    said = {"conversation": talk.hex, "order": "i0", "kind": "note", "said_by": None}
    drafts.step(ours.vault, eric, line, "text", "She sings on Sundays.", said)
    drafts.step(ours.vault, eric, talk, f"{drafts.HALF}introduce", "The cho", {})  # keeps nobody here, and goes along
    council.revoke(ours.worker.bytes, eric.bytes)
    ours.run()
    assert ours.unsent() == 0
    late = [item for item, _ in council.kept.streams[eric.bytes, 1] if item.late]
    assert any(b"Sundays" in item.op or b"text" in item.op for item in late)
    assert council.kept.held == []
    ours.run()
    assert rows_of(ours, eric) == {}
    assert drafts.half_lines(ours.vault, eric) == ()


def test_what_was_written_after_is_held_and_never_dropped(ours, council, eric: UUID) -> None:
    council.durable = False
    council.revoke(ours.worker.bytes, eric.bytes)
    ours.run()
    with ours.vault.unit_of_work("") as work:
        work.new("Node", eric, {"kind": "person", "label": "Too late"})
    assert names(ours) == {"Maud"}
    ours.run()
    assert len(council.kept.held) == 1
    assert ours.unsent() == 0
    with ours.vault.reading() as conn:
        assert conn.execute("SELECT count(*), max(reason) FROM held").fetchone() == (1, "after")


def test_nothing_unsent_is_ever_erased(ours, council, eric: UUID) -> None:
    """However often the council says so, while it has not taken what is here."""
    webs.add_node(ours.vault, eric, "Sal")
    council.revoke(ours.worker.bytes, eric.bytes)

    ours.meddle = lambda post: lambda m: _no_push(post, m)
    for _ in range(3):
        ours.engine.run_once()
        assert rows_of(ours, eric)["op"] == 7
    assert ours.unsent() > 0
    ours.meddle = lambda post: post
    ours.run()
    assert ours.unsent() == 0


def _no_push(post, message):
    return PushAnswer([]) if isinstance(message, Push) else post(message)


def test_back_again_before_anything_was_erased(ours, council, eric: UUID) -> None:
    council.durable = False
    webs.add_node(ours.vault, eric, "Sal")
    ours.run()
    before = ours.content(eric)
    council.revoke(ours.worker.bytes, eric.bytes)
    ours.run()
    council.grant(ours.worker.bytes, eric.bytes)
    ours.run()
    assert names(ours) == {"Eric", "Maud"}
    assert ours.content(eric) == before
    assert_made_from_the_log(ours.vault)


def test_back_again_after_everything_was_erased(ours, council, eric: UUID) -> None:
    webs.add_node(ours.vault, eric, "Sal")
    ours.run()
    council.revoke(ours.worker.bytes, eric.bytes)
    ours.run()
    ours.run()
    assert rows_of(ours, eric) == {}
    council.grant(ours.worker.bytes, eric.bytes)
    ours.run()
    assert names(ours) == {"Eric", "Maud"}
    jean = next(n for n in queries.web(ours.vault, eric).nodes if n.label == "Jean")
    webs.set_node(ours.vault, jean.id, label="Jeanie")
    ours.run()
    ours.run()
    assert ours.unsent() == 0
    assert_made_from_the_log(ours.vault)


def test_one_lane_alone_is_taken(ours, council, eric: UUID) -> None:
    talk = conversations.start(ours.vault, eric).created[0]
    conversations.write_entry(ours.vault, talk, uuid4(), "She sings.")
    ours.run()
    ours.run()
    council.kept.grants[ours.worker.bytes][eric.bytes] = (0,)
    council._next_number()
    ours.run()
    ours.run()
    assert names(ours) == {"Eric", "Maud"}
    assert queries.conversations(ours.vault, eric) == ()
    with ours.vault.reading() as conn:
        assert conn.execute("SELECT DISTINCT lane FROM op WHERE person = ?", (eric.bytes,)).fetchall() == [(0,)]


def twelve(ours) -> list[UUID]:
    """Twelve people, all with the council and in its caseload."""
    everybody = [people.add_person(ours.vault, f"Person {n}").created[0] for n in range(12)]
    ours.run()
    ours.run()
    return everybody


def test_many_at_once_stay_until_somebody_here_agrees(ours, council) -> None:
    everybody = twelve(ours)
    council.revoke(ours.worker.bytes, *(one.bytes for one in everybody[:3]))
    first = ours.run()
    assert any(mass_removal.ASKED in one.kinds for one in first.changes)
    for _ in range(3):
        ours.run()
    assert len(names(ours)) == 12
    assert [m.known for m in council.posts if type(m).__name__ == "Pull"][-1] < council.kept.number
    assert first.wait_s > 0
    [asked] = mass_removal.questions(ours.vault)
    assert asked[:3] == (Way.TAKEN, 3, 12)
    mass_removal.agree(ours.vault, asked)
    assert mass_removal.questions(ours.vault) == ()
    ours.run()
    assert len(names(ours)) == 9
    with ours.vault.reading() as conn:
        assert not mass_removal.waits(conn, Way.TAKEN)


@pytest.mark.parametrize("other", ["another epoch", "another answer", "others go"])
def test_a_word_here_holds_while_the_same_go(ours, council, other: str) -> None:
    everybody = twelve(ours)
    council.revoke(ours.worker.bytes, *(one.bytes for one in everybody[:3]))
    ours.run()
    mass_removal.agree(ours.vault, *mass_removal.questions(ours.vault))
    if other == "another epoch":
        council.restore(council.backup())
    elif other == "another answer":
        council._next_number()
    else:
        council.revoke(ours.worker.bytes, everybody[3].bytes)
    ours.run()
    assert len(names(ours)) == (12 if other == "others go" else 9)


def test_a_word_for_what_was_asked_before_is_none_for_what_is_asked_now(ours, council) -> None:
    everybody = twelve(ours)
    council.revoke(ours.worker.bytes, *(one.bytes for one in everybody[:3]))
    ours.run()
    [shown] = mass_removal.questions(ours.vault)
    council.revoke(ours.worker.bytes, everybody[3].bytes)
    ours.run()
    mass_removal.agree(ours.vault, shown)
    ours.run()
    assert len(names(ours)) == 12


def test_a_caseload_that_is_right_again_asks_nothing(ours, council) -> None:
    everybody = twelve(ours)
    council.revoke(ours.worker.bytes, *(one.bytes for one in everybody[:3]))
    ours.run()
    for one in everybody[:3]:
        council.grant(ours.worker.bytes, one.bytes)
    ours.run()
    assert mass_removal.questions(ours.vault) == ()
    assert len(names(ours)) == 12


def test_many_whose_time_ends_sooner_than_was_said_stay_too(ours, council) -> None:
    """Ended by the clock they would be hidden at once, and a caseload without them would find nobody to ask about."""
    everybody = twelve(ours)
    for one in everybody:
        council.grant(ours.worker.bytes, one.bytes, until=council.now_ms() + 1)
    ours.run()
    ours.vault.clock.now_ms = lambda: council.now_ms() + 10_000
    ours.run()
    assert len(names(ours)) == 12
    council.revoke(ours.worker.bytes, *(one.bytes for one in everybody))
    for _ in range(3):
        ours.run()
    assert len(names(ours)) == 12


def test_many_who_were_never_given_stay_too(ours, council) -> None:
    council.closed = True
    made = [people.add_person(ours.vault, f"Person {n}").created[0] for n in range(4)]
    ours.run()
    council.revoke(ours.worker.bytes, *(one.bytes for one in made))
    council.closed = False
    for _ in range(3):
        ours.run()
    assert len(names(ours)) == 4
    mass_removal.agree(ours.vault, *mass_removal.questions(ours.vault))
    ours.run()
    assert names(ours) == set()


def test_an_empty_council_takes_nobody_away(ours, council, eric: UUID) -> None:
    more = [people.add_person(ours.vault, f"Person {n}").created[0] for n in range(4)]
    ours.run()
    ours.run()
    council.restore(type(council)(council.now_ms).backup())
    ours.run()
    assert len(names(ours)) == 2 + len(more)


def test_what_is_written_carries_the_number_that_was_known(ours, council, eric: UUID) -> None:
    webs.add_node(ours.vault, eric, "Sal")
    with ours.vault.reading() as conn:
        assert conn.execute("SELECT wcur FROM op ORDER BY seq DESC LIMIT 1").fetchone() == (council.kept.number,)


def test_whoever_may_only_be_read_from_now_on_is_written_of_no_more_and_nothing_is_lost(
    ours, council, eric: UUID
) -> None:
    talk = conversations.start(ours.vault, eric).created[0]
    ours.run()
    line = uuid4()
    said = {"conversation": talk.hex, "order": "i0", "kind": "note", "said_by": None}
    drafts.step(ours.vault, eric, line, "text", "She sings on Sundays.", said)
    council.grant(ours.worker.bytes, eric.bytes, role="reader")
    changes = ours.run().changes
    assert any(eric in one.only_read for one in changes)
    assert (ours.unsent(), council.kept.held) == (0, []), "what was typed before is late and not held"
    assert queries.person(ours.vault, eric).only_read
    before = ours.ops()
    for refused in (
        lambda: webs.add_node(ours.vault, eric, "Sal"),
        lambda: conversations.write_entry(ours.vault, talk, line, "She sings."),
        lambda: history.undo(ours.vault, eric),
    ):
        with pytest.raises(RuleRefused, match="not write in it"):
            refused()
    assert ours.ops() == before
    drafts.step(ours.vault, eric, uuid4(), "text", "Typed all the same.", said)
    assert [one.text for one in drafts.pending(ours.vault, eric)] == ["Typed all the same."]
    council.grant(ours.worker.bytes, eric.bytes, role="co_worker")
    assert not any(one.only_read for one in ours.run().changes)
    webs.add_node(ours.vault, eric, "Sal")
    assert not queries.person(ours.vault, eric).only_read
