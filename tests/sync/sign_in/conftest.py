"""A provider for the session, and one's own sign-in at it over a real encrypted store."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sbp_desktop.models.clock import wall_ms
from sbp_desktop.storage.vault import Vault
from sbp_desktop.sync.id_token import Place
from sbp_desktop.sync.json_web import JsonWeb
from sbp_desktop.sync.oidc import SignedInPerson
from tests.sync.sign_in import provider_kit


@pytest.fixture(scope="session")
def provider_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return provider_kit.installed(tmp_path_factory.mktemp("provider"))


@pytest.fixture(scope="session")
def issuer(provider_folder: Path) -> Iterator[str]:
    with provider_kit.running(provider_folder) as issuer:
        yield issuer


class Person:
    """Somebody at a laptop: what they are signed in with, and the clock that goes by."""

    def __init__(self, vault: Vault, where: Place) -> None:
        self.ahead_ms = 0
        self.cancelled = threading.Event()
        self.vault = vault
        self.signed_in = self.anew(where)

    def anew(self, where: Place) -> SignedInPerson:
        """As after a start of the app: nothing in memory."""
        return SignedInPerson(self._on_vault, where, lambda: wall_ms() + self.ahead_ms, JsonWeb())

    def _on_vault(self, function: Any, *args: Any) -> Any:
        return function(self.vault, *args)

    def at_browser(self, browser: provider_kit.Browser) -> None:
        """Sign in with a browser, which runs beside as browsers do."""
        threads: list[threading.Thread] = []

        def open_page(address: str) -> None:
            threads.append(threading.Thread(target=browser.open, args=(address,), daemon=True))
            threads[0].start()

        try:
            self.signed_in.by_browser(open_page, self.cancelled)
        finally:
            for thread in threads:
                thread.join(20)


@pytest.fixture
def person(vault: Vault, issuer: str) -> Person:
    return Person(vault, Place(issuer, "laptop"))


@pytest.fixture
def person_at(vault: Vault) -> Callable[[Place], Person]:
    return lambda where: Person(vault, where)
