"""Which stream a thing lives in where it was made in several: one rule for laptop and council (docs/decisions/0014)."""

from collections.abc import Callable, Iterable

from sbp_desktop.models.ops import Op

Home = tuple[bytes, int]
"""Person and lane."""


def home(made: Iterable[Op], received: Callable[[Op], int | None]) -> Home | None:
    """The stream of a thing that all these ops make: its own where it is a person; else where the council had it first,
    for nobody can name what they have not read. No clock of a writer decides, except where no council did.

    `received`: when (ms) the council had an op, None where it has not.
    """

    def comes(op: Op) -> tuple[bool, bool, int, int, bytes, int]:
        at = received(op)
        return op.ent != op.person, at is None, at or 0, op.hlc, op.person, op.lane

    first = min(made, key=comes, default=None)
    return (first.person, first.lane) if first is not None else None


def elder(op: Op) -> tuple[int, str]:
    """What births in one stream are ordered by: of the same file loaded on two laptops, the earlier counts."""
    return op.hlc, op.field
