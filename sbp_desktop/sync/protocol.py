"""The messages laptop and council speak: their shapes, limits and bytes; nothing here keeps anything.

A message is a msgpack array, zstd squeezed. Arrays may grow at the end: a reader leaves what it does not know, and
fills what is not there from the defaults, so that both sides talk with the release before and after (sync.md 3.8).
An op travels as the very bytes its writer chained (`models/ops.envelope`); what the council says of it stands beside.
"""

import functools
import hashlib
import struct
import threading
from collections.abc import Callable, Iterable
from typing import Annotated, Final, TypeVar

import msgspec
import zstandard
from msgspec import Meta, Struct

from sbp_desktop.models import ops
from sbp_desktop.models.clock import COUNTER_BITS, FIRST_MS, LAST_MS

VERSION: Final = 1
OLDEST: Final = 1
"""Versions a laptop of this release speaks. Push takes every op format ever shipped; only pull may be refused (426)."""

LARGEST_OP: Final = 1 << 20
BATCH_OPS: Final = 500
BATCH_BYTES: Final = 256 * 1024
LARGEST_BODY: Final = 8 << 20
"""Bytes of a message once unsqueezed; more is refused before it is made."""
LARGEST_PART: Final = 256 * 1024
LARGEST_FILE: Final = (20 << 20) + (64 << 10)
"""Bytes of a photo of 20 MB once it is encrypted, and room to spare."""
MAX_AHEAD_MS: Final = 10 * 60 * 1000
CHAIN_START: Final = bytes(32)
MAC_BYTES: Final = 16
DEMO_HERE: Final = "This is the demo, and that is a council with real people. The demo goes to a demo council alone."
DEMO_THERE: Final = "That is a demo council. What is written about real people never goes to one."
LATE_DAYS: Final = 35
"""How long after a worker left a person what they wrote before still goes to the person, marked late."""

TYPE: Final = "application/vnd.sbp+msgpack+zstd"
"""Content type of every answer of ours. Anything else, whatever its status, is not the council (a captive portal)."""

Id = Annotated[bytes, Meta(min_length=16, max_length=16)]
Link = Annotated[bytes, Meta(min_length=32, max_length=32)]
Mac = Annotated[bytes, Meta(min_length=MAC_BYTES, max_length=MAC_BYTES)]
Lane = Annotated[int, Meta(ge=0, le=15)]
Count = Annotated[int, Meta(ge=0, le=2**62)]
Stamp = Annotated[int, Meta(ge=FIRST_MS << COUNTER_BITS, le=2**63 - 1)]
Moment = Annotated[int, Meta(ge=FIRST_MS, le=LAST_MS)]
Packed = Annotated[bytes, Meta(min_length=1, max_length=LARGEST_OP)]
Words = Annotated[str, Meta(max_length=500)]
Many = 50_000

_pack = msgspec.msgpack.Encoder().encode
_PLACE: Final = struct.Struct(">16sB16s")
_BROUGHT: Final = struct.Struct(">16sq")
_SAID: Final = struct.Struct(f">Q{_BROUGHT.size}s16s")


class Message(Struct, frozen=True, array_like=True, gc=False):
    """What all messages share: arrays, frozen."""


# ---- one op as the council reads it -------------------------------------------------------------------------------


class Envelope(Message, frozen=True):
    """The head of an op's array, as much as anybody but its reader needs (decisions.md D5)."""

    person: Id
    lane: Lane
    origin: Id
    oseq: Annotated[int, Meta(ge=1, le=2**62)]
    ent: Id
    field: Annotated[str, Meta(max_length=300)]
    kind: Annotated[int, Meta(ge=0, le=255)]
    parents: list[tuple[Id, Count]]
    body: bytes
    hlc: Stamp
    wall: Moment
    worker: Id
    wcur: Count
    bundle: Id


class Item(Message, frozen=True):
    """An op in a stream. `eff` stands in for an `hlc` too far ahead, 0 where the op's own holds; `digest` only
    where the body was erased and so cannot be measured any more.
    """

    op: Packed
    author: Id
    received: Moment
    mac: Mac
    late: bool = False
    eff: Stamp = 0
    digest: bytes = b""


# ---- enrolment and signing in -------------------------------------------------------------------------------------


