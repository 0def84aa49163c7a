"""The laptop's engine and the council's own code on PostgreSQL, message by message."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from sbp_desktop.models.clock import wall_ms
from sbp_desktop.services import conversations, people, webs
from sbp_desktop.storage import queries
from sbp_desktop.sync import protocol
from sbp_desktop.sync.council_server.council import Who
from tests.colleague import differences
from tests.sync.council_kit import Kit, new_kit
from tests.sync.databases import Databases

_DOES = {
    protocol.Hello: "hello", protocol.Push: "push", protocol.Heal: "heal", protocol.Pull: "pull",
    protocol.Purged: "purged", protocol.AskFiles: "ask_files", protocol.PutPart: "put_part",
    protocol.GetPart: "get_part",
}  # fmt: skip


class RealCouncil:
    """The kit's council, asked as the small one is."""

    def __init__(self, kit: Kit) -> None:
        self.kit, self._who = kit, dict[bytes, Who]()

    def laptop(self, worker: bytes):
        if worker not in self._who:
            self._who[worker] = self.kit.worker(f"Worker {len(self._who)}", worker)
        who = self._who[worker]

        def post(message):
            self.kit.now = wall_ms()
            if isinstance(message, protocol.Enrol):
                return protocol.Enrolled(who.device, who.worker, "Test worker", "Test council")
            message = protocol.unpack(protocol.pack(message), type(message))
            answer = getattr(self.kit.council, _DOES[type(message)])(who, message)
            return protocol.unpack(protocol.pack(answer), type(answer))

        return post

    def grant(self, worker: bytes, person: bytes) -> None:
        self.kit.grant(self._who[worker], person, lanes=(0, 1, 2))

    def revoke(self, worker: bytes, person: bytes) -> None:
        self.kit.revoke(self._who[worker], person)


@pytest.fixture
def council(databases: Databases) -> Iterator[RealCouncil]:
    made = RealCouncil(new_kit(databases, databases.fresh()))
    yield made
    made.kit.pool.close()


def test_two_laptops_and_postgresql(laptop, council) -> None:
    ours, theirs = laptop(), laptop()
    eric: UUID = people.add_person(ours.vault, "Eric").created[0]
    jean = webs.add_node(ours.vault, eric, "Jean", position=(1.0, 0.5)).created[0]
    talk = conversations.start(ours.vault, eric).created[0]
    conversations.write_entry(ours.vault, talk, uuid4(), "She sings.")
    ours.run()
    assert ours.unsent() == 0
    council.grant(theirs.worker.bytes, eric.bytes)
    theirs.run()
    assert differences(ours.content(eric), theirs.content(eric)) == {}
    webs.set_node(ours.vault, jean, relation="daughter")
    webs.set_node(theirs.vault, jean, relation="niece")
    for one in (ours, theirs, ours):
        one.run()
    assert differences(ours.content(eric), theirs.content(eric)) == {}
    council.revoke(theirs.worker.bytes, eric.bytes)
    theirs.run()
    assert list(queries.people(theirs.vault)) == []
    ours.run()
    posts = []
    ours.meddle = lambda post: lambda message: posts.append(message) or post(message)
    assert (ours.run().sent, ours.run().came) == (0, 0)
    assert [type(one).__name__ for one in posts] == ["Hello", "Pull"] * 2


def test_the_database_is_put_back(laptop, council, databases: Databases) -> None:
    ours, theirs = laptop(), laptop()
    eric = people.add_person(ours.vault, "Eric").created[0]
    ours.run()
    council.grant(theirs.worker.bytes, eric.bytes)
    theirs.run()
    kit = council.kit
    kit.pool.close()
    backup = databases.copy(kit.name)
    council.kit = new_kit(databases, kit.name)
    jean = webs.add_node(ours.vault, eric, "Jean").created[0]
    ours.run()
    theirs.run()
    webs.set_node(theirs.vault, jean, label="Jeanie")
    theirs.run()
    council.kit.pool.close()
    council.kit = new_kit(databases, backup)
    for one in (ours, theirs, ours, theirs):
        one.run()
    assert differences(ours.content(eric), theirs.content(eric)) == {}
    assert ours.unsent() == theirs.unsent() == 0
    stored = council.kit.rows(
        "SELECT count(*), count(DISTINCT (lane, origin, oseq)) FROM op WHERE person = %s", eric.bytes
    )
    with ours.vault.reading() as conn:
        held = conn.execute("SELECT count(*) FROM op WHERE person = ?", (eric.bytes,)).fetchone()[0]
    assert stored == [(held, held)]
