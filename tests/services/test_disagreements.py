"""What somebody sees differently stands beside what the record says, and goes with every copy of it (D2)."""

import json
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from sbp_desktop.errors import NotFound, RuleRefused
from sbp_desktop.models import marked_text, showing_to
from sbp_desktop.models.marked_text import Mention
from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import FOR_PERSON, FOR_WORKER, Audience, Disagreement
from sbp_desktop.services import (
    conversations,
    decisions,
    disagreements,
    exporting,
    outcomes,
    people,
    plans,
    sharing,
    subject_access,
    webs,
)
from sbp_desktop.storage import disagreements as kept
from sbp_desktop.storage import history, leaf, queries, search
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.differently import words as seen_differently
from sbp_desktop.ui.keep import easy_words, leaf_words
from sbp_desktop.ui.web import told
from tests.colleague import assert_made_from_the_log

SAID = "I was never asked about quetzals."


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


@pytest.fixture
def jean(vault: Vault, eric: UUID) -> UUID:
    return webs.add_node(vault, eric, "Jean").created[0]


@pytest.fixture
def talk(vault: Vault, eric: UUID) -> UUID:
    return conversations.start(vault, eric).created[0]


def differ(vault: Vault, of: UUID, words: str = SAID, said_by: UUID | None = None) -> UUID:
    thing = uuid4()
    disagreements.write(vault, thing, words, of=of, said_by=said_by)
    return thing


def sentence(vault: Vault, talk: UUID, text: str = "He has no friends.") -> UUID:
    line = uuid4()
    conversations.write_entry(vault, talk, line, text)
    return line


def one_of_each(vault: Vault, eric: UUID, talk: UUID, jean: UUID) -> dict[str, UUID]:
    outcome = uuid4()
    outcomes.write_outcome(vault, outcome, "To sing again.", person=eric)
    return {
        "Entry": sentence(vault, talk),
        "Conversation": talk,
        "Node": jean,
        "Tie": queries.web(vault, eric).ties[0].id,
        "Decision": decisions.open_decision(vault, eric, "residential").created[0],
        "Outcome": outcome,
        "Person": eric,
        "Contact": plans.log_contact(vault, eric, "visit").created[0],
    }


def test_it_stands_beside_anything_of_the_record_by_whom_and_when(
    vault: Vault, eric: UUID, talk: UUID, jean: UUID
) -> None:
    for kind, thing in one_of_each(vault, eric, talk, jean).items():
        differ(vault, thing, f"{kind} is not so")
        (said,) = kept.about(vault, thing)
        assert (said.words, said.who, said.of) == (f"{kind} is not so", "Eric", thing)
        assert said.at is not None
    differ(vault, jean, "He does not ring me", said_by=jean)
    assert [(one.who, one.words) for one in kept.about(vault, jean)] == [
        ("Eric", "Node is not so"),
        ("Jean", "He does not ring me"),
    ]
    assert_made_from_the_log(vault)


def test_the_original_stays_and_undo_takes_only_the_statement_back(vault: Vault, eric: UUID, talk: UUID) -> None:
    line = sentence(vault, talk)
    conversations.read_back(vault, line)
    thing = differ(vault, line)
    entries = queries.conversation(vault, talk).entries
    assert [(one.kind, one.text, one.locked) for one in entries] == [
        ("note", "He has no friends.", True),
        ("seen_differently", SAID, True),
    ]
    disagreements.write(vault, thing, "I have two friends.", of=line)
    assert queries.conversation(vault, talk).entries[1].text == "I have two friends."
    history.undo(vault, eric)
    assert queries.conversation(vault, talk).entries[1].text == SAID
    history.undo(vault, eric)
    assert [one.text for one in queries.conversation(vault, talk).entries] == ["He has no friends."]
    history.redo(vault, eric)
    disagreements.write(vault, thing, "", of=line)
    assert kept.about(vault, line) == ()


