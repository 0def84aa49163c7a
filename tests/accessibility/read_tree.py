"""Reads what assistive technology is told about every running application; needs the system's python3-gi (AT-SPI)."""

import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402 - the version has to be asked for first

DEEPEST = 14


def told(found: "Atspi.Accessible", depth: int = 0) -> "list[str]":
    """Return "role: name" of everything below, in order."""
    lines = [f"{found.get_role_name()}: {found.get_name()}"]
    if depth < DEEPEST:
        children = (found.get_child_at_index(i) for i in range(found.get_child_count()))
        lines += [line for child in children if child is not None for line in told(child, depth + 1)]
    return lines


def main(wanted: "list[str]") -> int:
    """Print the tree once it holds all the wanted words, or after ten seconds what there is."""
    lines: list[str] = []
    until = time.monotonic() + 10
    while time.monotonic() < until:
        desktop = Atspi.get_desktop(0)
        lines = [line for i in range(desktop.get_child_count()) for line in told(desktop.get_child_at_index(i))]
        if all(any(words in line for line in lines) for words in wanted):
            break
        time.sleep(0.3)
    print("\n".join(lines))
    return 0


sys.exit(main(sys.argv[1:]))