class Enrol(Message, frozen=True):
    """A one-time code, the worker id this laptop has signed with so far, and the public half of its Ed25519 key.

    `demo`: this is the demo, with published people alone; it goes to demo councils and nothing else does.
    """

    code: Annotated[str, Meta(min_length=4, max_length=100)]
    worker: Id
    key: Link
    label: Words = ""
    demo: bool = False


class Enrolled(Message, frozen=True):
    """`worker` is who the laptop signs as from now on. `recovery` is the council's public recovery key, if any
    (`models/recovery`).

    `sign_in`: "issuer client", where workers sign in besides, and as what this app is known there; "" nowhere. `demo`:
    this is a demo council.
    """

    device: Id
    worker: Id
    name: str
    council: str
    sign_in: str = ""
    recovery: bytes = b""
    demo: bool = False


class SignIn(Message, frozen=True):
    """`signature` over `signed_words(device, at)`. `id_token` where the council asks for its own sign-in too."""

    device: Id
    at: Moment
    signature: Annotated[bytes, Meta(min_length=64, max_length=64)]
    id_token: Annotated[str, Meta(max_length=16_384)] = ""


class SignedIn(Message, frozen=True):
    """A bearer token, good until `until` (ms UTC)."""

    token: str
    until: Moment


# ---- a forgotten passphrase --------------------------------------------------------------------------------------


class AskRecovery(Message, frozen=True):
    """A locked laptop asks to be let in. `sealed` is its root key, sealed to the council's recovery key and bound to
    `vault`, `worker`, `device`, `generation`; what comes back is sealed to `fresh`, an X25519 key of this request.
    """

    request: Id
    vault: Id
    worker: Id
    device: Id
    generation: Count
    sealed: Annotated[bytes, Meta(min_length=64, max_length=300)]
    fresh: Link


class FetchRelease(Message, frozen=True):
    """Has this request been released?"""

    request: Id


class Release(Message, frozen=True):
    """The root key sealed to the request's fresh key, to be used until then (ms UTC); empty while nobody decided.

    `ended`: it was fetched, refused, overtaken by another request or came too late: nothing more will come of it.
    """

    until: Moment = 0
    sealed: Annotated[bytes, Meta(max_length=300)] = b""
    ended: bool = False


class ReleaseFile(Message, frozen=True):
    """A release as it travels by hand."""

    request: Id
    until: Moment
    sealed: Annotated[bytes, Meta(min_length=64, max_length=300)]


def asked_words(asked: AskRecovery) -> bytes:
    """What the numbers a worker reads out stand for."""
    return b"sbp recovery asked 1" + asked.request + asked.vault + asked.device + asked.fresh


# ---- hello --------------------------------------------------------------------------------------------------------


class Ack(Message, frozen=True):
    """The council has ops 1 to `acked` of this origin in this stream (in it, or held for a manager)."""

    person: Id
    lane: Lane
    origin: Id
    acked: Count


class Opening(Message, frozen=True):
    """A person's pages were opened on this laptop, or what `what` says was done; `why` where somebody covers."""

    id: Id
    person: Id
    at: Moment
    why: Words = ""
    what: Words = "opened"


class LogHead(Message, frozen=True):
    """Where the laptop's log of who was opened ends, and its link at number `before`, which the council noted;
    `before_link` is empty where no such entry stands any more.
    """

    number: Count
    link: Link
    before: Count = 0
    before_link: Annotated[bytes, Meta(max_length=32)] = b""


class Hello(Message, frozen=True):
    """`acks`: those the laptop holds and does not yet know to be durable. `openings`: not yet told. `gone`: the newest
    number by which it erased somebody. `step`: the one the council gave it last, 0 before the first.
    """

    oldest: int
    newest: int
    app: Words
    clock: Moment
    epoch: bytes
    acks: Annotated[list[Ack], Meta(max_length=Many)] = []
    openings: Annotated[list[Opening], Meta(max_length=Many)] = []
    log: LogHead | None = None
    gone: Count = 0
    step: Count = 0


class Gone(Message, frozen=True):
    """A person erased by decision of the council, under a number that only grows: to be erased here too."""

    person: Id
    number: Count


