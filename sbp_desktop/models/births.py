"""Which stream a thing lives in where it was made in several: one rule for laptop and council (docs/decisions/0014)."""

from collections.abc import Callable, Iterable

from sbp_desktop.models import derived
from sbp_desktop.models.ops import Op

Home = tuple[bytes, int]
"""Person and lane."""


def home(made: Iterable[Op], received: Callable[[Op], int | None]) -> Home | None:
    """The stream of a thing that all these ops make: its person's where it is one or its id follows from theirs; else
    where the council had it first, for nobody can name what they have not read. No clock of a writer decides, except
    where no council did.

    `received`: when (ms) the council had an op, None where it has not.
    """

    def comes(op: Op) -> tuple[bool, bool, int, int, bytes, int]:
        at = received(op)
        return not derived.belongs(op.ent, op.person), at is None, at or 0, op.hlc, op.person, op.lane

    born = list(made)
    first = min(born, key=comes) if len(born) > 1 else next(iter(born), None)
    return (first.person, first.lane) if first is not None else None


def elder(op: Op) -> tuple[int, str]:
    """What births in one stream are ordered by: of the same file loaded on two laptops, the earlier counts."""
    return op.hlc, op.field
