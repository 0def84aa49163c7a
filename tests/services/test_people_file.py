"""A people file is read whole and forgivingly, and a wrong one is refused with its line and field."""

from pathlib import Path
from uuid import UUID, uuid5

import pytest

from sbp_desktop.config import resources
from sbp_desktop.errors import MalformedInput
from sbp_desktop.models import schema
from sbp_desktop.services import marked_yaml, people_file
from sbp_desktop.services.file_person import Record
from sbp_desktop.services.people_file import PeopleFile
from sbp_desktop.services.people_shapes import NAMESPACE, person_id

HERE = Path(__file__).resolve().parent
ONE_OF_EACH = HERE.parent / "fixtures_data" / "one_of_each.yaml"

GOOD = """\
schema: support-web-fixtures/1
people:
  - id: p-one
    preferred_name: One
    anchor: {date: "2020-01-01"}
    nodes:
      - {id: self, kind: self, label: One}
      - {id: a, label: A}
    ties:
      - {id: t, a: a, b: self}
"""

PERSON = "schema: support-web-fixtures/1\npeople:\n  - id: p-one\n    anchor: {date: '2020-01-01'}\n"
NODES = PERSON + "    nodes:\n      - {id: self, kind: self}\n      - {id: a}\n      - {id: b}\n"
TIES = NODES + "    ties:\n      - {id: t1, a: a, b: self}\n"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)

