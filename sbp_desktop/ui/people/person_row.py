"""A person in a list to choose from: what stands in their row and what a screen reader says of it."""

from PySide6.QtCore import QCoreApplication

from sbp_desktop.models.snapshots import PersonRow
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.row_delegate import RowParts


def parts(row: PersonRow) -> RowParts:
    """Return name, neighbourhood and when they last talked with us."""
    name = QCoreApplication.translate("PersonRow", "No name yet") if row.nameless else row.name
    talked = when_and_where.last_talked(row.last_ms, when_and_where.today())
    return RowParts(name, row.neighbourhood, talked, face="" if row.nameless else row.name)


def spoken(row: PersonRow) -> str:
    """Return the row in words."""
    shown = parts(row)
    return ", ".join(filter(None, (shown.name, shown.line, shown.aside)))
