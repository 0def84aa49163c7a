"""Two laptops changed the same thing: both versions are there with who wrote them, until a person keeps one or both."""

import contextlib
import json
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from sbp_desktop.errors import NotFound, RuleRefused
from sbp_desktop.models import marked_text, text_merge
from sbp_desktop.models.marked_text import Mention
from sbp_desktop.models.snapshots import FOR_PERSON, FOR_WORKER, Audience
from sbp_desktop.models.versions import Versions
from sbp_desktop.services import conversations, exporting, incoming, people, sharing, unlocking, webs
from sbp_desktop.services import versions as settling
from sbp_desktop.storage import corrections, history, leaf, oplog, queries, rows, search, versions
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui.keep import leaf_words
from tests.colleague import (
    Colleague,
    Content,
    Written,
    arrive,
    arrive_within,
    assert_made_from_the_log,
    content,
    heads_here,
    named_colleague,
    newest_op,
)
from tests.fixtures import PASSPHRASE

BASE = "Tea first. She felt safe at home. Then a walk."
OURS = "Tea first. She did not feel safe at home. Then a walk."
THEIRS = "Tea first. She felt unsafe at night. Then a walk."
US = "Test worker"
TOGETHER = "Tea first. She did not feel safe at home. She felt unsafe at night. Then a walk."


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


@pytest.fixture
def jean(vault: Vault, eric: UUID) -> UUID:
    return webs.add_node(vault, eric, "Jean").created[0]


@pytest.fixture
def sam(vault: Vault, eric: UUID) -> Colleague:
    return named_colleague(vault, eric, "Sam")


@pytest.fixture
def line(vault: Vault, eric: UUID) -> UUID:
    talk = conversations.start(vault, eric).created[0]
    entry = uuid4()
    conversations.write_entry(vault, talk, entry, BASE)
    return entry


def corrected(vault: Vault, thing: UUID) -> tuple[corrections.Correction, ...]:
    with vault.reading() as conn:
        return corrections.of_thing(conn, thing)


def text_of(vault: Vault, entry: UUID) -> str:
    with vault.reading() as conn:
        return conn.execute("SELECT text_ FROM entry_now WHERE id = ?", (entry.bytes,)).fetchone()[0]


def talk_of(vault: Vault, entry: UUID) -> UUID:
    with vault.reading() as conn:
        return UUID(bytes=conn.execute("SELECT parent FROM entry_now WHERE id = ?", (entry.bytes,)).fetchone()[0])


def write(vault: Vault, entry: UUID, text: str, before: str | None = None) -> None:
    given = (talk_of(vault, entry), entry, text)
    if before is None:
        conversations.write_entry(vault, *given)
    else:
        settling.as_seen(vault, {"text": text_merge.reading(before)}, conversations.write_entry, *given)


def written_apart(vault: Vault, entry: UUID, sam: Colleague, theirs: str = THEIRS) -> None:
    base = newest_op(vault, entry, "text")
    write(vault, entry, OURS)
    arrive(vault, sam.revise(entry, "text", theirs, base, BASE))


def only(found: tuple[Versions, ...]) -> Versions:
    assert len(found) == 1
    return found[0]


# ---- a long text


def test_both_stand_in_the_text_with_who_wrote_which(vault: Vault, line: UUID, sam: Colleague) -> None:
    written_apart(vault, line, sam)
    assert text_of(vault, line) == TOGETHER
    found = only(versions.of_thing(vault, line))
    assert [(v.who, v.ours, v.value) for v in found.versions] == [("Sam", False, THEIRS), (US, True, OURS)]
    assert found.pieces[0::2] == ("Tea first. ", "Then a walk.")
    alternatives = [(one.of, one.text) for one in found.pieces[1]]
    assert alternatives == [
        ((found.names[1],), "She did not feel safe at home. "),
        ((found.names[0],), "She felt unsafe at night. "),
    ]
    assert found.conversation == talk_of(vault, line)
    assert_made_from_the_log(vault)


