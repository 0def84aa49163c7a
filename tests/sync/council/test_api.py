"""What the council's own systems may read: the same as the app's own copies, by audience, whole, and every read noted."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
import schemathesis
import zstandard
from anyio.from_thread import start_blocking_portal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis.python import asgi
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection

from sbp_desktop.models import marked_text, schema
from sbp_desktop.models.ops import Op, OpId, from_envelope, kind_of
from sbp_desktop.models.snapshots import Audience
from sbp_desktop.services import conversations, exporting, importing, sharing, webs
from sbp_desktop.storage import queries
from sbp_desktop.storage.vault import Vault
from sbp_desktop.sync.council_server import administration, audit, openapi, records, systems
from sbp_desktop.sync.council_server.limits import Limit
from sbp_desktop.sync.council_server.reading_api import ReadingApi
from sbp_desktop.sync.council_server.service import Service
from tests.sync.council.test_hostile import everything
from tests.sync.council_kit import Kit, Laptop, envelope, new_id
from tests.sync.http_kit import Request, ask, ask_all, token
from tests.sync.record_kit import bring, ops_of

ROOT = Path(__file__).resolve().parents[3]
PEOPLE = ROOT / "tests/fixtures_data/one_of_each.yaml"
DOCUMENT = json.loads(openapi.document())


def unlimited(kit: Kit) -> Any:
    """The application without a limit on how often anybody asks."""
    service = Service(kit.council, kit.pool, lambda: kit.now)
    never = Limit(burst=10**9, per_second=1.0, now_s=lambda: 0.0)
    service._laptops = service._strangers = service._reading._systems = service._reading._strangers = never
    return service.app()


def key(kit: Kit, audience: str = "team", name: str = "") -> str:
    with kit.pool.connection() as conn:
        return systems.add(conn, kit.council.keys, name or f"Case system, {audience}", audience, kit.now)


@dataclass
class System:
    """One of the council's systems: asks, and keeps a copy of what it is told by the change feed."""

    app: Any
    key: str
    held: dict[str, Any] = field(default_factory=dict)
    cursor: str = ""

    def get(self, path: str, **query: Any) -> Any:
        answer = self.ask(path, **query)
        assert answer.status == 200, (path, answer.status, answer.body)
        said = json.loads(answer.body)
        assert_conforms(path, said)
        return said

    def ask(self, path: str, **query: Any) -> Any:
        said = "&".join(f"{name}={value}" for name, value in query.items())
        return ask(self.app, Request(openapi.ROOT + path, b"", self.key, method="GET", query=said))

    def all_of(self, path: str, limit: int = 500) -> list[Any]:
        """Every thing of a part, page by page."""
        found, after = [], dict[str, str]()
        limit = min(limit, openapi.MOST_PEOPLE) if path == "/people" else limit
        while True:
            said = self.get(path, limit=limit, **after)
            found += said["people" if path == "/people" else "things"]
            if said["next"] is None:
                return found
            after = {"after": said["next"]}

    def follow(self, person: UUID, limit: int = 500) -> tuple[int, int]:
        """Take in all changes since the last time; returns how many things changed and went."""
        changed = gone = 0
        while True:
            after = {"after": self.cursor} if self.cursor else {}
            said = self.get(f"/people/{person}/changes", limit=limit, **after)
            self.held |= {thing["id"]: thing for thing in said["changed"]}
            for thing in said["gone"]:
                # One that came and went while pages were read may never have been given.
                assert self.held.pop(thing["id"], thing)["type"] == thing["type"]
            self.cursor, changed, gone = said["next"], changed + len(said["changed"]), gone + len(said["gone"])
            if not said["more"]:
                return changed, gone


