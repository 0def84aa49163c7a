"""Vaults for tests: the real encrypted file with a cheap key derivation, made once and copied."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sbp_desktop.services import spelling, unlocking
from sbp_desktop.storage import ballast, keychain
from sbp_desktop.storage.key_slots import Kdf
from sbp_desktop.storage.vault import Vault
from tests.keychains import HandKeychain

needs_dictionary = pytest.mark.skipif(
    spelling.dictionary() is None, reason="the British dictionary was not fetched at set-up"
)
PASSPHRASE = "five calm words for tests"
WORKER = {"name": "Test worker", "role": "social_worker", "direct_number": "01632 960001"}


@pytest.fixture(scope="session", autouse=True)
def small_ballast() -> Iterator[None]:
    """Stores are copied for nearly every test; 32 MB of zeros need not be."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ballast, "BYTES", 64 * 1024)
        yield


@pytest.fixture(scope="session")
def vault_template(tmp_path_factory: pytest.TempPathFactory, small_ballast: None) -> Path:
    """A closed, empty store to copy."""
    folder = tmp_path_factory.mktemp("template") / "store"
    unlocking.create(folder, PASSPHRASE, WORKER, Kdf.for_tests()).close()
    return folder


@pytest.fixture
def vault_folder(vault_template: Path, tmp_path: Path) -> Path:
    """A closed, empty store of the test's own; its passphrase is PASSPHRASE."""
    return Path(shutil.copytree(vault_template, tmp_path / "store"))


@pytest.fixture
def open_vault(vault_folder: Path) -> Iterator[Callable[[], Vault]]:
    """Opens the test's store; call again after closing to see what a fresh start sees."""
    opened: list[Vault] = []

    def open_it() -> Vault:
        opened.append(unlocking.unlock(vault_folder, PASSPHRASE))
        return opened[-1]

    yield open_it
    for vault in opened:
        if not vault.closed:
            vault.close()


@pytest.fixture
def vault(open_vault: Callable[[], Vault]) -> Vault:
    """An open, empty store."""
    return open_vault()


@pytest.fixture
def chain(monkeypatch: pytest.MonkeyPatch) -> HandKeychain:
    """This computer has a keychain."""
    made = HandKeychain()
    monkeypatch.setattr(keychain, "of_this_computer", lambda: made)
    return made