def test_reading_several_versions_together_writes_nothing(vault: Vault, eric: UUID, line: UUID, sam: Colleague) -> None:
    """I8: no merge by itself ever writes an op."""
    written_apart(vault, line, sam)
    count = "SELECT count(*) FROM op"
    with vault.reading() as conn:
        before = conn.execute(count).fetchone()
    versions.of_person(vault, eric)
    queries.conversation(vault, talk_of(vault, line))
    write(vault, line, TOGETHER)  # the same words: nothing to write
    with vault.reading() as conn:
        assert conn.execute(count).fetchone() == before


def test_search_finds_the_words_of_every_alternative(vault: Vault, line: UUID, sam: Colleague) -> None:
    written_apart(vault, line, sam)
    for word in ("unsafe", "walk", "did"):
        assert [hit.entity for hit in search.find(vault, word)] == [line]


@pytest.mark.parametrize(("keep", "kept"), [(0, THEIRS), (1, OURS), (None, TOGETHER)], ids=["theirs", "ours", "both"])
def test_one_press_keeps_either_or_both_and_undo_brings_them_back(
    vault: Vault, eric: UUID, line: UUID, sam: Colleague, keep: int | None, kept: str
) -> None:
    written_apart(vault, line, sam)
    found = only(versions.of_thing(vault, line))
    if keep is None:
        settling.keep_both(vault, line, "text", found.names)
    else:
        settling.keep(vault, line, "text", found.names[keep], found.names)
    assert text_of(vault, line) == kept
    assert versions.of_thing(vault, line) == ()
    newest = newest_op(vault, line, "text")
    assert set(newest.parents) == set(found.names)
    for _ in range(2):
        history.undo(vault, eric)
        again = only(versions.of_thing(vault, line))
        told = [{(v.who, v.ours, v.at_ms, v.value) for v in one.versions} for one in (again, found)]
        assert told[0] == told[1]
        assert {*text_merge.sentences(text_of(vault, line))} == {*text_merge.sentences(TOGETHER)}
        history.redo(vault, eric)
        assert text_of(vault, line) == kept
    assert_made_from_the_log(vault)


def test_changes_of_different_sentences_are_read_through_and_kept(vault: Vault, line: UUID, sam: Colleague) -> None:
    written_apart(vault, line, sam, f"{BASE} Then rain.")
    found = only(versions.of_thing(vault, line))
    assert not text_merge.in_conflict(found.pieces)
    assert text_of(vault, line) == f"{OURS} Then rain."
    settling.keep_both(vault, line, "text", found.names)
    assert (text_of(vault, line), versions.of_thing(vault, line)) == (f"{OURS} Then rain.", ())


def test_the_next_save_by_a_person_replaces_all_that_they_saw(vault: Vault, line: UUID, sam: Colleague) -> None:
    written_apart(vault, line, sam)
    write(vault, line, "Tea first. She felt safe by day only. Then a walk.", before=TOGETHER)
    assert versions.of_thing(vault, line) == ()
    assert len(heads_here(vault, line, "text")) == 1


def test_what_arrived_while_somebody_was_typing_stays_beside_what_they_write(
    vault: Vault, line: UUID, sam: Colleague
) -> None:
    base = newest_op(vault, line, "text")
    theirs = sam.revise(line, "text", THEIRS, base, BASE)
    arrive(vault, theirs)
    write(vault, line, OURS, before=BASE)  # they had begun before it came
    found = only(versions.of_thing(vault, line))
    assert {v.value for v in found.versions} == {OURS, THEIRS}
    assert newest_op(vault, line, "text").parents == (base.id,)
    assert_made_from_the_log(vault)


