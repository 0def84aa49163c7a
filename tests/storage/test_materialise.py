"""What colleagues wrote on other laptops becomes the same tables here, in whatever order it arrives."""

import random
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models import folding, revisions
from sbp_desktop.models.ops import OpId, OpKind
from sbp_desktop.models.snapshots import FOR_PERSON
from sbp_desktop.services import conversations, people, webs
from sbp_desktop.storage import history, materialise, oplog, queries, search, texts
from sbp_desktop.storage.vault import Vault
from tests.colleague import (
    Colleague,
    Written,
    arrive,
    arrive_within,
    assert_made_from_the_log,
    content,
    differences,
    heads_here,
    newest_op,
)


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


@pytest.fixture
def jean(vault: Vault, eric: UUID) -> UUID:
    return webs.add_node(vault, eric, "Jean").created[0]


@pytest.fixture
def colleague(eric: UUID) -> Colleague:
    return Colleague(eric, minutes=1)


def node_of(vault: Vault, person: UUID, node: UUID):
    return next((n for n in queries.web(vault, person).nodes if n.id == node), None)


def test_two_who_changed_one_field_apart_are_both_kept_and_named(
    vault: Vault, eric: UUID, jean: UUID, colleague: Colleague
) -> None:
    seen = heads_here(vault, jean, "label")
    webs.set_node(vault, jean, label="Jeanie")
    arrive(vault, colleague.set(jean, "label", "Jean M", over=seen))
    node = node_of(vault, eric, jean)
    assert (node.label, node.alternatives) == ("Jean M", ("label",))
    assert len(heads_here(vault, jean, "label")) == 2
    webs.set_node(vault, jean, label="Jeanie")
    node = node_of(vault, eric, jean)
    assert (node.label, node.alternatives) == ("Jeanie", ())
    assert_made_from_the_log(vault)


def test_choosing_the_value_already_shown_still_settles_it(
    vault: Vault, eric: UUID, jean: UUID, colleague: Colleague
) -> None:
    seen = heads_here(vault, jean, "label")
    webs.set_node(vault, jean, label="Jeanie")
    arrive(vault, colleague.set(jean, "label", "Jean M", over=seen))
    webs.set_node(vault, jean, label="Jean M")
    assert node_of(vault, eric, jean).alternatives == ()


def test_ticking_different_boxes_apart_never_clashes(
    vault: Vault, eric: UUID, jean: UUID, colleague: Colleague
) -> None:
    tie = queries.web(vault, eric).ties[0].id
    webs.set_tie(vault, tie, support=["company"])
    arrive(vault, colleague.set(tie, "support:transport", True))
    held = queries.web(vault, eric).ties[0]
    assert (held.support, held.alternatives) == ({"company", "transport"}, ())


def test_what_was_removed_here_and_changed_there_comes_back_with_a_mark(
    vault: Vault, eric: UUID, jean: UUID, colleague: Colleague
) -> None:
    seen = heads_here(vault, jean, "label")
    webs.delete_node(vault, jean)
    assert node_of(vault, eric, jean) is None
    arrive(vault, colleague.set(jean, "label", "Jean M", over=seen))
    assert node_of(vault, eric, jean).alternatives == ("alive",)
    assert_made_from_the_log(vault)


def test_what_was_removed_there_after_seeing_everything_goes(
    vault: Vault, eric: UUID, jean: UUID, colleague: Colleague
) -> None:
    tie = queries.web(vault, eric).ties[0].id
    arrive(vault, colleague.remove(jean, [*heads_here(vault, jean), *heads_here(vault, tie)]))
    assert node_of(vault, eric, jean) is None
    assert queries.web(vault, eric).ties == ()
    assert_made_from_the_log(vault)


def test_a_line_drawn_there_brings_somebody_removed_here_back(
    vault: Vault, eric: UUID, jean: UUID, colleague: Colleague
) -> None:
    other = webs.add_node(vault, eric, "Bowls club", kind="place").created[0]
    webs.delete_node(vault, jean)
    arrive(vault, colleague.new("Tie", {"a": jean, "b": other}))
    assert node_of(vault, eric, jean).alternatives == ("alive",)
    assert_made_from_the_log(vault)


