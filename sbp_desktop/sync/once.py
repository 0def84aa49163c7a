"""One run with the council from the command line, on a store that is open in this very process."""

import platform
import urllib.request
from random import SystemRandom
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from sbp_desktop import __version__
from sbp_desktop.errors import ExpectedError, NotEnrolled
from sbp_desktop.storage import enrolment, outbox
from sbp_desktop.storage.enrolment import Enrolment
from sbp_desktop.sync import signing
from sbp_desktop.sync.council_client import CouncilClient, checked
from sbp_desktop.sync.engine import Engine
from sbp_desktop.sync.json_web import JsonWeb
from sbp_desktop.sync.oidc import Proofs
from sbp_desktop.sync.run import ENROL_FIRST

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault


class Ran(NamedTuple):
    """What a run came to: ops sent, come and left, and what ended it early."""

    sent: int
    came: int
    unsent: int
    problem: ExpectedError | None


def run(vault: "Vault") -> Ran:
    """Speak with the council this store knows, until nothing is left to say. Raises NotEnrolled."""
    known = enrolment.read(vault)
    if known is None:
        raise NotEnrolled(ENROL_FIRST)
    client = _client(known.address)
    try:
        here = _Here(vault)
        now_ms = vault.clock.now_ms
        # What was signed in from the app is renewed here too; nobody is asked.
        proofs = Proofs(here, now_ms, lambda where: JsonWeb(_proxy(where)))
        engine = Engine(here, client, now_ms, SystemRandom(), app=f"sbp-desktop/{__version__}", proof=proofs)
        out = engine.run_once()
    finally:
        client.close()
    return Ran(out.sent, out.came, outbox.waiting(vault).changes, out.problem)


def enrol(vault: "Vault", address: str, code: str) -> Enrolment:
    """Make this laptop known to the council at `address`. Raises ExpectedError; then nothing is kept."""
    where = checked(address)
    client = _client(where)
    try:
        return signing.enrol(_Here(vault), client, where, code, platform.node()[:100])
    finally:
        client.close()


class _Here:
    """Calls functions of the store in this thread."""

    def __init__(self, vault: "Vault") -> None:
        self._vault = vault

    def __call__(self, function: Any, /, *args: Any) -> Any:
        return function(self._vault, *args)


def _client(address: str) -> CouncilClient:
    return CouncilClient(address, _proxy(address))


def _proxy(address: str) -> str:
    parts = urlsplit(address)
    passed = urllib.request.proxy_bypass(parts.hostname or "")
    return "" if passed else urllib.request.getproxies().get(parts.scheme, "")
