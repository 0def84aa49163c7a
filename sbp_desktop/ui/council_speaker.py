"""What the council's thread speaks with: the engine, and the way there through whatever lies between."""

import platform
import threading
from collections.abc import Callable
from random import SystemRandom
from typing import Any
from uuid import UUID

from sbp_desktop.storage import enrolment
from sbp_desktop.storage.access_log import Access
from sbp_desktop.sync import signing
from sbp_desktop.sync.council_client import CouncilClient, checked
from sbp_desktop.sync.engine import Engine
from sbp_desktop.sync.json_web import JsonWeb
from sbp_desktop.sync.oidc import DeviceCode, Proofs
from sbp_desktop.sync.outcome import Outcome
from sbp_desktop.sync.protocol import AskSeen
from sbp_desktop.ui.system_proxy import proxy_for


class CouncilSpeaker:
    """Used on the council's thread only; made the first time there is somebody to speak to."""

    def __init__(
        self, on_vault: Callable[..., Any], now_ms: Callable[[], int], stopped: Callable[[], bool], app: str
    ) -> None:
        self._on_vault = on_vault
        self._client: CouncilClient | None = None
        self._proofs = Proofs(on_vault, now_ms, lambda address: JsonWeb(proxy_for(address)))
        self._engine = Engine(
            on_vault, self._post, now_ms, SystemRandom(), stopped=stopped, app=app, proof=self._proofs
        )

    def run(self, address: str) -> Outcome:
        """One run with the council at this address."""
        self._go_to(address)
        return self._engine.run_once()

    def enrol(self, address: str, code: str, on_vault: Callable[..., Any]) -> None:
        """Make this laptop known. Raises ExpectedError."""
        where = checked(address)
        self._go_to(where)
        signing.enrol(on_vault, self._post, where, code, platform.node()[:100])

    def seen(self, address: str, person: UUID) -> tuple[Access, ...]:
        """Who has seen a person's pages, as the council knows it. Raises ExpectedError."""
        self._go_to(address)
        answer = self._engine.ask(AskSeen(person.bytes))
        return tuple(Access(one.at, UUID(bytes=one.who), one.name, one.what, one.why) for one in answer.entries)

    def sign_in(
        self, open_page: Callable[[str], object], show_code: Callable[[DeviceCode], object] | None,
        cancelled: threading.Event,
    ) -> None:  # fmt: skip
        """Sign somebody in where the council asks for it: on a page, or with `show_code` by a code on another device.

        Waits for them. Raises ExpectedError.
        """
        known = self._on_vault(enrolment.read)
        if known is None or not known.sign_in:
            return
        person = self._proofs.person(known.sign_in)
        if show_code is None:
            person.by_browser(open_page, cancelled)
        else:
            person.by_code(show_code, cancelled)

    def close(self) -> None:
        """Close the line."""
        if self._client is not None:
            self._client.close()

    def _go_to(self, address: str) -> None:
        proxy = proxy_for(address)
        if self._client is None or self._client.address != address:
            self.close()
            self._client = CouncilClient(address, proxy)
        self._client.use_proxy(proxy)

    def _post(self, message: Any) -> Any:
        assert self._client is not None  # noqa: S101 - every call begins by going somewhere
        return self._client(message)
