"""What is installed is exactly what was locked, comes with hashes, names no host and carries no GPL."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

FILES = ("requirements.txt", "requirements-council.txt", "requirements-dev.txt")
LOCKS = Path(__file__).resolve().parent.parent / "packaging"
HOST = re.compile(r"https?:|\b(?:[a-z0-9-]+\.)+(?:org|com|net|io|dev|uk)\b", re.IGNORECASE)
GPL = re.compile(r"(?<!L)(?<!Lesser )(?:\bA?GPL|GNU (?:Affero )?General Public)", re.IGNORECASE)


def requirements(name: str) -> dict[str, str]:
    """Return {"package==version ; marker": the rest of its entry} of a locked file."""
    text = (LOCKS / name).read_text("utf-8").replace("\\\n", " ")
    entries = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    return dict(entry.split(" --hash", maxsplit=1) for entry in entries)


def is_gpl(licence: str) -> bool:
    """Whether every choice a licence expression offers is under the GPL (the LGPL and linking exceptions are not)."""
    choices = re.split(r"\bOR\b", licence)
    return all(GPL.search(choice) and "exception" not in choice.lower() for choice in choices)


def licences(found: metadata.Distribution) -> list[str]:
    """Return what a distribution says its licence is; a licence's whole text is left out, it quotes others."""
    said = [found.metadata.get("License-Expression") or "", found.metadata.get("License") or ""]
    classified = [line for line in found.metadata.get_all("Classifier") or [] if line.startswith("License ::")]
    offered = " OR ".join(line.rsplit("::")[-1] for line in classified)
    return [text for text in (*said, offered) if text and "\n" not in text]


@pytest.mark.parametrize("name", FILES)
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    found = requirements(name)
    assert found
    for requirement, hashes in found.items():
        assert re.match(r"[a-z0-9.-]+==\S+( ; .+)?\s*$", requirement), requirement
        assert re.search(r"=sha256:[0-9a-f]{64}", hashes), requirement


@pytest.mark.parametrize("name", FILES)
def test_no_host_is_named(name: str) -> None:
    assert not HOST.search((LOCKS / name).read_text("utf-8"))


def test_checks_run_against_the_versions_people_get() -> None:
    people, council, checked = (
        # What the checks need beside may need a library on more kinds of machine, so where it is wanted is left out.
        {(line.split(" ;")[0].strip(), hashes) for line, hashes in requirements(name).items()}
        for name in FILES
    )
    assert people < council < checked


def test_everything_declared_is_locked() -> None:
    project = tomllib.loads((LOCKS.parent / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    for name, declared in {
        "requirements.txt": project["dependencies"],
        "requirements-council.txt": project["dependencies"] + extras["council"],
        "requirements-dev.txt": project["dependencies"] + extras["council"] + extras["dev"],
    }.items():
        wanted = {re.split(r"[<>=;\[ ]", line)[0].lower().replace("_", "-") for line in declared} - {"sbp-desktop"}
        assert wanted <= {line.split("==")[0] for line in requirements(name)}


def test_nothing_installed_is_gpl() -> None:
    gpl = {found.name: said for found in metadata.distributions() if any(map(is_gpl, said := licences(found)))}
    assert not gpl


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("GPL-3.0-or-later", True),
        ("GNU General Public License v2 (GPLv2)", True),
        ("AGPL-3.0-only", True),
        ("LGPL-3.0-only", False),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("BSD-3-Clause AND GPL-3.0-or-later WITH GCC-exception-3.1", False),
        ("MIT", False),
    ],
)
def test_gpl_is_told_from_its_neighbours(licence: str, expected: bool) -> None:
    assert is_gpl(licence) is expected
