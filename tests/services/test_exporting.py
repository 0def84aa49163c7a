"""Exports carry the whole web to other tools, and to an audience only what is theirs."""

import csv
import json
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import networkx as nx
import pytest

from sbp_desktop.errors import NotFound
from sbp_desktop.models.snapshots import FOR_PERSON, FOR_WORKER
from sbp_desktop.services import exporting, importing, people, webs
from sbp_desktop.services.people_shapes import person_id
from sbp_desktop.storage import queries
from sbp_desktop.storage.vault import Vault
from tests.services.test_people_file import ONE_OF_EACH

FULL = person_id("q-full")


@pytest.fixture
def loaded(vault: Vault) -> Vault:
    """Return a vault with the people of `one_of_each.yaml`."""
    importing.load_people(vault, ONE_OF_EACH)
    return vault


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_graphml_comes_back_with_every_attribute(loaded: Vault, tmp_path: Path) -> None:
    web = queries.web(loaded, FULL)
    webs.move_node(loaded, web.nodes[1].id, 0.5, -0.25)
    path = exporting.export(loaded, FULL, tmp_path / "web.graphml", format="graphml")
    graph = nx.read_graphml(path, force_multigraph=True)
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (len(web.nodes), len(web.ties))
    for node in web.nodes:
        kept = graph.nodes[str(node.id)]
        assert (kept["label"], kept["kind"], kept["domain"]) == (node.label, node.kind, node.domain)
        assert kept.get("from") == (node.since.text if node.since else None)
        assert kept.get("dependant", False) is node.dependant
    moved = graph.nodes[str(web.nodes[1].id)]
    assert (moved["onion_x"], moved["onion_y"]) == (0.5, -0.25)
    ties = {key: (a, b, kept) for a, b, key, kept in graph.edges(keys=True, data=True)}
    for tie in web.ties:
        a, b, kept = ties[str(tie.id)]
        said = (kept.get("flow", "unknown"), kept.get("stress", "unknown"))
        assert (a, b, *said) == (str(tie.a), str(tie.b), tie.flow, tie.stress)
        assert kept["support"] == "; ".join(sorted(tie.support))
    (told,) = (json.loads(kept["history"]) for _, _, kept in ties.values() if "history" in kept)
    assert told[-1] == {"at": "2020-01-11", "field": "stress", "value": "high", "how": "said so"}


def test_graphml_leaves_out_what_xml_cannot_carry(vault: Vault, tmp_path: Path) -> None:
    person = people.add_person(vault, "Jo").created[0]
    webs.add_node(vault, person, "Bell\x07 & <Son> \N{FACE WITH TEARS OF JOY}")
    path = exporting.export(vault, person, tmp_path / "web.graphml", format="graphml")
    labels = {kept["label"] for _, kept in nx.read_graphml(path).nodes(data=True)}
    assert "Bell & <Son> \N{FACE WITH TEARS OF JOY}" in labels


def test_csv_is_three_tables_with_members(loaded: Vault, tmp_path: Path) -> None:
    folder = exporting.export(loaded, FULL, tmp_path / "web", format="csv")
    web = queries.web(loaded, FULL)
    nodes = {row["id"]: row for row in table(folder / "nodes.csv")}
    assert {row["label"] for row in nodes.values()} == {node.label for node in web.nodes}
    assert {row["id"] for row in table(folder / "ties.csv")} == {str(tie.id) for tie in web.ties}
    (member,) = table(folder / "memberships.csv")
    assert (nodes[member["group"]]["label"], nodes[member["node"]]["label"]) == ("Choir", "Sister")
    assert {row["text"] for row in table(folder / "strengths.csv")} >= {"Keeps bees"}
    names = ["memberships.csv", "nodes.csv", "small_money.csv", "strengths.csv", "ties.csv"]
    assert sorted(path.name for path in folder.iterdir()) == names


@pytest.mark.parametrize("typed", ["=1+1", "+44 20", "-2", "@SUM(A1)", "\t=1", " =1", "|calc", "%0A", "'=1"])
def test_no_csv_cell_is_a_formula(vault: Vault, tmp_path: Path, typed: str) -> None:
    person = people.add_person(vault, "Jo").created[0]
    node = webs.add_node(vault, person, "Al", note=typed).created[0]
    webs.move_node(vault, node, -0.5, -1.25)
    folder = exporting.export(vault, person, tmp_path / "web", format="csv")
    row = next(row for row in table(folder / "nodes.csv") if row["id"] == str(node))
    assert row["note"] == f"'{typed}"
    assert (float(row["onion_x"]), float(row["onion_y"])) == (-0.5, -1.25)


