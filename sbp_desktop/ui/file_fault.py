"""A file that cannot be read, told by its name, line and field; the folders it lies in may name somebody."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication

from sbp_desktop.errors import ExpectedError, MalformedInput
from sbp_desktop.services.parts import WHOLE_FILE

translate = QCoreApplication.translate


def said(error: ExpectedError) -> str:
    """Return the one sentence for it; any other failure says its own."""
    if not isinstance(error, MalformedInput):
        return str(error)
    where = [Path(error.path).name]
    if error.line is not None:
        where.append(translate("File", "line {0}").format(error.line))
    if error.field != WHOLE_FILE:
        where.append(error.field)
    return translate("File", "{where}: {what}.").format(where=", ".join(where), what=error.sentence.rstrip("."))
