"""What must hold whatever a worker does (practice.md F.3): those of its invariants that no other test names.

Others are held where their subject is: I-05 and I-06 help that starts (test_decisions, test_teams), I-07 and I-08 the
named worker (test_named_workers), I-10 decisions, I-11 the circle (test_circle), I-14 and I-15 what counts
(models/test_web), I-16 and I-19 what is hidden (properties/test_non_interference), I-20 the second file
(storage/test_local_file), I-23 merging (storage/test_materialise), I-24 seen together (test_sharing), I-26 and I-27
what is in no schema (models/test_rules, rules/), I-30 kept pictures (test_moments), I-31 words (ui/test_words).
"""

import ast
import re
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

import sbp_desktop
from sbp_desktop import config
from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.ops import OpKind
from sbp_desktop.models.schema import ENTITIES
from sbp_desktop.models.web import web_metrics
from sbp_desktop.services import conversations, importing, named_workers, people, plans, webs
from sbp_desktop.storage import history, oplog, queries, rows
from sbp_desktop.storage import plans as kept
from sbp_desktop.storage.vault import Vault
from tests.colleague import Colleague, come_in, content

TODAY = "2026-11-22"


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


@pytest.fixture
def two(vault: Vault, eric: UUID) -> tuple[UUID, UUID]:
    jean, sam = (webs.add_node(vault, eric, name).created[0] for name in ("Jean", "Sam"))
    return jean, sam


def found(vault: Vault, name: str, where: str = "1", *given: Any, alive_only: bool = True) -> list[rows.Row]:
    with vault.reading() as conn:
        return rows.select(conn, name, where, given, alive_only=alive_only)


def test_i01_everybody_has_one_web_and_stands_once_in_its_middle(vault: Vault) -> None:
    importing.load_people(vault, config.resources("demo", "people.yaml"))
    nameless = people.add_person(vault).created[0]
    conversations.start(vault, nameless)
    known = people.add_person(vault, "Eric").created[0]
    people.join_people(vault, nameless, known)
    everybody = {row.id for row in found(vault, "Person")}
    selves = Counter(row.person for row in found(vault, "Node", "kind = 'self'"))
    owned = Counter(row.person for row in found(vault, "Web"))
    assert {person: selves[person] for person in everybody} == dict.fromkeys(everybody, 1)
    assert {person: owned[person] for person in everybody} == dict.fromkeys(everybody, 1)
    for change in (webs.delete_node, webs.make_private):
        with pytest.raises(RuleRefused):
            change(vault, queries.self_node_of(known))


def test_i02_two_lines_of_one_kind_never_stand_between_two_at_one_time(
    vault: Vault, eric: UUID, two: tuple[UUID, UUID]
) -> None:
    first = webs.add_tie(vault, *two, **{"kind": "friends", "from": "2010", "to": "2015"}).created[0]
    for overlapping in (
        {"from": "2012"},
        {"from": "2001"},  # begins before and goes on into it
        {"from": "2014-12-31", "to": "2015"},
    ):
        with pytest.raises(RuleRefused, match="There is a line"):
            webs.add_tie(vault, *reversed(two), kind="friends", **overlapping)
    webs.add_tie(vault, *two, **{"kind": "friends", "from": "2001", "to": "2010"})
    other = webs.add_tie(vault, *two, **{"kind": "neighbours", "from": "2010"}).created[0]
    later = webs.add_tie(vault, *two, **{"kind": "friends", "from": "2015"}).created[0]
    for change in ({"kind": "friends"}, {"kind": "friends", "from": "2001"}):
        with pytest.raises(RuleRefused, match="There is a line"):
            webs.set_tie(vault, other, **change)
    with pytest.raises(RuleRefused, match="There is a line"):
        webs.set_tie(vault, later, **{"from": "2012"})
    with pytest.raises(RuleRefused, match="There is a line"):
        webs.set_tie(vault, first, to=None)
    webs.set_tie(vault, first, kind="work together", strength="strong")


def test_i02_no_line_goes_to_oneself_or_to_somebody_elses_web(vault: Vault, eric: UUID, two: tuple[UUID, UUID]) -> None:
    stranger = webs.add_node(vault, people.add_person(vault, "Anna").created[0], "Bo").created[0]
    for other in (two[0], stranger):
        with pytest.raises(RuleRefused, match="two different"):
            webs.add_tie(vault, two[0], other)


