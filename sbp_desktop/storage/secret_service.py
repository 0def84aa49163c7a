"""The Secret Service of a Linux desktop: its collection that lives in memory and ends with the session."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

from jeepney import DBusErrorResponse, Message
from jeepney.bus import get_bus
from jeepney.io.blocking import DBusConnection, prep_socket
from secretstorage import Collection, SecretStorageException
from secretstorage.collection import SESSION_COLLECTION
from secretstorage.util import add_match_rules, open_session

from sbp_desktop.storage.keychain_kinds import LABEL, KeychainFault

PATIENCE_S: Final = 2.0


class _Patient(DBusConnection):  # type: ignore[misc] # jeepney says nothing of its types
    """A connection to the session's bus on which nothing waits longer than `PATIENCE_S` in all."""

    def __init__(self) -> None:
        self._until = time.monotonic() + PATIENCE_S
        taken = prep_socket(get_bus("SESSION"), timeout=PATIENCE_S)
        try:
            super().__init__(taken)
        except BaseException:  # nobody greets back
            taken.close()
            raise

    def receive(self, *, timeout: float | None = None) -> Message:
        left = max(0.0, self._until - time.monotonic())
        return super().receive(timeout=left if timeout is None else min(timeout, left))


class SecretService:
    """The Secret Service of a Linux desktop: its collection that lives in memory and ends with the session."""

    def put(self, name: str, secret: bytes) -> None:
        with _session_collection() as ours:
            ours.create_item(LABEL, _attributes(name), secret, replace=True, content_type="application/octet-stream")

    def get(self, name: str) -> bytes | None:
        with _session_collection() as ours:
            found = next(iter(ours.search_items(_attributes(name))), None)
            if found is None:
                return None
            found.session = ours.session
            return bytes(found.get_secret())

    def forget(self, name: str) -> None:
        with _session_collection() as ours:
            for item in ours.search_items(_attributes(name)):
                item.delete()


@contextmanager
def _session_collection() -> Iterator[Collection]:
    try:
        with closing(_Patient()) as bus:
            add_match_rules(bus)
            session = open_session(bus)
            if not session.encrypted:  # SecretStorage would send the secret in clear over the bus
                raise KeychainFault
            yield Collection(bus, SESSION_COLLECTION, session)
    except (SecretStorageException, DBusErrorResponse, OSError, KeyError, ValueError, AssertionError) as error:
        # Without their words: they may quote what was asked for.
        raise KeychainFault from error


def _attributes(name: str) -> dict[str, str]:
    return {"application": "sbp-desktop", "store": name}
