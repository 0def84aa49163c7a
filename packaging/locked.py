"""What is locked: the entries of the requirements files, and the licence each installed library names."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent
FILES = ("requirements.txt", "requirements-council.txt", "requirements-dev.txt")
# What names no licence in its description; read in the licence file it comes with.
_IN_ITS_FILE = {"sqlcipher3": "Zlib, with SQLCipher under BSD-3-Clause"}
_GPL = re.compile(r"(?<!L)(?<!Lesser )(?:\bA?GPL|GNU (?:Affero )?General Public)", re.IGNORECASE)
_SHA256 = re.compile(r"sha256:([0-9a-f]{64})")


class Library(NamedTuple):
    """One locked library; `hashes` are the SHA-256 of every file it may be installed from."""

    name: str
    version: str
    hashes: tuple[str, ...]


def entries(path: Path) -> dict[str, str]:
    """Return {"package==version ; marker": the rest of its entry} of a locked file."""
    text = path.read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    return dict(line.partition(" --hash")[::2] for line in lines)


def libraries(path: Path) -> list[Library]:
    """Return what a locked file pins; a library pinned twice, for two kinds of Python, is there twice."""
    found = []
    for requirement, hashes in entries(path).items():
        name, _, version = requirement.split(" ;")[0].strip().partition("==")
        found.append(Library(name, version, tuple(_SHA256.findall(hashes))))
    return found


def licences(found: metadata.Distribution) -> list[str]:
    """Return what a distribution says its licence is; a licence's whole text is left out, it quotes others."""
    said = [text for field in ("License-Expression", "License") for text in found.metadata.get_all(field) or []]
    classified = [line for line in found.metadata.get_all("Classifier") or [] if line.startswith("License ::")]
    offered = " OR ".join(line.rsplit("::")[-1].strip() for line in classified)
    return [text for text in (*said, offered) if text and "\n" not in text]


def found(name: str) -> metadata.Distribution | None:
    """Return what is installed under a name; None where a library is locked for other machines only."""
    try:
        return metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None


def licence(name: str) -> str:
    """Return the licence an installed library names; "" for one that is not installed here or names none."""
    here = found(name)
    return next(iter(licences(here)), _IN_ITS_FILE.get(name, "")) if here is not None else ""


def is_gpl(licence: str) -> bool:
    """Whether every choice a licence expression offers is under the GPL (the LGPL and linking exceptions are not)."""
    choices = re.split(r"\bOR\b", licence)
    return all(_GPL.search(choice) and "exception" not in choice.lower() for choice in choices)


def under_gpl() -> dict[str, list[str]]:
    """Return what is installed under the GPL alone, and what it says of itself."""
    return {found.name: said for found in metadata.distributions() if any(map(is_gpl, said := licences(found)))}