def test_i03_a_line_counts_only_while_both_it_joins_are_there(vault: Vault, eric: UUID) -> None:
    webs.add_node(vault, eric, "Jean", **{"from": "2010-01-01", "to": "2015-01-01"}, tie_fields={"from": "2000-01-01"})
    web = queries.web(vault, eric)
    counts = {}
    for year in (2005, 2012, 2020):
        counts[year] = web_metrics(web, PartialDate.of(f"{year}-06-01").lo)["by_domain"].get("network", 0)
    assert counts == {2005: 0, 2012: 1, 2020: 0}


def test_i04_whoever_is_ones_own_is_close_or_known_for_what_they_do(vault: Vault, eric: UUID) -> None:
    def tier() -> str | None:
        return next(node.tier for node in queries.web(vault, eric).nodes if node.id == jean)

    jean = webs.add_node(vault, eric, "Jean").created[0]
    ways: list[dict[str, Any]] = [{"domain": "network"}, {"domain": "network", "tier": None}, {"tier": None}]
    for said in ways:
        webs.set_node(vault, jean, domain="community", tier=None)
        assert tier() is None
        webs.set_node(vault, jean, domain="network")
        webs.set_node(vault, jean, **said)
        assert tier() == "close"
        webs.set_node(vault, jean, tier="extended")
        webs.move_node(vault, jean, 1.0, 0.5, **said)
        assert tier() == ("extended" if said == {"domain": "network"} else "close")


def test_i05_one_is_getting_back_in_control_in_one_conversation_at_a_time_however_it_begins(
    vault: Vault, eric: UUID
) -> None:
    first = conversations.start(vault, eric, kind="C2").created[0]
    assert kept.of_conversation(vault, first) is not None, "it comes with its plan"
    with pytest.raises(RuleRefused, match="another of that kind"):
        conversations.start(vault, eric, kind="C2")
    with pytest.raises(RuleRefused, match="what leads to it"):
        conversations.start(vault, eric, kind="C3")
    assert len(queries.conversations(vault, eric)) == 1, "what was refused left nothing behind"
    conversations.finish(vault, first)
    conversations.start(vault, eric, kind="C2")


def test_i05_taking_back_an_end_never_leaves_two_open(vault: Vault, eric: UUID) -> None:
    first = conversations.start(vault, eric, kind="C2").created[0]
    conversations.finish(vault, first)
    colleague, second = Colleague(eric), uuid4()
    begun = colleague.new("Conversation", {"kind": "C2", "opened": vault.clock.now_ms()}, second, lane=1)
    come_in(vault, begun)
    with vault.reading() as conn:
        before = content(conn)
    with pytest.raises(RuleRefused, match="another conversation"):
        history.undo(vault, eric)
    with vault.reading() as conn:
        assert content(conn) == before, "it is not taken back by half"
    assert [row.id for row in found(vault, "Conversation", "kind = 'C2' AND closed IS NULL")] == [second]
    conversations.finish(vault, second)
    history.undo(vault, eric)
    assert [row.id for row in found(vault, "Conversation", "kind = 'C2' AND closed IS NULL")] == [second]
    history.redo(vault, eric)
    history.undo(vault, eric)
    with pytest.raises(RuleRefused):
        history.undo(vault, eric)


def test_i07_there_is_one_named_worker_through_every_change(vault: Vault, eric: UUID) -> None:
    def named() -> int:
        return len(found(vault, "NamedWorkerLink", "person = ? AND role = 'named' AND to_ IS NULL", eric.bytes))

    assert named() == 0
    conversations.start(vault, eric)
    conversations.start(vault, eric)
    assert named() == 1
    for who in ("Amina", "Bea", "Test worker"):
        named_workers.change(vault, eric, who)
        assert named() == 1
    named_workers.bring_in(vault, eric, "Amina")
    for _ in range(4):
        history.undo(vault, eric)
        assert named() == 1


def test_i09_what_was_read_back_stays_and_a_correction_stands_beside_it(vault: Vault, eric: UUID) -> None:
    talk = conversations.start(vault, eric).created[0]
    line, me = uuid4(), queries.self_node_of(eric)
    conversations.write_entry(vault, talk, line, "On Mondays.", kind="words", said_by=me)
    conversations.read_back(vault, line)
    with pytest.raises(RuleRefused):
        conversations.write_entry(vault, talk, line, "On Tuesdays.", kind="words", said_by=me)
    with pytest.raises(RuleRefused):
        conversations.delete_entry(vault, line)
    conversations.correct_entry(vault, line, "On Tuesdays.")
    entries = queries.conversation(vault, talk).entries
    assert [(entry.kind, entry.text) for entry in entries] == [("words", "On Mondays."), ("correction", "On Tuesdays.")]
    assert entries[1].corrects == line