class HelloAnswer(Message, frozen=True):
    """`missing`: what the council has of acks it does not hold in full; `durable`: acks that cannot be lost any more.

    `closed`: the council was put back from a backup and takes work in, but gives none out yet. `lease_days`: after how
    many days without an answer laptops are locked until they have one, 0 where the council leaves that to the app.
    `recovery`: its public recovery key now, and the word of the one before that this is so. `logged`: the newest
    number of the laptop's log that it noted. `gone`: who was erased since. `demo`: this is a demo council. `step`: to
    be named at the next hello, one more each time; `twice`: the one named is long past, so that this laptop's key is
    used on another too, or its disk was put back.
    """

    version: int
    epoch: Id
    clock: Moment
    closed: bool = False
    missing: list[Ack] = []
    durable: list[Ack] = []
    batch_ops: int = BATCH_OPS
    batch_bytes: int = BATCH_BYTES
    lease_days: int = 0
    recovery: bytes = b""
    recovery_signature: bytes = b""
    logged: Count = 0
    gone: list[Gone] = []
    demo: bool = False
    step: Count = 0
    twice: bool = False


# ---- push, heal ---------------------------------------------------------------------------------------------------


class Group(Message, frozen=True):
    """Ops of one origin in one stream, without a hole, in order."""

    person: Id
    lane: Lane
    origin: Id
    ops: Annotated[list[Packed], Meta(min_length=1, max_length=BATCH_OPS)]


class Push(Message, frozen=True):
    groups: Annotated[list[Group], Meta(max_length=BATCH_OPS)]


class Taken(Message, frozen=True):
    """What became of a group. `acked` is the new contiguous number, whatever the verdict.

    `verdict`: "in" the stream, "late" (in, and shown to whoever is with the person now), "held" for a manager
    (`reason` says why), "gap" (send again from acked + 1).
    """

    person: Id
    lane: Lane
    origin: Id
    acked: Count
    verdict: str
    reason: str = ""


class PushAnswer(Message, frozen=True):
    groups: list[Taken]


class Heal(Message, frozen=True):
    """Ops with the council's own receipts, own and foreign; sending them again is always safe."""

    items: Annotated[list[Item], Meta(max_length=BATCH_OPS)]


class HealAnswer(Message, frozen=True):
    """How many of them the council did not have."""

    put_back: int


# ---- pull ---------------------------------------------------------------------------------------------------------


class Cursor(Message, frozen=True):
    """How far a laptop has read a stream: number and chain link of the last op it holds."""

    person: Id
    lane: Lane
    pseq: Count = 0
    chain: Link = CHAIN_START


class Pull(Message, frozen=True):
    """`known`, `tag`: the caseload the laptop holds; `told`: the newest notice it has.

    A laptop that thinks it holds everything names no cursors but their `mark`: where the council's differs, and
    nothing else is new, the answer is `more` with no pages, and the laptop pulls again with all its cursors.
    """

    known: Count
    tag: bytes
    cursors: Annotated[list[Cursor], Meta(max_length=Many)]
    told: Count = 0
    max_bytes: Annotated[int, Meta(ge=1024, le=LARGEST_BODY)] = 1 << 20
    mark: bytes = b""


def mark(cursors: Iterable[Cursor]) -> bytes:
    """16 bytes that stand for where a laptop is in all streams it may read and has anything of: those of its caseload,
    the directory's and its worker's own.
    """
    read = sorted((c.person, c.lane, c.pseq, c.chain) for c in cursors if c.pseq)
    return hashlib.blake2b(_pack(read), digest_size=16).digest()


class Grant(Message, frozen=True):
    """A worker may read and write these lanes of a person; `role` is a word of `ROLES`. `touched` (ms) orders a first
    sync: newest people first.
    """

    person: Id
    lanes: list[Lane]
    role: str
    until: Moment = 0
    touched: Moment = 0


class Caseload(Message, frozen=True):
    """The whole truth of who a worker is with, under a number that never goes back (decision 0014)."""

    number: Count
    tag: Id
    grants: list[Grant]


class Colleague(Message, frozen=True):
    id: Id
    name: str
    role: str = ""


class Notice(Message, frozen=True):
    """Something a worker is told. `kind`: "opened" (by somebody covering), "late" (notes came late), "held"."""

    number: Count
    id: Id
    kind: str
    person: Id
    who: Id
    at: Moment
    words: str = ""


class Page(Message, frozen=True):
    """What comes next in one stream: its items follow `start`. `end` is where the laptop stands once it holds them."""

    start: Cursor
    end: Cursor
    items: list[Item]
    more: bool = False


