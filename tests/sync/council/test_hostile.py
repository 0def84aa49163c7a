"""Ten thousand malformed and hostile bodies: every answer is a plain refusal, nothing is written, nothing falls over."""

import random
from collections import Counter
from collections.abc import Callable, Iterator

import msgpack
import pytest
import zstandard

from sbp_desktop.models.clock import FIRST_MS
from sbp_desktop.sync.protocol import (
    LARGEST_BODY,
    PATHS,
    TYPE,
    Ack,
    AskFiles,
    Cursor,
    Enrol,
    File,
    GetPart,
    Group,
    Heal,
    Hello,
    Item,
    Message,
    NotAMessage,
    Opening,
    Pull,
    Purge,
    Purged,
    Push,
    PutPart,
    SignIn,
    pack,
    unpack,
)
from tests.sync.council.test_who_may import TABLES
from tests.sync.council_kit import Kit, Laptop, envelope, new_id
from tests.sync.http_kit import Request, ask_all, token, unlimited

MANY = 10_000


def squeeze(raw: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=1).compress(raw)


def good(laptop: Laptop, person: bytes) -> list[Message]:
    """One whole message of each kind, to be spoilt."""
    op = envelope(person, 0, laptop.origin, 1, laptop.who.worker)
    file = File(person, 0, laptop.origin, 1, bytes(32))
    return [
        Hello(1, 1, "app", 5, b"", [Ack(person, 0, laptop.origin, 3)], [Opening(new_id(), person, 5, "why")]),
        Push([Group(person, 0, laptop.origin, [op])]), Heal([Item(op, laptop.who.worker, 5, bytes(16))]),
        Pull(1, new_id(), [Cursor(person, 0, 3, bytes(32))]), Purged([Purge(person, 0, 1, 1)]),
        AskFiles([file]), PutPart(file, 9, 0, b"part"), GetPart(file, 0),
        Enrol("ABCDE-ABCDE", new_id(), bytes(32)), SignIn(laptop.who.device, 5, bytes(64)),
    ]  # fmt: skip


DEEP = [squeeze(b"\x91" * depth + b"\x00") for depth in (100, 5_000, 200_000)]
BOMBS = [squeeze(bytes(LARGEST_BODY + more)) for more in (1, 1000)]


def deep(chance: random.Random) -> bytes:
    return chance.choice(DEEP)


def bomb(chance: random.Random) -> bytes:
    return chance.choice(BOMBS)


def lying_frame(chance: random.Random) -> bytes:
    """A frame that says it is as large as four gigabytes, or does not say."""
    return (
        b"\x28\xb5\x2f\xfd"
        + chance.choice([b"\xa0\xff\xff\xff\xff", b"\x00\x58", b"\xe0" + b"\xff" * 8])
        + chance.randbytes(20)
    )


def other_things(chance: random.Random) -> bytes:
    """Well-made msgpack that is none of our messages."""
    thing = chance.choice([
        None, True, -1, 2**64 - 1, 1.5, float("nan"), "text", b"bytes", {}, {"a": 1}, [], [[]], [[[None] * 5]] * 5,
        [0] * 10_000, [2**63] * 4, ["\x00"] * 9, [-(2**63)] * 7, msgpack.ExtType(5, b"x"), msgpack.Timestamp(0, 0),
        [[[b"x" * 16, 16, b"x" * 16, [b"x"]]]], [[[b"x" * 16, 0, b"x" * 16, []]]], [b"x" * 16] * 3,
    ])  # fmt: skip
    return squeeze(msgpack.packb(thing))


def noise(chance: random.Random) -> bytes:
    return chance.randbytes(chance.randrange(0, 300))


def squeezed_noise(chance: random.Random) -> bytes:
    return squeeze(chance.randbytes(chance.randrange(0, 300)))


def spoilt(chance: random.Random, body: bytes) -> bytes:
    """A whole message with some of it changed, cut off, doubled or moved, before or after it is squeezed."""
    raw = bytearray(zstandard.ZstdDecompressor().decompress(body))
    where = chance.randrange(len(raw))
    match chance.randrange(5):
        case 0:
            raw[where] ^= 1 << chance.randrange(8)
        case 1:
            del raw[where:]
        case 2:
            raw[where:where] = chance.randbytes(chance.randrange(1, 9))
        case 3:
            raw[where] = chance.choice([0xC0, 0xC1, 0xC4, 0xCF, 0xD3, 0xDF, 0xDD, 0xFF])
        case 4:
            squeezed = bytearray(body)
            squeezed[chance.randrange(len(squeezed))] ^= 1 << chance.randrange(8)
            return bytes(squeezed)
    return squeeze(bytes(raw))


MAKERS: tuple[Callable[[random.Random], bytes], ...] = (other_things, noise, squeezed_noise, lying_frame, deep, bomb)