def test_a_line_taken_away_before_does_not_bring_its_end_back(vault: Vault, eric: UUID, jean: UUID) -> None:
    tie = queries.web(vault, eric).ties[0].id
    webs.delete_tie(vault, tie)
    webs.delete_node(vault, jean)
    then = vault.clock.now_ms()
    assert node_of(vault, eric, jean) is None
    assert jean not in {n.id for n in queries.web(vault, eric, as_written=then).nodes}


def test_made_private_here_stays_hidden_whatever_is_changed_there(
    vault: Vault, eric: UUID, jean: UUID, colleague: Colleague
) -> None:
    seen = heads_here(vault, jean, "label")
    webs.make_private(vault, jean)
    arrive(
        vault,
        colleague.set(jean, "label", "Jean M", over=seen),
        colleague.new("Tie", {"a": jean, "b": queries.self_node_of(eric)}),
    )
    assert {n.label for n in queries.web(vault, eric, FOR_PERSON).nodes} == {"Eric"}
    assert search.find(vault, "Jean", audience=FOR_PERSON) == ()
    assert_made_from_the_log(vault)


def test_a_place_moved_last_wins_quietly(vault: Vault, eric: UUID, jean: UUID, colleague: Colleague) -> None:
    early = colleague.write(jean, "pos:onion", OpKind.POS, [3.0, 0.3])
    late = colleague.write(jean, "pos:onion", OpKind.POS, [4.0, 0.4])
    arrive(vault, late)
    arrive(vault, early)
    node = node_of(vault, eric, jean)
    assert (node.positions["onion"], node.alternatives) == ((4.0, 0.4), ())
    assert_made_from_the_log(vault)


def test_dragging_what_a_laptop_with_a_fast_clock_has_placed_sticks(vault: Vault, eric: UUID, jean: UUID) -> None:
    arrive(vault, Colleague(eric, minutes=60 * 24 * 365).write(jean, "pos:onion", OpKind.POS, [3.0, 0.3]))
    webs.move_node(vault, jean, 1.0, 0.1)
    assert node_of(vault, eric, jean).positions["onion"] == (1.0, 0.1)
    history.undo(vault, eric)
    assert node_of(vault, eric, jean).positions["onion"] == (3.0, 0.3)


def test_a_clock_far_ahead_does_not_take_ours_along(vault: Vault, eric: UUID, jean: UUID) -> None:
    arrive(vault, Colleague(eric, minutes=60 * 24).set(jean, "relation", "daughter"))
    webs.set_node(vault, jean, label="Jeanie")
    mine, theirs = newest_op(vault, jean, "label"), newest_op(vault, jean, "relation")
    assert mine.hlc < theirs.hlc


def test_a_line_is_kept_until_its_ends_arrive(vault: Vault, eric: UUID, colleague: Colleague) -> None:
    node = colleague.new("Node", {"kind": "person", "label": "Sal", "domain": "network"})
    tie = colleague.new("Tie", {"a": UUID(bytes=node.op.ent), "b": queries.self_node_of(eric)})
    arrive(vault, tie)
    assert queries.web(vault, eric).ties == ()
    arrive(vault, node)
    assert len(queries.web(vault, eric).ties) == 1
    assert_made_from_the_log(vault)


