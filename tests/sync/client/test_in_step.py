"""Two laptops and a council: what is written on one is on the other, and neither loses anything on the way."""

import random
from uuid import uuid4

from sbp_desktop.errors import NotEnrolled
from sbp_desktop.services import conversations, people, webs
from sbp_desktop.storage import history, queries
from sbp_desktop.sync.engine import Engine
from tests.colleague import assert_made_from_the_log, differences


def test_what_one_wrote_the_other_reads(laptop, council) -> None:
    ours, theirs = laptop(), laptop()
    eric = people.add_person(ours.vault, "Eric").created[0]
    jean = webs.add_node(ours.vault, eric, "Jean", position=(1.0, 0.5)).created[0]
    talk = conversations.start(ours.vault, eric).created[0]
    conversations.write_entry(ours.vault, talk, uuid4(), "She sings.")
    written = ours.unsent()
    outcome = ours.run()
    # One more: who the worker is, under the name that the council knows them by.
    assert (outcome.sent, outcome.came, ours.unsent()) == (written + 1, 0, 0)
    assert queries.worker(ours.vault).name == "Test worker"
    council.grant(theirs.worker.bytes, eric.bytes)
    told = theirs.run()
    assert told.came == 10
    assert eric in told.changes[-1].persons | told.changes[0].persons
    assert differences(ours.content(eric), theirs.content(eric)) == {}
    assert [line.text for line in queries.conversations(theirs.vault, eric)[0].entries] == ["She sings."]
    webs.set_node(theirs.vault, jean, label="Jeanie")
    theirs.run()
    assert ours.run().came == 1
    assert next(n for n in queries.web(ours.vault, eric).nodes if n.id == jean).label == "Jeanie"
    assert differences(ours.content(eric), theirs.content(eric)) == {}
    for one in (ours, theirs):
        assert_made_from_the_log(one.vault)
        assert (one.run().sent, one.run().came) == (0, 0)


def test_both_change_one_thing_and_both_values_stay(laptop, council) -> None:
    ours, theirs = laptop(), laptop()
    eric = people.add_person(ours.vault, "Eric").created[0]
    jean = webs.add_node(ours.vault, eric, "Jean").created[0]
    ours.run()
    council.grant(theirs.worker.bytes, eric.bytes)
    theirs.run()
    webs.set_node(ours.vault, jean, relation="daughter")
    webs.set_node(theirs.vault, jean, relation="niece")
    for one in (ours, theirs, ours):
        one.run()
    shown = {next(n for n in queries.web(o.vault, eric).nodes if n.id == jean).alternatives for o in (ours, theirs)}
    assert shown == {("relation",)}
    assert differences(ours.content(eric), theirs.content(eric)) == {}


def test_what_came_is_never_undone_here(laptop, council) -> None:
    ours, theirs = laptop(), laptop()
    eric = people.add_person(ours.vault, "Eric").created[0]
    ours.run()
    council.grant(theirs.worker.bytes, eric.bytes)
    theirs.run()
    assert history.status(theirs.vault, eric).undo_label is None
    jean = webs.add_node(theirs.vault, eric, "Jean").created[0]
    theirs.run()
    ours.run()
    undone = history.undo(ours.vault, eric)
    assert jean not in undone.entities


def test_a_laptop_not_known_says_so(vault) -> None:
    outcome = Engine(lambda f, *a: f(vault, *a), lambda m: None, vault.clock.now_ms, random.Random(1)).run_once()
    assert isinstance(outcome.problem, NotEnrolled)
