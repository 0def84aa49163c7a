"""What a page left with somebody may say: theirs, agreed, and nothing that is not for whoever comes to read it."""

from uuid import UUID, uuid4

import pytest

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.order import between
from sbp_desktop.models.snapshots import FOR_PERSON
from sbp_desktop.services import circle, connections, conversations, learning, people, plans, sharing, webs
from sbp_desktop.storage import leaf, queries
from sbp_desktop.storage import plans as kept
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui.keep import leaf_words


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


@pytest.fixture
def talk(vault: Vault, eric: UUID) -> UUID:
    return conversations.start(vault, eric, setting="home_visit").created[0]


def say(vault: Vault, talk: UUID, eric: UUID, text: str, **more: object) -> UUID:
    line, order = uuid4(), between(None, None)
    me = queries.self_node_of(eric)
    conversations.write_entry(vault, talk, line, text, order=order, **{"kind": "words", "said_by": me, **more})  # type: ignore[arg-type]
    return line


def link(vault: Vault, eric: UUID, name: str, role: str, since: str | None = None, until: str | None = None) -> None:
    with vault.unit_of_work("A colleague") as work:
        worker = work.new("Worker", uuid4(), {"name": name, "direct_number": "01632 960077"})
        work.new("NamedWorkerLink", eric, {"worker": worker, "role": role, "from": since, "to": until})


def lines(vault: Vault, eric: UUID) -> list[str]:
    about = leaf.read(vault, eric)
    return [entry.text for entry in about.talk.entries] if about.talk else []


def test_it_is_about_the_newest_conversation_or_the_one_asked_for(vault: Vault, eric: UUID, talk: UUID) -> None:
    say(vault, talk, eric, "The mornings are long.")
    conversations.finish(vault, talk)
    vault.clock.now_ms = lambda: 2_000_000_000_000
    later = conversations.start(vault, eric).created[0]
    say(vault, later, eric, "I want to go out.")
    assert lines(vault, eric) == ["I want to go out."]
    asked = leaf.read(vault, eric, talk).talk
    assert asked is not None
    assert asked.entries[0].text == "The mornings are long."


def test_what_is_kept_apart_or_from_anybody_is_not_on_paper_though_they_are_not_here(
    vault: Vault, eric: UUID, talk: UUID
) -> None:
    jean = webs.add_node(vault, eric, "Jean").created[0]
    webs.make_private(vault, webs.add_node(vault, eric, "Whispered").created[0])
    open_line = say(vault, talk, eric, "I like the choir.")
    not_jean = say(vault, talk, eric, "Jean shouts.")
    say(vault, talk, eric, "Only for us.", private=True)
    sharing.set_audience(vault, not_jean, not_with=[jean])
    assert jean not in queries.in_the_room(vault, eric)
    about = leaf.read(vault, eric)
    assert about.talk is not None
    assert [entry.id for entry in about.talk.entries] == [open_line]
    assert {node.label for node in about.web.nodes} == {"Eric", "Jean"}
    assert len(leaf.read(vault, eric, audience=FOR_PERSON).talk.entries) == 2, "the ablation: Jean alone hides the line"  # type: ignore[union-attr]


def test_a_conversation_kept_apart_as_a_whole_leaves_nothing(vault: Vault, eric: UUID, talk: UUID) -> None:
    say(vault, talk, eric, "The mornings are long.")
    sharing.set_audience(vault, talk, person=False)
    assert leaf.read(vault, eric, talk).talk is None
    assert leaf.read(vault, eric).talk is None


def test_the_plan_of_the_conversation_is_on_it_or_else_the_one_still_open(vault: Vault, eric: UUID, talk: UUID) -> None:
    conversations.set_kind(vault, talk, "C2")
    plan = kept.of_conversation(vault, talk)
    assert plan is not None
    plans.set_plan(vault, plan.id, what_must_change="I want to go out.")
    plans.agree_day(vault, plan.id, PartialDate.of("2099-01-05"))
    about = leaf.read(vault, eric, talk)
    assert about.plan is not None
    assert about.plan.what_must_change == "I want to go out."
    assert about.next_on == PartialDate.of("2099-01-05")
    vault.clock.now_ms = lambda: 2_000_000_000_000
    conversations.start(vault, eric)
    again = leaf.read(vault, eric).plan
    assert again is not None
    assert again.id == plan.id


def test_whom_to_ring_is_the_named_worker_and_who_covers_for_them_today(vault: Vault, eric: UUID) -> None:
    alone = leaf.read(vault, eric)
    assert alone.worker is not None
    assert (alone.worker.name, alone.visited, alone.cover) == ("Test worker", None, None)
    link(vault, eric, "Amina", "named")
    link(vault, eric, "Long gone", "cover", "2020-01-01", "2020-02-01")
    link(vault, eric, "Cem", "named_colleague")
    beside = leaf.read(vault, eric).cover
    assert beside is not None
    assert beside.name == "Cem", "nobody covers, so a colleague who knows them"
    link(vault, eric, "Bea", "cover")
    about = leaf.read(vault, eric)
    assert about.worker is not None
    assert about.visited is not None
    assert about.cover is not None
    assert (about.worker.name, about.visited.name, about.cover.name) == ("Amina", "Test worker", "Bea")
    assert about.cover.direct_number == "01632 960077"


def test_large_print_and_no_paper_are_theirs_to_say(vault: Vault, eric: UUID) -> None:
    assert (leaf.read(vault, eric).large, leaf.read(vault, eric).paper_ok) == (False, True)
    people.set_person(vault, eric, communication={"large_print"})
    people.set_paper(vault, eric, False)
    assert (leaf.read(vault, eric).large, leaf.read(vault, eric).paper_ok) == (True, False)
    assert not queries.person(vault, eric).paper_ok


def test_what_they_are_learning_is_on_it_and_of_the_circle_whoever_said_yes(vault: Vault, eric: UUID) -> None:
    jean, sam = (webs.add_node(vault, eric, name).created[0] for name in ("Jean", "Sam"))
    for who, what in ((jean, "bring bread"), (sam, "mow the lawn")):
        member = uuid4()
        circle.write_member(vault, member, person=eric, node=who, will_do=what, how_often="on Fridays")
        if who == jean:
            circle.say_yes(vault, member, PartialDate.of("2026-11-20"))
    learning.write_skill(vault, uuid4(), person=eric, skill="Make tea", first_step="Fill the kettle")
    about = leaf.read(vault, eric)
    assert leaf_words.helping(about) == ["Jean: bring bread, on Fridays", "Sam: to be asked"]
    assert leaf_words.learning(about) == ["Make tea: Fill the kettle"]


def test_places_they_want_to_get_to_know_are_on_it_and_mere_ideas_are_not(vault: Vault, eric: UUID) -> None:
    for label, status in (("Church", "agreed"), ("Tea club", "started"), ("Bowls", "idea"), ("Choir", "declined")):
        node = webs.add_node(vault, eric, label, kind="group", status="possible").created[0]
        connections.set_status(vault, node, status)
    assert leaf_words.trying(leaf.read(vault, eric)) == ["Church, Tea club"]