MALFORMED = {
    # a file that is no YAML, or YAML that is not to be trusted
    "empty": (b"", 1, "file"),
    "not utf-8": (b"schema: support-web-fixtures/1\npeople:\n  - id: \xff\xfe\n", 3, "file"),
    "control character": ("schema: support-web-fixtures/1\nx: \x01\n", 2, "file"),
    "broken brackets": ("schema: support-web-fixtures/1\npeople: [}\n", 2, "file"),
    "tab indentation": ("schema: support-web-fixtures/1\npeople:\n\t- id: x\n", 3, "file"),
    "two documents": (GOOD + "---\nschema: x\n", 11, "file"),
    "key twice": (GOOD + "people: []\n", 11, "file"),
    "builds objects": ("schema: !!python/object/apply:os.system [true]\n", 1, "file"),
    "unknown alias": ("schema: support-web-fixtures/1\npeople: *them\n", 2, "file"),
    "recursive alias": ("schema: support-web-fixtures/1\npeople: &p [*p]\n", 2, "file"),
    "deep nesting": ("schema: support-web-fixtures/1\nx: " + "[" * 50_000, 2, "file"),
    "alias bomb": (BOMB, 7, "file"),
    "plain text": ("Dear all,\n", 1, "file"),
    # the frame
    "no schema": ("people: []\n", 1, "schema"),
    "other schema": ("schema: support-web-fixtures/2\npeople: []\n", 1, "schema"),
    "no people": ("schema: support-web-fixtures/1\n", 1, "people"),
    "people not a list": ("schema: support-web-fixtures/1\npeople: {id: x}\n", 2, "people"),
    "person not a mapping": ("schema: support-web-fixtures/1\npeople:\n  - Jo\n", 3, "people[0]"),
    "person without id": ("schema: support-web-fixtures/1\npeople:\n  - preferred_name: Jo\n", 3, "people[0].id"),
    "person id twice": (GOOD + "  - id: p-one\n", 11, "people[1].id"),
    "expected is a list": (GOOD + "expected: {web_metrics: [1]}\n", 11, "expected.web_metrics"),
    # one person
    "age is words": (PERSON + "    age: many\n", 5, "people[0].age"),
    "name is a list": (PERSON + "    preferred_name: [a, b]\n", 5, "people[0].preferred_name"),
    "unknown communication": (PERSON + "    communication: [telepathy]\n", 5, "people[0].communication[0]"),
    "anchor is no date": (
        "schema: support-web-fixtures/1\npeople:\n  - id: p\n    anchor: {date: soon}\n", 4, "people[0].anchor.date",
    ),
    "day out of the calendar": (PERSON + "    snapshots:\n      - day: 99999999999\n", 6, "people[0].snapshots[0].day"),
    "moment without a day": (PERSON + "    snapshots:\n      - {label: then}\n", 6, "people[0].snapshots[0].day"),
    "nodes not a list": (PERSON + "    nodes: none at all\n", 5, "people[0].nodes"),
    "node without id": (NODES + "      - {label: C}\n", 9, "people[0].nodes[3].id"),
    "node id twice": (NODES + "      - {id: a, label: again}\n", 9, "people[0].nodes[3].id"),
    "node id empty": (NODES + "      - {id: '', label: C}\n", 9, "people[0].nodes[3].id"),
    "two selves": (NODES + "      - id: me\n        kind: self\n", 10, "people[0].nodes[3].kind"),
    "self is somebody else": (
        PERSON + "    nodes:\n      - id: self\n        kind: person\n", 7, "people[0].nodes[0].kind",
    ),
    "unknown kind": (NODES + "      - id: c\n        kind: dragon\n", 10, "people[0].nodes[3].kind"),
    "unknown domain": (NODES + "      - {id: c, domain: moon}\n", 9, "people[0].nodes[3].domain"),
    "unknown status": (NODES + "      - {id: c,\n         status: maybe}\n", 10, "people[0].nodes[3].status"),
    "from is no date": (NODES + "      - {id: c, from: 2020-13-01}\n", 9, "people[0].nodes[3].from"),
    "to is yes": (NODES + "      - {id: c, to: true}\n", 9, "people[0].nodes[3].to"),
    "carer is a word": (NODES + "      - {id: c, is_carer: sometimes}\n", 9, "people[0].nodes[3].is_carer"),
    "private is a number": (NODES + "      - {id: c, private: 1}\n", 9, "people[0].nodes[3].private"),
    "tie without an end": (NODES + "    ties:\n      - {id: t, a: a}\n", 10, "people[0].ties[0].b"),
    "dangling tie": (TIES + "      - {id: t2, a: a,\n         b: nobody}\n", 12, "people[0].ties[1].b"),
    "tie to itself": (TIES + "      - {id: t2, a: a, b: a}\n", 11, "people[0].ties[1].b"),
    "tie id twice": (TIES + "      - {id: t1, a: b, b: self}\n", 11, "people[0].ties[1].id"),
    "unknown flow": (TIES + "      - {id: t2, a: b, b: self, flow: sideways}\n", 11, "people[0].ties[1].flow"),
    "unknown support": (
        TIES + "      - {a: b, b: self, support: [company, magic]}\n", 11, "people[0].ties[1].support[1]",
    ),
    "support not a list": (TIES + "      - {a: b, b: self, support: company}\n", 11, "people[0].ties[1].support"),
    "unknown stress in history": (
        TIES + "      - a: b\n        b: self\n        history:\n          - {day: 1, stress: wild}\n",
        14, "people[0].ties[1].history[0].stress",
    ),
    "history without a day": (
        TIES + "      - {a: b, b: self, history: [{stress: high}]}\n", 11, "people[0].ties[1].history[0].at",
    ),
    "unknown setting": (
        PERSON + "    conversations:\n      - {setting: moon}\n", 6, "people[0].conversations[0].setting",
    ),
    "conversation id twice": (
        PERSON + "    conversations:\n      - {id: c}\n      - {id: c}\n", 7, "people[0].conversations[1].id",
    ),
    "connection to nobody": (NODES + "    connections: [{node: x}]\n", 9, "people[0].connections[0].node"),
    "endless sum": (
        PERSON + "    emergency_plan:\n      small_spend: [{amount: 4.5e999}]\n",
        6, "people[0].emergency_plan.small_spend[0].amount",
    ),
    "sum of all the money there is": (
        PERSON + "    emergency_plan:\n      small_spend: [{amount: 999999999999999999}]\n",
        6, "people[0].emergency_plan.small_spend[0].amount",
    ),
    "unknown review": (
        PERSON + "    outcomes:\n      - reviews:\n          - {status: great}\n",
        7, "people[0].outcomes[0].reviews[0].status",
    ),
    "unknown role": (
        "schema: support-web-fixtures/1\npeople: []\nworkers: [{id: w, role: king}]\n", 3, "workers[0].role",
    ),
}  # fmt: skip
"""Name -> file, its faulty line, its faulty field. `test_importing` shows that none of them leaves a trace."""


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "people.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_the_file_the_others_are_spoilt_from_is_good(tmp_path: Path) -> None:
    assert [person.name for person in people_file.read(write(tmp_path, GOOD)).people] == ["p-one"]
    people_file.read(write(tmp_path, TIES))


