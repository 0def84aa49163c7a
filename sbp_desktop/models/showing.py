"""What of a web is to be seen, and how: one frozen value that the picture, the list, the print and the screen obey."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sbp_desktop.models.layouts import ONION
from sbp_desktop.models.snapshots import WebSnapshot


@dataclass(frozen=True, slots=True)
class Showing:
    """How one web is shown.

    `day` is an ordinal. `quiet` nodes and ties step back (drawn at 35 %, last in a list); `stale` ones, not
    heard of for long, a little (60 %). `marks` gives a node or tie
    a key of what became of it ("new", "gone", "closer", "further", "changed"), drawn as a word beside it. A `fixed`
    showing is one to look at, where no hand changes anything: another day, or what was written by then. `drawings` are
    the conversations whose ink lies over it.
    """

    day: int
    layout: str = ONION
    quiet: frozenset[UUID] = frozenset()
    stale: frozenset[UUID] = frozenset()
    marks: Mapping[UUID, str] = field(default_factory=dict)
    wordless: bool = False
    fixed: bool = False
    drawings: frozenset[UUID] = frozenset()


Look = Callable[[WebSnapshot, Showing], tuple[WebSnapshot, Showing]]
"""A way of looking, such as a lens or an earlier day: takes what would be shown and returns what is shown instead."""