def test_a_line_and_a_sentence_that_get_other_ends_are_found_by_them(
    vault: Vault, eric: UUID, jean: UUID, colleague: Colleague
) -> None:
    tie, sal = queries.web(vault, eric).ties[0].id, uuid4()
    talk, entry = conversations.start(vault, eric).created[0], uuid4()
    arrive(
        vault, colleague.new("Node", {"kind": "person", "label": "Sal"}, sal),
        colleague.new("Entry", {"kind": "words", "said_by": jean, "order": "i000"}, entry, lane=1),
    )  # fmt: skip
    assert queries.conversation(vault, talk).entries == ()
    arrive(
        vault, colleague.set(tie, "a", sal.bytes, over=heads_here(vault, tie, "a")),
        colleague.set(entry, "parent", talk.bytes, lane=1), colleague.set(tie, "stress", "high"),
    )  # fmt: skip
    assert_made_from_the_log(vault)
    assert [line.id for line in queries.conversation(vault, talk).entries] == [entry]
    with vault.reading() as conn:
        assert materialise.live_ties(conn, sal.bytes) == [tie.bytes]
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_values_and_removals_that_come_before_their_thing(vault: Vault, eric: UUID, colleague: Colleague) -> None:
    node = colleague.new("Node", {"kind": "person", "label": "Sal"})
    ident = UUID(bytes=node.op.ent)
    tie = colleague.new("Tie", {"a": ident, "b": queries.self_node_of(eric)})
    renamed = colleague.set(ident, "label", "Sally", over=[node.op.id])
    removed = colleague.remove(ident, [node.op.id, renamed.op.id, tie.op.id])
    for one in (removed, tie, renamed, node):
        arrive(vault, one)
        assert_made_from_the_log(vault)
    assert_made_from_the_log(vault)
    assert node_of(vault, eric, ident) is None
    assert heads_here(vault, ident, "label") == [renamed.op.id]


@pytest.mark.parametrize("order", ["ncba", "cnab", "bcan", "canb"])
def test_text_that_comes_before_the_text_it_builds_on(
    vault: Vault, eric: UUID, colleague: Colleague, order: str
) -> None:
    talk, entry = conversations.start(vault, eric).created[0], uuid4()
    first, second, third = (" ".join([f"She said {n} times."] * 40) for n in ("one", "two", "three"))
    written = {"n": colleague.new("Entry", {"parent": talk, "kind": "words", "order": "i000"}, entry, lane=1)}
    written["a"] = colleague.revise(entry, "text", first, None)
    written["b"] = colleague.revise(entry, "text", first + second, written["a"].op, first)
    written["c"] = colleague.revise(entry, "text", first + second + third, written["b"].op, first + second)
    for name in order:
        arrive(vault, written[name])
        assert_made_from_the_log(vault)
    (line,) = queries.conversation(vault, talk).entries
    assert line.text == first + second + third
    assert_made_from_the_log(vault)


def test_a_date_that_was_taken_back_elsewhere_before_it_came(
    vault: Vault, eric: UUID, jean: UUID, colleague: Colleague
) -> None:
    tie = queries.web(vault, eric).ties[0].id
    dated = colleague.set(tie, "stress", "high", at="2020")
    undone = colleague.set(tie, "stress", None, over=[dated.op.id], undo_of=[*dated.op.id])
    arrive(vault, undone)
    arrive(vault, dated)
    assert queries.web(vault, eric).ties[0].history == ()
    assert_made_from_the_log(vault)


@pytest.mark.parametrize("turned", [False, True])
def test_a_date_is_taken_back_by_an_undo_that_names_another_field(
    vault: Vault, eric: UUID, jean: UUID, colleague: Colleague, turned: bool
) -> None:
    tie = queries.web(vault, eric).ties[0].id
    dated = colleague.set(tie, "stress", "high", at="2020")
    elsewhere = colleague.set(tie, "strength", None, undo_of=[*dated.op.id])
    for one in (elsewhere, dated) if turned else (dated, elsewhere):
        arrive(vault, one)
    with vault.reading() as conn:
        (line,) = folding.folded(eric, [op for _, op in oplog.read(conn)], ["Tie"])["Tie"]
    assert queries.web(vault, eric).ties[0].history == line.history == ()
    assert_made_from_the_log(vault)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("on", ["another line", "another field", "itself", "erased"])