@pytest.mark.parametrize(("text", "line", "field"), MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_file_names_its_line_and_field(tmp_path: Path, text: str | bytes, line: int, field: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(MalformedInput) as refused:
        people_file.read(path)
    assert (refused.value.line, refused.value.field) == (line, field), str(refused.value)
    assert str(refused.value) == f"{path}:{line}: {field}: {refused.value.sentence}"
    assert "\n" not in refused.value.sentence


def test_a_file_that_is_too_large_or_not_there_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marked_yaml, "MAX_BYTES", 100)
    with pytest.raises(MalformedInput, match="larger than"):
        people_file.read(write(tmp_path, GOOD))
    for absent in (tmp_path / "nowhere.yaml", tmp_path):
        with pytest.raises(MalformedInput, match=r"cannot be read|larger than"):
            people_file.read(absent)


def test_merge_keys_and_aliases_are_read_as_yaml_means_them(tmp_path: Path) -> None:
    text = (
        "schema: support-web-fixtures/1\nbase: &base {kind: group, label: Shared, paid: peer}\npeople:\n  - id: p\n"
        "    nodes:\n      - {id: x, <<: *base, label: Own}\n    snapshots: &s [1]\n  - {id: q, snapshots: *s}\n"
    )
    file = people_file.read(write(tmp_path, text))
    node = of(file, "p", schema.NODE)[0]
    assert {k: node.fields[k] for k in ("kind", "label", "paid")} == {"kind": "group", "label": "Own", "paid": "peer"}
    assert [list(person.days) for person in file.people] == [["1"], ["1"]]


# ---- what a good file becomes


def of(file: PeopleFile, person: str, entity: schema.Entity) -> list[Record]:
    return [record for p in file.people if p.name == person for record in p.records if record.entity is entity]


def labelled(file: PeopleFile, person: str) -> dict[str, Record]:
    return {record.fields["label"]: record for record in of(file, person, schema.NODE)}


def test_every_published_person_is_read_with_nothing_lost_on_the_way() -> None:
    file = people_file.read(resources("demo", "people.yaml"))
    counts = {e: sum(len(of(file, p.name, e)) for p in file.people) for e in (schema.PERSON, schema.NODE, schema.TIE)}
    assert counts == {schema.PERSON: 16, schema.NODE: 119, schema.TIE: 96}
    assert sum(len(p.days) for p in file.people) == 31
    assert sum(len(of(file, p.name, schema.CONVERSATION)) for p in file.people) == 20
    assert sum(len(of(file, p.name, schema.ENTRY)) for p in file.people) == 20
    everything = [record.id for person in file.people for record in person.records]
    assert len(everything) == len(set(everything))


def test_ids_follow_from_the_files_own_ids() -> None:
    file = people_file.read(ONE_OF_EACH)
    person = person_id("q-full")
    assert file.people[0].id == person == uuid5(NAMESPACE, "q-full")
    nodes = labelled(file, "q-full")
    assert nodes["Person One"].id == uuid5(person, "self")
    assert nodes["Sister"].id == uuid5(person, "sister")
    assert of(file, "q-full", schema.WEB)[0].id == uuid5(person, "web")
    # A tie that shares a node's name is told apart.
    assert nodes["A node that shares its name with a tie"].id == uuid5(person, "t1")
    assert of(file, "q-full", schema.TIE)[0].id == uuid5(person, "ties:t1")


def test_what_a_document_leaves_out_gets_the_apps_own_defaults() -> None:
    nodes = labelled(people_file.read(ONE_OF_EACH), "q-full")
    sister = nodes["Sister"].fields
    assert (sister["kind"], sister["domain"], sister["tier"], sister["status"]) == (
        "person",
        "network",
        "close",
        "active",
    )
    assert nodes["Nurse"].fields["tier"] == "extended"
    assert nodes["Visits"].fields["domain"] == "targeted"
    assert nodes["Homecare"].fields["domain"] == "statutory"
    assert nodes["The picnic"].fields["domain"] == "community"
    assert nodes["Physio"].fields["review_on"] == "2020-02-12"
    assert nodes["Choir"].fields["note"] == "With: Somebody else"


def test_a_person_with_nothing_said_still_has_a_web_with_themselves_in_it() -> None:
    file = people_file.read(ONE_OF_EACH)
    (me,) = of(file, "q-empty", schema.NODE)
    assert (me.id, me.fields["kind"], me.fields["label"]) == (uuid5(person_id("q-empty"), "self"), "self", "")
    (person,) = of(file, "q-empty", schema.PERSON)
    assert person.fields == {"nameless": True}
    (tie,) = of(file, "q-defaults", schema.TIE)
    assert tie.fields["b"] == uuid5(person_id("q-defaults"), "self")


def test_days_are_numbers_from_the_anchor_or_dates() -> None:
    file = people_file.read(ONE_OF_EACH)
    nodes = labelled(file, "q-full")
    assert nodes["Sister"].fields["from"] == "2019-09-23"
    assert nodes["Club"].fields["from"] == "2020-01-11"
    assert nodes["The picnic"].fields["from"] == nodes["The picnic"].fields["to"] == "2020-01-06"
    assert list(file.people[0].days) == ["0", "5", "30", "45"]
    assert list(file.people[1].days) == ["0"]
    history = of(file, "q-full", schema.TIE)[0].history
    assert [(h.at, h.value, h.how) for h in history] == [("2020-01-01", "none", ""), ("2020-01-11", "high", "said so")]


def test_what_speaks_of_something_private_is_private_too(tmp_path: Path) -> None:
    text = TIES + "      - {id: t2, a: b, b: a}\n    connections: [{node: b}]\n    harm_checks: [{on_tie: t2}]\n"
    file = people_file.read(write(tmp_path, text.replace("{id: b}", "{id: b, private: true}")))
    private = {record.entity.name for record in file.people[0].records if record.private}
    assert private == {"Node", "Tie", "Connection", "HarmCheck"}
    ties = {record.id: record.private for record in of(file, "p-one", schema.TIE)}
    assert ties == {uuid5(person_id("p-one"), "t1"): False, uuid5(person_id("p-one"), "t2"): True}
    kept_apart = of(people_file.read(ONE_OF_EACH), "q-full", schema.ENTRY)
    assert [(entry.fields["text"], entry.private) for entry in kept_apart] == [
        ("First words.", False),
        ("Between us.", True),
    ]
    (note,) = of(people_file.read(ONE_OF_EACH), "q-full", schema.SAFEGUARDING_NOTE)
    assert note.private


def test_everything_laid_out_fits_the_schema() -> None:
    for path in (ONE_OF_EACH, resources("demo", "people.yaml")):
        file = people_file.read(path)
        for record in (*file.around, *(record for person in file.people for record in person.records)):
            assert set(record.fields) <= set(record.entity.by_name), record
            for name, value in record.fields.items():
                declared = record.entity.by_name[name]
                kept = value.bytes if isinstance(value, UUID) else value
                assert schema.value_problem(declared, kept) is None, (record.entity.name, name, value)
