"""A rehearsal of the worst day: a copy of the store is wrecked in several ways, put right each time, and compared."""

import hashlib
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from sbp_desktop.services import me, mending, unlocking
from sbp_desktop.storage import backups, ballast, local_file, outbox_log
from sbp_desktop.storage.files import FolderLock
from sbp_desktop.storage.key_slots import Passphrase
from sbp_desktop.storage.vault import Vault

_PAGE: Final = 4096
_OF_TEN: Final = 3


class Drilled(NamedTuple):
    """How it went: whether all was as before each time, and a line for each way."""

    equal: bool
    lines: tuple[str, ...]


def drill(folder: Path, passphrase: Passphrase, seed: int | None = None) -> Drilled:
    """Rehearse with a copy of the closed store; the store itself is only read. Raises what opening it raises."""
    draw = random.Random(seed)  # noqa: S311 - which pages are spoilt is no secret
    lines, equal = list[str](), True
    with tempfile.TemporaryDirectory(prefix="drill-") as home:
        held = FolderLock(folder)
        with held:
            whole = Path(
                shutil.copytree(folder, Path(home) / "whole", ignore=shutil.ignore_patterns(ballast.NAME, "lock"))
            )
        vault = unlocking.unlock(whole, passphrase)
        backups.at_once(vault)
        me.set_me(vault, direct_number="01632 960000")  # what no copy has
        before = digest(vault)
        vault.close()
        for name, wreck in WAYS.items():
            copy = Path(shutil.copytree(whole, Path(home) / "wrecked", ignore=shutil.ignore_patterns(ballast.NAME)))
            wreck(copy, draw)
            began = time.monotonic()
            vault, done = mending.unlock(copy, passphrase)
            took = time.monotonic() - began
            same = digest(vault) == before
            vault.close()
            equal = equal and same
            said = "everything is as it was" if same else "NOT everything is as it was"
            lines.append(f"{name}: {said}, in {took:.1f} s. {mending.in_words(done)}")
            shutil.rmtree(copy)
    return Drilled(equal, tuple(lines))


def digest(vault: Vault) -> str:
    """Tells two stores apart by everything a worker has written: changes with their chain, typing, their own lines."""
    found = hashlib.sha256()
    with vault.reading() as conn:
        for statement in (
            "SELECT person, lane, origin, oseq, body, chain FROM op WHERE length(chain) ORDER BY 1, 2, 3, 4",
            "SELECT person, ent, field, text FROM draft_step ORDER BY 1, 2, 3, id",
        ):
            for row in conn.execute(statement):
                found.update(repr(row).encode())
    found.update(repr(local_file.lines(vault)).encode())
    return found.hexdigest()


def _spoil(path: Path, draw: random.Random) -> None:
    """Overwrite three pages of ten, the first among them."""
    pages = path.stat().st_size // _PAGE
    with path.open("r+b") as file:
        for page in {0, *draw.sample(range(pages), pages * _OF_TEN // 10)}:
            file.seek(page * _PAGE)
            file.write(draw.randbytes(_PAGE))


def _spoil_main(folder: Path, draw: random.Random) -> None:
    _spoil(folder / "vault", draw)


def _lose_main(folder: Path, _draw: random.Random) -> None:
    (folder / "vault").unlink()


def _lose_log(folder: Path, _draw: random.Random) -> None:
    (folder / outbox_log.NAME).unlink()


WAYS: Final[dict[str, Callable[[Path, random.Random], None]]] = {
    "the main file damaged": _spoil_main,
    "the main file gone": _lose_main,
    "the second copy of unsent work gone": _lose_log,
}