def test_nothing_stands_beside_a_statement_or_beside_nothing(vault: Vault, eric: UUID, talk: UUID) -> None:
    thing = differ(vault, sentence(vault, talk))
    with pytest.raises(RuleRefused):
        disagreements.write(vault, uuid4(), "And I differ again", of=thing)
    with pytest.raises(NotFound):
        disagreements.write(vault, uuid4(), "Of what?", of=uuid4())
    other = people.add_person(vault, "Ann").created[0]
    with pytest.raises(RuleRefused):
        disagreements.write(vault, thing, "Ann’s", of=other)
    assert disagreements.write(vault, uuid4(), "  ", of=other).empty


def shown(vault: Vault, eric: UUID, audience: Audience) -> list[str]:
    every = (one for several in kept.of_person(vault, eric, audience).values() for one in several)
    return [one.words for one in every]


def test_it_goes_wherever_the_thing_goes_and_nowhere_else(vault: Vault, eric: UUID, jean: UUID) -> None:
    tom = webs.add_node(vault, eric, "Tom").created[0]
    differ(vault, jean)
    for audience in (FOR_PERSON, Audience("team"), FOR_WORKER):
        assert shown(vault, eric, audience) == [SAID]
    family = f"family:{tom.hex}"
    assert shown(vault, eric, Audience(family)) == []
    sharing.set_audience(vault, jean, named={family})
    assert shown(vault, eric, Audience(family)) == [SAID]
    sharing.set_audience(vault, jean, person=False)
    assert shown(vault, eric, FOR_PERSON) == []
    sharing.set_audience(vault, jean, not_with=[tom])
    assert shown(vault, eric, Audience("worker", frozenset({tom}))) == []
    sharing.set_audience(vault, jean, not_with=[])
    webs.make_private(vault, jean)
    assert [shown(vault, eric, each) for each in (FOR_PERSON, Audience("team"), FOR_WORKER)] == [[], [], [SAID]]


