"""A laptop that writes and speaks to its council without a rest, for tests that kill it.

Run as a child (`python -m tests.sync.client.restless_laptop FOLDER PORT`) it says on standard output what it is about
to do, word by word, and the id of each change once it is safe here.
"""

import random
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

from sbp_desktop.models.clock import wall_ms
from sbp_desktop.services import people, unlocking, webs
from sbp_desktop.storage import enrolment
from sbp_desktop.sync import signing
from sbp_desktop.sync.council_client import CouncilClient
from sbp_desktop.sync.engine import Engine
from tests.fixtures import PASSPHRASE


def say(*words: object) -> None:
    print(*words, flush=True)


def main(folder: Path, port: int) -> None:
    vault = unlocking.unlock(folder, PASSPHRASE)
    client = CouncilClient(f"http://127.0.0.1:{port}")

    def on_vault(function: Any, *args: Any) -> Any:
        say("do", function.__name__)
        found = function(vault, *args)
        say("did", function.__name__)
        return found

    def post(message: Any) -> Any:
        say("do", type(message).__name__)
        return client(message)

    if enrolment.read(vault) is None:
        signing.enrol(on_vault, post, client.address, "code", "a laptop")
    engine = Engine(on_vault, post, wall_ms, random.Random())
    say("ready")
    person = people.add_person(vault, "Eric").created[0]
    say("safe", person.hex)
    while True:
        for _ in range(3):
            node = uuid4()
            webs.add_node(vault, person, f"Person {node}", node_id=node)
            say("safe", node.hex)
        engine.run_once()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
