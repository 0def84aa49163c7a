"""The QApplication, dressed: typeface, colours, focus halo. Imports nothing that would delay the first paint."""

import sys

from PySide6.QtCore import Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from sbp_desktop import logs
from sbp_desktop.ui import fonts, garbage, theme
from sbp_desktop.ui.widgets.halo import HaloFollower

_OF_NO_INTEREST = frozenset({QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg})


def make(arguments: list[str] | None = None) -> QApplication:
    """Return the one application of this process, set up; the one that is there already if a test made it."""
    there = QApplication.instance()
    app = there if isinstance(there, QApplication) else QApplication(arguments or sys.argv[:1])
    if app.findChild(HaloFollower) is None:
        _dress(app)
    garbage.collect_here(app)
    return app


def hush() -> None:
    """Keep the words of Qt's own warnings to itself, since they may quote a path; that there was one is noted."""
    qInstallMessageHandler(_on_qts_word)


def _on_qts_word(kind: QtMsgType, _where: object, _words: str) -> None:
    if kind not in _OF_NO_INTEREST:
        logs.note(logs.What.QT, report=False)


def _dress(app: QApplication) -> None:
    # Only dialogs of our own drawing can be emptied by the cover.
    app.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    app.setApplicationName("sbp_desktop")
    app.setApplicationDisplayName("")  # Qt would add it to every window title
    app.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents)
    fonts.register()
    theme.follow_system(app)
    HaloFollower(app)
