"""What goes out for the worker comes back as it was: every demo web, through JSON, through tables, through a graph."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import networkx as nx
import pytest

from sbp_desktop.config import resources
from sbp_desktop.models import marked_text
from sbp_desktop.models.marked_text import Mention
from sbp_desktop.models.snapshots import FOR_PERSON, FOR_WORKER, Audience, WebSnapshot
from sbp_desktop.services import (
    bringing_in,
    conversations,
    exporting,
    groups,
    importing,
    incoming,
    ink,
    people,
    sharing,
    unlocking,
    views,
    webs,
)
from sbp_desktop.services.bringing_in import Choices
from sbp_desktop.services.people_shapes import person_id
from sbp_desktop.storage import history, looking_back, queries, whole_person
from sbp_desktop.storage.key_slots import Kdf
from sbp_desktop.storage.vault import Vault
from tests.fixtures import PASSPHRASE, WORKER
from tests.services.test_people_file import ONE_OF_EACH

DEMO = resources("demo", "people.yaml")
DRAWN_UPON = person_id("drawn-upon")
TRICKY = '=1+1\n\'=2 ; "two", «ŵŷ» \u2028 \x7f ~ null \\ \N{FACE WITH TEARS OF JOY}'


def store(folder: Path) -> Vault:
    return unlocking.create(folder, PASSPHRASE, WORKER, Kdf.for_tests())


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """A store with every demo person, one of each kind of thing, and somebody whose words try every escape."""
    vault = store(tmp_path_factory.mktemp("full") / "store")
    importing.load_people(vault, DEMO)
    importing.load_people(vault, ONE_OF_EACH)
    somebody_tricky(vault)
    somebody_drawn_upon(vault)
    yield vault
    vault.close()


def somebody_tricky(vault: Vault) -> None:
    person = people.add_person(vault, "-Jo", person=person_id("tricky")).created[0]
    me = queries.self_node_of(person)
    al, line = webs.add_node(vault, person, TRICKY, note=TRICKY, reach="+44 20").created
    webs.move_node(vault, al, 1e-17, 0.1 + 0.2)
    webs.move_node(vault, al, 312.5, -1e4, layout="free")
    webs.set_node(vault, al, distance="local", at="2019-06", how="said")
    webs.set_node(vault, al, audience={"worker", f"not_with:{me.hex}"}, seen_together=1_700_000_000_000, is_carer=False)
    webs.set_tie(vault, line, kind="'-old", support={"company", "money"}, stress="some")
    webs.set_tie(vault, line, stress="high", at="2018~", how="; said (so)")
    webs.set_tie(vault, line, stress=None)
    webs.set_tie(vault, line, support={"company"}, at="2020")
    webs.make_private(vault, webs.add_node(vault, person, "@Bea").created[0])
    talk, entry = conversations.start(vault, person).created[0], uuid4()
    words = marked_text.mark("Al's here", [Mention(0, 2, al)])
    conversations.write_entry(vault, talk, entry, words, kind="words", said_by=me)
    conversations.read_back(vault, entry)
    conversations.write_entry(vault, talk, uuid4(), TRICKY, private=True)
    conversations.finish(vault, talk)


def somebody_drawn_upon(vault: Vault) -> None:
    """Somebody with another's picture of the web, a carer's words and a note on the page, which are in no table."""
    person = people.add_person(vault, "Malcolm", person=DRAWN_UPON).created[0]
    al, line = webs.add_node(vault, person, "Barbara", how="assumed").created
    talk = conversations.start(vault, person).created[0]
    cat = webs.add_node(vault, person, "Cat", kind="pet", how="seen").created[0]
    groups.put_together(vault, [al, cat], "The house")
    hers = views.add_view(vault, person, "carer", al).created[0]
    views.set_tie(vault, hers, line, stress="high")
    views.move_nodes(vault, hers, [(cat, 0.5, 0.25)], layout="circles", parts={cat: {"circle": "friendship"}})
    sharing.carer_says(vault, al, words="Tired", strain="struggling", stress="high")
    ink.write_note(vault, person, TRICKY, (10.5, -3.25), layout="onion", conversation=talk)


def everybody(vault: Vault) -> list[UUID]:
    return [row.id for row in queries.people(vault)]


def told(web: WebSnapshot) -> WebSnapshot:
    """A web without when it was first written, which is each store's own; the person is there before any table."""
    nodes = sorted((replace(node, born=0) for node in web.nodes), key=lambda node: node.id != web.self_node)
    order = sorted(web.layout_order, key=lambda node: node != web.self_node)
    ties = tuple(replace(tie, born=0) for tie in web.ties)
    drawn = tuple(replace(ink_, born=0) for ink_ in web.ink)
    return replace(web, nodes=tuple(nodes), ties=ties, layout_order=tuple(order), ink=drawn)


def talks(vault: Vault, person: UUID, audience: Audience) -> list[Any]:
    return [
        replace(talk, entries=tuple(replace(entry, written_ms=0) for entry in talk.entries))
        for talk in queries.conversations(vault, person, audience)
    ]


def files(folder: Path) -> dict[str, list[bytes]]:
    return {path.name: sorted(path.read_bytes().split(b"\r\n")) for path in sorted(folder.iterdir())}


