"""Rows as text in columns, for the council's command line."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sbp_desktop.sync.council_server.caseload_file import HOME


def when(at: int) -> str:
    """An instant (ms UTC) as people write it; 0 as a dash."""
    return f"{datetime.fromtimestamp(at / 1000, HOME):%Y-%m-%d %H:%M}" if at else "-"


def show(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under their heads."""
    lines = [tuple(head), *(tuple(str(cell) for cell in row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
