"""Text revisions: whole or difference, always read back exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbp_desktop.models import revisions
from sbp_desktop.models.ops import OpId

BASE = OpId(b"o" * 16, 7)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given(texts, texts, st.integers(0, 200))
def test_a_text_is_read_back_exactly(before: str, after: str, earlier: int) -> None:
    value = revisions.encode(after, BASE, before, earlier)
    assert revisions.decode(value, before) == after
    assert revisions.base_of(value) == (BASE if value[0] == revisions.DELTA else None)


@given(texts)
def test_the_first_and_every_sixty_fourth_is_whole(text: str) -> None:
    for base, earlier in ((None, 0), (BASE, 64), (BASE, 128)):
        value = revisions.encode(text + "!", base, text, earlier)
        assert (value[0], revisions.decode(value, None)) == (revisions.WHOLE, text + "!")


def test_a_small_change_of_a_long_text_is_small() -> None:
    text = " ".join(f"Sentence {n} was said about the garden." for n in range(100))
    value = revisions.encode(text.replace("Sentence 50", "A sentence"), BASE, text, 1)
    assert value[0] == revisions.DELTA
    assert len(value[2]) <= 100


@pytest.mark.parametrize(
    "junk", [[2, None, b"x"], [0, None, b"no frame"], [1, [b"o", 1], b"no frame"], "words", [], None, [0], {"a": 1}]
)
def test_a_form_we_do_not_know_is_refused_plainly(junk: object) -> None:
    with pytest.raises(ValueError, match="revision"):
        revisions.decode(junk, "base")


def test_a_difference_needs_its_base() -> None:
    value = revisions.encode("a long enough text to save " * 20 + "!", BASE, "a long enough text to save " * 20, 1)
    assert value[0] == revisions.DELTA
    with pytest.raises(ValueError, match="missing"):
        revisions.decode(value, None)