def test_without_the_rule_it_would_not_go_with_a_copy_for_somebody_outside(
    vault: Vault, eric: UUID, jean: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ablation of the test above."""
    differ(vault, jean)
    sharing.set_audience(vault, jean, named={f"family:{jean.hex}"})
    monkeypatch.setattr(showing_to, "STANDS_BESIDE", {})
    assert shown(vault, eric, Audience(f"family:{jean.hex}")) == []


def test_it_is_found_by_its_words_at_what_it_is_about(vault: Vault, eric: UUID, talk: UUID, jean: UUID) -> None:
    line = sentence(vault, talk)
    thing = differ(vault, line)
    (found,) = search.find(vault, "quetzal")
    assert (found.kind, found.conversation, found.entity) == ("Entry", talk, thing)
    differ(vault, jean, "She is a friend to axolotls")
    (found,) = search.find(vault, "axolotl")
    assert (found.kind, found.entity) == ("Node", jean)


# ---- every copy


def copies(vault: Vault, eric: UUID, folder: Path) -> dict[str, str]:
    """Everything that leaves, as text, for the person; what is a picture by the words that stand on it."""
    found: dict[str, str] = {}
    for form in exporting.FORMATS:
        path = exporting.export(vault, eric, folder / f"copy-{form}", audience=FOR_PERSON, format=form)
        files = path.iterdir() if path.is_dir() else [path]
        found[form] = "\n".join(each.read_text("utf-8") for each in files)
    web = queries.web(vault, eric, FOR_PERSON)
    found["list"] = told.as_text("", told.web_in_words(web, Showing(when_and_where.today())))
    about = leaf_words.with_names(leaf.read(vault, eric))
    found["page"] = leaf_words.as_text(about, when_and_where.today())
    found["easy page"] = easy_words.as_text(about, when_and_where.today())
    found["lines for the GP"] = leaf_words.for_the_gp(about, when_and_where.today())
    subject_access.write(vault, eric, folder / "all.zip", "A colleague")
    with zipfile.ZipFile(folder / "all.zip") as packed:
        found["what we hold"] = packed.read("2 What we hold.html").decode()
    return found


def test_it_is_in_every_copy_that_has_what_it_is_about(
    vault: Vault, eric: UUID, talk: UUID, jean: UUID, tmp_path: Path
) -> None:
    line = sentence(vault, talk, "He has no friends. " + "And so on, at length. " * 20)
    conversations.set_kind(vault, talk, "C2")
    plan = leaf.read(vault, eric).plan
    assert plan is not None
    step = uuid4()
    plans.write_step(vault, step, plan=plan.id, what="Ring the choir")
    differ(vault, line, "beside a sentence")
    differ(vault, jean, "beside Jean")
    differ(vault, step, "beside a step")
    every = copies(vault, eric, tmp_path)
    with_it = {
        "beside a sentence": {"json", "page", "easy page", "lines for the GP", "what we hold"},
        "beside Jean": {"json", "csv", "graphml", "list", "page", "easy page", "what we hold"},
        "beside a step": {"json", "page", "easy page", "lines for the GP", "what we hold"},
    }
    for words, named in with_it.items():
        assert {name for name, text in every.items() if words in text} == named
    assert "Seen differently by Eric" in every["what we hold"]


def test_it_comes_back_with_a_record_that_is_brought_in(vault: Vault, eric: UUID, jean: UUID, tmp_path: Path) -> None:
    differ(vault, jean, said_by=jean)
    path = exporting.export(vault, eric, tmp_path / "record.json")
    (record,) = json.loads(path.read_text("utf-8"))["entities"]["Disagreement"]
    assert (record["words"], record["of"], record["said_by"]) == (SAID, str(jean), str(jean))


# ---- put right after it was given or agreed


def put_right(vault: Vault, eric: UUID) -> dict[UUID, tuple[Any, ...]]:
    return dict(leaf.read(vault, eric).put_right)


def test_what_was_put_right_after_a_page_left_says_what_it_was_before(vault: Vault, eric: UUID, talk: UUID) -> None:
    line = sentence(vault, talk, "He rings on Mondays.")
    conversations.write_entry(vault, talk, line, "He rings on Tuesdays.")
    assert put_right(vault, eric) == {}
    exporting.note_copy(vault, eric, what="A page to leave", for_whom="Their own copy")
    assert put_right(vault, eric) == {}
    conversations.write_entry(vault, talk, line, "He never rings.")
    (one,) = put_right(vault, eric)[line]
    assert one.before == "He rings on Tuesdays."
    assert "before: “He rings on Tuesdays.”" in leaf_words.as_text(leaf.read(vault, eric), when_and_where.today())
    conversations.write_entry(vault, talk, line, "He rings on Tuesdays.")
    assert put_right(vault, eric) == {}


def test_a_decision_that_is_changed_after_it_was_agreed_says_so(vault: Vault, eric: UUID) -> None:
    made = decisions.open_decision(vault, eric, "residential").created[0]
    decisions.set_decision(vault, made, decided="Stay at home", because="He asks")
    decisions.set_option(vault, uuid4(), decision=made, what="Move", why_not="Too far")
    decisions.agree(vault, made)
    assert put_right(vault, eric) == {}
    decisions.set_decision(vault, made, because="His sister asks")
    (one,) = put_right(vault, eric)[made]
    assert (one.field, one.before) == ("because", "He asks")


def test_what_it_said_before_names_nobody_who_may_not_be_heard_of(vault: Vault, eric: UUID, talk: UUID) -> None:
    bob = webs.add_node(vault, eric, "Bob").created[0]
    line = sentence(vault, talk, marked_text.mark("Bob shouts.", [Mention(0, 3, bob)]))
    exporting.note_copy(vault, eric, what="A page", for_whom="Their own copy")
    conversations.write_entry(vault, talk, line, "Somebody shouts.")
    assert [one.before for one in put_right(vault, eric)[line]] == ["Bob shouts."]
    sharing.set_audience(vault, bob, person=False)
    assert put_right(vault, eric) == {}


def test_a_statement_reads_as_one_sentence() -> None:
    one = Disagreement(uuid4(), uuid4(), "No.", "Eric")
    assert seen_differently.said(one) == "Eric sees this differently: “No.”"
