"""Ops: kept as the bytes first written, read back as they were, unknown parts included."""

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbp_desktop.models import ops
from sbp_desktop.models.ops import CHAIN_START, Op, OpId, OpKind

ids = st.binary(min_size=16, max_size=16)
values = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text() | st.binary()
)
parents = st.lists(st.builds(OpId, ids, st.integers(1, 2**40)), max_size=3).map(tuple)
some_ops = st.builds(
    Op, person=ids, lane=st.integers(0, 2), origin=ids, oseq=st.integers(1, 2**40), ent=ids, field=st.text(max_size=20),
    kind=st.integers(0, 60).map(ops.kind_of), parents=parents, body=st.builds(ops.encode_body, values), hlc=st.integers(0, 2**63 - 1),
    wall=st.integers(0, 2**47), worker=ids, wcur=st.integers(0, 2**40), bundle=ids, tail=st.lists(values, max_size=2).map(tuple),
)  # fmt: skip


@given(some_ops)
def test_an_envelope_is_read_back_as_it_was(op: Op) -> None:
    packed = ops.envelope(op)
    assert ops.from_envelope(packed) == op
    assert ops.envelope(ops.from_envelope(packed)) == packed
    assert ops.decode_tail(ops.encode_tail(op)) == op.tail
    assert ops.decode_parents(ops.encode_parents(op.parents)) == op.parents


@given(values, st.dictionaries(st.sampled_from(["at", "how", "conv", "newer"]), st.text(), max_size=2))
def test_a_body_is_a_value_and_what_is_said_about_it(value: object, meta: dict[str, str]) -> None:
    body = ops.encode_body(value, meta)
    assert ops.decode_body(body) == (value, meta)
    assert len(msgpack.unpackb(body, strict_map_key=False)) == (2 if meta else 1)


def test_an_erased_body_says_nothing() -> None:
    assert ops.decode_body(b"") == (None, {})


def test_a_newer_kind_stays_its_number() -> None:
    assert (ops.kind_of(1), ops.kind_of(42)) == (OpKind.SET, 42)


@pytest.mark.parametrize(
    "junk", [b"", b"\xc1", b"\x90", msgpack.packb([1, 2]), msgpack.packb({"a": 1}), msgpack.packb([None] * 14)]
)
def test_what_is_no_envelope_is_refused(junk: bytes) -> None:
    with pytest.raises(ValueError, match="not an op envelope"):
        ops.from_envelope(junk)


@given(some_ops, some_ops)
def test_a_link_depends_on_the_op_and_on_all_before(one: Op, other: Op) -> None:
    first = ops.chain_next(CHAIN_START, ops.envelope(one))
    assert len(first) == 32
    assert ops.chain_next(first, ops.envelope(other)) != ops.chain_next(CHAIN_START, ops.envelope(other))
    assert (ops.envelope(one) == ops.envelope(other)) == (first == ops.chain_next(CHAIN_START, ops.envelope(other)))
