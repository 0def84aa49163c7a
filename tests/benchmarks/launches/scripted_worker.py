"""A worker's long day: people met, lines written, webs drawn, things undone and found; ends by saying its own memory."""

import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

from sbp_desktop.services import conversations, people, unlocking, webs
from sbp_desktop.storage import drafts, history, queries, search
from sbp_desktop.storage.vault import Vault
from tests.benchmarks.stores import PASSPHRASE, person_id
from tests.benchmarks.words import Language


class Worker:
    """Edits one person for a while, then turns to the next, as a day goes."""

    def __init__(self, vault: Vault, known: int) -> None:
        self._vault, self._known = vault, known
        self._chance = random.Random(17)
        self._lines = Language(2000).sentences(5, 30)
        self.edits = 0

    def visit(self) -> None:
        """Open somebody, write with them and draw; about thirty edits."""
        vault, chance = self._vault, self._chance
        person = person_id(chance.randrange(self._known))
        if chance.random() < 0.1:
            person = self._edit(people.add_person, " ".join(next(self._lines).split()[:2]))
        people.note_opened(vault, person)
        queries.person(vault, person)
        talk = self._edit(conversations.start, person)
        for _ in range(8):
            self._a_line(person, talk)
        for _ in range(6):
            self._drawn(person)
        self._edit(conversations.finish, talk)
        queries.conversations(vault, person)
        queries.people(vault, "an")

    def _a_line(self, person: UUID, talk: UUID) -> None:
        vault, entry, text = self._vault, uuid4(), next(self._lines)
        for end in range(20, len(text), 20):
            drafts.step(vault, person, entry, "text", text[:end], {"conversation": talk.hex})
        conversations.write_entry(vault, talk, entry, text)
        self.edits += 1
        search.find(vault, text[:3], within=person)
        if self._chance.random() < 0.2:
            history.undo(vault, person)
            history.redo(vault, person)
            self.edits += 2

    def _drawn(self, person: UUID) -> None:
        vault, chance = self._vault, self._chance
        node = self._edit(webs.add_node, person, next(self._lines).split()[0])
        self._edit(webs.move_node, node, chance.random() * 6.28, chance.random())
        self._edit(webs.set_node, node, relation=chance.choice(("neighbour", "friend", "cousin")))
        queries.web(vault, person)

    def _edit(self, write: Callable[..., object], *arguments: object, **fields: object) -> UUID:
        self.edits += 1
        made = write(self._vault, *arguments, **fields)
        created: tuple[UUID, ...] = getattr(made, "created", ())
        return created[0] if created else UUID(int=0)


def megabytes(name: str) -> float:
    """VmRSS (now) or VmHWM (at most) of this process."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    return 0.0


def main() -> None:
    folder, edits, seconds, known = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
    vault = unlocking.unlock(folder, PASSPHRASE)
    queries.today(vault, 739_000)
    idle, began = megabytes("VmRSS"), time.monotonic()
    worker = Worker(vault, known)
    while worker.edits < edits or time.monotonic() - began < seconds:
        worker.visit()
        # Spread over the hour that was asked for.
        due = began + seconds * min(1.0, worker.edits / edits)
        time.sleep(max(0.0, min(due - time.monotonic(), 30.0)))
    said = {"idle_mb": idle, "resident_mb": megabytes("VmRSS"), "peak_mb": megabytes("VmHWM")}
    print(json.dumps(said | {"edits": worker.edits, "seconds": time.monotonic() - began}), flush=True)
    vault.close()


main()
