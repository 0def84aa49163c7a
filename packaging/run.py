"""Sets everything up and opens the app on the demo people; without a screen it takes the tour and leaves pictures.

With a council: two laptops that keep in step with a council on this machine.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import setup_env


def start(machine: setup_env.Machine, python: Path, root: Path) -> int:
    """Open the app on the demo people, or take the tour where no window can be shown; return the exit code."""
    if machine.has_screen():
        return machine.hand_over([str(python), "-m", "sbp_desktop", "--demo"])
    people, out = root / "resources" / "demo" / "people.yaml", root / "tour-out"
    print("There is no screen here, so the app now takes its tour of the demo people by itself ...", flush=True)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    tour = [str(python), "-m", "sbp_desktop", "tour", "--people", str(people), "--out", str(out), "--force"]
    code = machine.watch(tour)
    print(f"The pictures and report.json are in {out}")
    return code


def start_with_council(machine: setup_env.Machine, python: Path, root: Path) -> int:
    """Open two laptops and a council for them, or drive them where no window can be shown; return the exit code."""
    two_laptops = [str(python), "-m", "sbp_desktop.tour.two_laptops"]
    if machine.has_screen():
        return machine.watch(two_laptops)
    print("There is no screen here, so the two laptops are now driven by themselves ...", flush=True)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return machine.watch([*two_laptops, "--out", str(root / "tour-out" / "two-laptops")])


def main(arguments: list[str], machine: setup_env.Machine | None = None) -> int:
    """Set up, then start; return the exit code: 2 when set-up failed, otherwise the app's own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--setup-only", action="store_true", help="install everything, open nothing")
    parser.add_argument("--with-council", action="store_true", help="two laptops, and a council between them")
    options = parser.parse_args(arguments)
    machine = machine or setup_env.Machine()
    lock = "requirements-council.txt" if options.with_council else "requirements.txt"
    try:
        python = setup_env.prepare(machine, lock, screen=machine.has_screen(), root=setup_env.ROOT)
    except setup_env.SetupFailed as trouble:
        print(trouble, file=sys.stderr)
        return 2
    if options.setup_only:
        print(f"Everything is set up: {python}")
        return 0
    begin = start_with_council if options.with_council else start
    return begin(machine, python, setup_env.ROOT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
