"""Sets everything up and runs every check and test; prints one closing summary and fails if any of them failed."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

import setup_env


def split_arguments(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Return (ours, pytest's): what stands before and after a lone `--`."""
    if "--" not in arguments:
        return arguments, []
    cut = arguments.index("--")
    return arguments[:cut], arguments[cut + 1 :]


def checks(python: Path, for_pytest: list[str], windows: bool, *, release: bool = False) -> dict[str, list[str]]:
    """Return each check's name and command, quickest first."""
    module = [str(python), "-m"]
    return {
        "ruff check": [*module, "ruff", "check", "."],
        "ruff format": [*module, "ruff", "format", "--check", "."],
        "imports": [str(python.with_name("lint-imports.exe" if windows else "lint-imports")), "--no-cache"],
        "mypy": [*module, "mypy", "--strict"],
        "bandit": [
            *module,
            "bandit",
            "--quiet",
            "--configfile",
            "pyproject.toml",
            "-ll",
            "-r",
            "sbp_desktop",
            "packaging",
        ],
        "supply chain": [str(python), "packaging/supply_chain.py", *(["--release"] if release else [])],
        "pytest": [*module, "pytest", "-n", "logical", "--dist", "worksteal", *for_pytest],
    }


def run_all(machine: setup_env.Machine, commands: dict[str, list[str]]) -> int:
    """Run every command whatever the others did, print one closing summary, and return 1 if any failed."""
    lines, failed = [], []
    for name, command in commands.items():
        print(f"\n== {name}", flush=True)
        began = time.monotonic()
        code = machine.watch(command)
        if code != 0:
            failed.append(name)
        lines.append(f"  {'FAILED' if code else 'ok':6}  {name:12}  {time.monotonic() - began:7.1f} s")
    print("\n== summary", *lines, sep="\n")
    print(f"Failed: {', '.join(failed)}." if failed else f"All {len(commands)} checks passed.", flush=True)
    return 1 if failed else 0


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line; what stands after `--` goes to pytest as it is."""
    ours, rest = split_arguments(arguments)
    parser = argparse.ArgumentParser(description=__doc__, epilog="What follows a lone -- is handed to pytest.")
    parser.add_argument("--setup-only", action="store_true", help="install everything, run nothing")
    parser.add_argument("--benchmarks", action="store_true", help="measure instead of testing; JSON goes to bench-out/")
    parser.add_argument("--long", action="store_true", help="run the long forms: more kills, more examples")
    parser.add_argument("--release", action="store_true", help="as before a release: what cannot be checked fails")
    parser.add_argument("--durations-by-area", action="store_true", help="print the seconds each folder of tests/ took")
    options = parser.parse_args(ours)
    passed_on = {"--long": options.long, "--durations-by-area": options.durations_by_area}
    options.for_pytest = [flag for flag, asked in passed_on.items() if asked] + rest
    return options


def main(arguments: list[str], machine: setup_env.Machine | None = None) -> int:
    """Set up, then check or measure; return 0 when all is well, 1 when a check failed, 2 when set-up failed."""
    options = parse(arguments)
    machine = machine or setup_env.Machine()
    try:
        python = setup_env.prepare(machine, "requirements-dev.txt", screen=False, root=setup_env.ROOT)
    except setup_env.SetupFailed as trouble:
        print(trouble, file=sys.stderr)
        return 2
    if options.setup_only:
        print(f"Everything is set up: {python}")
        return 0
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if options.benchmarks:
        return machine.watch([str(python), "-m", "tests.benchmarks", "--out", str(setup_env.ROOT / "bench-out")])
    return run_all(machine, checks(python, options.for_pytest, machine.windows, release=options.release))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
