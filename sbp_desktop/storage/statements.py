"""What the store's code needs of its connection: statements straight to the driver (docs/decisions/0003)."""

from collections.abc import Iterator, Sequence, Sized
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Cursor(Protocol):
    """Rows come as plain tuples."""

    lastrowid: int

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row, None at the end."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows that are left."""

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """Row by row."""


class Connection(Protocol):
    """The driver's connection inside a transaction that `Vault.reading` or `Vault.writing` has begun."""

    def execute(self, statement: str, parameters: Sequence[Any] = (), /) -> Cursor:
        """Run one statement."""

    def executemany(self, statement: str, parameters: Sequence[Sequence[Any]], /) -> Cursor:
        """Run one statement for many rows."""


AT_ONCE = 250
"""Values asked for in one statement."""


def marks(values: Sized) -> str:
    """As many question marks as there are values."""
    return ", ".join("?" * len(values))


def rows_of_marks(rows: Sequence[Sized]) -> str:
    """Question marks for rows of one width: "(?, ?), (?, ?)"."""
    return ", ".join([f"({marks(rows[0])})"] * len(rows))


def in_parts(values: Sequence[T], size: int = AT_ONCE) -> Iterator[Sequence[T]]:
    """The values in parts that one statement can take."""
    return (values[first : first + size] for first in range(0, len(values), size))


def scalar(cursor: Cursor) -> Any:
    """The first value of the first row, None when there is no row."""
    row = cursor.fetchone()
    return row[0] if row is not None else None
