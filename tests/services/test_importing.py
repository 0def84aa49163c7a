"""Loading people keeps all of a file or none of it, and what is kept gives the right figures."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from sbp_desktop.config import resources
from sbp_desktop.errors import MalformedInput
from sbp_desktop.models.schema import DIRECTORY
from sbp_desktop.models.snapshots import FOR_PERSON
from sbp_desktop.models.web import web_metrics
from sbp_desktop.services import importing, people_file
from sbp_desktop.services.people_shapes import person_id
from sbp_desktop.storage import history, queries, rows
from sbp_desktop.storage.statements import scalar
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault
from tests.services.test_people_file import MALFORMED, ONE_OF_EACH, write

PUBLISHED = resources("demo", "people.yaml")


def count(vault: Vault, table: str) -> int:
    with vault.reading() as conn:
        return int(scalar(conn.execute(f"SELECT count(*) FROM {table}")))


@pytest.mark.parametrize("path", [PUBLISHED, ONE_OF_EACH], ids=["published", "one of each"])
def test_every_figure_a_file_expects_comes_out_of_the_vault(vault: Vault, path: Path) -> None:
    expected = yaml.safe_load(path.read_text("utf-8"))["expected"]["web_metrics"]
    loaded = importing.load_people(vault, path)
    got: dict[str, dict[str, Any]] = {}
    for person in loaded.file.people:
        web = queries.web(vault, person.id)
        got[person.name] = {name: web_metrics(web, day) for name, day in person.days.items()}
    assert got == expected == loaded.file.expected


def test_the_shared_vignettes_are_the_demo(shared_data: Path) -> None:
    assert (shared_data / "vignettes.yaml").read_bytes() == PUBLISHED.read_bytes()


def test_no_malformed_file_leaves_a_trace(vault: Vault, tmp_path: Path) -> None:
    before = count(vault, "op"), count(vault, "entity"), count(vault, "search_item")
    for text, _line, _field in MALFORMED.values():
        with pytest.raises(MalformedInput):
            importing.load_people(vault, write(tmp_path, text))
    assert (count(vault, "op"), count(vault, "entity"), count(vault, "search_item")) == before
    assert queries.people(vault) == ()


def test_a_write_that_fails_half_way_leaves_nothing(
    open_vault: Callable[[], Vault], monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = open_vault()
    before = count(vault, "op")
    real, calls = UnitOfWork.new, []

    def fails_late(work: UnitOfWork, *args: Any, **fields: Any) -> Any:
        calls.append(args)
        if len(calls) == 300:
            raise OSError("the cable was pulled")
        return real(work, *args, **fields)

    monkeypatch.setattr(UnitOfWork, "new", fails_late)
    with pytest.raises(OSError, match="cable"):
        importing.load_people(vault, PUBLISHED)
    monkeypatch.undo()
    assert (count(vault, "op"), queries.people(vault)) == (before, ())
    vault.close()
    again = open_vault()
    assert (count(again, "op"), queries.people(again)) == (before, ())
    assert len(importing.load_people(again, PUBLISHED).file.people) == 16


def test_loading_twice_leaves_people_as_they_are(vault: Vault) -> None:
    importing.load_people(vault, ONE_OF_EACH)
    before = count(vault, "op")
    again = importing.load_people(vault, ONE_OF_EACH)
    assert again.already_here == ("q-full", "q-defaults", "q-empty")
    assert (again.changes.empty, count(vault, "op")) == (True, before)


def test_progress_counts_people_and_loading_is_nobodys_edit(vault: Vault) -> None:
    seen: list[tuple[int, int]] = []
    importing.load_people(vault, ONE_OF_EACH, lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert history.status(vault, person_id("q-full")).undo_label is None


def test_talk_and_words_are_found_again(vault: Vault) -> None:
    importing.load_people(vault, ONE_OF_EACH)
    person = person_id("q-full")
    page = queries.person(vault, person)
    assert (page.name, page.age, page.about_me["important"]) == ("Person One", 50, "Tea at four")
    assert page.named_worker is not None
    assert page.named_worker.name == "Worker X"
    talks = {talk.kind: talk for talk in queries.conversations(vault, person)}
    assert talks["C1"].entries[0].text == "First words."
    assert "a passer-by" in talks["C1"].present
    assert queries.today(vault, 730_000).unfinished == ()
    tie = next(tie for tie in queries.web(vault, person).ties if tie.history)
    assert (tie.stress, [entry.value for entry in tie.history]) == ("some", ["none", "high"])


def test_private_things_never_reach_the_person(vault: Vault) -> None:
    importing.load_people(vault, PUBLISHED)
    henry = person_id("p-henry")
    labels = {node.label for node in queries.web(vault, henry, FOR_PERSON).nodes}
    assert "Two men who robbed him" in {node.label for node in queries.web(vault, henry).nodes}
    assert "Two men who robbed him" not in labels
    assert "Family in Eastbourne" in labels
    assert "knifepoint" not in str(queries.web(vault, henry, FOR_PERSON))
    assert queries.conversations(vault, person_id("p-hospice"), FOR_PERSON) == ()
    carer = rows_of(vault, "CarerVoice")
    assert len(carer) == 2
    assert not any(row.seen_by(FOR_PERSON) for row in carer)


def test_somebody_the_file_says_has_died_is_remembered_and_not_faded(vault: Vault, tmp_path: Path) -> None:
    importing.load_people(vault, PUBLISHED)
    wife = next(node for node in queries.web(vault, person_id("p-eric")).nodes if node.label == "Wife (died)")
    assert wife.remembered
    told = """\
schema: support-web-fixtures/1
people:
  - id: p-one
    nodes:
      - {id: a, label: Late husband, status: lost}
      - {id: b, label: Wife (died), status: lost, remembered: false}
      - {id: c, label: Cousin, status: lost}
      - {id: d, label: Late night shop, kind: place, status: lost}
"""
    importing.load_people(vault, write(tmp_path, told.encode()))
    nodes = {node.label: node.remembered for node in queries.web(vault, person_id("p-one")).nodes}
    assert [label for label, remembered in nodes.items() if remembered] == ["Late husband"]


def test_those_a_published_note_names_lead_to_it(vault: Vault) -> None:
    importing.load_people(vault, PUBLISHED)
    eric = queries.web(vault, person_id("p-eric"))
    named = {node.label: queries.sentences_about(vault, node.id) for node in eric.nodes if node.id != eric.self_node}
    assert {label for label, lines in named.items() if lines} == {"Wife (died)", "Hearing equipment"}
    (line,) = named["Wife (died)"]
    assert [line.text[each.start : each.end] for each in line.mentions] == ["his wife", "hearing equipment"]


def rows_of(vault: Vault, name: str) -> list[rows.Row]:
    with vault.reading() as conn:
        return rows.select(conn, name, "1 = 1")


def test_places_teams_and_workers_are_kept_outside_people(vault: Vault) -> None:
    importing.load_people(vault, ONE_OF_EACH)
    places = {row.values["name"]: row for row in rows_of(vault, "Resource")}
    assert places["Hall"].person == DIRECTORY
    assert places["Hall"].values["what_happens"] == "Dancing, Cards"
    (worker,) = (row for row in rows_of(vault, "Worker") if row.values["name"] == "Worker X")
    assert worker.person == worker.id
    assert worker.values["team"] == rows_of(vault, "Team")[0].id


def test_a_checked_file_is_not_read_again(vault: Vault, tmp_path: Path) -> None:
    path = write(tmp_path, ONE_OF_EACH.read_bytes())
    file = people_file.read(path)
    path.unlink()
    assert len(importing.keep(vault, file).file.people) == 3