def test_a_revision_builds_on_its_own_text_alone(
    vault: Vault, eric: UUID, colleague: Colleague, turned: bool, on: str
) -> None:
    said = " ".join(f"{n * 7919} things were said." for n in range(60))
    lines = [colleague.new("Entry", {"kind": "words"}, lane=1) for _ in range(2)]
    one, other = (UUID(bytes=line.op.ent) for line in lines)
    field = "summary" if on == "another field" else "text"
    base = colleague.revise(one, field, said, None)
    below = base.op.id
    if on == "erased":
        base = Written(replace(base.op, body=b""))
    elif on == "itself":
        below = OpId(base.op.origin, base.op.oseq + 1)
    value = revisions.encode(f"{said} Then rain.", below, said, 1)
    assert value[0] == revisions.DELTA
    built = colleague.write(other if on == "another line" else one, "text", OpKind.REV, value, lane=1)
    arrive(vault, *lines)
    for late in (built, base) if turned else (base, built):
        arrive(vault, late)
        assert_made_from_the_log(vault)
    with vault.reading() as conn:
        assert texts.text_of(conn, built.op) is None


def test_a_text_beside_the_one_it_builds_on_is_read_once_that_comes(vault: Vault, colleague: Colleague) -> None:
    entry, said = uuid4(), " ".join(f"{n * 7919} things were said." for n in range(60))
    arrive(vault, colleague.new("Entry", {"kind": "words"}, entry, lane=1))
    base = colleague.revise(entry, "text", said, None)
    value = revisions.encode(f"{said} Then rain.", base.op.id, said, 1)
    assert value[0] == revisions.DELTA
    built = colleague.write(entry, "text", OpKind.REV, value, lane=1)
    arrive(vault, built)
    arrive(vault, base)
    assert_made_from_the_log(vault)
    with vault.reading() as conn:
        assert {head.value for head in materialise.entity_heads(conn, entry.bytes)} >= {said, f"{said} Then rain."}


def test_what_is_new_replaces_nothing(vault: Vault, eric: UUID, jean: UUID, colleague: Colleague) -> None:
    with vault.reading() as conn:
        stood = materialise.heads_named(conn, jean.bytes, "label")
    made = colleague.write(jean, "label", OpKind.NEW, {"label": "Nobody"}, over=[name for _, name in stood])
    arrive(vault, made)
    assert_made_from_the_log(vault)
    assert node_of(vault, eric, jean).label == "Jean"
    with vault.reading() as conn:
        assert materialise.heads_named(conn, jean.bytes, "label") == stood
        assert materialise.heads_shown(conn, jean.bytes, "label", 10**9, vault.origin) == stood


def newer(colleague: Colleague, eric: UUID, jean: UUID) -> dict[str, Written]:
    me = queries.self_node_of(eric)
    return {
        "a kind of thing": colleague.new("Dream", {"words": "to see the sea"}),
        "a field": colleague.set(jean, "aura", "green"),
        "a field in a new thing": colleague.new("Node", {"kind": "person", "label": "Ann", "aura": "green"}),
        "a kind of change": colleague.write(jean, "label", 42, {"text": "?"}),
        "an item at the end": colleague.set(jean, "reach", "by post", tail=("signature", 7)),
        "an option": colleague.set(jean, "kind", "robot"),
        "an option of another shape": colleague.set(jean, "domain", ["network", "community"]),
        "a date": colleague.set(jean, "from", "2018-06-04T10:00/PT2H"),
        "a date of a value": colleague.set(jean, "status", "active", at="when the leaves fell"),
        "a number": colleague.set(eric, "age", 2**64 - 1),
        "a flag": colleague.set(jean, "is_carer", "perhaps"),
        "a place": colleague.write(jean, "pos", OpKind.POS, [1.0, 2.0]),
        "a place in words": colleague.write(jean, "pos:onion", OpKind.POS, {"near": "the door"}),
        "a text": colleague.write(jean, "note", OpKind.REV, [2, None, b"\x00\x01"]),
        "a text that is none": colleague.write(jean, "note", OpKind.REV, "words"),
        "a line with one end": colleague.new("Tie", {"a": me}),
        "a line to no id": colleague.new("Tie", {"a": me, "b": "Jean"}),
        "a sentence nowhere": colleague.new("Entry", {"kind": "words", "text": f"She {jean.hex}"}, lane=1),
        "a removal without a reason": colleague.write(jean, "alive", OpKind.DEL, {}),
        "erased values": colleague.set(jean, "symbol", None, body=b""),
        "an erased beginning": colleague.write(uuid4(), "Node", OpKind.NEW, None, body=b""),
        "an erased text": colleague.write(jean, "note", OpKind.REV, None, body=b""),
        "an erased removal": colleague.write(uuid4(), "alive", OpKind.DEL, None, body=b""),
        "an erasure": colleague.write(jean, "label", OpKind.ERASE, [1, 2]),
    }  # fmt: skip


