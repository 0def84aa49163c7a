"""The council's return fills itself from what is written; a guess can be put right, and its words stand nowhere else."""

import ast
import csv
from pathlib import Path
from uuid import UUID, uuid4

import pytest

import sbp_desktop
from sbp_desktop import config
from sbp_desktop.errors import RuleRefused, SaveFailed
from sbp_desktop.models import councils_return as words
from sbp_desktop.models.councils_return import CouncilsReturn, Said
from sbp_desktop.models.snapshots import FOR_PERSON
from sbp_desktop.services import conversations, councils_return, importing, outcomes, people, sharing, webs
from sbp_desktop.services.people_shapes import person_id
from sbp_desktop.storage import councils_return as kept
from sbp_desktop.storage import history
from sbp_desktop.storage.vault import Vault
from tests.colleague import assert_made_from_the_log

MR_C = person_id("p-mr-c")


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


def talk(vault: Vault, person: UUID, kind: str, outcome: str | None = None) -> UUID:
    made = conversations.start(vault, person).created[0]
    conversations.set_kind(vault, made, kind, "person_asked" if kind == "C3" else "")
    if outcome is not None:
        conversations.finish(vault, made, outcome)
    return made


def events(found: CouncilsReturn) -> list[tuple[str | None, str | None]]:
    return [(line.event.value, line.outcome.value) for line in found.lines]


def test_for_mr_c_at_least_four_in_five_are_filled_without_anybody_opening_it(vault: Vault) -> None:
    importing.load_people(vault, Path(str(config.resources("demo", "people.yaml"))))
    found = kept.of_person(vault, MR_C)
    filled = [said for said in words.codes(found) if said.value is not None]
    assert len(filled) >= 0.8 * len(words.codes(found)) > 0
    assert events(found) == [
        ("service", "ended_as_planned"), ("request", "nfa_signposted"), ("assessment", "nfa_signposted")
    ]  # fmt: skip
    (hope,) = found.hopes
    assert (hope.area, hope.eligibility) == (Said("participation"), Said("work_learning", guessed=True))


def test_whoever_comes_first_asks_and_looking_again_is_a_review(vault: Vault, eric: UUID) -> None:
    talk(vault, eric, "C1", "connected")
    talk(vault, eric, "C2", "control_regained")
    talk(vault, eric, "C3", "good_life_agreed")
    talk(vault, eric, "REVIEW")
    found = kept.of_person(vault, eric)
    assert events(found) == [
        ("request", "nfa_signposted"), ("assessment", "nfa_ended"), ("assessment", "to_support"), ("review", None)
    ]  # fmt: skip
    assert [line.initial for line in found.lines] == [True, True, False, False]
    assert [line.met for line in found.lines] == [None, None, None, Said()], "whether it was met is never guessed"


def test_only_help_that_the_council_arranges_is_in_it(vault: Vault, eric: UUID) -> None:
    kinds = {"kind": "service", "domain": "statutory"}
    webs.add_node(vault, eric, "Home care", **kinds)
    webs.add_node(vault, eric, "Ward", **kinds, sector="nhs")
    webs.add_node(vault, eric, "Day centre", **kinds, status="possible")
    webs.add_node(vault, eric, "Choir", kind="activity", domain="community")
    assert [line.label for line in kept.of_person(vault, eric).lines] == ["Home care"]


def test_a_guess_is_put_right_and_goes_back_to_being_one(vault: Vault, eric: UUID) -> None:
    first = talk(vault, eric, "C1", "connected")
    councils_return.put_right(vault, first, event="assessment")
    councils_return.put_right(vault, first, outcome="to_support")
    (line,) = kept.of_person(vault, eric).lines
    assert (line.event, line.outcome) == (Said("assessment"), Said("to_support"))
    history.undo(vault, eric)
    councils_return.put_right(vault, first, event=None)
    (line,) = kept.of_person(vault, eric).lines
    assert (line.event, line.outcome) == (Said("request", guessed=True), Said("nfa_signposted", guessed=True))
    assert_made_from_the_log(vault)


def test_nothing_else_can_be_put_right_there(vault: Vault, eric: UUID) -> None:
    with pytest.raises(RuleRefused):
        councils_return.put_right(vault, eric, event="request")


def test_a_hope_has_two_tags_and_silence_stays_silence(vault: Vault, eric: UUID) -> None:
    for said in ("I want to cook for myself.", "Blue."):
        outcomes.write_outcome(vault, uuid4(), said, person=eric)
    cook, blue = kept.of_person(vault, eric).hopes
    assert cook.eligibility == Said("nutrition", guessed=True)
    assert (blue.area, blue.eligibility) == (Said(), Said())
    councils_return.set_eligibility(vault, cook.outcome, "habitable_home")
    outcomes.set_area(vault, cook.outcome, "control")
    cook = kept.of_person(vault, eric).hopes[0]
    assert (cook.area, cook.eligibility) == (Said("control"), Said("habitable_home"))


def test_what_is_not_for_the_person_is_not_in_theirs(vault: Vault, eric: UUID) -> None:
    sharing.set_audience(vault, talk(vault, eric, "C1", "connected"), person=False)
    assert kept.of_person(vault, eric, FOR_PERSON).lines == ()
    assert len(kept.of_person(vault, eric).lines) == 1, "the ablation"


def test_it_is_saved_in_official_words_without_what_was_left_out(vault: Vault, eric: UUID, tmp_path: Path) -> None:
    people.set_person(vault, eric, council_ref="=1+1")
    talk(vault, eric, "C1", "connected")
    councils_return.put_right(vault, talk(vault, eric, "C2", "control_regained"), event="left_out")
    councils_return.put_right(vault, talk(vault, eric, "REVIEW", "ongoing"), met="partly")
    outcomes.write_outcome(vault, uuid4(), "A job I am proud of", person=eric)
    path = councils_return.write(vault, eric, tmp_path / "return.csv")
    with path.open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file))
    assert [(row["event"], row["description"], row["event_outcome"], row["review_outcome"]) for row in read] == [
        ("Request", "Initial conversation", "NFA: information and advice or signposting only", ""),
        ("Review", "", "No change in package", "Partially met"),
        ("", "", "", ""),
    ]
    assert read[2]["wellbeing_area"] == "Work, education, training or recreation"
    assert read[2]["eligibility_outcome"] == "Work, training, education or volunteering"
    assert {row["council_ref"] for row in read} == {"'=1+1"}, "no cell is a formula"
    with pytest.raises(SaveFailed):
        councils_return.write(vault, eric, tmp_path / "nowhere" / "return.csv")


def test_the_words_of_statute_are_read_by_their_own_page_alone() -> None:
    package = Path(sbp_desktop.__file__).parent
    readers = {
        file.relative_to(package).as_posix()
        for file in package.rglob("*.py")
        for found in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(found, ast.ImportFrom)
        and "councils_return" in (found.module or "") + str([a.name for a in found.names])
    }
    elsewhere = {file for file in readers if "councils_return" not in file}
    assert elsewhere == {"ui/workspace.py"}, "which opens the page"
