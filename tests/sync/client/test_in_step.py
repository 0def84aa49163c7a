"""Two laptops and a council: what is written on one is on the other, and neither loses anything on the way."""

import random
from uuid import uuid4

from sbp_desktop.errors import NotEnrolled
from sbp_desktop.services import conversations, people, webs
from sbp_desktop.storage import enrolment, history, outbox, queries, versions
from sbp_desktop.storage.vault import Vault
from sbp_desktop.sync.engine import Engine
from tests.colleague import arrive, assert_made_from_the_log, differences, named_colleague


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


def test_asking_what_waits_takes_no_longer_where_much_waits(laptop) -> None:
    """The first time everything waits: it is looked at writer by writer, by the index, and never op by op."""
    ours = laptop()
    eric = people.add_person(ours.vault, "Eric").created[0]
    few, _ = _work_of(ours, outbox.waiting)
    with ours.vault.unit_of_work("") as work:
        for _ in range(300):
            work.new("Node", eric, {"kind": "person", "label": "Jean"})
    many, found = _work_of(ours, outbox.waiting)
    with ours.vault.reading() as conn:
        assert found == conn.execute(f"SELECT count(*), min(o.wall) FROM {outbox.UNSENT}").fetchone()
    assert found.changes > 300
    assert many < 2 * few
    scan, _ = _work_of(ours, lambda vault: vault._driver.execute(f"SELECT count(*) FROM {outbox.UNSENT}").fetchone())
    assert scan > 3 * many, "one by one it would show"
    one, _ = _work_of(ours, lambda vault: outbox.batch(vault, 1, 10_000))
    assert one < 2 * few
    ours.run()
    assert outbox.waiting(ours.vault) == (0, None)


def _work_of(laptop, function) -> tuple[int, object]:
    """How much the database did, in tens of its steps, and what came of it."""
    steps: list[None] = []
    laptop.vault._driver.set_progress_handler(lambda: steps.append(None), 10)
    try:
        found = function(laptop.vault)
    finally:
        laptop.vault._driver.set_progress_handler(None, 10)
    return len(steps), found


def test_what_was_written_under_an_earlier_name_is_ours_still(vault: Vault) -> None:
    """A second laptop's work before it was enrolled: the worker has another id from then on."""
    eric = people.add_person(vault, "Eric").created[0]
    jean = webs.add_node(vault, eric, "Jean").created[0]
    label, before = history.status(vault, eric).undo_label, vault.worker_id
    enrolment.keep(vault, enrolment.Enrolment("https://c.example", bytes(16), bytes(32), "C", "Me"), uuid4())
    assert vault.worker_id != before
    arrive(vault, named_colleague(vault, eric, "Sam").set(jean, "label", "Jeanie"))
    found = next(one for one in versions.of_thing(vault, jean) if one.field == "label")
    assert {(one.value, one.ours) for one in found.versions} == {("Jean", True), ("Jeanie", False)}
    assert history.status(vault, eric).undo_label == label
    bo = webs.add_node(vault, eric, "Bo").created[0]
    enrolment.keep(vault, enrolment.Enrolment("https://c.example", bytes(16), bytes(32), "C", "Me"), uuid4())
    history.undo(vault, eric)
    assert bo not in {node.id for node in queries.web(vault, eric).nodes}