def test_our_own_earlier_saves_are_never_a_second_version(vault: Vault, line: UUID) -> None:
    write(vault, line, OURS, before=BASE)
    write(vault, line, "Tea first.", before=BASE)  # a save on its way when they typed on
    assert versions.of_thing(vault, line) == ()
    assert text_of(vault, line) == "Tea first."


def test_saying_who_said_it_settles_no_words(vault: Vault, eric: UUID, line: UUID, sam: Colleague) -> None:
    written_apart(vault, line, sam)
    conversations.write_entry(
        vault, talk_of(vault, line), line, TOGETHER, kind="words", said_by=queries.self_node_of(eric)
    )
    assert [one.field for one in versions.of_thing(vault, line)] == ["text"]


def test_keeping_one_leaves_what_came_meanwhile(vault: Vault, eric: UUID, line: UUID, sam: Colleague) -> None:
    base = newest_op(vault, line, "text")
    written_apart(vault, line, sam)
    seen = only(versions.of_thing(vault, line)).names
    arrive(vault, Colleague(eric).revise(line, "text", "Tea first. She was out. Then a walk.", base, BASE))
    settling.keep(vault, line, "text", seen[0], seen)
    assert {v.value for v in only(versions.of_thing(vault, line)).versions} == {
        THEIRS, "Tea first. She was out. Then a walk.",
    }  # fmt: skip


def test_what_is_settled_already_is_not_settled_again(vault: Vault, line: UUID, sam: Colleague) -> None:
    written_apart(vault, line, sam)
    seen = only(versions.of_thing(vault, line)).names
    settling.keep(vault, line, "text", seen[0], seen)
    with pytest.raises(RuleRefused):
        settling.keep(vault, line, "text", seen[1], seen)
    with pytest.raises(RuleRefused):
        settling.keep_both(vault, line, "text", seen)


def test_the_order_of_arrival_changes_nothing(vault: Vault, eric: UUID, line: UUID, sam: Colleague) -> None:
    base = newest_op(vault, line, "text")
    others = [Colleague(eric, minutes=n) for n in range(3)]
    written = [
        one.revise(line, "text", f"Tea first. She said {n}. Then a walk.", base, BASE) for n, one in enumerate(others)
    ]
    on_top = others[0].revise(
        line, "text", "Tea first. She said 0. Then bed.", written[0].op, "Tea first. She said 0. Then a walk."
    )
    found = [_as_arrived(vault, order) for order in permutations([*written, on_top])]
    assert all(one == found[0] for one in found)


class _PutBack(Exception):
    """So that the store is as before."""


def _as_arrived(vault: Vault, order: Sequence[Written]) -> Content:
    made: Content = {}
    with contextlib.suppress(_PutBack), vault.writing() as conn:
        for one in order:
            arrive_within(conn, [one])
        made = content(conn, arrival=False)
        raise _PutBack
    return made


def test_the_past_reads_as_it_read_then(vault: Vault, eric: UUID, jean: UUID, sam: Colleague) -> None:
    webs.set_node(vault, jean, note=BASE)
    base = newest_op(vault, jean, "note")
    webs.set_node(vault, jean, note=OURS)
    arrive(vault, sam.revise(jean, "note", THEIRS, base, BASE, lane=0))
    then = vault.clock.now_ms() + 10 * 60_000
    now = next(n for n in queries.web(vault, eric).nodes if n.id == jean)
    past = next(n for n in queries.web(vault, eric, as_written=then).nodes if n.id == jean)
    assert now.note == past.note == TOGETHER


# ---- one of a few


