"""Every field that is kept is classed, once; the document that says so is current."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from sbp_desktop import cli
from sbp_desktop.models import catalogue, schema
from sbp_desktop.models.catalogue import Access, DataClass, NotClassed
from sbp_desktop.models.schema import Field, Kind
from sbp_desktop.services import data_catalogue
from sbp_desktop.storage import tables

ROOT = Path(__file__).resolve().parents[2]


def test_every_field_has_one_class() -> None:
    said = list(catalogue.everything())
    assert len(said) == sum(len(entity.fields) for entity in schema.ENTITIES.values())
    assert {one.entity for one in said} == schema.ENTITIES.keys() == catalogue.FIELDS.keys()


@pytest.mark.parametrize("entity", ["Person", "CarerVoice", "Resource"])
def test_a_field_nobody_thought_of_fails_the_build(monkeypatch: pytest.MonkeyPatch, entity: str) -> None:
    known = schema.ENTITIES[entity]
    new = replace(known, fields=(*known.fields, Field("something_new", Kind.WORDS)))
    monkeypatch.setitem(schema.ENTITIES, entity, new)
    with pytest.raises(NotClassed, match="something_new"):
        list(catalogue.everything())


def test_a_class_without_its_field_fails_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    known = schema.ENTITIES["Unmet"]
    monkeypatch.setitem(schema.ENTITIES, "Unmet", replace(known, fields=known.fields[1:]))
    with pytest.raises(NotClassed, match="text"):
        list(catalogue.everything())


def test_no_field_has_two_classes(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = {**catalogue.FIELDS["Unmet"], DataClass.LIFE: "text"}
    monkeypatch.setattr(catalogue, "FIELDS", {**catalogue.FIELDS, "Unmet": twice})
    with pytest.raises(NotClassed, match="two classes"):
        list(catalogue.everything())


def test_every_table_of_the_store_is_in_the_catalogue() -> None:
    ours = {table.name for table in tables.read.sorted_tables} - {table.name for table in tables.now.values()}
    assert {*tables.kept.tables, *ours} == catalogue.BOOKKEEPING.keys()


def test_what_is_protected_is_held_back_and_what_opens_a_file_never_leaves() -> None:
    by_name = {(one.entity, one.field): one for one in catalogue.everything()}
    assert by_name["ProtectedAddress", "address"].access is Access.HOLD
    assert by_name["SafeguardingNote", "words"].access is Access.HOLD
    assert by_name["CarerVoice", "words"].access is Access.WEIGH
    assert by_name["Node", "source"].access is Access.WEIGH
    assert by_name["Attachment", "key"].access is Access.NEVER
    assert by_name["Attachment", "key"].audience == "nobody"


def test_the_document_is_current() -> None:
    kept = (ROOT / "docs" / "data-catalogue.md").read_text("utf-8")
    assert kept == data_catalogue.as_markdown(), "run: sbp-desktop data-catalogue --out docs/data-catalogue.md"


def test_the_command_writes_a_table_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "catalogue.csv"
    assert cli.main(["data-catalogue", "--out", str(out)]) == cli.DONE
    rows = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    assert len(rows) == len(list(catalogue.everything()))
    assert rows[0] == {
        "thing": "Person", "field": "preferred_name", "kind": "words", "class of data": "who somebody is",
        "seen by": "the person and the workers", "kept": catalogue.Kept.RECORD.value, "when they ask": "given",
        "in logs": "never",
    }  # fmt: skip
    assert cli.main(["data-catalogue", "--out", str(tmp_path / "catalogue.txt")]) == cli.BAD_USAGE
    assert "ends in .md or .csv" in capsys.readouterr().err
