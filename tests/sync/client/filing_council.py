"""The council's own code as the laptop's tests ask it, and a look at the files it has."""

import hashlib
from typing import Any

from sbp_desktop.sync.protocol import Message
from tests.sync.client.test_real_council import RealCouncil
from tests.sync.council_kit import Kit


class FilingCouncil(RealCouncil):
    """`posts` are the messages it was sent."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.posts: list[Message] = []

    def laptop(self, worker: bytes) -> Any:
        post = super().laptop(worker)
        return lambda message: self.posts.append(message) or post(message)

    def grant(self, worker: bytes, person: bytes, lanes: tuple[int, ...] = (0, 1, 2)) -> None:
        self.kit.grant(self._who[worker], person, lanes=lanes)

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
