"""Names in sentences: kept with whom they mean, shown and searched as plain words."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbp_desktop.models.marked_text import Mention, clean, mark, plain, read

typed = st.text(st.characters(), max_size=60).map(clean)


@st.composite
def mentioned(draw: st.DrawFn) -> tuple[str, tuple[Mention, ...]]:
    text = draw(typed)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return text, tuple(Mention(start, end, draw(st.uuids())) for start, end in pairs)


@given(mentioned())
def test_what_is_marked_is_read_back(given_: tuple[str, tuple[Mention, ...]]) -> None:
    text, mentions = given_
    stored = mark(text, mentions)
    assert read(stored) == (text, mentions)
    assert plain(stored) == text
    assert all(mention.node.hex in stored for mention in mentions)


@given(st.text(st.characters()))
def test_what_is_clean_can_be_kept(text: str) -> None:
    assert clean(text).encode().decode() == clean(text) == clean(clean(text))
    assert read(clean(text)) == (clean(text), ())


@given(st.text("\ufdd0\ufdd1\ufdd2ab0", max_size=60))
def test_broken_marks_never_show(text: str) -> None:
    assert not set(plain(text)) & {"\ufdd0", "\ufdd1", "\ufdd2"}


@pytest.mark.parametrize("spans", [[(0, 2), (1, 3)], [(0, 9)], [(2, 2)], [(3, 1)]])
def test_mentions_neither_overlap_nor_reach_past_the_text(spans: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="mentions must not"):
        mark("Jean", [Mention(start, end, UUID(int=1)) for start, end in spans])
