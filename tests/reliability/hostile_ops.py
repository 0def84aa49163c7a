"""Takes in pages of a stream that somebody hostile wrote, and says whether the app reads, writes and searches all the same.

    python -m tests.reliability.hostile_ops ops FIRST COUNT FOLDER

Each page follows from its number alone. Says each number before it is tried, then what came of it, as `hostile` does.
"""

import random
import resource
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from sbp_desktop.errors import ExpectedError, NotInStep
from sbp_desktop.models import schema
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.ops import OpId, OpKind, encode_body, envelope
from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import FOR_PERSON, FOR_WORKER
from sbp_desktop.services import conversations, exporting, people, unlocking, webs
from sbp_desktop.storage import history, leaf, looking_back, queries, search
from sbp_desktop.storage.vault import Vault
from sbp_desktop.sync import arriving
from sbp_desktop.sync.protocol import Item
from sbp_desktop.ui.web.told import web_in_words
from tests.colleague import Colleague, Written, arrive, assert_made_from_the_log
from tests.fixtures import PASSPHRASE
from tests.reliability.hostile import KEPT, MEMORY, OPS, measured

ANEW_EVERY = 25
"""After so many pages the whole is made anew from the log, and it begins with a new store."""
_ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**63 - 1, -(2**63), 2**64 - 1, float("nan"), float("inf"), -0.0, 1e308, "", " ", "\0",
    "\u202e\u200b", "x" * 20_000, "a\n" * 3_000, b"", bytes(16), b"\xff" * 17, [], {}, [[]], [None] * 50, {"": {}}, {1: 2},
    "2020-13-45", "9999~/..", "..", "worker", "not_with:", "not_with:" + "0" * 32, "i5", "zzzz", "0000", "domain",
    ["worker", "person"], ["person", 1, None], "\ue000", "\ue001\ue000", "\ue0000" * 30, "person", "self", "[1,2", "=1+1",
)  # fmt: skip
_BITS: tuple[bytes, ...] = (
    b"",
    b"\xc1",
    b"\x91",
    b"\xdd\xff\xff\xff\xff",
    b"\x91" * 3000,
    b"\xc7\xff\x01",
    b"\x00" * 64,
)


