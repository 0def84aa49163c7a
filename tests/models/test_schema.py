"""The record's declaration: no two columns alike, every value checked, nothing crashes the check."""

from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbp_desktop.models import schema
from sbp_desktop.models.clock import FIRST_MS, LAST_MS
from sbp_desktop.models.schema import ENTITIES, Field, Kind, Stream, value_problem
from sbp_desktop.storage.tables import now

EVERY_FIELD = [(entity, field) for entity in ENTITIES.values() for field in entity.fields]
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=17),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2), max_leaves=4,
)  # fmt: skip


@pytest.mark.parametrize("entity", ENTITIES.values(), ids=lambda entity: entity.name)
def test_an_entity_is_well_declared(entity: schema.Entity) -> None:
    names = [field.name for field in entity.fields]
    assert len(set(names)) == len(names)
    assert entity.lane in (0, 1, 2)
    assert names[-1] == "audience"
    assert ("parent" in names) == ("order" in names)
    assert len(now[entity.name].columns) == 10 + len(names)
    for field in entity.fields:
        assert (field.options is not None) <= (field.kind in (Kind.ENUM, Kind.SET))
        assert field.kind is not Kind.ENUM or issubclass(field.options or str, StrEnum)
        assert not field.search or field.kind in (Kind.TEXT, Kind.WORDS)


def test_what_is_kept_about_a_person_is_in_their_stream() -> None:
    outside = {entity.name for entity in ENTITIES.values() if entity.stream is not Stream.PERSON}
    assert outside == {
        "Resource",
        "Awareness",
        "Walk",
        "Team",
        "LocalSession",
        "OrdinaryLifeSnapshot",
        "DailyPulse",
        "GlossaryTerm",
        "Worker",
    }


def test_no_capacity_of_a_person_and_no_waiting() -> None:
    """Invariants I-26 and I-27: there is no field for these."""
    names = {f"{entity.name}.{field.name}".lower() for entity, field in EVERY_FIELD}
    assert not any(word in name for name in names for word in ("waiting", "priority", "allocation", "approval"))
    assert not any("capacity" in field.name for field in ENTITIES["Person"].fields)


@given(st.sampled_from(EVERY_FIELD), anything)
def test_any_value_is_judged_and_none_crashes(place: tuple[schema.Entity, Field], value: object) -> None:
    problem = value_problem(place[1], value)
    assert problem is None or (isinstance(problem, str) and problem)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Kind.TEXT, ["words", ""], [1, b"words", ["a"]]),
        (Kind.FLAG, [True, False], [1, "yes"]),
        (Kind.NUMBER, [1, 2.5, -(2**63)], [True, "1", 2**63]),
        (Kind.INSTANT, [0, FIRST_MS, LAST_MS], [False, "now", 2**62, FIRST_MS - 1, LAST_MS + 1]),
        (Kind.DAY, ["2018", "2018-06-04"], [2018, "soon", "2018-02-30"]),
        (Kind.REF, [bytes(16)], [bytes(15), "a" * 16, 7]),
    ],
)
def test_each_kind_takes_its_own(kind: Kind, good: list[object], bad: list[object]) -> None:
    field = Field("field", kind)
    assert [value_problem(field, value) for value in [None, *good]] == [None] * (len(good) + 1)
    assert all(value_problem(field, value) for value in bad)
