"""A name from a file cannot be turned round, or hide that it is another: what is read is what is there (A6)."""

import json
import unicodedata
from pathlib import Path
from uuid import UUID

import pytest

from sbp_desktop.models.unhidden import unhidden
from sbp_desktop.services import bringing_in, exporting, importing, incoming, people, people_shapes, record_in, webs
from sbp_desktop.services.bringing_in import Choices
from sbp_desktop.storage import queries
from sbp_desktop.storage.vault import Vault

TURNING = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)]
UNSEEN = [chr(code) for code in (0x200B, 0x2060, 0xFEFF, 0x00AD, 0x3164, 0x180E)]


@pytest.fixture
def eric(vault: Vault) -> UUID:
    person = people.add_person(vault, "Eric").created[0]
    webs.add_node(vault, person, "Jean")
    return person


def spoofed(mark: str) -> str:
    """Reads "Dr Jean" turned round, or as "Jean" with something in it that nobody sees."""
    return f"{mark}Je{mark}an"


def labels(vault: Vault, person: UUID) -> list[str]:
    return [node.label for node in queries.web(vault, person).nodes]


def out_of_a_table(vault: Vault, person: UUID, tmp_path: Path) -> list[str]:
    path = tmp_path / "names.csv"
    names = [spoofed(mark) for mark in TURNING + UNSEEN]
    path.write_text("name,relation\n" + "".join(f'"{name} {number}","{name}"\n' for number, name in enumerate(names)))
    bringing_in.bring_in(vault, incoming.read(path), person)
    nodes = queries.web(vault, person).nodes[2:]
    assert len(nodes) == len(names)
    return [node.label for node in nodes] + [node.relation or "" for node in nodes]


def out_of_a_record(vault: Vault, person: UUID, tmp_path: Path) -> list[str]:
    path = tmp_path / "record.json"
    exporting.export(vault, person, path)
    record = json.loads(path.read_text("utf-8"))
    for node in record["entities"]["Node"]:
        node["label"] = spoofed("\u202e") if node.get("label") == "Jean" else node.get("label")
    path.write_text(json.dumps(record), "utf-8")
    bringing_in.bring_in(vault, incoming.read(path), None, Choices(take_theirs=True))
    return labels(vault, person)


def out_of_a_file_of_people(vault: Vault, tmp_path: Path) -> list[str]:
    path = tmp_path / "people.yaml"
    path.write_text(
        'schema: support-web-fixtures/1\npeople:\n  - id: eric\n    preferred_name: "\\u202EciirE"\n    nodes:\n'
        '      - {id: self, kind: self, label: Me}\n      - {id: jean, kind: person, label: "\\u202Enaej\\u200B"}\n'
    )
    importing.load_people(vault, path)
    person = people_shapes.person_id("eric")
    return [*labels(vault, person), queries.person(vault, person).name]


def hidden_in(words: list[str]) -> list[str]:
    """What stands in them that is not seen."""
    return [unicodedata.name(letter) for each in words for letter in each if letter in TURNING + UNSEEN]


def test_names_out_of_a_table_are_what_is_read(vault: Vault, eric: UUID, tmp_path: Path) -> None:
    found = out_of_a_table(vault, eric, tmp_path)
    assert hidden_in(found) == []
    assert all(name.startswith("Jean") for name in found)


def test_names_out_of_a_record_are_what_is_read(vault: Vault, eric: UUID, tmp_path: Path) -> None:
    assert out_of_a_record(vault, eric, tmp_path) == ["Eric", "Jean"]


def test_names_out_of_a_file_of_people_are_what_is_read(vault: Vault, tmp_path: Path) -> None:
    assert hidden_in(out_of_a_file_of_people(vault, tmp_path)) == []


def test_without_that_all_three_would_be_spoofed(
    vault: Vault, eric: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ablation."""
    for reader in (record_in, people_shapes):
        monkeypatch.setattr(reader, "unhidden", lambda words: words)
    assert hidden_in(out_of_a_table(vault, eric, tmp_path))
    assert hidden_in(out_of_a_record(vault, eric, tmp_path))
    assert hidden_in(out_of_a_file_of_people(vault, tmp_path))


def test_one_who_is_here_already_is_known_under_what_is_read(vault: Vault, eric: UUID, tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("name\n\u202eJe\u200ban\n", "utf-8")
    assert bringing_in.preview(vault, incoming.read(path), eric).same_names


@pytest.mark.parametrize(
    "name",
    [
        "Siân",
        "שרה",
        "فاطمة",
        "می\u200cخواهم",
        "👩\u200d🌾",
        "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
        "O’Neil-Ŵyn",
    ],
)
def test_names_of_every_writing_stay_as_they_are(name: str) -> None:
    assert unhidden(name) == name
