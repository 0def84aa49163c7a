"""Who was told what: a line by itself at each copy and introduction, a yes taken back, and what was not told (D5)."""

import random
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models import disclosure
from sbp_desktop.models.disclosure import WHOLE
from sbp_desktop.models.snapshots import FOR_PERSON, Audience
from sbp_desktop.models.vocabulary import Asked, SharingBasis
from sbp_desktop.services import (
    connections,
    exporting,
    named_workers,
    people,
    seen,
    sharing,
    subject_access,
    telling,
    webs,
)
from sbp_desktop.storage import history, queries, rows, search
from sbp_desktop.storage import telling as kept
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.vault import Vault


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


def records(vault: Vault, person: UUID) -> list[Row]:
    with vault.reading() as conn:
        return rows.select(conn, telling.KIND, "person = ? ORDER BY born", (person.bytes,))


def told(row: Row, *names: str) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in names)


def test_two_words_are_all_it_needs_and_the_rest_has_its_defaults(vault: Vault, eric: UUID) -> None:
    thing = uuid4()
    with pytest.raises(RuleRefused):
        telling.write_told(vault, thing, person=eric, what="That he moved")
    telling.write_told(vault, thing, person=eric, what="That he moved", with_whom="The housing office")
    [row] = records(vault, eric)
    assert told(row, "what", "with_whom", "basis") == ("That he moved", "The housing office", SharingBasis.CARE)
    assert row.get("at") is not None
    assert told(row, "agreed", "not_safe", "withheld", "review_on", "withdrawn_on") == (None,) * 5
    history.undo(vault, eric)
    assert records(vault, eric) == []
    history.redo(vault, eric)
    telling.set_told(vault, thing, basis=SharingBasis.LAW.value, withheld=True)
    telling.write_told(vault, thing, person=eric, decided_by="Ann Other")
    assert told(records(vault, eric)[0], "basis", "withheld", "decided_by") == ("law", True, "Ann Other")
    assert [hit.kind for hit in search.find(vault, "housing")] == [telling.KIND]


def test_what_they_answered_is_kept_and_what_was_not_safe_to_ask_is_not_on_what_they_see(
    vault: Vault, eric: UUID
) -> None:
    thing = uuid4()
    telling.write_told(vault, thing, person=eric, what="A worry", with_whom="The police")
    for answer, fields in ((Asked.YES, (True, None)), (Asked.NO, (False, None)), (Asked.NOT_SAFE, (None, True))):
        telling.were_asked(vault, thing, answer.value)
        row = records(vault, eric)[0]
        assert told(row, "agreed", "not_safe") == fields
        assert row.seen_by(FOR_PERSON) is (answer is not Asked.NOT_SAFE)
        assert row.seen_by(Audience("team"))
    [item] = [one for one in subject_access.gather(vault, eric) if one.id == thing]
    assert item.held == {WHOLE: disclosure.Reason.HARM}
    telling.were_asked(vault, thing)
    assert told(records(vault, eric)[0], "agreed", "not_safe") == (None, None)
    assert records(vault, eric)[0].seen_by(FOR_PERSON)


def test_a_yes_that_is_taken_back_stops_what_goes_there_at_once_and_the_list_stays(
    vault: Vault, eric: UUID, tmp_path: Path
) -> None:
    jean = webs.add_node(vault, eric, "Jean").created[0]
    club = webs.add_node(vault, eric, "Bowls club", kind="place").created[0]
    family = f"family:{jean.hex}"
    sharing.set_audience(vault, club, named={family})
    assert queries.copies_for(vault, eric) == {family: "Jean"}
    exporting.write_for(vault, eric, family, tmp_path / "before.json", "json", agreed=True)
    exporting.note_copy(vault, eric, what="The data", for_whom="Jean", agreed=True, to=jean)
    [record] = records(vault, eric)
    telling.take_back(vault, record.id)
    assert queries.copies_for(vault, eric) == {}
    after = exporting.write_for(vault, eric, family, tmp_path / "after.json", "json", agreed=True)
    assert "Bowls club" in (tmp_path / "before.json").read_text("utf-8")
    assert "Bowls club" not in after.read_text("utf-8")
    assert kept.taken_back(vault, eric, "Jean") is not None
    assert told(records(vault, eric)[0], "with_whom", "agreed") == ("Jean", True)
    history.undo(vault, eric)
    assert queries.copies_for(vault, eric) == {family: "Jean"}
    assert kept.taken_back(vault, eric, "Jean") is None


