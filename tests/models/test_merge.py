"""From heads to what is shown: the order they come in never matters, and nothing disappears unsaid."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbp_desktop.models import merge
from sbp_desktop.models.merge import Head, current
from sbp_desktop.models.ops import OpId, OpKind
from sbp_desktop.models.schema import NODE, TIE

ORIGINS = [bytes([n]) * 16 for n in range(4)]
names = st.builds(OpId, st.sampled_from(ORIGINS), st.integers(1, 9))
fields = st.sampled_from(["label", "relation", "kind", "audience:person", "audience:family:ab", "unheard_of", "signed"])


def head(field: str, value: object, hlc: int = 1, name: OpId = OpId(ORIGINS[0], 1), kind: OpKind = OpKind.SET) -> Head:  # noqa: B008
    return Head(field, kind, value, hlc, name, b"w" * 16)


def removal(seen: list[OpId], hlc: int = 9, **more: object) -> Head:
    return head("alive", {"seen": [[*name] for name in seen], **more}, hlc, OpId(ORIGINS[3], 9), OpKind.DEL)


heads = st.lists(
    # One writer never stamps two ops alike.
    st.builds(lambda field, value, name: head(field, value, name.oseq, name), fields, st.booleans() | st.text(max_size=3), names)
    | st.builds(removal, st.lists(names, max_size=4), st.integers(1, 9)),
    max_size=8, unique_by=lambda one: (one.field, one.id),
)  # fmt: skip


@given(heads, st.randoms(use_true_random=False))
def test_the_order_of_heads_does_not_matter(some: list[Head], shuffle: random.Random) -> None:
    mixed = list(some)
    shuffle.shuffle(mixed)
    one, other = current(NODE, 0, some), current(NODE, 0, mixed)
    assert (one.values, one.alive, one.concealed, one.locked, one.alternatives) == (
        other.values, other.alive, other.concealed, other.locked, other.alternatives,
    )  # fmt: skip


@given(heads)
def test_every_value_that_is_not_shown_is_named(some: list[Head]) -> None:
    state = current(NODE, 0, some)
    for name in {one.field for one in some} & NODE.by_name.keys():
        held = [one for one in some if one.field == name]
        assert (len({repr(one.value) for one in held}) > 1) == (name in state.alternatives)
        assert state.values[name] == max(held, key=lambda one: (one.hlc, one.id.origin)).value


def test_the_later_is_shown_and_the_greater_origin_settles_a_tie() -> None:
    early, late = head("label", "a", 1, OpId(ORIGINS[1], 1)), head("label", "b", 2, OpId(ORIGINS[0], 1))
    assert current(NODE, 0, [early, late]).values["label"] == "b"
    same = head("label", "c", 2, OpId(ORIGINS[2], 1))
    assert current(NODE, 0, [late, same]).values["label"] == "c"


@pytest.mark.parametrize(
    ("lane", "said", "seen_by"),
    [
        (0, {}, {"worker", "team", "person"}),
        (1, {"person": False}, {"worker", "team"}),
        (0, {"family:ab": True}, {"worker", "team", "person", "family:ab"}),
        (2, {}, {"worker"}),
        (2, {"family:ab": True}, {"worker", "family:ab"}),
        (0, {"person": None, "family:ab": None}, {"worker", "team", "person"}),
    ],
)
def test_the_audience_starts_from_its_lane(lane: int, said: dict[str, bool | None], seen_by: set[str]) -> None:
    some = [
        head(f"audience:{member}", there, name=OpId(ORIGINS[0], n)) for n, (member, there) in enumerate(said.items())
    ]
    assert current(NODE, lane, some).values["audience"] == seen_by


LABEL, LINE = OpId(ORIGINS[0], 1), OpId(ORIGINS[1], 1)


@pytest.mark.parametrize(
    ("removed", "incident", "alive", "marked"),
    [
        (removal([LABEL]), [], False, False),
        (removal([]), [], True, True),
        (removal([LABEL]), [LINE], True, True),
        (removal([LABEL, LINE]), [LINE], False, False),
        (removal([], conceal=True), [LINE], False, False),
        (head("alive", None, 9, OpId(ORIGINS[3], 9), OpKind.DEL), [], True, True),
    ],
    ids=["seen", "not seen", "a line not seen", "a line seen", "made private", "erased"],
)
def test_hidden_only_by_whoever_had_seen_everything(
    removed: Head, incident: list[OpId], alive: bool, marked: bool
) -> None:
    state = current(NODE, 0, [head("label", "Jean", name=LABEL), removed], incident)
    assert (state.alive, "alive" in state.alternatives) == (alive, marked)
    assert state.concealed == (removed.value is not None and bool(removed.value.get("conceal")))


def test_one_box_each_never_makes_two_heads() -> None:
    some = [
        head("support:company", True, 1, OpId(ORIGINS[0], 1)),
        head("support:transport", True, 2, OpId(ORIGINS[1], 1)),
        head("support:money", False, 3, OpId(ORIGINS[2], 1)),
    ]
    state = current(TIE, 0, some)
    assert (state.values["support"], state.alternatives) == ({"company", "transport"}, ())


def test_signed_counts_as_the_last_one_said() -> None:
    assert current(NODE, 1, [head(merge.SIGNED, True, 1)]).locked
    assert not current(NODE, 1, [head(merge.SIGNED, True, 1), head(merge.SIGNED, False, 2, OpId(ORIGINS[1], 1))]).locked