def test_json_for_the_worker_loses_nothing(loaded: Vault, tmp_path: Path) -> None:
    path = exporting.export(loaded, FULL, tmp_path / "person.json")
    document = json.loads(path.read_text("utf-8"))
    entities = document["entities"]
    with loaded.reading() as conn:
        kept = conn.execute("SELECT id, type FROM entity WHERE person = ?", (FULL.bytes,)).fetchall()
    assert {(UUID(item["id"]), name) for name, items in entities.items() for item in items} == {
        (UUID(bytes=ident), name) for ident, name in kept
    }
    web = queries.web(loaded, FULL)
    sister = next(item for item in entities["Node"] if item["label"] == "Sister")
    assert (sister["from"], sister["paid"], sister["audience"]) == (
        "2019-09-23",
        "unpaid",
        ["person", "team", "worker"],
    )
    told = next(item for item in entities["Tie"] if "history" in item)
    assert told["history"][1] == {"at": "2020-01-11", "field": "stress", "value": "high", "how": "said so"}
    assert told["a"] == next(str(tie.a) for tie in web.ties if tie.history)
    assert {item["text"] for item in entities["Entry"]} == {"First words.", "Between us."}
    assert entities["SmallSpend"][0]["amount_pence"] == 450
    assert {item["text"] for item in entities["Strength"] if item["private"]} == {"Keeps bees"}


def test_json_for_the_person_holds_nothing_kept_apart_and_no_trace_of_it(loaded: Vault, tmp_path: Path) -> None:
    sister = next(node for node in queries.web(loaded, FULL).nodes if node.label == "Sister")
    webs.set_node(loaded, sister.id, show_as="role", relation="sister of his", reach="07700 900111")
    hidden = webs.make_private(loaded, next(n for n in queries.web(loaded, FULL).nodes if n.label == "Lodger").id)
    words = exporting.export(loaded, FULL, tmp_path / "theirs.json", audience=FOR_PERSON).read_text("utf-8")
    for secret in (
        "Between us",
        "Keeps bees",
        "Lodger",
        "07700",
        str(hidden.created[0]),
        "SafeguardingNote",
        "private",
    ):
        assert secret not in words
    labels = {item["label"] for item in json.loads(words)["entities"]["Node"]}
    assert "sister of his" in labels
    assert "Sister" not in labels
    assert "First words." in words


@pytest.mark.parametrize("form", ["graphml", "csv"])
def test_tables_and_graphs_for_the_person_hold_nothing_kept_apart(loaded: Vault, tmp_path: Path, form: str) -> None:
    lodger = next(node for node in queries.web(loaded, FULL).nodes if node.label == "Lodger")
    webs.make_private(loaded, lodger.id)
    path = exporting.export(loaded, FULL, tmp_path / "out", audience=FOR_PERSON, format=form)
    files = [path] if path.is_file() else sorted(path.iterdir())
    theirs = "".join(file.read_text("utf-8") for file in files)
    assert "Sister" in theirs
    for secret in ("Lodger", str(lodger.id), "audience", "private"):
        assert secret not in theirs
    path = exporting.export(loaded, FULL, tmp_path / "ours", audience=FOR_WORKER, format=form)
    files = [path] if path.is_file() else sorted(path.iterdir())
    assert "Lodger" in "".join(file.read_text("utf-8") for file in files)


@pytest.mark.parametrize("form", ["graphml", "csv", "json"])
def test_that_a_line_may_do_harm_leaves_us_on_no_paper(loaded: Vault, tmp_path: Path, form: str) -> None:
    web = queries.web(loaded, FULL)
    webs.set_tie(loaded, web.ties[0].id, harm="known", at="2026-01-05")
    webs.set_tie(loaded, web.ties[0].id, harm="suspected")
    theirs, ours = (
        _all_text(exporting.export(loaded, FULL, tmp_path / who.who, audience=who, format=form))
        for who in (FOR_PERSON, FOR_WORKER)
    )
    assert "suspected" not in theirs
    assert '"harm"' not in theirs
    assert "suspected" in ours, "the ablation: it is there for us"


def _all_text(path: Path) -> str:
    files = [path] if path.is_file() else sorted(path.iterdir())
    return "".join(file.read_text("utf-8") for file in files)


@pytest.mark.parametrize("form", ["graphml", "csv", "json"])
def test_a_day_keeps_what_was_there_that_day(loaded: Vault, tmp_path: Path, form: str) -> None:
    zero = next(p.zero for p in importing.people_file.read(ONE_OF_EACH).people if p.name == "q-full")
    texts = {}
    for number in (0, 5):
        path = exporting.export(loaded, FULL, tmp_path / str(number), format=form, day=zero + number)
        files = [path] if path.is_file() else sorted(path.iterdir())
        texts[number] = "".join(file.read_text("utf-8") for file in files)
    assert "The picnic" not in texts[0]
    assert "The picnic" in texts[5]
    assert "Club" not in texts[5]


def test_unknown_people_and_forms_are_refused(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        exporting.export(vault, FULL, tmp_path / "x.json")
    with pytest.raises(ValueError, match="not one of"):
        exporting.export(vault, FULL, tmp_path / "x.doc", format="doc")
    assert list(tmp_path.glob("x.*")) == []


def test_networkx_is_not_loaded_before_a_graph_is_wanted() -> None:
    code = (
        "import sys; import sbp_desktop.services.exporting, sbp_desktop.services.importing, sbp_desktop.services.demo; "
        "print(sorted({'networkx', 'matplotlib', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
