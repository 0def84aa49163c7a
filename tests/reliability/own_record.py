"""P7: typing of many records at once, killed again and again: a draft comes back in its own record, and in no other.

    wrong = own_record.run(home, seed=1, first=0, count=200)

A life takes up every draft the one before left: each must be in the record, of the thing and in the field its words name,
and be no older than what was called kept. Then it types on, in another record with each step, takes some of it back, forgets
some, until it is killed.

Run as `python -m tests.reliability.own_record HOME --seed S --first K --count N [--plant]`: it forks, so it has no threads.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sbp_desktop.services import conversations, people, unlocking, webs
from sbp_desktop.storage import drafts, key_slots, queries
from sbp_desktop.storage.vault import Vault
from tests.reliability.forking import Child, Wire
from tests.reliability.ground import cheaply
from tests.reliability.power_cut import ROOT
from tests.reliability.promise import Promise
from tests.reliability.scripted_worker import PASSPHRASE

_PEOPLE = 6
_LONGEST_S = 0.06
_APART = 10_000
"""Numbers of one life are so far from those of the next."""

Key = tuple[str, str, str]
"""Person, thing and field (ids in hex)."""


def _prepare(folder: Path) -> None:
    """Some people whose things are called the same, with a conversation each."""
    vault = unlocking.create(folder, PASSPHRASE, {"name": "Test worker"}, key_slots.Kdf.for_tests())
    for _ in range(_PEOPLE):
        person = people.add_person(vault, "Jean").created[0]
        webs.add_node(vault, person, "Her sister")
        talk = conversations.start(vault, person).created[0]
        conversations.write_entry(vault, talk, uuid4(), "She said the mornings are long.")
    vault.close()


class _Life:
    """One life of the store: takes up what was typed, types on."""

    def __init__(self, folder: Path, wire: Wire, kept: dict[Key, int], draw: random.Random, number: int) -> None:
        self._vault: Vault = unlocking.unlock(folder, PASSPHRASE)
        self._wire, self._kept, self._draw, self._number = wire, kept, draw, number

    def live(self) -> None:
        self._take_up()
        while True:
            self._number += 1
            person = self._draw.choice(queries.people(self._vault)).id
            self._do_something(person)

    def _take_up(self) -> None:
        found = drafts.pending(self._vault)
        wrong = [f"in another record: {one.text!r} of {one.person.hex}" for one in found if not self._is_its_own(one)]
        for row in queries.people(self._vault):
            its = drafts.pending(self._vault, row.id)
            wrong += [f"given to another: {one.text!r}" for one in its if not one.text.startswith(row.id.hex)]
        self._wire.say(["taken up", len(found), wrong])

    def _is_its_own(self, draft: Any) -> bool:
        *key, number = draft.text.split()
        named = [draft.person.hex, draft.entity.hex, draft.field]
        return key == named and int(number) >= self._kept.get((named[0], named[1], named[2]), 0)

    def _do_something(self, person: UUID) -> None:
        talk = queries.conversations(self._vault, person)[0]
        line = self._draw.choice(talk.entries).id
        node = next(each.id for each in queries.web(self._vault, person).nodes if each.kind != "self")
        thing, field = self._draw.choice(
            ((line, "text"), (node, "note"), (person, "about_me.important"), (node, "label"))
        )
        chance = self._draw.random()
        key: Key = person.hex, thing.hex, field
        if chance < 0.85:
            drafts.step(self._vault, person, thing, field, f"{' '.join(key)} {self._number}", {})
            self._wire.say(["kept", key, self._number])
            return
        self._wire.say(["going", key, 0])
        (drafts.clear if chance < 0.92 else drafts.pop)(self._vault, person, thing, field)


def _lives(folder: Path, seed: int, count: int) -> list[str]:
    """Lives until so many drafts were taken up; what is wrong."""
    draw, kept, taken, number = random.Random(seed), dict[Key, int](), 0, 0
    while taken < count:
        said = _ended(folder, kept, draw, number)
        for what, of, more in said:
            if what == "taken up":
                taken += of
                if more:
                    return list(more)
            else:
                kept[of[0], of[1], of[2]] = more
        if not said:
            return ["a life said nothing"]
        number += _APART
    return []


def _ended(folder: Path, kept: dict[Key, int], draw: random.Random, number: int) -> list[Any]:
    """One life, killed; all it said."""
    inner = random.Random(draw.random())

    def live(wire: Wire) -> None:
        try:
            _Life(folder, wire, kept, inner, number).live()
        except BaseException as error:  # noqa: BLE001 - whatever keeps the store from its work is what we count
            wire.say(["taken up", 0, [f"{type(error).__name__}: {error}"]])

    child = Child(live)
    said = [child.wire.hear()]
    time.sleep(draw.uniform(0, _LONGEST_S))
    os.kill(child.pid, signal.SIGKILL)
    while (one := child.wire.hear()) is not None:  # all of it: what it said was going may be gone
        said.append(one)
    child.ended()
    return [each for each in said if each is not None]


def run(home: Path, *, seed: int, first: int, count: int, plant: bool = False) -> list[str]:
    """Take up `count` drafts, in a store and from a seed that follow from `seed` and `first`."""
    command = [sys.executable, "-m", "tests.reliability.own_record", str(home), "--seed", str(seed)]
    command += ["--first", str(first), "--count", str(count)] + ["--plant"] * plant
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return list(json.loads(done.stdout.splitlines()[-1]))


def restores(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    return run(home, seed=seed, first=first, count=count)


def by_field_alone(home: Path) -> str:
    found = run(home, seed=71, first=0, count=40, plant=True)
    return "typing known by its person and field alone" if found else ""


PROMISES = (
    Promise("P7", "Typing comes back in its own record alone", "drafts taken up", 200, 2000, restores, by_field_alone),
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--seed", type=int, default=71)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--plant", action="store_true")
    asked = parser.parse_args()
    if asked.plant:  # what somebody types of one thing is offered for another (getodk/collect 6038)
        drafts._key = lambda person, _entity, field: (person.bytes, person.bytes, field)
    with cheaply(), tempfile.TemporaryDirectory(dir=asked.home) as home:
        folder = Path(home) / "store"
        made = Child(lambda wire: wire.say(_prepare(folder)))
        made.wire.hear()
        made.ended()
        print(json.dumps(_lives(folder, hash((asked.seed, asked.first)), asked.count)))


if __name__ == "__main__":
    main()