def test_a_value_written_twice_is_kept_by_one_press(vault: Vault, eric: UUID, jean: UUID, sam: Colleague) -> None:
    seen = heads_here(vault, jean, "label")
    webs.set_node(vault, jean, label="Jeanie")
    arrive(vault, sam.set(jean, "label", "Jean M", over=seen))
    found = only(versions.of_person(vault, eric))
    assert [(v.who, v.ours, v.value) for v in found.versions] == [("Sam", False, "Jean M"), (US, True, "Jeanie")]
    settling.keep(vault, jean, "label", found.names[1], found.names)
    assert versions.of_person(vault, eric) == ()
    assert queries.web(vault, eric).nodes[-1].label == "Jeanie"
    history.undo(vault, eric)
    assert {(v.who, v.value) for v in only(versions.of_person(vault, eric)).versions} == {
        ("Sam", "Jean M"), (US, "Jeanie"),
    }  # fmt: skip


def test_who_may_see_a_thing_is_the_fewer_until_settled(vault: Vault, eric: UUID, jean: UUID, sam: Colleague) -> None:
    sharing.set_audience(vault, jean, person=False)
    seen = heads_here(vault, jean, "audience:person")
    sharing.set_audience(vault, jean, person=True)
    arrive(vault, sam.set(jean, "audience:person", False, over=seen))
    assert jean not in {n.id for n in queries.web(vault, eric, FOR_PERSON).nodes}
    later = Colleague(eric, minutes=5)
    arrive(vault, later.set(jean, "audience:person", True, over=seen))
    assert jean not in {n.id for n in queries.web(vault, eric, FOR_PERSON).nodes}
    assert only(versions.of_thing(vault, jean)).field == "audience:person"


def test_bookkeeping_asks_nobody(vault: Vault, eric: UUID, jean: UUID, sam: Colleague) -> None:
    arrive(vault, sam.set(jean, "seen_as", "aa"), Colleague(eric).set(jean, "seen_as", "bb"))
    assert versions.of_person(vault, eric) == ()
    assert all(node.alternatives == () for node in queries.web(vault, eric).nodes)


# ---- removed by one, changed by the other


@pytest.fixture
def doubted(vault: Vault, eric: UUID, jean: UUID, sam: Colleague) -> UUID:
    seen = heads_here(vault, jean, "label")
    webs.delete_node(vault, jean)
    arrive(vault, sam.set(jean, "label", "Jean M", over=seen))
    return jean


def there(vault: Vault, eric: UUID, jean: UUID) -> tuple[bool, tuple[str, ...]]:
    found = next((node for node in queries.web(vault, eric).nodes if node.id == jean), None)
    return found is not None, found.alternatives if found is not None else ()


def test_removed_by_one_and_changed_by_another_says_who(vault: Vault, doubted: UUID) -> None:
    found = only(versions.of_thing(vault, doubted))
    assert found.removed
    assert [(v.who, v.ours, v.removed) for v in found.versions] == [("Sam", False, False), (US, True, True)]


@pytest.mark.parametrize(("settle", "stays"), [(settling.let_stay, True), (settling.let_go, False)])
def test_it_stays_or_goes_and_undo_brings_the_question_back(
    vault: Vault, eric: UUID, doubted: UUID, settle: Callable[..., object], stays: bool
) -> None:
    settle(vault, doubted)
    for _ in range(3):
        assert there(vault, eric, doubted) == (stays, ())
        history.undo(vault, eric)
        assert there(vault, eric, doubted) == (True, ("alive",))
        assert {(v.who, v.removed) for v in only(versions.of_thing(vault, doubted)).versions} == {
            ("Sam", False), (US, True),
        }  # fmt: skip
        history.redo(vault, eric)
    with pytest.raises(RuleRefused if stays else NotFound):
        settle(vault, doubted)
    assert_made_from_the_log(vault)


# ---- who may see it


def test_nobody_but_the_worker_is_asked(vault: Vault, eric: UUID, jean: UUID, line: UUID, sam: Colleague) -> None:
    written_apart(vault, line, sam)
    seen = heads_here(vault, jean, "label")
    webs.set_node(vault, jean, label="Jeanie")
    arrive(vault, sam.set(jean, "label", "Jean M", over=seen))
    assert versions.of_person(vault, eric, FOR_PERSON) == versions.of_thing(vault, line, FOR_PERSON) == ()
    assert all(node.alternatives == () for node in queries.web(vault, eric, FOR_PERSON).nodes)
    assert len(versions.of_person(vault, eric)) == 2