class Diverged(Message, frozen=True):
    """The council's stream, `head` ops long, does not hold what this laptop read in it: a backup was put back."""

    person: Id
    lane: Lane
    head: Count


class PullAnswer(Message, frozen=True):
    """`caseload` only when it differs from the one the laptop named; `more`: pull again at once."""

    epoch: Id
    caseload: Caseload | None = None
    pages: list[Page] = []
    diverged: list[Diverged] = []
    colleagues: list[Colleague] = []
    notices: list[Notice] = []
    more: bool = False


# ---- files of photos ----------------------------------------------------------------------------------------------


class File(Message, frozen=True):
    """The file that this op says: its name in the stream, and the SHA-256 it gives of the encrypted file."""

    person: Id
    lane: Lane
    origin: Id
    oseq: Annotated[int, Meta(ge=1, le=2**62)]
    digest: Link


class AskFiles(Message, frozen=True):
    """How much of these files does the council have?"""

    files: Annotated[list[File], Meta(max_length=BATCH_OPS)]


class FileState(Message, frozen=True):
    """The council has the bytes up to `there` of a file; `whole`: all, and they are the file; `durable`: for good.

    `refused` says why a part, or any part, is not taken: "unknown" (no op of a stream that the worker has or had says
    this file), "digest" (all had come and was not the file, so it is begun anew).
    """

    there: Count = 0
    whole: bool = False
    durable: bool = False
    refused: str = ""


class FileStates(Message, frozen=True):
    """In the order asked."""

    states: list[FileState]


class PutPart(Message, frozen=True):
    """The bytes from `offset` on of a file of `size`; sending again is always safe. Answered by where it stands."""

    file: File
    size: Annotated[int, Meta(ge=1, le=LARGEST_FILE)]
    offset: Annotated[int, Meta(ge=0, le=LARGEST_FILE)]
    data: Annotated[bytes, Meta(min_length=1, max_length=LARGEST_PART)]


class GetPart(Message, frozen=True):
    """At most so many bytes of a file, from `offset` on."""

    file: File
    offset: Annotated[int, Meta(ge=0, le=LARGEST_FILE)]
    most: Annotated[int, Meta(ge=1, le=LARGEST_PART)] = LARGEST_PART


class Part(Message, frozen=True):
    """Some bytes of a file of `size`; 0 where there is no such file for this worker, or not all of it."""

    size: Annotated[int, Meta(ge=0, le=LARGEST_FILE)] = 0
    data: bytes = b""


# ---- purged -------------------------------------------------------------------------------------------------------


class Purge(Message, frozen=True):
    """A stream this laptop no longer holds: how far it had read it and how many ops it erased."""

    person: Id
    lane: Lane
    pseq: Count
    count: Count


class Purged(Message, frozen=True):
    streams: Annotated[list[Purge], Meta(max_length=Many)]


# ---- who has seen this ----------------------------------------------------------------------------------------------


class AskSeen(Message, frozen=True):
    """Who opened a person's pages, on any laptop, and who was given a copy?"""

    person: Id


class Seen(Message, frozen=True):
    """One thing done with a person's pages (at ms), by whom, and why where that was asked."""

    at: Moment
    who: Id
    name: str
    what: str
    why: str = ""


class SeenBy(Message, frozen=True):
    """Newest first. `more`: there are older ones besides."""

    entries: list[Seen]
    more: bool = False


class Refusal(Message, frozen=True):
    """Why a message was refused, as one plain sentence. Goes with every status that is not 200.

    `clock`: the council's time (ms), so that a laptop whose clock is wrong can sign in by it (code "clock").
    `sign_in`: as in `Enrolled`, with the code "sign_in".
    """

    code: str
    words: str
    wait_s: float = 0.0
    clock: Moment = 0
    sign_in: str = ""


class Nothing(Message, frozen=True):
    """An answer with nothing to say."""


ROLES: Final = ("named", "co_worker", "cover", "team", "reader")
"""What a grant may be called. A reader reads and writes nothing."""

