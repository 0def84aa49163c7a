"""What is installed is exactly what was locked, comes with hashes, names no host and carries no GPL."""

import re
import tomllib

import pytest

from tests.packaging.scripts import PACKAGING

import locked  # isort: skip

LOCKS = PACKAGING
HOST = re.compile(r"https?:|\b(?:[a-z0-9-]+\.)+(?:org|com|net|io|dev|uk)\b", re.IGNORECASE)


def requirements(name: str) -> dict[str, str]:
    """Return {"package==version ; marker": the rest of its entry} of a locked file."""
    return locked.entries(LOCKS / name)


@pytest.mark.parametrize("name", locked.FILES)
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    found = requirements(name)
    assert found
    for requirement, hashes in found.items():
        assert re.match(r"[a-z0-9.-]+==\S+( ; .+)?\s*$", requirement), requirement
        assert re.search(r"=sha256:[0-9a-f]{64}", hashes), requirement


@pytest.mark.parametrize("name", locked.FILES)
def test_no_host_is_named(name: str) -> None:
    assert not HOST.search((LOCKS / name).read_text("utf-8"))


def test_checks_run_against_the_versions_people_get() -> None:
    people, council, checked = (
        # What the checks need beside may need a library on more kinds of machine, so where it is wanted is left out.
        {(line.split(" ;")[0].strip(), hashes) for line, hashes in requirements(name).items()}
        for name in locked.FILES
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
    assert not locked.under_gpl()


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
    assert locked.is_gpl(licence) is expected