def test_only_a_yes_can_be_taken_back_and_a_new_yes_ends_that(vault: Vault, eric: UUID) -> None:
    exporting.note_copy(vault, eric, what="Lines", for_whom="The GP", agreed=False, basis="law")
    with pytest.raises(RuleRefused):
        telling.take_back(vault, records(vault, eric)[0].id)
    exporting.note_copy(vault, eric, what="Lines", for_whom="The GP", agreed=True)
    telling.take_back(vault, records(vault, eric)[1].id)
    assert kept.taken_back(vault, eric, "The GP") is not None
    telling.take_back(vault, records(vault, eric)[1].id, taken=False)
    assert kept.taken_back(vault, eric, "The GP") is None
    telling.take_back(vault, records(vault, eric)[1].id)
    exporting.note_copy(vault, eric, what="Lines", for_whom="The GP", agreed=True)
    assert kept.taken_back(vault, eric, "The GP") is None


def test_an_introduction_notes_itself_once_and_undo_takes_it_along(vault: Vault, eric: UUID) -> None:
    choir = webs.add_node(vault, eric, "Choir", kind="group").created[0]
    connections.set_status(vault, choir, "agreed")
    assert records(vault, eric) == []
    connections.set_status(vault, choir, "introduced")
    connections.set_status(vault, choir, "introduced")
    [row] = records(vault, eric)
    assert told(row, "with_whom", "to", "agreed", "basis") == ("Choir", choir, True, "care")
    assert [one for one in seen.who_has_seen(vault, eric) if one.what == "copy"] == []
    history.undo(vault, eric)
    history.undo(vault, eric)
    assert records(vault, eric) == []


def test_a_colleague_who_is_brought_in_is_on_the_list(vault: Vault, eric: UUID) -> None:
    named_workers.bring_in(vault, eric, "Ann Other, 01632 960123")
    assert [told(row, "with_whom", "basis") for row in records(vault, eric)] == [("Ann Other", "care")]


def test_what_was_not_told_is_on_record_too_with_why(vault: Vault, eric: UUID) -> None:
    exporting.note_not_told(vault, eric, what="Lines", for_whom="The GP", why="He fears his brother", agreed=False)
    [row] = records(vault, eric)
    assert told(row, "withheld", "agreed", "legal_reason") == (True, False, "He fears his brother")
    assert [one for one in seen.who_has_seen(vault, eric) if one.what == "copy"] == []


def test_nothing_named_goes_after_it_was_taken_back_whatever_came_before(
    vault: Vault, request: pytest.FixtureRequest
) -> None:
    """D5: a copy made at any time holds what is named for them only while no yes was taken back since it was named."""
    for seed in range(500 if request.config.getoption("--long") else 12):
        chance, named = random.Random(seed), False
        person = people.add_person(vault, "Eric").created[0]
        jean, club = (webs.add_node(vault, person, each).created[0] for each in ("Jean", "Quetzal"))
        family = f"family:{jean.hex}"
        for act in chance.choices(["yes", "name", "back", "again"], k=10):
            if act == "name":
                sharing.set_audience(vault, club, named={family})
                named = True
            elif act == "yes":
                exporting.note_copy(vault, person, what="Data", for_whom="Jean", agreed=True, to=jean)
            else:
                for row in records(vault, person)[-1:]:
                    telling.take_back(vault, row.id, act == "back")
                    named = named and act != "back"
            web = exporting.web_for(vault, person, family, agreed=True)
            assert any(node.label == "Quetzal" for node in web.nodes) is named, seed


def test_a_yes_taken_back_that_left_the_names_would_be_noticed(
    vault: Vault, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ablation of the test above."""
    monkeypatch.setattr(kept, "named_for", lambda *_asked: ())
    with pytest.raises(AssertionError):
        test_nothing_named_goes_after_it_was_taken_back_whatever_came_before(vault, request)
