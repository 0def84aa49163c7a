"""The council's own code on PostgreSQL as the laptop's tests ask it, and ways to look at the files it has."""

import hashlib
from typing import Any

from sbp_desktop.models.clock import wall_ms
from sbp_desktop.sync import protocol
from sbp_desktop.sync.council_server.council import Council, Who
from sbp_desktop.sync.protocol import Message
from tests.sync.council_kit import Kit

_DOES = {
    protocol.Hello: Council.hello, protocol.Push: Council.push, protocol.Heal: Council.heal,
    protocol.Pull: Council.pull, protocol.Purged: Council.purged, protocol.AskFiles: Council.ask_files,
    protocol.PutPart: Council.put_part, protocol.GetPart: Council.get_part,
}  # fmt: skip


class FilingCouncil:
    """A kit's council, asked as the small one is."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.posts: list[Message] = []
        self._who: dict[bytes, Who] = {}

    def laptop(self, worker: bytes) -> Any:
        who = self._who.setdefault(worker, self._who.get(worker) or self.kit.worker(f"W{len(self._who)}", worker))

        def post(message: Message) -> Message:
            self.kit.now = wall_ms()
            if isinstance(message, protocol.Enrol):
                return protocol.Enrolled(who.device, who.worker, "Test worker", "Test council")
            message = protocol.unpack(protocol.pack(message), type(message))
            self.posts.append(message)
            does: Any = _DOES[type(message)]
            answer: Message = does(self.kit.council, who, message)
            return protocol.unpack(protocol.pack(answer), type(answer))

        return post

    def grant(self, worker: bytes, person: bytes, lanes: tuple[int, ...] = (0, 1, 2)) -> None:
        self.kit.grant(self._who[worker], person, lanes=lanes)

    def revoke(self, worker: bytes, person: bytes) -> None:
        self.kit.revoke(self._who[worker], person)

    def whole_files(self) -> list[str]:
        """Digests of the files that are whole here, measured from the parts."""
        found = []
        for person, lane, digest in self.kit.rows("SELECT person, lane, digest FROM file WHERE whole ORDER BY digest"):
            parts = self.kit.rows(
                "SELECT data FROM file_part WHERE person = %s AND lane = %s AND digest = %s ORDER BY starts",
                person, lane, digest,
            )  # fmt: skip
            true = hashlib.sha256(b"".join(part[0] for part in parts)).digest()
            assert true == digest
            found.append(digest.hex())
        return found