NEWER = tuple(newer(Colleague(uuid4()), uuid4(), uuid4()))


@pytest.mark.parametrize("what", NEWER)
def test_what_a_newer_version_wrote_is_kept_and_refuses_nobody(
    vault: Vault, eric: UUID, jean: UUID, colleague: Colleague, what: str
) -> None:
    written = newer(colleague, eric, jean)[what]
    arrive(vault, written)
    webs.set_node(vault, jean, relation="daughter") if node_of(vault, eric, jean) else None
    talk = conversations.start(vault, eric).created[0]
    conversations.write_entry(vault, talk, uuid4(), "She sings.")
    for audience in (FOR_PERSON, type(FOR_PERSON)("worker")):
        queries.web(vault, eric, audience)
        queries.web(vault, eric, audience, as_written=vault.clock.now_ms() + 120_000)
        queries.person(vault, eric, audience)
        queries.conversations(vault, eric, audience)
        queries.sentences_about(vault, jean, audience)
        search.find(vault, "a", audience=audience)
    with vault.reading() as conn:
        kept = oplog.find(conn, eric.bytes, written.op.lane, written.op.id)
    assert kept is not None
    assert kept[1] == written.op


@pytest.mark.parametrize("what", NEWER)
def test_a_rebuild_reads_what_a_newer_version_wrote(vault: Vault, eric: UUID, jean: UUID, what: str) -> None:
    every = newer(Colleague(eric), eric, jean)
    mine = Colleague(eric)
    op = every[what].op
    arrive(
        vault,
        mine.write(UUID(bytes=op.ent), op.field, op.kind, None, body=op.body, lane=op.lane, tail=op.tail, hlc=op.hlc),
    )
    assert_made_from_the_log(vault)


def test_an_op_arrives_once(vault: Vault, eric: UUID, jean: UUID, colleague: Colleague) -> None:
    one = colleague.set(jean, "reach", "by post")
    arrive(vault, one)
    with vault.reading() as conn:
        before = content(conn)
    with pytest.raises(ExpectedError):
        arrive(vault, one)
    with vault.reading() as conn:
        assert differences(before, content(conn)) == {}


