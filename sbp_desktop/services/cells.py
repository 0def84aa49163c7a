"""Values as cells of a table, and back: no spreadsheet runs them, and every one comes back as it was."""

import json
import re
from typing import Any

BETWEEN = "; "
"""Stands between the members of a set; none of them holds it."""

# A cell that begins like this is a formula to a spreadsheet; one already led by apostrophes must not lose its own.
_FORMULA = re.compile(r"'*\s*[=+\-@|%]")


def joined(value: Any) -> Any:
    """A value without anything nested: a set as its members in a row, anything deeper as JSON."""
    if isinstance(value, list) and all(isinstance(member, str) for member in value):
        return BETWEEN.join(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def written(value: Any) -> Any:
    """A value as one cell; text that looks like a formula is led by an apostrophe."""
    value = joined(value)
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def read(cell: str) -> str:
    """The text that was written, without the apostrophe it was led by."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