PATHS: Final = {
    Enrol: "/v1/enrol", SignIn: "/v1/sign-in", Hello: "/v1/hello", Push: "/v1/push", Heal: "/v1/heal",
    Pull: "/v1/pull", Purged: "/v1/purged", AskFiles: "/v1/files", PutPart: "/v1/files/put", GetPart: "/v1/files/get",
    AskRecovery: "/v1/recovery/ask", FetchRelease: "/v1/recovery/fetch",
    AskSeen: "/v1/seen",
}  # fmt: skip
ANSWERS: Final = {
    Enrol: Enrolled, SignIn: SignedIn, Hello: HelloAnswer, Push: PushAnswer, Heal: HealAnswer, Pull: PullAnswer,
    Purged: Nothing, AskFiles: FileStates, PutPart: FileState, GetPart: Part,
    AskRecovery: Nothing, FetchRelease: Release,
    AskSeen: SeenBy,
}  # fmt: skip

digest, link = ops.digest, ops.stream_link
"""What the receipts and the stream's chain are made over; the store checks them too."""

M = TypeVar("M", bound=Message)


class NotAMessage(ValueError):
    """Bytes that are not the message asked for. The sentence names the place, never a value."""


class _Zstd(threading.local):
    """One of each for every thread: to make them anew costs more than a small message does."""

    def __init__(self) -> None:
        self.squeeze = zstandard.ZstdCompressor(level=3).compress
        self.unsqueeze = zstandard.ZstdDecompressor().decompress


_zstd: Final = _Zstd()


def pack(message: Message) -> bytes:
    """A message as bytes."""
    return _zstd.squeeze(_pack(message))


def unpack(data: bytes, shape: type[M]) -> M:
    """The message these bytes are. Raises NotAMessage; never makes more than LARGEST_BODY bytes of them."""
    try:
        # The size a frame states is what would be made, whatever limit is given beside it: so it is asked first.
        if not 0 <= zstandard.frame_content_size(data) <= LARGEST_BODY:
            raise NotAMessage("the message is too large, or does not say how large it is")
        raw = _zstd.unsqueeze(data)
    except zstandard.ZstdError:
        raise NotAMessage("the message is not squeezed as agreed") from None
    return plain(raw, shape)


def plain(raw: bytes, shape: type[M]) -> M:
    """The message in bytes that are not squeezed, as an op's envelope. Raises NotAMessage."""
    try:
        return msgspec.msgpack.decode(raw, type=shape)
    except msgspec.ValidationError as error:
        raise NotAMessage(_place(str(error))) from None
    except (msgspec.DecodeError, RecursionError, ValueError):
        raise NotAMessage("the message is not msgpack") from None


def _place(words: str) -> str:
    """msgspec names types and the place, and quotes a value in some sentences: those parts go."""
    return words if "'" not in words and '"' not in words else "a value is not one that is allowed"


def receipt(key: bytes, op: Envelope, author: bytes, received: int, op_digest: bytes) -> bytes:
    """The council's word that it had this op from this worker at this time: keyed BLAKE2b, 16 bytes."""
    return receipts(key, (op.person, op.lane, op.origin), author, received)(op.oseq, op_digest)


def receipts(
    key: bytes, place: tuple[bytes, int, bytes], author: bytes, received: int
) -> Callable[[int, bytes], bytes]:
    """What gives the `receipt` of an op of this (person, lane, origin), by its number and digest."""
    begun, said, brought = _keyed(key).copy(), _SAID.pack, _BROUGHT.pack(author, received)
    begun.update(_PLACE.pack(*place))

    def give(oseq: int, op_digest: bytes) -> bytes:
        hashed = begun.copy()
        hashed.update(said(oseq, brought, op_digest))
        return hashed.digest()

    return give


@functools.lru_cache(maxsize=4)
def _keyed(key: bytes) -> "hashlib.blake2b":
    """The hash with its key taken in: every receipt begins with a copy of it."""
    return hashlib.blake2b(key=key, digest_size=MAC_BYTES)


def effective(hlc: int, received: int, oseq: int) -> int:
    """The stamp that stands in for one too far ahead of when the op came, 0 where the op's own holds.

    It follows from what a receipt covers, so a healed op gets the same again; the number keeps ops of one writer that
    came together in the order they were written.
    """
    return received << 16 | oseq & 0xFFFF if hlc >> 16 > received + MAX_AHEAD_MS else 0


def signed_words(device: bytes, at: int) -> bytes:
    """What a laptop signs to sign in."""
    return b"sbp sign-in 1" + device + struct.pack(">q", at)
