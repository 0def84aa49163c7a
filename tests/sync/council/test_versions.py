"""Releases beside each other: what an older one wrote is read for ever, what a newer one writes is kept as it is."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import msgpack
import msgspec
import pytest

from sbp_desktop.models.ops import envelope, from_envelope
from sbp_desktop.storage import arrivals, healing, oplog
from sbp_desktop.storage.vault import Vault
from sbp_desktop.sync import protocol
from sbp_desktop.sync.arriving import read_page
from sbp_desktop.sync.protocol import Message
from tests.colleague import Written, arrive, assert_made_from_the_log
from tests.sync.corpus.__main__ import messages, said
from tests.sync.corpus.reading import (
    MESSAGES,
    READS,
    RELEASES,
    content_from,
    content_of,
    heads_of_all,
    ops_in,
)
from tests.sync.council_kit import MORNING, Kit, Laptop, new_id

SHAPES = {shape.__name__: shape for shape in (*protocol.PATHS, *protocol.ANSWERS.values(), protocol.Refusal)}
every_release = pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)


# ---- what earlier releases wrote --------------------------------------------------------------------------------------


@every_release
def test_its_ops_are_read_folded_and_written_again_to_the_byte(release: Path) -> None:
    packed, reads = ops_in(release), json.loads((release / READS).read_text("utf-8"))
    ops = [from_envelope(one) for one in packed]
    assert [envelope(op) for op in ops] == packed
    assert [protocol.plain(one, protocol.Envelope).oseq for one in packed] == [op.oseq for op in ops]
    assert heads_of_all(ops) == reads["heads"]
    assert only_known(content_from(UUID(reads["person"]), ops), reads["content"]) == reads["content"]


@every_release
@pytest.mark.parametrize("backwards", [False, True], ids=["in order", "backwards"])
def test_a_store_makes_of_its_ops_what_it_made_of_them(vault: Vault, release: Path, backwards: bool) -> None:
    reads = json.loads((release / READS).read_text("utf-8"))
    ops = [Written(from_envelope(one)) for one in ops_in(release)]
    arrive(vault, *(reversed(ops) if backwards else ops))
    assert only_known(content_of(vault, UUID(reads["person"])), reads["content"]) == reads["content"]
    assert_made_from_the_log(vault)


def only_known(found: dict[str, Any], stored: dict[str, Any]) -> dict[str, Any]:
    """Without fields a later release has besides: those are no part of what was promised then."""
    return {
        name: [
            {field: value for field, value in thing.items() if field in then} if then is not None else thing
            for thing, then in ((one, {x["id"]: x for x in stored.get(name, ())}.get(one["id"])) for one in things)
        ]
        for name, things in found.items()
    }


@every_release
def test_its_messages_mean_what_they_meant(release: Path) -> None:
    kept = json.loads((release / MESSAGES).read_text("utf-8"))
    assert {one["message"] for one in kept} == set(SHAPES)
    for one in kept:
        message = protocol.unpack(bytes.fromhex(one["bytes"]), SHAPES[one["message"]])
        assert within(one["read"], json.loads(msgspec.json.encode(message))), one["message"]


def within(then: Any, now: Any) -> bool:
    """Whether an array is as it was, but for what a later release has at its end."""
    if not isinstance(then, list):
        return bool(then == now)
    return isinstance(now, list) and len(now) >= len(then) and all(map(within, then, now))


def test_this_release_says_what_the_corpus_holds_of_it() -> None:
    """A message that came out otherwise would be another protocol, whatever its number."""
    kept = json.loads((RELEASES[-1] / MESSAGES).read_text("utf-8"))
    assert [said(message)["read"] for message in messages()] == [one["read"] for one in kept]


# ---- one release apart, message by message ----------------------------------------------------------------------------


@pytest.mark.parametrize("message", messages(), ids=lambda message: type(message).__name__)
def test_a_message_of_a_later_release_is_read_without_what_it_says_besides(message: Message) -> None:
    raw = msgspec.msgpack.encode(with_more(message))
    assert raw != msgspec.msgpack.encode(message)
    assert protocol.plain(raw, type(message)) == message


def with_more(value: Any) -> Any:
    """The same as a release would say it that has one more field at the end of every array of ours."""
    if isinstance(value, Message):
        return [*(with_more(getattr(value, name)) for name in value.__struct_fields__), {"later": [1, b"x"]}]
    return [with_more(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("message", messages(), ids=lambda message: type(message).__name__)
def test_a_message_of_an_earlier_release_is_read_without_the_fields_it_did_not_have(message: Message) -> None:
    """Each field that has a default may be missing with all that follow, as before it came."""
    shape = type(message)
    values = msgspec.msgpack.decode(msgspec.msgpack.encode(message))
    fields = msgspec.structs.fields(shape)
    least = sum(field.required for field in fields)
    assert all(field.required for field in fields[:least]), "a field that must be there stands after one that need not"
    for length in range(least, len(fields)):
        read = protocol.plain(msgspec.msgpack.encode(values[:length]), shape)
        for field in fields[length:]:
            default = field.default_factory() if field.default is msgspec.NODEFAULT else field.default
            assert getattr(read, field.name) == default
    if least:
        with pytest.raises(protocol.NotAMessage):
            protocol.plain(msgspec.msgpack.encode(values[: least - 1]), shape)


# ---- one release apart, op by op --------------------------------------------------------------------------------------


def later_op(person: bytes, laptop: Laptop, oseq: int, **other: Any) -> bytes:
    parts = {
        "ent": new_id(), "field": "name", "kind": 1, "parents": [], "body": b"\x91\xa5words", "tail": (), **other,
    }  # fmt: skip
    packed: bytes = msgpack.packb(
        [person, 0, laptop.origin, oseq, parts["ent"], parts["field"], parts["kind"], parts["parents"], parts["body"],
         MORNING << 16, MORNING, laptop.who.worker, 0, new_id(), *parts["tail"]]
    )  # fmt: skip
    return packed


LATER: dict[str, dict[str, Any]] = {
    "a kind": {"kind": 9, "field": "label"},
    "a field": {"field": "brand_new:of_it", "body": b"\x92\x01\x81\xa5later\x02"},
    "a type": {"field": "BrandNewThing", "kind": 0, "body": b"\x91\x81\xa1x\x01"},
    "a tail": {"tail": ("later", [1, b"x"], {"of": None}, 2**40)},
    "a tail keyed by numbers": {"tail": ({1: {2: b"x"}},)},
    "a tail of another type": {"tail": (msgpack.ExtType(40, b"x"), msgpack.Timestamp(5, 5))},
    "a body in another form": {"body": b"\xff\x00 not msgpack"},
    "a body with more": {"body": b"\x93\xa5words\x80\xc3"},
    "a text in another form": {"kind": 3, "field": "note", "body": b"\x91\x93\x07\xc0\xc4\x01x"},
    "a place said otherwise": {"kind": 2, "field": "pos:spiral:x:y", "body": b"\x91\xa2up"},
    "all of it": {"kind": 200, "field": "x" * 300, "body": b"", "tail": tuple(range(40))},
}


@pytest.mark.parametrize("what", LATER)
def test_what_a_later_release_writes_goes_through_and_stays_as_it_is(kit: Kit, vault: Vault, what: str) -> None:
    """Through the council of this release byte for byte, and into and out of a laptop of this release."""
    ann = Laptop(kit.worker("Ann"))
    person = new_id()
    ann.write(person)
    ann.written[person, 0].append(later_op(person, ann, 2, **LATER[what]))
    ann.written[person, 0].append(later_op(person, ann, 3))  # what follows it is read as ever
    assert ann.push(kit.council, person).verdict == "in"
    ann.pull_all(kit.council)
    assert ann.read[person, 0] == ann.written[person, 0]

    ben = Laptop(kit.worker("Ben"))
    kit.grant(ben.who, person)
    [page] = [page for answer in ben.pull_all(kit.council) for page in answer.pages]
    piece = arrivals.Piece(arrivals.Reading(person, 0), read_page(page), complete=True)
    assert arrivals.take(vault, [piece]).new == 3
    with vault.reading() as conn:
        kept = oplog.bytes_after(conn, (person, 0, ann.origin), 0, 10, 10**6, at_least_one=True)
        assert list(oplog.broken_links(conn)) == []
    assert kept == ann.written[person, 0]
    assert_made_from_the_log(vault)
    with vault.writing() as conn:
        healing.read_anew(conn, person, 0)
    assert [one.packed for one in healing.offers(vault, 10, 10**6)] == ann.written[person, 0]