def assert_conforms(path: str, said: Any) -> None:
    parts = path.strip("/").split("/")
    name = {1: "People", 2: "Part_person"}.get(len(parts)) or (
        "Changes" if parts[2] == "changes" else f"Part_{parts[2]}"
    )
    shape = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    Draft202012Validator(shape, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(said)


@pytest.fixture
def person(vault: Vault) -> UUID:
    importing.load_people(vault, PEOPLE)
    return queries.people(vault)[0].id


@dataclass
class AtCouncil:
    """A store whose record is at a council, where more can follow."""

    kit: Kit
    vault: Vault
    person: UUID
    who: Any
    sent: int = 0

    def send(self) -> None:
        self.sent = bring(self.kit, self.who, ops_of(self.vault, self.person, self.sent)) or self.sent


@pytest.fixture
def there(kit: Kit, vault: Vault, person: UUID) -> AtCouncil:
    made = AtCouncil(kit, vault, person, kit.worker("Ann", vault.worker_id.bytes))
    made.send()
    return made


def copy_of(there: AtCouncil, audience: str, folder: Path) -> dict[str, list[Any]]:
    """What the app itself writes for an audience, in the types that systems may read, lines of other views aside."""
    path = exporting.export(there.vault, there.person, folder / f"{uuid4()}.json", audience=Audience(audience))
    entities = json.loads(path.read_text("utf-8"))["entities"]
    types = [name for names in records.SECTIONS.values() for name in names]
    return {
        name: sorted(
            (
                {k: v for k, v in thing.items() if k not in ("positions", "versions", "view")}
                for thing in entities.get(name, ())
            ),
            key=lambda thing: thing["id"],
        )
        for name in types
    }


def read_all(system: System, person: UUID) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {name: [] for names in records.SECTIONS.values() for name in names}
    for section in records.SECTIONS:
        for thing in system.all_of(openapi.path_of(section).format(person=person)):
            found[thing["type"]].append({k: v for k, v in thing.items() if k != "type"})
    return {name: sorted(things, key=lambda thing: thing["id"]) for name, things in found.items()}


# ---- what is read -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("audience", systems.AUDIENCES)
def test_a_system_reads_what_the_app_itself_would_write_for_that_audience(
    there: AtCouncil, audience: str, tmp_path: Path
) -> None:
    system = System(unlimited(there.kit), key(there.kit, audience))
    read, written = read_all(system, there.person), copy_of(there, audience, tmp_path)
    assert read == written
    assert sum(map(bool, read.values())) >= 18
    assert [one["id"] for one in system.all_of("/people")] == [str(there.person)]


def test_what_is_kept_apart_never_leaves_and_goes_once_it_is(there: AtCouncil, tmp_path: Path) -> None:
    """Each way of keeping something apart, over the whole of what both kinds of system are given."""
    kit, vault, who = there.kit, there.vault, there.person
    app = unlimited(kit)
    team, them = (System(app, key(kit, audience)) for audience in systems.AUDIENCES)
    for system in (team, them):
        system.follow(who)
    secret = webs.add_node(vault, who, "Zebedee Quillfeather", tie=False).created[0]
    private = webs.make_private(vault, webs.add_node(vault, who, "Ottoline Marchbanks").created[0]).created[0]
    there.send()
    for system in (team, them):
        assert system.follow(who)[0] == 1
        assert str(secret) in system.held
    before = team.get(f"/people/{who}")["version"]
    sharing.set_audience(vault, secret, person=False)
    there.send()
    assert them.follow(who) == (0, 1)
    assert team.follow(who)[1] == 0
    webs.make_private(vault, secret)
    there.send()
    assert team.follow(who)[1] == 1
    assert team.get(f"/people/{who}")["version"] != before
    for system in (team, them):
        said = json.dumps(read_all(system, who)) + json.dumps(system.held)
        assert not {"Zebedee", "Ottoline", str(secret), str(private)} & set(said.replace('"', " ").split())
        assert "Quillfeather" not in said
        assert "Marchbanks" not in said


@pytest.mark.parametrize("audience", systems.AUDIENCES)
def test_a_sentence_that_names_somebody_worker_only_does_not_leave(there: AtCouncil, audience: str) -> None:
    """The sentence is for everybody; whom it names stands in the lane that no system reads from."""
    system = System(unlimited(there.kit), key(there.kit, audience))
    apart = webs.make_private(there.vault, webs.add_node(there.vault, there.person, "Ottoline").created[0]).created[0]
    talk, [open_, named] = conversations.start(there.vault, there.person).created[0], [uuid4(), uuid4()]
    conversations.write_entry(there.vault, talk, open_, "A walk.")
    mention = marked_text.mark("Ottoline rang.", [marked_text.Mention(0, 8, apart)])
    conversations.write_entry(there.vault, talk, named, mention)
    there.send()
    read = {thing["id"] for thing in system.all_of(f"/people/{there.person}/conversations")}
    system.follow(there.person)
    for had in (read, system.held):
        assert str(open_) in had
        assert str(named) not in had


def test_what_is_kept_apart_while_its_page_is_still_to_come_is_not_given(there: AtCouncil) -> None:
    system = System(unlimited(there.kit), key(there.kit, "person"))
    system.follow(there.person)
    for name in "Ann", "Ben":
        webs.add_node(there.vault, there.person, name, tie=False)
    there.send()
    path = f"/people/{there.person}/changes"
    first = system.get(path, limit=1, after=system.cursor)
    [shown] = first["changed"]
    later = next(
        node for node in queries.web(there.vault, there.person).nodes if node.label in {"Ann", "Ben"} - {shown["label"]}
    )
    sharing.set_audience(there.vault, later.id, person=False)
    there.send()
    rest = system.get(path, limit=1, after=first["next"])
    assert (first["more"], rest["changed"]) == (True, [])


def test_writing_that_a_system_may_not_have_leaves_no_trace(there: AtCouncil) -> None:
    system = System(unlimited(there.kit), key(there.kit))
    system.follow(there.person)
    held, cursor = dict(system.held), system.cursor
    version = system.get(f"/people/{there.person}")["version"]
    for number in range(3):
        there_is = webs.add_node(there.vault, there.person, f"Kept apart {number}").created[0]
        webs.make_private(there.vault, there_is)
        there.send()
        assert system.follow(there.person) == (0, 0)
    assert (system.held, system.cursor) == (held, cursor)
    assert system.get(f"/people/{there.person}")["version"] == version
    assert system.get("/people")["people"] == [{"id": str(there.person), "version": version}]


def test_pages_hold_all_and_nothing_twice(there: AtCouncil) -> None:
    system = System(unlimited(there.kit), key(there.kit))
    for section in records.SECTIONS:
        path = openapi.path_of(section).format(person=there.person)
        assert system.all_of(path, limit=3) == system.all_of(path)
    one_by_one = System(system.app, system.key)
    one_by_one.follow(there.person, limit=1)
    system.follow(there.person)
    assert one_by_one.held == system.held
    assert one_by_one.follow(there.person) == (0, 0)


# ---- the feed ---------------------------------------------------------------------------------------------------------


@pytest.mark.timeout(240)
def test_whoever_follows_the_changes_holds_what_whoever_reads_anew_is_given(there: AtCouncil) -> None:
    """Random work and random reading, interrupted anywhere: the copy is always that of a fresh read."""
    chance = random.Random(12)
    app, nodes = unlimited(there.kit), list[UUID]()
    followers = [System(app, key(there.kit, audience)) for audience in systems.AUDIENCES]
    talk = conversations.start(there.vault, there.person).created[0]
    for _ in range(40):
        match chance.randrange(6):
            case 0 | 1:
                nodes += webs.add_node(there.vault, there.person, f"Name {chance.random()}").created[:1]
            case 2 if nodes:
                webs.set_node(there.vault, chance.choice(nodes), note=f"Words {chance.random()}")
            case 3 if nodes:
                sharing.set_audience(there.vault, chance.choice(nodes), person=chance.random() < 0.5)
            case 4 if nodes:
                webs.delete_node(there.vault, nodes.pop(chance.randrange(len(nodes))))
            case _:
                conversations.write_entry(there.vault, talk, uuid4(), f"Line {chance.random()}")
        there.send()
        system = chance.choice(followers)
        if chance.random() < 0.5:  # a page, and then nothing for a while
            after = {"after": system.cursor} if system.cursor else {}
            said = system.get(f"/people/{there.person}/changes", limit=2, **after)
            system.held |= {thing["id"]: thing for thing in said["changed"]}
            for thing in said["gone"]:
                system.held.pop(thing["id"], None)
            system.cursor = said["next"]
    for system in followers:
        system.follow(there.person, limit=5)
        fresh = System(app, system.key)
        fresh.follow(there.person)
        assert system.held == fresh.held


def test_a_cursor_is_for_one_system_and_one_person_and_one_history(there: AtCouncil) -> None:
    kit = there.kit
    system = System(unlimited(kit), key(kit))
    system.follow(there.person)
    path = f"/people/{there.person}/changes"
    other = System(system.app, key(kit, name="Another"))
    assert other.ask(path, after=system.cursor).status == 409
    for wrong in ("00", "00" * 500, system.cursor[:-4] + "0000"):
        assert system.ask(path, after=wrong).status == 409
    for wrong in ("", "zz", "0", "00" * 501, system.cursor.upper() + "A"):
        assert system.ask(path, after=wrong).status == 400
    # A council put back to before it: some of what was read is not there, or is another.
    kit.rows("DELETE FROM op WHERE person = %s AND lane = 0 AND pseq > 20 RETURNING 1", there.person.bytes)
    answer = system.ask(path, after=system.cursor)
    assert (answer.status, json.loads(answer.body)["code"]) == (409, "anew")
    assert system.ask(path).status == 200


# ---- who may ----------------------------------------------------------------------------------------------------------

PATHS = ["/people", "/people/{person}/changes", *map(openapi.path_of, records.SECTIONS)]
CALLERS = {
    "nobody": 401, "not a key": 401, "a laptop": 401, "an ended system": 401, "another council's": 401,
    "for the team": 200, "for the person": 200,
}  # fmt: skip


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("path", PATHS)
def test_who_may_ask_what(kit: Kit, path: str, caller: str) -> None:
    ann = Laptop(kit.worker("Ann"))
    person = UUID(bytes=new_id())
    ann.write(person.bytes, body=msgspec.msgpack.encode([{"preferred_name": "Sam"}]))
    ann.push(kit.council, person.bytes)
    said = key_of(kit, ann, caller)
    before = everything(kit)
    for who, wanted in ((person, 200), (uuid4(), 404), (UUID(bytes=ann.who.worker), 404)):
        answer = System(unlimited(kit), said).ask(path.format(person=who))
        expected = CALLERS[caller] if CALLERS[caller] != 200 or "{" not in path else wanted
        assert answer.status == expected, answer.body
        assert answer.headers["cache-control"] == "no-store"
        if expected != 200:
            assert answer.headers["content-type"] == openapi.PROBLEM
            assert json.loads(answer.body)["title"].endswith(".")
    if CALLERS[caller] != 200:
        assert everything(kit) == before


@pytest.mark.parametrize("path", ["/nothing", "/people/a\nb/plan", "/people/\n", "\n"])
def test_an_address_that_is_none_is_answered_as_the_document_says(kit: Kit, path: str) -> None:
    answer = System(unlimited(kit), key(kit)).ask(path)
    assert (answer.status, answer.headers["content-type"]) == (404, openapi.PROBLEM)
    assert json.loads(answer.body)["title"].endswith(".")


def key_of(kit: Kit, ann: Laptop, caller: str) -> str:
    match caller:
        case "not a key":
            return "é" * 40
        case "a laptop":
            return token(kit, ann.who)
        case "an ended system":
            said = key(kit, name="Old")
            with kit.pool.connection() as conn:
                systems.end(conn, kit.council.keys, "Old", kit.now)
            return said
        case "another council's":
            return "sbp_" + "A" * 43
        case "for the team" | "for the person":
            return key(kit, caller.removeprefix("for the "))
    return ""


@pytest.mark.parametrize("path", PATHS)
def test_a_system_s_key_is_no_laptop_s_and_nothing_but_reading_is_taken(kit: Kit, path: str) -> None:
    said, app = key(kit), unlimited(kit)
    before = everything(kit)
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = ask(app, Request(openapi.ROOT + path.format(person=uuid4()), b"{}", said, method=method))
        assert (answer.status, set(answer.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})
    for sync in ("/v1/hello", "/v1/push", "/v1/heal", "/v1/pull", "/v1/purged"):
        assert ask(app, Request(sync, b"", said)).status == 401
    assert everything(kit) == before


def test_every_read_is_noted_with_whoever_read_and_how_much(there: AtCouncil) -> None:
    system = System(unlimited(there.kit), key(there.kit))
    trail = "SELECT what, words FROM audit WHERE person = %s ORDER BY number"
    known = len(there.kit.rows(trail, there.person.bytes))
    [(id_,)] = there.kit.rows("SELECT id FROM council_system")
    for section in records.SECTIONS:
        system.get(openapi.path_of(section).format(person=there.person), limit=2)
    system.follow(there.person)
    system.follow(there.person)  # tells nothing, so that nothing was read
    rows = there.kit.rows(trail, there.person.bytes)[known:]
    assert [what for what, _ in rows] == ["read by a system"] * 5
    assert [words.split(":")[0] for _, words in rows] == [*records.SECTIONS, "changes"]
    system.get("/people")
    assert there.kit.rows(trail, id_) == [("system added", "team"), ("read by a system", "1 people")]
    with there.kit.pool.connection() as conn:
        assert list(audit.faults(conn, there.kit.council.keys.audit)) == []


def test_a_closed_council_gives_nothing_out(there: AtCouncil) -> None:
    system = System(unlimited(there.kit), key(there.kit))
    with there.kit.pool.connection() as conn:
        administration.close(conn)
    for path in PATHS:
        answer = system.ask(path.format(person=there.person))
        assert (answer.status, json.loads(answer.body)["code"]) == (503, "closed")


def test_whoever_asks_too_often_waits_and_a_wrong_key_sooner(kit: Kit) -> None:
    api = ReadingApi(kit.pool, kit.council.keys, lambda: kit.now)
    api._systems = Limit(burst=3, per_second=1.0, now_s=lambda: 0.0)
    api._strangers = Limit(burst=2, per_second=1.0, now_s=lambda: 0.0)
    said = key(kit)
    answers = ask_all(api.app(), [Request("/people", b"", said, method="GET")] * 4)
    assert [answer.status for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["retry-after"] == "1"
    strange = ask_all(api.app(), [Request("/people", b"", "x", method="GET")] * 3)
    assert [answer.status for answer in strange] == [401, 401, 429]


def test_a_name_is_a_system_s_once_and_a_key_is_kept_as_a_hash_only(kit: Kit) -> None:
    with kit.pool.connection() as conn:
        first = systems.add(conn, kit.council.keys, "Finance", "team", kit.now)
        with pytest.raises(systems.NotASystem):
            systems.add(conn, kit.council.keys, "Finance", "team", kit.now)
        with pytest.raises(systems.NotASystem):
            systems.add(conn, kit.council.keys, "Other", "worker", kit.now)
        systems.end(conn, kit.council.keys, "Finance", kit.now)
        with pytest.raises(systems.NotASystem):
            systems.end(conn, kit.council.keys, "Finance", kit.now)
        second = systems.add(conn, kit.council.keys, "Finance", "person", kit.now)
        assert systems.who_has(conn, kit.council.keys, first) is None
        assert systems.who_has(conn, kit.council.keys, second).audience == Audience("person")
    kept = str(kit.rows("SELECT * FROM council_system"))
    assert first not in kept
    assert second not in kept


# ---- the document -----------------------------------------------------------------------------------------------------


def test_the_document_in_the_repository_is_current() -> None:
    """`sbp-council openapi docs/council-api.json` makes it anew."""
    assert (ROOT / "docs/council-api.json").read_bytes() == openapi.document()


def test_every_type_a_system_may_read_is_a_person_s_and_none_is_for_the_worker_alone() -> None:
    for name in (name for names in records.SECTIONS.values() for name in names):
        declared = schema.ENTITIES[name]
        assert declared.stream is schema.Stream.PERSON
        assert declared.lane < 2
        shape = DOCUMENT["components"]["schemas"][name]["properties"]
        assert not {"audience", "harm", "source", "linked_person", "show_as", "key"} & shape.keys()


# ---- whatever is asked ------------------------------------------------------------------------------------------------


@pytest.fixture
def own_loop(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The loop schemathesis runs an application in; its own would stay until the tests end."""
    with start_blocking_portal() as portal:
        monkeypatch.setattr(asgi, "_PORTAL", portal)
        yield


@pytest.mark.timeout(580)
@pytest.mark.usefixtures("own_loop")
def test_schemathesis_finds_no_fault(there: AtCouncil, long_form: bool) -> None:
    """Every operation, with good and bad parameters: no 5xx, and each answer is one the document names."""
    app, said = unlimited(there.kit), key(there.kit)
    writing = "SELECT count(*) FROM op"
    before = there.kit.rows(writing)
    statuses: Counter[int] = Counter()
    described = schemathesis.openapi.from_asgi(openapi.ROOT + "/openapi.json", app)
    operations = [one.ok() for one in described.get_all_operations()]
    assert len(operations) == len(PATHS)
    for operation in operations:

        @settings(max_examples=500 if long_form else 25, suppress_health_check=list(HealthCheck), database=None)
        @given(case=cases(operation, str(there.person)))
        def each(case: Any) -> None:
            answer = case.call(headers={"Authorization": f"Bearer {said}"})
            statuses[answer.status_code] += 1
            # Whose key it is and whom it asks for was put right, so that the case may not be as wrong as it says.
            case.validate_response(answer, excluded_checks=[ignored_auth, negative_data_rejection])

        each()
    assert statuses.keys() <= {200, 400, 401, 404, 409}, statuses
    assert min(statuses[200], statuses[400]) >= 20, statuses
    assert there.kit.rows(writing) == before


def cases(operation: Any, known: str) -> Any:
    """What the document allows, what it does not, and as often about the person there is."""

    def about(case: Any) -> Any:
        case.path_parameters = {"person": known} if case.path_parameters else {}
        return case

    modes = [operation.as_strategy(generation_mode=mode) for mode in schemathesis.GenerationMode]
    return st.one_of(*modes, *(mode.map(about) for mode in modes))


def bad_request(chance: random.Random, said: str, person: UUID) -> Request:
    """A request that is wrong in its key, method, path, query or body, or in several of them."""
    path = openapi.ROOT + chance.choice(PATHS).format(
        person=chance.choice([person, uuid4(), "x", "%00", "..", "é", str(person).upper(), person.hex, "0" * 400])
    )
    noise = chance.randbytes(chance.randrange(40)).hex()
    query = chance.choice(
        ["limit=0", "limit=-1", "limit=501", "limit=1e2", "limit=²", "limit=1&limit=2", "after=", f"after={noise}x", "x=1",
         "after=%00", "after=' OR 1=1--", "=", "limit", f"limit={'9' * 5000}", f"{noise}={noise}"]
    )  # fmt: skip
    if chance.random() < 0.1:
        path = chance.choice([path + "/", path + "/x", openapi.ROOT, openapi.ROOT + "//people", path.replace("a", "A")])
    return Request(
        path, chance.randbytes(chance.randrange(200)), chance.choice([said, said, said, "", noise, "é" * 90]),
        method=chance.choices(["GET", "POST", "HEAD", "TRACE", "QUERY"], (90, 4, 2, 2, 2))[0], query=query,
    )  # fmt: skip


@pytest.mark.timeout(300)
def test_requests_that_are_wrong_are_refused_and_write_nothing(there: AtCouncil) -> None:
    chance, said = random.Random(9), key(there.kit)
    before = everything(there.kit)
    requests = [bad_request(chance, said, there.person) for _ in range(2000)]
    answers = ask_all(unlimited(there.kit), requests, at_once=2)
    taken = [request for request, answer in zip(requests, answers, strict=True) if answer.status == 200]
    assert not taken
    statuses = Counter(answer.status for answer in answers)
    assert statuses.keys() <= {307, 400, 401, 404, 405, 409}, statuses
    assert statuses[400] > 300
    assert all(len(answer.body) < 300 for answer in answers)
    assert everything(there.kit) == before


def envelopes(person: bytes) -> st.SearchStrategy[bytes]:
    """Ops of any shape a push takes: known and unknown types, fields and kinds, bodies that are none."""
    names = st.sampled_from([*schema.ENTITIES, "alive", "signed", "text", "label", "audience:team", "support:x", "new"])
    ids = st.sampled_from([person, *(bytes([n]) * 16 for n in range(4))])
    values: st.SearchStrategy[Any] = st.recursive(
        st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(max_size=5) | ids
        | st.binary(max_size=5) | st.tuples(ids, st.integers(1, 9)).map(list),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names | st.just("seen"), inner, max_size=3),
        max_leaves=5,
    )  # fmt: skip
    meta = st.dictionaries(st.sampled_from(["at", "undo_of", "brings_back", "how"]), values, max_size=2)
    bodies = st.binary(max_size=9) | st.builds(lambda v, m: msgspec.msgpack.encode([v, m]), values, meta)
    bodies |= st.builds(
        lambda number, base, text: msgspec.msgpack.encode([[number, base, text]]), st.integers(0, 2), values,
        st.sampled_from([zstandard.compress(b"words"), b"\x28\xb5\x2f\xfd\xa0\xff\xff\xff\xff", b"", b"x"]),
    )  # fmt: skip
    return st.builds(
        lambda ent, field, kind, body, lane, hlc, parents: (lane, ent, field, kind, body, hlc, parents),
        ids, names, st.integers(0, 9), bodies, st.integers(0, 2), st.integers(-(2**63), 2**63 - 1),
        st.lists(st.tuples(ids, st.integers(1, 9)), max_size=2),
    )  # fmt: skip


@given(st.lists(envelopes(bytes(16)), max_size=12), st.sampled_from(systems.AUDIENCES))
def test_whatever_a_log_holds_can_be_read(written: list[Any], audience: str) -> None:
    """What nobody's app writes stands in the log all the same, and makes no read of its person fail."""
    begins = envelope(bytes(16), 0, bytes(16), 1, bytes(16), field="Person", kind=0, ent=bytes(16), body=b"\x91\x80")
    ops = [from_envelope(begins)] + [
        Op(bytes(16), lane, bytes([n % 3]) * 16, n, ent, field, kind_of(kind), tuple(OpId(*p) for p in parents), body,
           hlc, 0, bytes(16), 0, bytes(16))
        for n, (lane, ent, field, kind, body, hlc, parents) in enumerate(written, 1)
    ]  # fmt: skip
    log = records.Log(UUID(int=0), tuple(records.Written(records.Place(n), n % 3, op) for n, op in enumerate(ops)))
    things = log.things(Audience(audience))
    shape = {"$ref": "#/components/schemas/Changes/properties/changed", "components": DOCUMENT["components"]}
    Draft202012Validator(shape).validate(json.loads(msgspec.json.encode(list(things.values()))))
