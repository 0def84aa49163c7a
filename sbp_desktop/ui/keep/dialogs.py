"""The system's own windows for choosing a file or a printer; afterwards nothing remembers where, or what."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget
from shiboken6 import delete, isValid


def ask_where(parent: QWidget, heading: str, suffix: str, name: str = "") -> Path | None:
    """Ask where to save; `suffix` is "" for a folder. The name offered says nothing of anybody (security.md S9)."""
    name = name or f"copy-{secrets.token_hex(2).upper()}{suffix}"
    with _remembering_nothing():
        chosen, _ = QFileDialog.getSaveFileName(parent, heading, str(Path.home() / name))
    return Path(chosen) if chosen else None


def ask_which(parent: QWidget, heading: str, kinds: str) -> Path | None:
    """Ask for a file that is there; `kinds` as Qt has them: "Records and tables (*.json *.csv)"."""
    with _remembering_nothing():
        chosen, _ = QFileDialog.getOpenFileName(parent, heading, str(Path.home()), kinds)
    return Path(chosen) if chosen else None


def ask_printer(parent: QWidget) -> QPrinter | None:
    """Ask for a printer, set to the whole page; what stands in its queue says nothing of anybody."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName("Print")
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, parent)
    chosen = dialog.exec() == QDialog.DialogCode.Accepted
    if isValid(dialog):  # a lock may have taken it away with all the rest
        delete(dialog)  # now: a key that still comes for it would have it ask a printer that is gone
    return printer if chosen else None


@contextmanager
def _remembering_nothing() -> Iterator[None]:
    """Qt writes the folders last seen into a file of its own: from here on none, in Windows' registry not for long."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, os.devnull)
    yield
    QSettings(QSettings.Scope.UserScope, "QtProject").remove("FileDialog")
