"""The demo: sixteen published people in a marked folder of their own, never the worker's (decisions.md D30)."""

from pathlib import Path

from sbp_desktop import config
from sbp_desktop.errors import VaultRefused, WrongPassphrase
from sbp_desktop.services import importing, unlocking
from sbp_desktop.services.importing import Progress
from sbp_desktop.storage import files, queries
from sbp_desktop.storage.vault import Vault

_MARK_WORDS = "The demo people of Support web. Nothing here is anybody's record; the folder may be deleted.\n"
_WORKER = {"name": "Demo worker", "role": "social_worker"}


def claim(folder: Path) -> None:
    """Mark a folder as the demo's. Raises VaultRefused for one that holds something else."""
    if not config.is_demo(folder):
        if folder.exists() and any(folder.iterdir()):
            raise VaultRefused("That folder is not the demo's. The demo people need an empty folder of their own.")
        with files.plainly():
            folder.mkdir(parents=True, exist_ok=True)
        files.write_atomically(folder / config.DEMO_MARK, _MARK_WORDS.encode())


def open_demo(folder: Path, progress: Progress = importing.no_progress) -> tuple[Vault, str]:
    """Open the demo folder, made and filled the first time. Gives the vault and the passphrase to show.

    Raises VaultRefused for a folder that holds something else.
    """
    claim(folder)
    if config.holds_a_store(folder):
        vault = unlocking.unlock(folder, config.DEMO_PASSPHRASE)
    else:
        vault = unlocking.create(folder, config.DEMO_PASSPHRASE, _WORKER)
    try:
        if not queries.people(vault, limit=1):
            importing.load_people(vault, config.resources("demo", "people.yaml"), progress)
    except BaseException:
        vault.close()
        raise
    return vault, config.DEMO_PASSPHRASE


def unlock_demo(folder: Path, passphrase: str) -> Vault:
    """Open the demo with the passphrase its page shows. Raises WrongPassphrase or another VaultRefused."""
    if passphrase != config.DEMO_PASSPHRASE:
        raise WrongPassphrase("That is not the passphrase shown above. Type it as it stands there.")
    return open_demo(folder)[0]