def a_busy_fortnight(person: UUID, seed: int) -> list[Written]:
    """Two colleagues on one web, each seeing now and then what the other did: edits, removals, moves, texts, dates."""
    draw = random.Random(seed)
    team = [Colleague(person, minutes=draw.uniform(-5, 5)) for _ in range(3)]
    written: list[Written] = []
    me = queries.self_node_of(person)
    nodes, ties, texts = [], [], {}
    for _ in range(3):
        writer = draw.choice(team)
        node = writer.new("Node", {"kind": "person", "label": f"Somebody {draw.random():.3f}"})
        tie = writer.new("Tie", {"a": UUID(bytes=node.op.ent), "b": me})
        nodes.append(UUID(bytes=node.op.ent))
        ties.append(UUID(bytes=tie.op.ent))
        written += [node, tie]
    entry = uuid4()
    written.append(team[0].new("Entry", {"parent": uuid4(), "kind": "words"}, entry, lane=1))

    def known(ent: UUID, field: str, share: float = 0.7):
        """Some of the ops a writer may have seen for the field (not always all, so that there are two heads)."""
        return [
            w.op.id
            for w in written
            if w.op.ent == ent.bytes and w.op.field in (field, "Node", "Tie") and draw.random() < share
        ]

    for step in range(40):
        writer, node, tie = draw.choice(team), draw.choice(nodes), draw.choice(ties)
        match draw.randrange(9):
            case 0 | 1:
                one = writer.set(node, draw.choice(["label", "relation"]), f"name {step}", over=known(node, "label"))
            case 2:
                one = writer.set(
                    tie,
                    "stress",
                    draw.choice(["high", "low"]),
                    over=known(tie, "stress"),
                    at=f"20{draw.randrange(10, 25)}",
                    how="said",
                )
            case 3:
                dated = [w.op for w in written if w.op.meta.get("at")]
                if not dated:
                    continue
                victim = draw.choice(dated)
                one = writer.set(UUID(bytes=victim.ent), victim.field, None, over=[victim.id], undo_of=[*victim.id])
            case 4:
                one = writer.set(
                    tie,
                    f"support:{draw.choice(['company', 'money'])}",
                    draw.random() < 0.6,
                    over=known(tie, "support:company"),
                )
            case 5:
                one = writer.write(node, "pos:onion", OpKind.POS, [step / 10, 0.5] if draw.random() < 0.8 else None)
            case 6:
                ent = draw.choice([node, tie])
                one = writer.remove(
                    ent,
                    [
                        n
                        for x in (ent, *ties)
                        for n in [w.op.id for w in written if w.op.ent == x.bytes and draw.random() < 0.9]
                    ],
                    **({"conceal": True} if draw.random() < 0.2 else {}),
                )
            case 7:
                one = writer.set(
                    node,
                    "alive",
                    True,
                    over=[w.op.id for w in written if w.op.ent == node.bytes and w.op.field == "alive"],
                )
            case _:
                base = draw.choice([*texts]) if texts and draw.random() < 0.9 else None
                before = texts[base] if base else ""
                after = before + f" And sentence {step} was said with some care and at some length."
                one = writer.revise(
                    entry, "text", after, next(w.op for w in written if w.op.id == base) if base else None, before
                )
                texts[one.op.id] = after
        written.append(one)
    return written


def test_any_order_of_arrival_makes_the_same_tables(open_vault: Callable[[], Vault], long_form: bool) -> None:
    vault = open_vault()
    for seed in range(60 if long_form else 6):
        made = None
        person = people.add_person(vault, "Eric").created[0]
        written = a_busy_fortnight(person, seed)
        draw = random.Random(seed)
        for turn in range(3):
            if turn:
                draw.shuffle(written)
            with vault._connection.begin() as transaction:
                conn = vault._driver
                pages = [written[i : i + 7] for i in range(0, len(written), 7)]
                for page in pages:
                    arrive_within(conn, page)
                found = content(conn, arrival=False)
                transaction.rollback()
            assert made is None or differences(made, found) == {}, (seed, turn)
            made = found
        arrive(vault, *written)
        assert_made_from_the_log(vault)


def test_the_same_thing_made_on_two_laptops_is_one_thing(vault: Vault, eric: UUID) -> None:
    ident, a, b = uuid4(), Colleague(eric, minutes=-3), Colleague(eric, minutes=-1)
    first, second = (
        a.new("Node", {"kind": "person", "label": "Sal"}, ident),
        b.new("Node", {"kind": "place", "label": "Sal"}, ident),
    )
    arrive(vault, second)
    arrive(vault, first)
    node = node_of(vault, eric, ident)
    assert (node.label, node.kind, node.born, node.alternatives) == ("Sal", "place", first.op.hlc, ("kind",))
    with vault.reading() as conn:
        before = content(conn, arrival=False)
    assert differences(before, _arrived_the_other_way(vault, [first, second])) == {}


def _arrived_the_other_way(vault: Vault, written: list[Written]):
    with vault._connection.begin() as transaction:
        conn = vault._driver
        ent = written[0].op.ent
        for table in ("head", "superseded"):
            conn.execute(f"DELETE FROM {table} WHERE ent = ?", (ent,))
        conn.execute("DELETE FROM op WHERE ent = ?", (ent,))
        conn.execute("DELETE FROM entity WHERE id = ?", (ent,))
        conn.execute("DELETE FROM node_now WHERE id = ?", (ent,))
        arrive_within(conn, written)
        found = content(conn, arrival=False)
        transaction.rollback()
    return found
