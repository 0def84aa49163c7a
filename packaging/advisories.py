"""Known faults of the libraries we lock: a dated copy that is always asked, and pip-audit where it has an answer.

The copy (`advisories.json`) holds what the public database of advisories for Python says of the names in our locks:

    python packaging/advisories.py DATABASE     takes a new copy from a checkout of that database

An auditor without a source of advisories finds nothing and says "no known vulnerabilities". So pip-audit is first given
a library with a fault everybody knows, and believed only when it finds that one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from packaging.version import InvalidVersion, Version

import locked

COPY = locked.FOLDER / "advisories.json"
OLDEST_AT_RELEASE_DAYS = 30
PLANTED = locked.Library("jinja2", "2.4.1", ())
_PATIENCE_S = 240


class Fault(NamedTuple):
    """An advisory that fits a locked library."""

    library: str
    version: str
    advisory: str

    def __str__(self) -> str:
        return f"{self.library} {self.version} has a known fault: {self.advisory}"


class Copy(NamedTuple):
    """The dated copy. `faults`: {name: [{"id", "versions": [...], "ranges": [[introduced, fixed or None], ...]}]}."""

    taken: date
    commit: str
    faults: dict[str, list[dict[str, Any]]]

    def age_days(self, today: date) -> int:
        """How many days ago the database last changed."""
        return (today - self.taken).days


def read(path: Path = COPY) -> Copy:
    """Return the copy that is kept beside this file."""
    held = json.loads(path.read_text("utf-8"))
    return Copy(date.fromisoformat(held["taken"]), held["commit"], held["faults"])


def that_fit(copy: Copy, wanted: Iterable[locked.Library]) -> list[Fault]:
    """Return the advisories of the copy that fit one of these libraries."""
    return [
        Fault(one.name, one.version, told["id"])
        for one in wanted
        for told in copy.faults.get(one.name, ())
        if _fits(one.version, told)
    ]


def _fits(version: str, told: dict[str, Any]) -> bool:
    if version in told["versions"]:
        return True
    ours = Version(version)
    return any(Version(since) <= ours and (until is None or ours < Version(until)) for since, until in told["ranges"])


def take(database: Path, names: Iterable[str]) -> dict[str, Any]:
    """Return a copy of what a checkout (or bare clone) of the database says of these names, ready to be written."""

    def git(*words: str) -> str:
        return subprocess.run(["git", "-C", str(database), *words], capture_output=True, text=True, check=True).stdout

    faults: dict[str, list[dict[str, Any]]] = {}
    for name in sorted(set(names)):
        files = git("ls-tree", "--name-only", "HEAD", f"vulns/{name}/").split()
        told = [yaml.safe_load(git("show", f"HEAD:{file}")) for file in files]
        kept = [_kept(one) for one in told if not one.get("withdrawn")]
        if kept:
            faults[name] = kept
    commit, day = git("log", "-1", "--format=%H %cs").split()
    return {
        "taken": day,
        "commit": commit,
        "licence": "CC-BY-4.0, the Python Packaging Advisory Database",
        "faults": faults,
    }


def _kept(told: dict[str, Any]) -> dict[str, Any]:
    versions, ranges = set[str](), []
    for affected in told.get("affected", ()):
        versions.update(affected.get("versions", ()))
        for spread in affected.get("ranges", ()):
            if spread["type"] == "ECOSYSTEM":
                ranges += _spans(spread["events"])
    # A list of versions says nothing a range does not, where there is one.
    return {"id": told["id"], "versions": [] if ranges else sorted(versions), "ranges": ranges}


def _spans(events: Sequence[dict[str, str]]) -> list[list[str | None]]:
    spans: list[list[str | None]] = []
    for event in events:
        if "introduced" in event:
            spans.append([event["introduced"], None])
        elif "fixed" in event and spans:
            spans[-1][1] = event["fixed"]
    return [span for span in spans if _is_version(span[0])]


def _is_version(text: str | None) -> bool:
    try:
        return bool(Version(text or ""))
    except InvalidVersion:
        return False


def live(wanted: Sequence[locked.Library], osv_url: str = "") -> list[Fault] | None:
    """Ask pip-audit; None where it does not even know the planted fault, so that its answers mean nothing.

    `osv_url` asks an OSV server in place of the package index. Raises RuntimeError where it knew the planted fault and
    then could not look up one of ours.
    """
    service = ["--vulnerability-service", "osv", "--osv-url", osv_url] if osv_url else []
    planted = _audited([PLANTED], service)
    if not planted:
        return None
    found = [_audited(some, service) for some in _each_name_once(wanted)]
    if None in found:
        raise RuntimeError("pip-audit could not look up every library")
    return [fault for some in found if some for fault in some]


def _each_name_once(wanted: Sequence[locked.Library]) -> list[list[locked.Library]]:
    """Divide libraries so that none stands beside another version of itself, which pip-audit refuses."""
    parts: list[list[locked.Library]] = []
    for one in wanted:
        free = next((part for part in parts if all(other.name != one.name for other in part)), None)
        if free is None:
            parts.append(free := [])
        free.append(one)
    return parts


def _audited(wanted: Sequence[locked.Library], service: Sequence[str]) -> list[Fault] | None:
    """What pip-audit finds in exactly these versions; None where it could not look all of them up."""
    with tempfile.TemporaryDirectory() as folder:
        pins = Path(folder) / "pins.txt"
        pins.write_text("".join(f"{one.name}=={one.version}\n" for one in wanted), "utf-8")
        asked = [
            sys.executable,
            "-m",
            "pip_audit",
            "--strict",
            "--disable-pip",
            "--no-deps",
            "--progress-spinner",
            "off",
        ]
        asked += ["--cache-dir", folder, "--format", "json", *service, "--requirement", str(pins)]
        try:
            done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=_PATIENCE_S)
            told = json.loads(done.stdout)["dependencies"]
        except (subprocess.TimeoutExpired, ValueError, KeyError):
            return None
    if any("vulns" not in one for one in told):
        return None
    return [Fault(one["name"], one["version"], fault["id"]) for one in told for fault in one["vulns"]]


if __name__ == "__main__":
    # The planted library is in the copy too, so that the copy can be tried in the same way.
    names = {one.name for file in locked.FILES for one in locked.libraries(locked.FOLDER / file)} | {PLANTED.name}
    COPY.write_text(json.dumps(take(Path(sys.argv[1]), names), indent=1) + "\n", "utf-8")
