"""Bringing in: a stranger's table, names that are here already, what differs, what is refused, what can be stopped."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from sbp_desktop.errors import MalformedInput, NotFound
from sbp_desktop.services import bringing_in, exporting, incoming, marked_json, people, tables_in, webs
from sbp_desktop.services.bringing_in import Choices, Stopped
from sbp_desktop.storage import history, queries
from sbp_desktop.storage.statements import scalar
from sbp_desktop.storage.vault import Vault


@pytest.fixture
def eric(vault: Vault) -> UUID:
    """Eric, with Jean on his web."""
    person = people.add_person(vault, "Eric").created[0]
    webs.add_node(vault, person, "Jean", relation="daughter")
    return person


def table(tmp_path: Path, text: str | bytes, name: str = "names.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def labels(vault: Vault, person: UUID) -> list[str]:
    return [node.label for node in queries.web(vault, person).nodes]


def ops(vault: Vault) -> int:
    with vault.reading() as conn:
        return int(scalar(conn.execute("SELECT count(*) FROM op")))


@pytest.mark.parametrize(
    "written",
    [
        "name,relation\nSiân,sister\nBowls club,\n".encode(),
        "\ufeffName;Relationship\r\nSiân;sister\r\n;;\r\nBowls club;\r\n".replace(";;", "").encode(),
        "Name\tRelation\nSiân\tsister\nBowls club\t\n".encode("utf-16"),
        "Who,Relation,Shoe size\nSiân,sister,4\nBowls club,,\n".encode("cp1252"),
    ],
    ids=["plain", "excel's semicolons", "utf-16 tabs", "windows letters"],
)
def test_a_strangers_table_of_names_becomes_people_with_lines(
    vault: Vault, eric: UUID, tmp_path: Path, written: bytes
) -> None:
    file = incoming.read(table(tmp_path, written))
    before = ops(vault)
    seen = bringing_in.preview(vault, file, eric)
    assert (seen.nodes, seen.ties, seen.same_names, seen.new_person, ops(vault)) == (2, 2, (), False, before)
    assert seen.passed_over == (("shoe_size",) if b"Shoe" in written else ())
    bringing_in.bring_in(vault, file, eric)
    web = queries.web(vault, eric)
    sian, bowls = web.nodes[-2:]
    assert (sian.label, sian.relation, sian.kind, sian.tier) == ("Siân", "sister", "person", "close")
    assert (bowls.label, bowls.kind, bowls.domain) == ("Bowls club", "group", "community")
    assert {(tie.a, tie.b) for tie in web.ties[-2:]} == {(sian.id, web.self_node), (bowls.id, web.self_node)}
    history.undo(vault, eric)
    assert labels(vault, eric) == ["Eric", "Jean"]


def test_tables_beside_each_other_join_by_name_or_number(vault: Vault, eric: UUID, tmp_path: Path) -> None:
    table(tmp_path, "id,name,type\n1,Ann,person\n2,Choir,group\n3,Me,self\n", "nodes.csv")
    table(tmp_path, "from,to,strength\nann,2,strong\n3,1,\n", "ties.csv")
    table(tmp_path, "group,member\nChoir,Ann\n", "memberships.csv")
    for path in (tmp_path / "nodes.csv", tmp_path):
        seen = bringing_in.preview(vault, incoming.read(path), eric)
        assert (seen.nodes, seen.ties) == (2, 2)
    bringing_in.bring_in(vault, incoming.read(tmp_path), eric)
    web = queries.web(vault, eric)
    by_label = {node.label: node.id for node in web.nodes}
    assert web.self_node == by_label["Eric"]
    ties = {frozenset((tie.a, tie.b)): tie.strength for tie in web.ties}
    assert ties[frozenset((by_label["Ann"], by_label["Choir"]))] == "strong"
    assert frozenset((by_label["Ann"], by_label["Eric"])) in ties
    members = exporting.export(vault, eric, tmp_path / "out", format="csv") / "memberships.csv"
    assert f"{by_label['Choir']},{by_label['Ann']}" in members.read_text("utf-8")


def test_a_name_that_is_here_stays_one_or_becomes_two(vault: Vault, eric: UUID, tmp_path: Path) -> None:
    file = incoming.read(table(tmp_path, "name\njean \nTom\n"))
    assert bringing_in.preview(vault, file, eric).same_names == ("jean",)
    bringing_in.bring_in(vault, file, eric)
    assert labels(vault, eric) == ["Eric", "Jean", "Tom"]
    assert len(queries.web(vault, eric).ties) == 2
    history.undo(vault, eric)
    bringing_in.bring_in(vault, incoming.read(tmp_path / "names.csv"), eric, Choices(keep_both=True))
    assert labels(vault, eric) == ["Eric", "Jean", "jean", "Tom"]
    assert len(queries.web(vault, eric).ties) == 3


def test_what_is_here_stays_unless_the_file_is_asked_to_win(vault: Vault, eric: UUID, tmp_path: Path) -> None:
    jean = queries.web(vault, eric).nodes[1].id
    webs.set_node(vault, jean, note="Rings on Sundays")
    folder = exporting.export(vault, eric, tmp_path / "out", format="csv")
    nodes = folder / "nodes.csv"
    nodes.write_text(nodes.read_text("utf-8").replace("Jean", "Jean M").replace("Rings on Sundays", ""), "utf-8")
    file = incoming.read(folder)
    seen = bringing_in.preview(vault, file, eric)
    assert (seen.nodes, seen.differ, seen.nothing_new) == (0, 1, False)
    assert bringing_in.bring_in(vault, file, eric).empty
    bringing_in.bring_in(vault, file, eric, Choices(take_theirs=True))
    changed = queries.web(vault, eric).nodes[1]
    assert (changed.id, changed.label, changed.note) == (jean, "Jean M", "Rings on Sundays")


def test_somebody_taken_away_comes_back_only_when_asked(vault: Vault, eric: UUID, tmp_path: Path) -> None:
    folder = exporting.export(vault, eric, tmp_path / "out", format="csv")
    webs.delete_node(vault, queries.web(vault, eric).nodes[1].id)
    file = incoming.read(folder)
    assert bringing_in.preview(vault, file, eric).differ == 1
    bringing_in.bring_in(vault, file, eric)
    assert labels(vault, eric) == ["Eric"]
    bringing_in.bring_in(vault, file, eric, Choices(take_theirs=True))
    assert labels(vault, eric) == ["Eric", "Jean"]
    assert len(queries.web(vault, eric).ties) == 1


@pytest.mark.parametrize("form", ["json", "csv"])
def test_what_was_kept_apart_since_stays_apart(vault: Vault, eric: UUID, tmp_path: Path, form: str) -> None:
    out = exporting.export(vault, eric, tmp_path / "out", format=form)
    out = out if form == "csv" else out.rename(tmp_path / "out.json")
    webs.make_private(vault, queries.web(vault, eric).nodes[1].id)
    bringing_in.bring_in(vault, incoming.read(out), eric, Choices(keep_both=True, take_theirs=True))
    (jean,) = (node for node in queries.web(vault, eric).nodes if node.label == "Jean")
    assert jean.private


def test_tables_of_somebody_else_become_copies_of_their_own(vault: Vault, eric: UUID, tmp_path: Path) -> None:
    folder = exporting.export(vault, eric, tmp_path / "out", format="csv")
    bea = people.add_person(vault, "Bea").created[0]
    before = queries.web(vault, eric)
    for _ in range(2):
        bringing_in.bring_in(vault, incoming.read(folder), bea)
    assert labels(vault, bea) == ["Bea", "Jean"]
    (tie,) = queries.web(vault, bea).ties
    assert tie.b == queries.self_node_of(bea)
    assert queries.web(vault, eric) == before


def test_tables_need_somebody_to_go_to(vault: Vault, tmp_path: Path) -> None:
    file = incoming.read(table(tmp_path, "name\nTom\n"))
    for nobody in (None, UUID(int=7)):
        with pytest.raises(NotFound):
            bringing_in.preview(vault, file, nobody)


def test_it_can_be_stopped_and_then_nothing_is_kept(vault: Vault, eric: UUID, tmp_path: Path) -> None:
    file = incoming.read(table(tmp_path, "name\n" + "".join(f"Friend {number}\n" for number in range(50))))
    before, seen = ops(vault), list[tuple[int, int]]()
    with pytest.raises(Stopped):
        bringing_in.bring_in(vault, file, eric, progress=lambda *at: seen.append(at), stopped=lambda: len(seen) == 30)
    assert (seen[-1], ops(vault), labels(vault, eric)) == ((30, 100), before, ["Eric", "Jean"])


HEAD = "id,kind,label,domain,from,audience,private,onion_x,onion_y,history,seen_together\n"
WRONG_TABLES: dict[str, tuple[str, int, str]] = {
    "empty": ("", 1, "file"),
    "no names": ("colour,size\nred,4\n", 1, "file"),
    "a name missing": ("name,relation\nTom,\n ,sister\n", 3, "file"),
    "two columns alike": ("name,who\nTom,Tim\n", 1, "label"),
    "too many cells": ("name\nTom,brother\n", 2, "file"),
    "open quotation": ('name\nTom\n"Tim', 3, "file"),
    "wrong kind": ("name,kind\nTom,ghost\n", 2, "kind"),
    "wrong date": ("name,from\nTom,2020\nTim,last week\n", 3, "from"),
    "wrong audience": (HEAD + ",,Tom,,,everybody,,,,,\n", 2, "audience[0]"),
    "wrong flag": (HEAD + ",,Tom,,,,maybe,,,,\n", 2, "private"),
    "half a place": (HEAD + ",,Tom,,,,,1,,,\n", 2, "onion_x"),
    "endless place": (HEAD + ",,Tom,,,,,1e999,1,,\n", 2, "positions.onion[0]"),
    "wrong history": (HEAD + ',,Tom,,,,,,,"[{""at"": 1}]",\n', 2, "history[0].field"),
    "broken history": (HEAD + ",,Tom,,,,,,,[[,\n", 2, "history"),
    "wrong moment": (HEAD + ",,Tom,,,,,,,,99999999999999999\n", 2, "seen_together"),
    "id twice": ("id,name\n1,Tom\n1,Tim\n", 3, "id"),
    "person twice": ("name,kind\nMe,self\nI,self\n", 3, "kind"),
    "not to be kept": ("name\nTom\x00\n", 2, "label"),
}


@pytest.mark.parametrize("name", WRONG_TABLES)
def test_a_wrong_table_is_refused_with_its_line(tmp_path: Path, name: str) -> None:
    text, line, field = WRONG_TABLES[name]
    path = table(tmp_path, text)
    with pytest.raises(MalformedInput) as refused:
        incoming.read(path)
    assert (refused.value.path, refused.value.line, refused.value.field) == (str(path), line, field)
    assert str(refused.value).count("\n") == 0


@pytest.mark.parametrize(
    ("ties", "line", "field"),
    [("a,b\nTom,Ann\n", 2, "b"), ("a,b\nTom,Tim\n", 2, "b"), ("a,b\nTom,Tom\n", 2, "b"), ("a\nTom\n", 2, "b")],
    ids=["unknown", "two of that name", "to itself", "one end"],
)
def test_a_wrong_line_is_refused_in_its_own_table(tmp_path: Path, ties: str, line: int, field: str) -> None:
    table(tmp_path, "name\nTom\nTim\nTim\n", "nodes.csv")
    path = table(tmp_path, ties, "ties.csv")
    with pytest.raises(MalformedInput) as refused:
        incoming.read(tmp_path)
    assert (refused.value.path, refused.value.line, refused.value.field) == (str(path), line, field)


WRONG_RECORDS: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "another schema": (lambda d: d.update(schema="x/1"), "schema"),
    "a copy for somebody": (lambda d: d.update(audience="person"), "audience"),
    "no person": (lambda d: d.pop("person"), "person"),
    "unknown entity": (lambda d: d["entities"].update(Ghost=[]), "entities.Ghost"),
    "directory among the person's": (lambda d: d["entities"].update(Worker=[]), "entities.Worker"),
    "unknown field": (lambda d: d["entities"]["Node"][1].update(colour="red"), "entities.Node[1].colour"),
    "no id": (lambda d: d["entities"]["Node"][1].pop("id"), "entities.Node[1].id"),
    "dangling line": (lambda d: d["entities"]["Tie"][0].update(a=str(UUID(int=1))), "entities.Tie[0].a"),
    "line to itself": (lambda d: d["entities"]["Tie"][0].update(a=d["entities"]["Tie"][0]["b"]), "entities.Tie[0].b"),
    "one id twice": (lambda d: d["entities"]["Node"].append(d["entities"]["Node"][1]), "entities.Node[2].id"),
    "two in the middle": (lambda d: d["entities"]["Node"][1].update(kind="self"), "entities.Node[1].id"),
    "the person apart": (lambda d: d["entities"]["Person"][0].update(private=True), "entities.Person[0].private"),
    "nobody in the middle": (lambda d: d["entities"].update(Web=[]), "entities"),
    "half a character": (lambda d: d["entities"]["Node"][1].update(label="\ud800"), "entities.Node[1].label"),
    "a number for text": (lambda d: d["entities"]["Node"][1].update(label=[1]), "entities.Node[1].label"),
    "a name past the end": (
        lambda d: d["entities"]["Node"][1].update(note="ab", note_mentions=[[0, 3, str(UUID(int=1))]]),
        "entities.Node[1].note",
    ),
}


@pytest.mark.parametrize("name", WRONG_RECORDS)
def test_a_wrong_record_is_refused_with_its_field(vault: Vault, eric: UUID, tmp_path: Path, name: str) -> None:
    spoil, field = WRONG_RECORDS[name]
    path = exporting.export(vault, eric, tmp_path / "eric.json")
    document = json.loads(path.read_text("utf-8"))
    spoil(document)
    path.write_text(json.dumps(document, indent=1), "utf-8")
    with pytest.raises(MalformedInput) as refused:
        incoming.read(path)
    assert refused.value.field == field
    assert str(refused.value).startswith(f"{path}:{refused.value.line}: {field}: ")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1), ('{\n"a": 1,\n}', 3), ('{"a": 1\n"b": 2}', 2), ('[1,\n2', 2), ('{"a": 1}\n{}', 2), ('"\n"', 1),
        ("[" * 10_000, 1), ('{"a": 1,\n"a": 2}', 2), ("\n[NaN]", 2), ("{'a': 1}", 1), ("[01]", 1), ('{"a" 1}', 1),
    ],
)  # fmt: skip
def test_broken_json_is_refused_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(MalformedInput) as refused:
        incoming.read(table(tmp_path, text, "x.json"))
    assert refused.value.line == line


def test_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = table(tmp_path, "name\n" + "Tom\n" * (tables_in.MAX_ROWS + 1))
    with pytest.raises(MalformedInput, match="more than 20,000 rows"):
        incoming.read(path)
    monkeypatch.setattr(marked_json, "MAX_BYTES", 50)
    for large in (path, table(tmp_path, "[" + "1," * 30 + "1]", "x.json")):
        with pytest.raises(MalformedInput, match="larger than"):
            incoming.read(large)
    with pytest.raises(MalformedInput, match="cannot be read"):
        incoming.read(tmp_path / "nowhere.json")


def test_a_file_that_takes_too_long_is_refused(
    vault: Vault, eric: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = exporting.export(vault, eric, tmp_path / "eric.json")
    monkeypatch.setattr(incoming, "_LONGEST_S", -1.0)
    for path in (record, table(tmp_path, "name\nTom\n")):
        with pytest.raises(MalformedInput, match="too long to read"):
            incoming.read(path)
