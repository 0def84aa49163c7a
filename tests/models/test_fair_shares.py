"""How things are spread is told by group, and never so that fewer than five people can be worked out."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from sbp_desktop.models.fair_shares import LEAST, REST, Share, age_band, shares

Given = list[tuple[str, UUID, float]]


def people(group: str, count: int, first: int = 0) -> Given:
    return [(group, UUID(int=first + number), 10.0) for number in range(count)]


def test_a_group_of_five_is_told_and_smaller_ones_together() -> None:
    assert shares(people("Riverside", 6)) == (Share("Riverside", 6, 60),)
    assert shares(people("Riverside", 5) + people("Hill", 3, 50) + people("Quay", 2, 60)) == (
        Share("Riverside", 5, 50),
        Share(REST, 5, 50),
    )


def test_one_small_group_alone_takes_the_next_with_it() -> None:
    """Left out, it could be worked out from the other table, which counts the same people."""
    found = shares(people("Riverside", 9) + people("Hill", 6, 50) + people("Quay", 2, 60))
    assert found == (Share("Riverside", 9, 90), Share(REST, 8, 80))


def test_fewer_than_five_are_not_told_of_at_all() -> None:
    assert shares(people("Riverside", 4)) == ()
    assert shares([("Riverside", UUID(int=1), 10.0)] * 9) == (), "nine times the same person"


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 30)), max_size=60))
def test_everybody_is_in_a_group_of_five_or_nobody_is(given: list[tuple[str, int]]) -> None:
    home = {person: group for group, person in given}
    found = shares((home[person], UUID(int=person), 1.0) for _, person in given)
    assert all(share.people >= LEAST for share in found)
    assert sum(share.people for share in found) == (len(home) if len(home) >= LEAST else 0)


def test_ages_have_four_bands_and_one_for_the_oldest() -> None:
    said = [age_band(age) for age in (17, 18, 25, 26, 64, 65, 84, 85, 101, None)]
    assert said == [
        "under 18", "18 to 25", "18 to 25", "26 to 64", "26 to 64", "65 to 84", "65 to 84", "85 and over",
        "85 and over", REST,
    ]  # fmt: skip
