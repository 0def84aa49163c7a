"""Ids of what belongs to a person."""

from uuid import uuid4

from sbp_desktop.models import derived


def test_new_things_of_a_person_lie_beside_each_other_and_are_never_the_same() -> None:
    person = uuid4()
    made = {derived.fresh(person) for _ in range(1000)}
    assert len(made) == 1000
    assert {one.bytes[:4] for one in made} == {person.bytes[:4]}
    assert {one.version for one in made} == {4}
    assert len({one.bytes[4] for one in made}) > 200
    assert not any(derived.belongs(one.bytes, person.bytes) for one in made)


def test_what_is_nobodys_yet_lies_anywhere() -> None:
    assert len({derived.fresh(None).bytes[:4] for _ in range(100)}) > 90