def test_i13_a_step_has_one_owner_whoever_had_it_before(vault: Vault, eric: UUID, two: tuple[UUID, UUID]) -> None:
    plan = kept.of_conversation(vault, conversations.start(vault, eric, kind="C2").created[0])
    assert plan is not None
    step = uuid4()
    plans.write_step(vault, step, plan=plan.id, what="Ring the choir")
    for owner, name in ((two[0], "Jean"), (two[1], "Sam"), (None, "Test worker")):
        plans.give_step(vault, step, owner)
        again = kept.open_plan(vault, eric)
        assert again is not None
        assert (again.steps[0].who, again.steps[0].who_node) == (name, owner)


def test_i21_nothing_happened_after_it_was_written(vault: Vault, eric: UUID) -> None:
    talk = conversations.start(vault, eric).created[0]
    with pytest.raises(RuleRefused):
        conversations.set_day(vault, talk, PartialDate.of("2199-01-01"))
    plans.log_contact(vault, eric, "visit")
    (contact,) = found(vault, "Contact")
    assert contact.values["at"] <= vault.clock.now_ms()


def test_i22_what_is_taken_away_stays_in_the_record_with_its_reason(vault: Vault, eric: UUID) -> None:
    jean = webs.add_node(vault, eric, "Jean").created[0]
    webs.delete_node(vault, jean)
    (gone,) = found(vault, "Node", "id = ?", jean.bytes, alive_only=False)
    assert not gone.alive
    assert gone.get("label") == "Jean"
    with vault.reading() as conn:
        ((_, last),) = oplog.read(conn, "WHERE ent = ? AND kind = ?", (jean.bytes, int(OpKind.DEL)))
    assert "reason" in last.value
    history.undo(vault, eric)
    assert {node.label for node in queries.web(vault, eric).nodes} == {"Eric", "Jean"}


def test_i25_nothing_that_is_worked_out_is_kept(vault: Vault, eric: UUID) -> None:
    measured = set(web_metrics(queries.web(vault, eric), PartialDate.of(TODAY).lo))
    names = {field.name.rpartition(".")[2] for entity in ENTITIES.values() for field in entity.fields}
    assert measured
    assert not measured & names


# ---- what is left out on purpose (I-32), read from the source


def sources() -> list[tuple[str, str]]:
    package = Path(sbp_desktop.__file__).parent
    return [(file.relative_to(package).as_posix(), file.read_text("utf-8")) for file in sorted(package.rglob("*.py"))]


def network_names(source: str) -> set[str]:
    """The ways out of this machine that a source knows."""
    ways = {"socket", "http", "httpx", "httpx2", "urllib.request", "requests", "ssl", "QtNetwork", "QtWebEngineCore"}
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {
        name
        for name in names
        if any(name == way or name.endswith(f".{way}") or name.startswith(f"{way}.") for way in ways)
    }


_ASK_QT = ("system_proxy", "network_watch")


def test_i32_only_the_room_that_keeps_in_step_knows_of_a_network() -> None:
    known = {file: network_names(source) for file, source in sources() if not file.startswith("sync/")}
    assert {file: names for file, names in known.items() if names} == {
        # What lies between is the system's to say, and Qt asks it (decisions.md, Libraries); it opens no connection.
        **{f"ui/{one}.py": {"PySide6.QtNetwork"} for one in _ASK_QT},
        # Finds a free port for the council it starts on this very machine, and connects to nothing.
        "tour/two_laptops.py": {"socket"},
    }
    proxy, watch = (next(source for file, source in sources() if file == f"ui/{one}.py") for one in _ASK_QT)
    assert set(re.findall(r"\bQ(?:Network|Tcp|Udp|Ssl|Local|Dns|Host)\w*", f"{proxy}{watch}")) == {
        "QNetworkInformation", "QNetworkProxy", "QNetworkProxyFactory", "QNetworkProxyQuery",
    }  # fmt: skip
    assert network_names("from PySide6.QtNetwork import QTcpSocket\nimport urllib.request") >= {"urllib.request"}