def test_a_version_that_names_somebody_hidden_is_no_hint(vault: Vault, eric: UUID, line: UUID, sam: Colleague) -> None:
    """With Kai in the room, from whom Mo is kept: neither the version that speaks of Mo nor that there is another."""
    kai = webs.add_node(vault, eric, "Kai").created[0]
    mo = webs.add_node(vault, eric, "Mo").created[0]
    seen = heads_here(vault, line, "said_by")
    conversations.write_entry(vault, talk_of(vault, line), line, BASE, kind="words", said_by=kai)
    arrive(vault, sam.set(line, "said_by", mo.bytes, over=seen, lane=1))
    sharing.set_audience(vault, mo, not_with=[kai])
    with_kai = Audience("worker", frozenset({kai}))
    assert only(versions.of_thing(vault, line)).field == "said_by"
    assert versions.of_thing(vault, line, with_kai) == ()
    newer = Colleague(eric, minutes=5)
    arrive(vault, newer.set(line, "said_by", kai.bytes, over=seen, lane=1))  # now Kai is the one shown
    assert queries.conversation(vault, talk_of(vault, line), with_kai).entries
    assert versions.of_thing(vault, line, with_kai) == ()


def test_a_version_that_names_what_only_a_later_release_knows_calls_it_nothing(
    vault: Vault, line: UUID, jean: UUID, sam: Colleague
) -> None:
    seen, later = heads_here(vault, line, "said_by"), uuid4()
    conversations.write_entry(vault, talk_of(vault, line), line, BASE, kind="words", said_by=jean)
    arrive(
        vault, sam.new("Lantern", {"label": "Jean"}, later), sam.set(line, "said_by", later.bytes, over=seen, lane=1)
    )
    assert {version.value for version in only(versions.of_thing(vault, line)).versions} == {"Jean", ""}
    with vault.reading() as conn:
        assert conn.execute("SELECT type FROM entity WHERE id = ?", (later.bytes,)).fetchone() == ("Lantern",)
        assert rows.known_kind(conn, later) is None
    for ask in (versions.of_thing, corrected):
        with pytest.raises(NotFound):
            ask(vault, later)


def test_any_mix_of_colleagues_comes_to_the_same_tables(vault: Vault, eric: UUID, line: UUID) -> None:
    chance = random.Random(4)
    base, text = newest_op(vault, line, "text"), BASE
    for round_ in range(12):
        one = Colleague(eric, minutes=chance.uniform(-5, 5))
        arrive(vault, one.revise(line, "text", text.replace("walk", f"walk {round_}"), base, BASE))
        if chance.random() < 0.4:
            found = versions.of_thing(vault, line)
            if found:
                settling.keep_both(vault, line, "text", found[0].names)
    assert_made_from_the_log(vault)


# ---- copies and paper


def test_a_copy_says_every_version_with_who_wrote_it(
    vault: Vault, eric: UUID, jean: UUID, line: UUID, sam: Colleague, tmp_path: Path
) -> None:
    written_apart(vault, line, sam)
    seen = heads_here(vault, jean, "label")
    webs.set_node(vault, jean, label="Jeanie")
    arrive(vault, sam.set(jean, "label", "Jean M", over=seen))
    for audience in (FOR_WORKER, FOR_PERSON):
        path = exporting.export(vault, eric, tmp_path / "copy.json", audience=audience)
        found = json.loads(path.read_text("utf-8"))["entities"]
        told = {
            (one["field"], one["value"], one["by"]): one["at"]
            for things in found.values()
            for thing in things
            for one in thing.get("versions", ())
        }
        assert told.keys() == {
            ("text", OURS, US), ("text", THEIRS, "Sam"), ("label", "Jeanie", US), ("label", "Jean M", "Sam"),
        }  # fmt: skip
        assert all(told.values())
        assert next(entry["text"] for entry in found["Entry"]) == TOGETHER
    incoming.read(exporting.export(vault, eric, tmp_path / "back.json"))  # what goes out comes back
    graph = exporting.export(vault, eric, tmp_path / "copy.graphml", format="graphml").read_text("utf-8")
    assert "Jeanie" in graph


