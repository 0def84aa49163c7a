"""What every keychain of a computer does for us, whatever the system calls it."""

from typing import Final, Protocol

LABEL: Final = "Support web"
"""Seen by whoever looks into the keychain; names nobody."""


class KeychainFault(Exception):
    """The keychain is not there, is locked, or did not answer in time."""


class Keychain(Protocol):
    """Keeps secrets by name. Every call raises KeychainFault."""

    def put(self, name: str, secret: bytes) -> None:
        """Keep a secret, in the place of any of that name."""

    def get(self, name: str) -> bytes | None:
        """Return what is kept by that name, None where nothing is."""

    def forget(self, name: str) -> None:
        """Keep nothing by that name."""
