"""Writes the data catalogue for people to read: Markdown, or CSV for a council's own register."""

import csv
import io
from pathlib import Path
from typing import Final

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models import catalogue

COLUMNS: Final = ("thing", "field", "kind", "class of data", "seen by", "kept", "when they ask", "in logs")

_HEAD: Final = """\
# Data catalogue

Every field that is kept about anybody, made from `models/schema.py` and `models/catalogue.py` by
`sbp-desktop data-catalogue --out docs/data-catalogue.md`. A field without a class fails the build.

- *seen by*: unless somebody decides otherwise. What is kept apart is the worker's alone.
- *when they ask*: what happens to it when a person asks to see what is kept about them (UK GDPR Article 15).
- *kept*: the number of years is the council's to set.
- *in logs*: whether a log or an error may carry it.
"""

_COLUMNS: Final = (
    "| field | kind | class of data | seen by | when they ask | in logs |",
    "|---|---|---|---|---|---|",
)


def write(path: Path) -> None:
    """Write the catalogue, as the ending of the file's name says: .md or .csv. Raises RuleRefused, OSError."""
    forms = {".md": as_markdown, ".csv": as_csv}
    if path.suffix.lower() not in forms:
        raise RuleRefused(f"{path}: give the file a name that ends in .md or .csv.")
    path.write_text(forms[path.suffix.lower()](), "utf-8")


def as_markdown() -> str:
    """The catalogue as a document: a table per thing, then what the store keeps besides."""
    lines, thing = [_HEAD], ""
    for said in catalogue.everything():
        if said.entity != thing:
            thing = said.entity
            lines += [f"\n## {thing}\n", f"Kept as {said.kept}.\n", *_COLUMNS]
        lines.append(
            f"| {said.field} | {said.kind} | {said.data_class} | {said.audience} | {said.access} | {said.logged} |"
        )
    lines += ["\n## What the store keeps besides\n", "| table | what it is, and when it goes |", "|---|---|"]
    lines += [f"| {table} | {words} |" for table, words in catalogue.BOOKKEEPING.items()]
    return "\n".join(lines) + "\n"


def as_csv() -> str:
    """The catalogue as one table."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    for said in catalogue.everything():
        table.writerow(
            (said.entity, said.field, said.kind, said.data_class, said.audience, said.kept, said.access, said.logged)
        )
    return out.getvalue()
