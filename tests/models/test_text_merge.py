"""Texts changed in two places: a merge by sentences, held against GNU diff3 and against what must always be so."""

import shutil
import subprocess
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbp_desktop.models import marked_text, text_merge
from sbp_desktop.models.marked_text import Mention
from sbp_desktop.models.ops import OpId
from sbp_desktop.models.text_merge import Alternative, Revision, merged, sentences, whole

JEAN = UUID(int=7)


def name(number: int) -> OpId:
    return OpId(bytes([number]) * 16, 1)


class History:
    """Revisions of one text as several laptops wrote them; the stamp is the order of writing unless said."""

    def __init__(self) -> None:
        self.known: dict[OpId, Revision] = {}
        self.texts: dict[OpId, str] = {}

    def add(self, text: str, *parents: OpId, stamp: int | None = None) -> OpId:
        made = name(len(self.known) + 1)
        self.known[made] = Revision(made, len(self.known) if stamp is None else stamp, parents)
        self.texts[made] = text
        return made

    def heads(self) -> list[OpId]:
        passed = {parent for one in self.known.values() for parent in one.parents}
        return [one for one in self.known if one not in passed]

    def view(self, heads: Sequence[OpId] | None = None) -> tuple[text_merge.Piece, ...]:
        return merged(heads or self.heads(), self.known, self.texts.__getitem__)


def two(base: str, one: str, other: str) -> tuple[text_merge.Piece, ...]:
    history = History()
    start = history.add(base)
    history.add(one, start)
    history.add(other, start)
    return history.view()


# ---- sentences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("She felt safe. He did not.", ["She felt safe.", "He did not."]),
        ("Dr. Patel came. Mrs. Shah left.", ["Dr. Patel came.", "Mrs. Shah left."]),
        ("Help, e.g. Age UK, i.e. Them. Then tea.", ["Help, e.g. Age UK, i.e. Them.", "Then tea."]),
        ("At 10 a.m. she rang. Bus No. 7 was late.", ["At 10 a.m. she rang.", "Bus No. 7 was late."]),
        ("He said no. She went.", ["He said no.", "She went."]),
        ("J. Smith is her son. So am I. Good.", ["J. Smith is her son.", "So am I.", "Good."]),
        ('"I am fine." She smiled… Then left!', ['"I am fine."', "She smiled…", "Then left!"]),
        ("One line\nAnother line\n\nA third", ["One line", "Another line", "A third"]),
        ("It cost £3.50. Fine? Yes.", ["It cost £3.50.", "Fine?", "Yes."]),
        ("Mae hi'n braf. Émile came. 😀 Good.", ["Mae hi'n braf.", "Émile came.", "😀 Good."]),
        ("no full stop", ["no full stop"]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, found: list[str]) -> None:
    assert [sentence.words for sentence in sentences(text)] == found


def test_a_name_in_a_sentence_is_never_cut_in_two() -> None:
    text = "We met J. Bloggs. Then Mrs. A. Hall. Bye."
    start = text.index("J. Bloggs. Then Mrs. A. Hall")
    marked = marked_text.mark(text, [Mention(start, start + len("J. Bloggs. Then Mrs. A. Hall"), JEAN)])
    assert [marked_text.plain(s.words) for s in sentences(marked)] == ["We met J. Bloggs. Then Mrs. A. Hall.", "Bye."]


@given(st.text(st.sampled_from("aB.!? \n…\"')ée😀x"), max_size=60))
def test_sentences_put_together_are_the_text(text: str) -> None:
    assert "".join(s.words + s.gap for s in sentences(text)) == text


# ---- two versions


def test_changes_in_different_sentences_are_both_there() -> None:
    pieces = two(
        "She slept. He ate. All well.", "She slept badly. He ate. All well.", "She slept. He ate. All is well."
    )
    assert pieces == ("She slept badly. He ate. All is well.",)