def test_every_record_comes_back_from_json_as_it_was(full: Vault, vault: Vault, tmp_path: Path) -> None:
    assert len(everybody(full)) == 21
    for person in everybody(full):
        out = exporting.export(full, person, tmp_path / "out.json")
        done = bringing_in.bring_in(vault, incoming.read(out), None)
        assert done.label == "Brought in a web"
        again = exporting.export(vault, person, tmp_path / "again.json")
        assert again.read_bytes() == out.read_bytes()
        for audience in (FOR_WORKER, FOR_PERSON, Audience("team")):
            assert told(queries.web(vault, person, audience)) == told(queries.web(full, person, audience))
            assert talks(vault, person, audience) == talks(full, person, audience)
        for view in queries.web(full, person).views:
            mine, theirs = (queries.web(store_, person, view=view.id) for store_ in (vault, full))
            assert told(mine) == told(theirs)
        for node in queries.web(full, person).nodes:
            here, there = (looking_back.provenance(store_, node.id) for store_ in (vault, full))
            assert (here.how, here.conversation, here.said_by) == (there.how, there.conversation, there.said_by)
            assert replace(queries.person(vault, person, audience), last_words=(), last_conversation=None) == replace(
                queries.person(full, person, audience), last_words=(), last_conversation=None
            )


def test_every_web_comes_back_from_tables_as_it_was(full: Vault, vault: Vault, tmp_path: Path) -> None:
    for number, person in enumerate(everybody(full)):
        out = exporting.export(full, person, tmp_path / f"{number}", format="csv")
        middle = next(node for node in queries.web(full, person).nodes if node.kind == "self")
        people.add_person(vault, middle.label, person=person)
        bringing_in.bring_in(vault, incoming.read(out), person, Choices(take_theirs=True))
        again = exporting.export(vault, person, tmp_path / f"{number}-again", format="csv")
        web_alone = {
            name: text for name, text in files(out).items() if name != "small_money.csv"
        }  # for finance to read
        assert files(again) == web_alone
        # A carer's words and a worry about harm are told in the record; the tables are of the web alone.
        if person != DRAWN_UPON:
            before = replace(told(queries.web(full, person)), carer_voices=(), rules_off=frozenset())
            assert told(queries.web(vault, person)) == before
        mine = whole_person.everything_about(vault, person).get("Membership", ())
        theirs = whole_person.everything_about(full, person).get("Membership", ())
        assert [(row.id, row.values) for row in mine] == [(row.id, row.values) for row in theirs]


def test_every_attribute_of_every_web_is_in_the_graph(full: Vault, tmp_path: Path) -> None:
    for person in everybody(full):
        graph = nx.read_graphml(
            exporting.export(full, person, tmp_path / "web.graphml", format="graphml"), force_multigraph=True
        )
        document = json.loads(exporting.export(full, person, tmp_path / "web.json").read_text("utf-8"))["entities"]
        groups: dict[str, list[str]] = {}
        for member in document.get("Membership", ()):
            groups.setdefault(member["node"], []).append(member["group"])
        assert set(graph.nodes) == {node["id"] for node in document["Node"]}
        for node in document["Node"]:
            wanted = attributes(node) | ({"member_of": "; ".join(groups[node["id"]])} if node["id"] in groups else {})
            assert graph.nodes[node["id"]] == wanted
        lines = {key: (a, b, dict(kept)) for a, b, key, kept in graph.edges(keys=True, data=True)}
        for tie in document.get("Tie", ()):
            a, b, kept = lines.pop(tie["id"])
            assert (a, b, kept) == (tie["a"], tie["b"], attributes(tie, "a", "b"))
        assert not lines


def attributes(thing: dict[str, Any], *ends: str) -> dict[str, Any]:
    """What a graph says of a thing: flat, and of the same types."""
    flat: dict[str, Any] = {}
    for name, value in thing.items():
        if name == "positions":
            for layout, (x, y) in value.items():
                flat |= {f"{layout}_x": x, f"{layout}_y": y}
        elif name not in ("id", *ends):
            is_set = isinstance(value, list) and all(isinstance(member, str) for member in value)
            deep = isinstance(value, list | dict) and not is_set
            flat[name] = "; ".join(value) if is_set else json.dumps(value, ensure_ascii=False) if deep else value
    return flat


@pytest.mark.parametrize("form", ["json", "csv"])
def test_bringing_in_what_is_here_already_changes_nothing(full: Vault, tmp_path: Path, form: str) -> None:
    person = person_id("tricky")
    out = exporting.export(full, person, tmp_path / f"out.{form}", format=form)
    seen = bringing_in.preview(full, incoming.read(out), person)
    assert (seen.nothing_new, seen.same_names) == (True, ())
    for choices in (None, Choices(keep_both=True, take_theirs=True)):
        assert bringing_in.bring_in(full, incoming.read(out), person, choices).empty


def test_bringing_in_is_one_change_that_undo_takes_back_whole(full: Vault, vault: Vault, tmp_path: Path) -> None:
    eric = person_id("p-eric")
    out = exporting.export(full, eric, tmp_path / "out.json")
    bringing_in.bring_in(vault, incoming.read(out), None)
    assert history.status(vault, eric).undo_label == "Brought in a web"
    history.undo(vault, eric)
    assert queries.people(vault) == ()
    history.redo(vault, eric)
    assert exporting.export(vault, eric, tmp_path / "again.json").read_bytes() == out.read_bytes()
