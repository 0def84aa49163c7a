"""A locked laptop asks its council to be let in; nothing of the store is open, and what it needs stands in a key slot.

What comes back is sealed to a key that lives in this process alone and is used once: closing the app ends the request.
"""

import os
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sbp_desktop.errors import NotLetIn
from sbp_desktop.models import recovery
from sbp_desktop.models.clock import wall_ms
from sbp_desktop.storage import key_slots
from sbp_desktop.sync import protocol
from sbp_desktop.sync.protocol import AskRecovery, FetchRelease, NotAMessage, Release, ReleaseFile
from sbp_desktop.sync.signing import Post

NUMBERS: Final = 4
ENDED = "Your council ended this without letting you in, or it took too long. Ask once more."
TOO_LATE = "What your council gave has run out: it holds for ten minutes. Ask for it once more."
NOT_OURS = "This is not what your council gave for this laptop just now, or a letter of it is wrong."


class Asking:
    """One request. `address` and `council` say whom it goes to, `numbers` is what the worker reads out to them."""

    def __init__(self, folder: Path, slot: key_slots.Slot) -> None:
        self.address, self.council = str(slot["address"]), str(slot["council"])
        self._folder = folder
        self._key: X25519PrivateKey | None = X25519PrivateKey.generate()
        self._asked = AskRecovery(
            os.urandom(16), key_slots.store_id(folder), slot["worker"], slot["device"], slot["generation"],
            slot["sealed"], self._key.public_key().public_bytes_raw(),
        )  # fmt: skip
        self.numbers = recovery.numbers(protocol.asked_words(self._asked), NUMBERS)

    def as_words(self) -> str:
        """The request as letters, for a file or to read out."""
        return recovery.as_words(protocol.pack(self._asked))

    def send(self, post: Post) -> None:
        """Send it to the council. Raises as `post`."""
        post(self._asked)

    def fetch(self, post: Post) -> bytearray | None:
        """The store's root key once the council let us in; None while it has not. Raises NotLetIn, and as `post`."""
        answer: Release = post(FetchRelease(self._asked.request))
        if answer.ended:
            raise NotLetIn(ENDED)
        return self._opened(answer.until, answer.sealed) if answer.sealed else None

    def take(self, words: str) -> bytearray:
        """The store's root key out of what the council gave by hand. Raises NotLetIn."""
        try:
            came = protocol.unpack(recovery.from_words(words), ReleaseFile)
        except (ValueError, NotAMessage):
            raise NotLetIn(NOT_OURS) from None
        if came.request != self._asked.request:
            raise NotLetIn(NOT_OURS)
        if wall_ms() > came.until:
            raise NotLetIn(TOO_LATE)
        return self._opened(came.until, came.sealed)

    def _opened(self, until: int, sealed: bytes) -> bytearray:
        asked = self._asked
        if self._key is None:
            raise NotLetIn(ENDED)
        bound = recovery.release_bound(asked.request, asked.vault, asked.device, until)
        try:
            root = recovery.unseal_with(self._key, sealed, bound)
        except recovery.NotForThisKey:
            raise NotLetIn(NOT_OURS) from None
        if not key_slots.is_in_force(self._folder, root):
            key_slots.wipe(root)
            raise NotLetIn(NOT_OURS)
        self._key = None
        return root


def begin(folder: Path) -> Asking | None:
    """A request for this store; None where no council can open it. Raises VaultRefused."""
    slot: Any = key_slots.council_slot(folder)
    return Asking(folder, slot) if slot is not None else None