def test_the_same_sentence_changed_twice_stands_twice_word_for_word() -> None:
    """The trap that letter-wise merges fall into: neither wrote "did not feel unsafe"."""
    pieces = two(
        "Tea first. She felt safe at home. Then a walk.",
        "Tea first. She did not feel safe at home. Then a walk.",
        "Tea first. She felt unsafe at night. Then a walk.",
    )
    assert pieces == (
        "Tea first. ",
        (
            Alternative((name(2),), "She did not feel safe at home. "),
            Alternative((name(3),), "She felt unsafe at night. "),
        ),
        "Then a walk.",
    )
    assert whole(pieces) == "Tea first. She did not feel safe at home. She felt unsafe at night. Then a walk."
    assert text_merge.kept(pieces, name(3)) == "Tea first. She felt unsafe at night. Then a walk."


def test_the_same_change_twice_is_one_change() -> None:
    assert two("He came.", "He came late.", "He came late.") == ("He came late.",)


def test_sentences_added_at_the_end_by_both_are_alternatives_that_may_both_stay() -> None:
    pieces = two("He came.", "He came. He sat.", "He came. He sang.")
    assert whole(pieces) == "He came. He sat. He sang."
    assert text_merge.in_conflict(pieces)


def test_a_sentence_taken_out_by_one_and_changed_by_the_other_is_shown() -> None:
    pieces = two("Tea. He fell. Home.", "Tea. Home.", "Tea. He fell twice. Home.")
    assert whole(pieces) == "Tea. He fell twice. Home."
    assert text_merge.kept(pieces, name(2)) == "Tea. Home."


def test_white_space_is_no_words() -> None:
    assert two("Tea. Home.", "Tea.\n\nHome.", "Tea. Home. Bed.") == ("Tea.\n\nHome. Bed.",)


def test_texts_begun_apart_stand_side_by_side() -> None:
    history = History()
    history.add("Mine.")
    history.add("Theirs.")
    assert whole(history.view()) == "Mine. Theirs."


# ---- more than two, and histories that cross


def test_three_heads_show_three_alternatives() -> None:
    history = History()
    start = history.add("Tea. He fell. Home.")
    for text in ("Tea. He fell at one. Home.", "Tea. He fell at two. Home.", "Tea. He fell at three. Home."):
        history.add(text, start)
    choice = history.view()[1]
    assert not isinstance(choice, str)
    assert [one.text for one in choice] == ["He fell at one. ", "He fell at two. ", "He fell at three. "]


def test_what_one_knowingly_replaced_does_not_come_back_by_a_third() -> None:
    history = History()
    start = history.add("Tea. Then. He fell. Later. Home.")
    between = history.add("Tea. Then. He fell at two. Later. Home.", start)
    history.add("Tea. Then. He tripped at two. Later. Home.", between)
    history.add("Tea. Then. He fell at two. Later. Home by bus.", between)
    history.add("Hot tea. Then. He fell. Later. Home.", start)
    assert history.view() == ("Hot tea. Then. He tripped at two. Later. Home by bus.",)


def test_a_crossed_history_has_one_reading() -> None:
    history = History()
    start = history.add("Tea. Then. Lunch. And. Walk. Last. Bed.")
    left = history.add("Hot tea. Then. Lunch. And. Walk. Last. Bed.", start)
    right = history.add("Tea. Then. Lunch. And. Walk. Last. Early bed.", start)
    history.add("Hot tea. Then. Lunch. And. Long walk. Last. Early bed.", left, right)
    history.add("Hot tea. Then. No lunch. And. Walk. Last. Early bed.", left, right)
    assert history.view() == ("Hot tea. Then. No lunch. And. Long walk. Last. Early bed.",)
    assert history.view(list(reversed(history.heads()))) == history.view()


SENTENCE = st.sampled_from([f"Line {n}." for n in range(12)] + ["She did not. ", "Dr. Hall came.", "Why?"])
TEXT = st.lists(SENTENCE, max_size=8).map(" ".join)


@st.composite
def histories(draw: st.DrawFn) -> History:
    history = History()
    history.add(draw(TEXT))
    for _ in range(draw(st.integers(1, 6))):
        names = list(history.known)
        parents = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
        history.add(draw(TEXT), *parents, stamp=draw(st.integers(0, 5)))
    return history


def words(text: str) -> list[str]:
    return [sentence.words for sentence in sentences(text)]


def shown(pieces: Sequence[text_merge.Piece]) -> list[str]:
    return words(whole(pieces))