def bad_requests(seed: int, laptop: Laptop, person: bytes, bearer: str) -> Iterator[Request]:
    """Requests none of which is a message; those that turned out to be one after all are left out."""
    chance = random.Random(seed)
    whole = {PATHS[type(message)]: (type(message), pack(message)) for message in good(laptop, person)}
    while True:
        path = chance.choice(list(whole))
        shape, body = whole[path]
        kind = chance.choices(range(4), (60, 25, 12, 3))[0]
        made = spoilt(chance, body) if kind == 0 else chance.choice(MAKERS[: 4 if kind < 3 else 6])(chance)
        if is_message(made, shape):
            continue
        yield Request(
            path, made, chance.choice([bearer, bearer, bearer, "", "x", "é" * 90]),
            chance.choices([TYPE, "application/json", "text/html; charset=é", ""], (96, 2, 1, 1))[0],
            chance.choices(["POST", "GET", "PUT", "TRACE"], (97, 1, 1, 1))[0],
            chance.choices([None, str(len(made)), "-1", "9" * 30, "²", ""], (90, 6, 1, 1, 1, 1))[0],
        )  # fmt: skip


def is_message(body: bytes, shape: type[Message]) -> bool:
    try:
        unpack(body, shape)
    except NotAMessage:
        return False
    return True


def everything(kit: Kit) -> list[object]:
    """What no bad body may change: every row of every table, as one digest each. Apart from the step of a laptop: each
    hello that is answered gives it a new one.
    """
    digest = "sum(hashtextextended((to_jsonb(each) - 'step')::text, 0))"
    return [kit.rows(f"SELECT count(*), {digest} FROM {table} AS each") for table in (*TABLES, "state")]


def steps(kit: Kit) -> list[object]:
    return kit.rows("SELECT id, step FROM device ORDER BY id")


@pytest.mark.timeout(300)
def test_bodies_that_are_no_message(kit: Kit) -> None:
    laptop, person = Laptop(kit.worker("Ann")), new_id()
    laptop.write(person, 3)
    laptop.push(kit.council, person)
    requests = bad_requests(5, laptop, person, token(kit, laptop.who))
    before = everything(kit)
    answers = ask_all(unlimited(kit), [next(requests) for _ in range(MANY)], at_once=4)
    statuses = Counter(answer.status for answer in answers)
    assert statuses.keys() <= {400, 401, 404, 405, 413, 415, 422}, statuses
    assert statuses[422] > MANY // 3
    assert all(answer.refusal.words.endswith(".") for answer in answers)
    assert everything(kit) == before


def test_messages_that_are_whole_and_mean_harm(kit: Kit) -> None:
    ann, eve, person = Laptop(kit.worker("Ann")), Laptop(kit.worker("Eve")), new_id()
    ann.write(person, 5)
    ann.push(kit.council, person)
    ann.pull(kit.council)
    items = [item for page in ann.pull(kit.council).pages for item in page.items]
    other = envelope(person, 0, ann.origin, 6, ann.who.worker)
    bearer = token(kit, eve.who)
    harm: list[Message] = [
        Heal([Item(other, item.author, item.received, item.mac, digest=item.digest) for item in items]),
        Heal([Item(items[0].op, eve.who.worker, items[0].received, items[0].mac)]),
        Heal([Item(envelope(person, 0, eve.origin, 1, ann.who.worker), ann.who.worker, 0, bytes(16))]),
        Push([Group(person, 0, eve.origin, [envelope(person, 0, eve.origin, 2**62, eve.who.worker)])]),
        Push([Group(person, 15, eve.origin, [envelope(person, 0, eve.origin, 9, eve.who.worker)])]),
        Push([]), Heal([]), Purged([]),
        Pull(2**62, b"x" * 5000, [Cursor(person, lane, 2**62) for lane in range(16)], 2**62, 1024),
        Pull(0, b"", [Cursor(new_id(), 0)] * 20_000),
        Hello(-(2**62), 2**62, "x" * 500, FIRST_MS, b"", [Ack(person, 0, ann.origin, 2**62)] * 1000),
        Enrol("x" * 100, eve.who.worker, bytes(32), "label"), SignIn(new_id(), FIRST_MS, bytes(64), "x" * 16_000),
    ]  # fmt: skip
    before = everything(kit)
    answers = ask_all(unlimited(kit), [Request(PATHS[type(m)], pack(m), bearer) for m in harm])
    assert {answer.status for answer in answers} <= {200, 401, 403}
    assert everything(kit) == before


def test_words_no_text_may_hold_are_refused_whole(kit: Kit) -> None:
    eve = Laptop(kit.worker("Eve"))
    before = everything(kit), steps(kit)
    told = Hello(1, 1, "", 0, b"", [], [Opening(new_id(), new_id(), 5, "a\x00b")])
    [answer] = ask_all(unlimited(kit), [Request(PATHS[Hello], pack(told), token(kit, eve.who))])
    assert (answer.status, answer.refusal.code) == (422, "message")
    assert (everything(kit), steps(kit)) == before
