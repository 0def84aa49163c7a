"""Names, folders and limits that hold for the whole app; imports nothing that slows the start."""

from pathlib import Path

import platformdirs

APP_ID = "sbp-desktop"
"""The name files, folders and the command line use."""

_PACKAGE = Path(__file__).resolve().parent


def resources(*parts: str) -> Path:
    """Return a file or folder of `resources/`: inside the package when installed, beside it in a checkout.

    Args:
        parts: path parts below `resources/`, e.g. `resources("demo", "people.yaml")`; none gives the folder itself.
    """
    installed = _PACKAGE / "resources"
    base = installed if installed.is_dir() else _PACKAGE.parent / "resources"
    return base.joinpath(*parts)


def worker_folder() -> Path:
    """Return the folder of this worker's vault, keys, attachments and backups; it may not exist yet."""
    return Path(platformdirs.user_data_dir(APP_ID, appauthor=False)) / "worker"


def demo_folder() -> Path:
    """Return the marked folder of the demo people, never the worker's own (it may not exist yet)."""
    return Path(platformdirs.user_data_dir(APP_ID, appauthor=False)) / "demo"


def reports_folder() -> Path:
    """Return the folder of reports of what went wrong, which say nothing of anybody (it may not exist yet)."""
    return Path(platformdirs.user_data_dir(APP_ID, appauthor=False)) / "reports"


DEMO_PASSPHRASE = "three paper boats in the rain"  # noqa: S105 - meant to be read by everybody
"""Shown on the demo's unlock page: it guards nothing but published stories."""

DEMO_MARK = "demo-people-only"
"""A file of this name marks the demo's folder."""

STORE_FILES = ("vault", "keys.a", "keys.b")
"""What a folder that holds a store has in it, or had before something went wrong."""


def is_demo(folder: Path) -> bool:
    """Whether a folder is marked as the demo's."""
    return (folder / DEMO_MARK).is_file()


def holds_a_store(folder: Path) -> bool:
    """Whether this folder holds a store of ours, whole or damaged."""
    return any((folder / name).exists() for name in STORE_FILES)
