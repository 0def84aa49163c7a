"""A page is taken whole or not at all, and nothing anybody can write into an op stands in the way of the rest."""

from dataclasses import replace

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sbp_desktop.errors import NotInStep
from sbp_desktop.models.clock import COUNTER_BITS, FIRST_MS, LAST_MS, local_day, stamp_ms
from sbp_desktop.models.ops import OpKind, encode_body, envelope, from_envelope
from sbp_desktop.services import people, webs
from sbp_desktop.storage import oplog, queries
from sbp_desktop.sync import arriving, protocol
from sbp_desktop.sync.protocol import Group, PullAnswer, Push
from tests.colleague import Colleague, assert_made_from_the_log

_id = st.binary(min_size=16, max_size=16)
_count = st.integers(0, 2**62)
_stamp = st.integers(FIRST_MS << COUNTER_BITS, 2**63 - 1)
_moment = st.integers(FIRST_MS, LAST_MS)
_envelopes = st.builds(
    protocol.Envelope, _id, st.integers(0, 15), _id, st.integers(1, 2**62), _id, st.text(max_size=300),
    st.integers(0, 255), st.lists(st.tuples(_id, _count), max_size=20), st.binary(max_size=70_000), _stamp, _moment, _id,
    _count, _id,
)  # fmt: skip


@settings(max_examples=200, deadline=None, database=None)
@given(head=_envelopes, eff=st.just(0) | _stamp)
def test_what_is_kept_of_an_op_makes_its_bytes_again(head, eff) -> None:
    """However an op is read, its writer's bytes are what its columns make, or stand beside them."""
    packed = protocol._pack(head)
    item = protocol.Item(packed, bytes(16), 0, bytes(16), eff=eff)
    kept, beside = arriving._kept(item)
    assert (beside or envelope(kept)) == packed
    assert kept == replace(from_envelope(packed), hlc=eff or head.hlc)
    assert beside is None or eff


@given(head=_envelopes)
def test_a_time_that_no_calendar_shows_is_in_no_op(head) -> None:
    local_day(head.wall)
    local_day(stamp_ms(head.hlc))
    earliest = (FIRST_MS << COUNTER_BITS) - 1
    for wrong in ({"wall": FIRST_MS - 1}, {"wall": LAST_MS + 1}, {"hlc": earliest}):
        packed = protocol._pack(msgspec.structs.replace(head, **wrong))
        with pytest.raises(NotInStep):
            arriving._kept(protocol.Item(packed, bytes(16), 0, bytes(16)))


def _dropped(page):
    return msgspec.structs.replace(page, items=page.items[1:])


def _another_receipt(page):
    first = msgspec.structs.replace(page.items[0], mac=bytes(16))
    return msgspec.structs.replace(page, items=[first, *page.items[1:]])


def _another_op(page):
    changed = envelope(replace(from_envelope(page.items[0].op), body=encode_body({"label": "x"})))
    first = msgspec.structs.replace(page.items[0], op=changed)
    return msgspec.structs.replace(page, items=[first, *page.items[1:]])


def _turned_round(page):
    return msgspec.structs.replace(page, items=page.items[::-1])


def _vouched_for(page):
    """A digest said beside a body that is there counts for nothing."""
    honest = page.items[0]
    other = _another_op(page).items[0]
    first = msgspec.structs.replace(other, digest=protocol.digest(honest.op))
    return msgspec.structs.replace(page, items=[first, *page.items[1:]])


def _cut(page):
    return msgspec.structs.replace(page, items=page.items[:-1])


def _elsewhere(page):
    start = msgspec.structs.replace(page.start, pseq=3)
    return msgspec.structs.replace(page, start=start)


@pytest.mark.parametrize(
    "altered", [_dropped, _another_receipt, _another_op, _turned_round, _vouched_for, _cut, _elsewhere]
)
def test_a_page_that_was_altered_leaves_nothing_and_stops_nobody_else(laptop, council, altered) -> None:
    theirs, ours = laptop(), laptop()
    eric, maud = (people.add_person(theirs.vault, name).created[0] for name in ("Eric", "Maud"))
    theirs.run()
    for person in (eric, maud):
        council.grant(ours.worker.bytes, person.bytes)

    def meddle(post):
        def send(message):
            answer = post(message)
            if isinstance(answer, PullAnswer):
                pages = [altered(page) if page.start.person == eric.bytes else page for page in answer.pages]
                return msgspec.structs.replace(answer, pages=pages)
            return answer

        return send

    ours.meddle = meddle
    outcome = ours.engine.run_once()
    assert (outcome.set_aside, outcome.problem) == (1, None)
    assert [row.name for row in queries.people(ours.vault)] == ["Maud"]
    with ours.vault.reading() as conn:
        assert conn.execute("SELECT count(*) FROM op WHERE person = ?", (eric.bytes,)).fetchone() == (0,)
        assert conn.execute("SELECT count(*) FROM cursor WHERE person = ?", (eric.bytes,)).fetchone() == (0,)
    ours.meddle = lambda post: post
    ours.run()
    assert {row.name for row in queries.people(ours.vault)} == {"Eric", "Maud"}


@pytest.fixture
def ours(laptop):
    return laptop()


_plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(max_size=8)
    | st.binary(max_size=17),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6) | st.integers(0, 9), inner, max_size=3)
    ),
    max_leaves=8,
)
_said = st.fixed_dictionaries({}, optional={"at": _plain, "undo_of": _plain, "how": _plain, "together": _plain})
_bodies = (
    st.binary(max_size=20)
    | _plain.map(encode_body)
    | st.tuples(_plain, _said).map(lambda both: encode_body(*both))
    | st.builds(lambda seen, more: encode_body({"seen": seen, "conceal": more}), _plain, _plain)
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 8), st.sampled_from(["label", "alive", "signed", "from", "tags:x", "Node", "pos:onion", "pos", "notes"]), _bodies), max_size=6))  # fmt: skip
def test_whatever_stands_in_an_op_the_rest_is_read(ours, council, said) -> None:
    eric = people.add_person(ours.vault, "Eric").created[0]
    jean = webs.add_node(ours.vault, eric, "Jean").created[0]
    ours.run()
    them = Colleague(eric)
    council.grant(them.worker.bytes, eric.bytes)
    ops = [them.write(jean, field, kind, None, body=body).op for kind, field, body in said]
    ops.append(them.set(jean, "relation", "sister").op)
    council.answer(them.worker.bytes, Push([Group(eric.bytes, 0, ops[0].origin, [envelope(op) for op in ops])]))
    ours.run()
    node = next((n for n in queries.web(ours.vault, eric).nodes if n.id == jean), None)
    removed = any(op.kind == OpKind.DEL for op in ops)
    assert removed or (node is not None and node.relation == "sister")
    with ours.vault.reading() as conn:
        here = {op.id: envelope(op) for _, op in oplog.read(conn, "WHERE person = ?", (eric.bytes,))}
    assert all(here[op.id] == envelope(op) for op in ops)
    assert_made_from_the_log(ours.vault)