class Story:
    """A person in a store, and a colleague who turns out to be hostile."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.person: UUID = people.add_person(vault, "Eric").created[0]
        self.nodes = [webs.add_node(vault, self.person, name).created[0] for name in ("Jean", "Sam", "Bowls club")]
        self.talk: UUID = conversations.start(vault, self.person).created[0]
        self.line = UUID(int=7)
        conversations.write_entry(vault, self.talk, self.line, "She sings on Sundays.", kind="words")
        self.them = Colleague(self.person)
        web = queries.web(vault, self.person)
        self.things = [
            *self.nodes, *(line.id for line in web.ties), self.talk, self.line, web.self_node, self.person,
            queries.web_of(self.person),
        ]  # fmt: skip
        self.written: list[Written] = []

    def page(self, number: int) -> list[Written]:
        """Some ops, each wrong in one way or in several."""
        rng = random.Random(number)
        return [self._op(rng) for _ in range(rng.choice((1, 2, 5, 12)))]

    def _op(self, rng: random.Random) -> Written:
        kind: Any = rng.choice([*OpKind, *OpKind, OpKind.SET, OpKind.SET, OpKind.NEW, 7, 200])
        ent = rng.choice([*self.things, UUID(int=rng.getrandbits(128), version=4)])
        name = rng.choice(list(schema.ENTITIES))
        fields = [field.name for field in schema.ENTITIES[name].fields]
        field = rng.choice(
            [*fields, name, "alive", "audience", "pos:onion", "pos:", "nothing:x", "support:emotional", "x" * 300, ""]
        )
        over = [rng.choice(self.written).op.id] if self.written and rng.random() < 0.4 else []
        if rng.random() < 0.1:
            over += [OpId(rng.randbytes(16), rng.choice((0, 1, 2**62)))] * rng.choice((1, 30))
        if kind == OpKind.NEW:
            field = rng.choice((name, name, field))
            value: Any = {each: self._value(rng) for each in rng.sample(fields, min(len(fields), 4))}
            ent = rng.choice((ent, UUID(int=rng.getrandbits(128), version=4)))
        elif kind == OpKind.DEL:
            field, value = rng.choice(("alive", field)), {"seen": self._value(rng), "conceal": self._value(rng)}
        elif kind == OpKind.REV:
            value = rng.choice(([rng.choice((0, 1, 2, 9)), self._value(rng), self._value(rng)], self._value(rng)))
        else:
            value = self._value(rng)
        meta = {key: self._value(rng) for key in ("at", "undo_of", "how", "conv", "said_by") if rng.random() < 0.15}
        body = encode_body(value, meta or None)
        if rng.random() < 0.15:
            body = rng.choice((rng.choice(_BITS), body[: len(body) // 2], body + rng.randbytes(3)))
        hlc = rng.choice((None, None, None, 1, 0, -5, 2**62))
        lane = rng.choice((0, 0, 1, 1, 2, 15))
        made = self.them.write(ent, field, kind, None, over=over, lane=lane, body=body, hlc=hlc)
        self.written.append(made)
        self.written = self.written[-50:]
        if kind == OpKind.NEW and rng.random() < 0.5:
            self.things.append(ent)
        return made

    def _value(self, rng: random.Random) -> Any:
        match rng.randrange(5):
            case 0:
                return rng.choice(self.things).bytes
            case 1:
                return rng.choice(("Jean", "2019", "i0005", 5, 0.5, [0.1, 0.2], True, "network", "high", "person"))
            case 2:
                return {"seen": rng.choice(_ODD), "x": [rng.choice(_ODD)]}
            case _:
                return rng.choice(_ODD)


def over_the_wire(written: list[Written]) -> list[Written]:
    """As they come: those whose bytes are no op at all are refused at the door (`sync.arriving`)."""
    came = []
    for one in written:
        try:
            came.append(Written(arriving._kept(Item(envelope(one.op), bytes(16), 0, bytes(16)))[0]))
        except NotInStep:
            continue
    return came


def live(story: Story, number: int) -> str:
    """Read everything for everybody, and write on; "refused" where a sentence said that something cannot be."""
    vault, person = story.vault, story.person
    deeds: list[Callable[[], object]] = [
        lambda: leaf.read(vault, person, audience=FOR_PERSON),
        lambda: queries.today(vault, 739_000),
        lambda: search.find(vault, "jean", within=person),
        lambda: conversations.write_entry(vault, story.talk, UUID(int=10_000 + number), "Written all the same."),
        lambda: webs.add_node(vault, person, f"Friend {number}"),
        lambda: history.undo(vault, person),
    ]
    for audience in (FOR_WORKER, FOR_PERSON):
        deeds += [
            lambda of=audience: web_in_words(queries.web(vault, person, of), Showing(739_000)),
            lambda of=audience: queries.person(vault, person, of),
            lambda of=audience: queries.conversations(vault, person, of),
            lambda of=audience: looking_back.moments(vault, person, of),
        ]
    if number % 7 == 0:
        deeds.append(lambda: exporting.export(vault, person, Path(vault.folder).parent / "copy.json"))
    outcome = "read"
    for deed in deeds:
        try:
            deed()
        except ExpectedError:
            outcome = "refused"
    return outcome


def numbers(first: int, count: int) -> Iterator[int]:
    """These; at the start those that once did harm as well, each with what came before it in the same store."""
    for path in sorted(KEPT.glob(f"{OPS}-*")) if first == 0 else ():
        harmful = int(path.stem.rpartition("-")[2])
        yield from range(harmful - harmful % ANEW_EVERY, harmful + 1)
    yield from range(first, first + count)


def rounds(folder: Path, first: int, count: int) -> Iterator[tuple[int, Story]]:
    """A story for each number; a new one every so often."""
    vault = story = None
    for number in numbers(first, count):
        if story is None or number % ANEW_EVERY == 0:
            if vault is not None:
                vault.close()
            shutil.rmtree(folder / "ops", ignore_errors=True)
            shutil.copytree(folder / "store", folder / "ops")
            vault = unlocking.unlock(folder / "ops", PASSPHRASE)
            story = Story(vault)
        yield number, story
    if vault is not None:
        vault.close()


def main() -> None:
    """Try them one after the other."""
    first, count, folder = int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    PartialDate.of("2019~/..")  # what reads dates is loaded late, which is nobody's doing
    for number, story in rounds(folder, first, count):
        print(number, flush=True)
        print(measured(lambda: _taken_in(story, number)), flush=True)  # noqa: B023 - called at once
        if number % ANEW_EVERY == ANEW_EVERY - 1:
            assert_made_from_the_log(story.vault)
    print("all tried", flush=True)


def _taken_in(story: Story, number: int) -> str:
    arrive(story.vault, *over_the_wire(story.page(number)))
    return live(story, number)


if __name__ == "__main__":
    main()
