"""What the app is made of: licences, bill of materials, known faults, secrets; `--release` refuses what went unchecked.

python packaging/supply_chain.py            prints one line for each check, 1 when one failed
python packaging/supply_chain.py --release  the same, and NOT CHECKED or old advisories fail too
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import advisories
import locked
import sbom
import secret_scan

ROOT = locked.FOLDER.parent
OK, FAILED, NOT_CHECKED = "ok", "FAILED", "NOT CHECKED"


class Said(NamedTuple):
    """How a check ended, and one sentence."""

    state: str
    sentence: str


def licences(out: Path) -> Said:
    """Write a table of every locked library's licence; fail for the GPL, and for a laptop's library that names none."""
    gpl = locked.under_gpl()
    if gpl:
        return Said(FAILED, f"under the GPL: {', '.join(sorted(gpl))}")
    rows = [(file, one.name, one.version, locked.licence(one.name)) for file, one in _locked()]
    nameless = [name for file, name, _, named in rows if file == locked.FILES[0] and _is_here(name) and not named]
    if nameless:
        return Said(FAILED, f"these name no licence: {', '.join(nameless)}")
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("locked in", "library", "version", "licence"), *rows])
    return Said(OK, f"{len(rows)} locked libraries, none under the GPL; the table is {_shown(out)}")


def bill(out: Path) -> Said:
    """Write the bill of materials; fail for a library without a hash."""
    lock = locked.FOLDER / locked.FILES[0]
    bare = [one.name for one in locked.libraries(lock) if not one.hashes]
    if bare:
        return Said(FAILED, f"without a hash: {', '.join(bare)}")
    made = sbom.bill(lock, ROOT / "pyproject.toml")
    sbom.write(made, out)
    return Said(OK, f"{len(made.components)} libraries, each with its hashes; the bill is {_shown(out)}")


def kept_advisories(today: date, *, release: bool, copy: Path = advisories.COPY) -> Said:
    """Look every locked library up in the dated copy of advisories."""
    kept = advisories.read(copy)
    wanted = [one for _, one in _locked()]
    found = advisories.that_fit(kept, wanted)
    if found:
        return Said(FAILED, "; ".join(map(str, found)))
    age = kept.age_days(today)
    old = f"older than {advisories.OLDEST_AT_RELEASE_DAYS} days"
    how_old = f"the copy is of {kept.taken}, {age} days old"
    if age > advisories.OLDEST_AT_RELEASE_DAYS:
        return Said(FAILED if release else OK, f"{how_old} ({old}: not enough for a release); none fits")
    return Said(OK, f"{how_old}; none fits the {len(wanted)} locked libraries")


def live_advisories(osv_url: str = "") -> Said:
    """Ask pip-audit, if it can be believed."""
    wanted = [one for _, one in _locked()]
    try:
        found = advisories.live(wanted, osv_url)
    except RuntimeError as trouble:
        return Said(NOT_CHECKED, f"{trouble}, so nothing is known of today's advisories")
    if found is None:
        return Said(NOT_CHECKED, "no answer: pip-audit does not know a library with a known fault on this network")
    if found:
        return Said(FAILED, "; ".join(map(str, found)))
    return Said(OK, f"pip-audit found the planted fault, and none in {len(wanted)} locked libraries")


def secrets(root: Path = ROOT) -> Said:
    """Search every tracked file for a secret."""
    names = secret_scan.tracked(root)
    found = [f"{find.file}:{find.line} ({find.kind})" for find in secret_scan.search(root, names)]
    if found:
        return Said(FAILED, "looks like a secret: " + "; ".join(found))
    return Said(OK, f"none in {len(names)} tracked files; {len(secret_scan.KNOWN)} look-alikes are known")


def _locked() -> list[tuple[str, locked.Library]]:
    """Every locked library, with the first file that locks it: a laptop's, the council's, or that of the checks."""
    first: dict[tuple[str, str], tuple[str, locked.Library]] = {}
    for file in locked.FILES:
        for one in locked.libraries(locked.FOLDER / file):
            first.setdefault((one.name, one.version), (file, one))
    return list(first.values())


def _is_here(name: str) -> bool:
    return bool(locked.found(name))


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


def run(checks: dict[str, Callable[[], Said]], *, release: bool) -> int:
    """Run each check, print how it ended, and return 1 if one failed; a release may leave nothing unchecked."""
    bad = {FAILED, NOT_CHECKED} if release else {FAILED}
    failed = 0
    for name, check in checks.items():
        said = check()
        failed += said.state in bad
        print(f"  {said.state:12} {name}: {said.sentence}", flush=True)
    if release and failed:
        print("This is not fit for release.")
    return 1 if failed else 0


def main(arguments: list[str]) -> int:
    """Run every check of the supply chain."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--release", action="store_true", help="fail for what could not be checked, too")
    parser.add_argument("--osv-url", default="", metavar="URL", help="ask this OSV server for live advisories")
    parser.add_argument("--out", type=Path, default=ROOT / "build", metavar="DIR", help="where licences and bill go")
    asked = parser.parse_args(arguments)
    return run(
        {
            "licences": lambda: licences(asked.out / "licences.csv"),
            "bill of materials": lambda: bill(asked.out / "sbom.json"),
            "known faults, kept copy": lambda: kept_advisories(_today(), release=asked.release),
            "known faults, live": lambda: live_advisories(asked.osv_url),
            "secrets": secrets,
        },
        release=asked.release,
    )


def _today() -> date:
    return date.today()  # noqa: DTZ011 - a day more or less does not matter to the age of a copy


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