def test_paper_says_both_with_who_wrote_them(vault: Vault, eric: UUID, line: UUID, sam: Colleague) -> None:
    written_apart(vault, line, sam)
    about = leaf_words.with_names(leaf.read(vault, eric))
    assert leaf_words.said(about) == [
        f"Tea first. She did not feel safe at home. ({US}) She felt unsafe at night. (Sam) Then a walk."
    ]


def test_paper_says_nothing_of_a_version_that_names_somebody_hidden(
    vault: Vault, eric: UUID, line: UUID, sam: Colleague
) -> None:
    mo = webs.add_node(vault, eric, "Mo").created[0]
    webs.make_private(vault, mo)
    hidden = next(node.id for node in queries.web(vault, eric).nodes if node.label == "Mo")
    theirs = marked_text.mark(THEIRS, [Mention(11, 14, hidden)])
    written_apart(vault, line, sam, theirs)
    assert leaf.read(vault, eric).versions == ()
    assert versions.recorded_twice(vault, eric, FOR_PERSON) == ()
    assert len(versions.of_person(vault, eric)) == 1


# ---- two laptops


def travel(here: Vault, there: Vault, person: UUID) -> None:
    """What was written on one laptop comes to the other."""
    with there.reading() as conn:
        known = {(op.lane, op.id) for _, op in oplog.read(conn, "WHERE person = ?", (person.bytes,))}
    with here.reading() as conn:
        written = [op for _, op in oplog.read(conn, "WHERE person = ?", (person.bytes,))]
    arrive(there, *(Written(op) for op in written if (op.lane, op.id) not in known))


@pytest.fixture
def other(vault_template: Path, tmp_path: Path) -> Iterator[Vault]:
    """A colleague's laptop."""
    made = unlocking.unlock(Path(shutil.copytree(vault_template, tmp_path / "other")), PASSPHRASE)
    made.worker_id = uuid4()
    yield made
    made.close()


def test_what_is_settled_on_one_laptop_is_gone_on_both(
    vault: Vault, other: Vault, eric: UUID, jean: UUID, line: UUID
) -> None:
    def exchange() -> None:
        travel(vault, other, eric)
        travel(other, vault, eric)

    exchange()
    write(vault, line, OURS)
    webs.set_node(vault, jean, label="Jeanie")
    write(other, line, THEIRS)
    webs.set_node(other, jean, label="Jean M")
    exchange()
    for laptop, ours in ((vault, OURS), (other, THEIRS)):
        found = {one.field: one for one in versions.of_person(laptop, eric)}
        assert found.keys() == {"text", "label"}
        assert {one.value for one in found["text"].versions} == {OURS, THEIRS}
        assert next(one.value for one in found["text"].versions if one.ours) == ours
    assert text_of(vault, line) == text_of(other, line)
    doubted = only(versions.of_thing(vault, line))
    settling.keep(vault, line, "text", doubted.names[0], doubted.names)
    named = only(versions.of_thing(other, jean))
    settling.keep(other, jean, "label", named.names[1], named.names)
    exchange()
    assert versions.of_person(vault, eric) == versions.of_person(other, eric) == ()
    history.undo(vault, eric)
    exchange()
    assert [only(versions.of_person(laptop, eric)).field for laptop in (vault, other)] == ["text", "text"]
    assert text_of(vault, line) == text_of(other, line)
    for laptop in (vault, other):
        assert_made_from_the_log(laptop)
