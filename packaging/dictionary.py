"""Fetches the British dictionary at set-up, as its package on the npm registry carries it; standard library only."""

from __future__ import annotations

import hashlib
import io
import tarfile
from pathlib import Path
from typing import Protocol

PACKAGE = "https://registry.npmjs.org/dictionary-en-gb/-/dictionary-en-gb-3.0.0.tgz"
SHA256 = "67b3ac7f78c31408927b9e4e4f55bbd6a338ae6596a5c09bd937e471694fa218"
FILES = {"package/license": "LICENCE.txt", "package/index.aff": "en_GB.aff", "package/index.dic": "en_GB.dic"}


class Fetches(Protocol):
    """Something that brings what stands at an address."""

    def fetch(self, address: str) -> bytes:
        """Return it; raise OSError when it cannot be had."""


def bring(machine: Fetches, root: Path) -> None:
    """Put the dictionary into resources/spelling, unless it is there. Without it the app looks at no spelling."""
    folder = root / "resources" / "spelling"
    if all((folder / name).is_file() for name in FILES.values()):
        return
    print("Fetching the British dictionary ...")
    try:
        fetched = machine.fetch(PACKAGE)
    except OSError:
        print("The dictionary could not be fetched, so spelling is not looked at: is there a network connection?")
        return
    if hashlib.sha256(fetched).hexdigest() != SHA256:
        print("The dictionary fetched is not the one that was checked, so spelling is not looked at.")
        return
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(fetched)) as package:
        for inside, name in FILES.items():
            held = package.extractfile(inside)
            if held is not None:
                (folder / name).write_bytes(held.read())