@given(histories())
def test_nothing_is_lost_and_nothing_invented(history: History) -> None:
    """Every sentence of a head is there, but for those that some head has taken out of what it began with."""
    heads = history.heads()
    view = shown(history.view())
    everything = {one for head in heads for one in words(history.texts[head])}
    assert set(view) <= everything
    began = {one for name, text in history.texts.items() if name not in heads for one in words(text)}
    for head in heads:
        for one in words(history.texts[head]):
            assert one in view or one in began


@given(base=TEXT, sides=st.lists(TEXT, min_size=2, max_size=4))
def test_only_what_somebody_took_out_is_gone(base: str, sides: list[str]) -> None:
    history = History()
    start = history.add(base)
    for side in sides:
        history.add(side, start)
    view = shown(history.view())
    for side in sides:
        assert set(words(side)) - set(words(base)) <= set(view)
    assert set.intersection(*({*words(side)} for side in sides)) <= set(view) | {
        one for one in words(base) if any(words(side).count(one) < words(base).count(one) for side in sides)
    }


@given(histories())
def test_the_order_of_arrival_does_not_matter(history: History) -> None:
    heads = history.heads()
    once = history.view()
    history.known = dict(reversed(history.known.items()))
    assert all(history.view(order) == once for order in list(permutations(heads))[:24])


@given(histories())
def test_one_version_kept_has_its_words_wherever_it_differs(history: History) -> None:
    pieces = history.view()
    for head in history.heads():
        text = words(text_merge.kept(pieces, head))
        for alternatives in (piece for piece in pieces if not isinstance(piece, str)):
            for one in alternatives:
                if head in one.of:
                    assert set(words(one.text)) <= set(text)


# ---- GNU diff3 as oracle


LINES = [f"Line {n}." for n in range(14)]


@st.composite
def edited(draw: st.DrawFn, base: Sequence[str], letter: str) -> list[str]:
    """A text of lines with some taken out, changed and put in; every line stands once, so that there is one alignment."""
    made: list[str] = []
    for number, line in enumerate(base):
        what = draw(st.sampled_from(["keep", "keep", "keep", "drop", "change", "insert", "both"]))
        if what in ("insert", "both"):
            made.append(f"New {number} {'both' if what == 'both' else letter}.")
        if what == "change":
            made.append(f"Line {number} {letter}.")
        elif what != "drop":
            made.append(line)
    return made


def by_diff3(folder: Path, base: Sequence[str], one: Sequence[str], other: Sequence[str]) -> list[object]:
    for file, lines in (("one", one), ("base", base), ("other", other)):
        (folder / file).write_text("".join(f"{line}\n" for line in lines))
    found = subprocess.run(
        ["diff3", "-m", "-E", "one", "base", "other"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.returncode in (0, 1), found.stderr
    pieces: list[object] = []
    side: list[list[str]] | None = None
    for line in found.stdout.splitlines():
        if line.startswith("<<<<<<<"):
            side = [[]]
        elif line.startswith("=======") and side is not None:
            side.append([])
        elif line.startswith(">>>>>>>") and side is not None:
            pieces.append(tuple(map(tuple, side)))
            side = None
        elif side is not None:
            side[-1].append(line)
        else:
            pieces.append(line)
    return pieces


def as_lines(pieces: Sequence[text_merge.Piece]) -> list[object]:
    found: list[object] = []
    for piece in pieces:
        if isinstance(piece, str):
            found += piece.splitlines()
        else:
            found.append(tuple(tuple(alternative.text.splitlines()) for alternative in piece))
    return found


@pytest.mark.skipif(shutil.which("diff3") is None, reason="GNU diff3 is not on this machine")
@given(data=st.data())
def test_on_lines_it_says_what_diff3_says(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    base = LINES[: data.draw(st.integers(0, len(LINES)))]
    one, other = data.draw(edited(base, "a")), data.draw(edited(base, "b"))
    pieces = two(*("".join(f"{line}\n" for line in lines) for lines in (base, one, other)))
    assert as_lines(pieces) == by_diff3(tmp_path_factory.getbasetemp(), base, one, other)
