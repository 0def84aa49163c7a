"""Copying what is somebody’s: kept out of clipboard histories, and gone after half a minute or at a lock.

What is copied in a text box by Ctrl+C or by drag is put there by Qt itself; it is put again at once, in our way. Marked
words are not offered to the middle mouse button (X11's second clipboard): every program may read that unasked.
"""

from collections.abc import Mapping

from PySide6.QtCore import QByteArray, QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

FORGETS_AFTER_MS = 30_000
HINT = "x-kde-passwordManagerHint"
_NO = bytes(4)
# What keeps it from Windows' history and cloud, and from KDE's; other systems have no such sign (security.md S8).
_KEPT_OUT: Mapping[str, bytes] = {
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': _NO,
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': _NO,
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': _NO,
    HINT: b"secret",
}


class Clipboard(QObject):
    """Puts one text there and takes it away again, unless something else has been copied since. One for the app."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._put = ""
        self.timer = QTimer(self, singleShot=True, interval=FORGETS_AFTER_MS)
        self.timer.timeout.connect(self.forget)
        board = QGuiApplication.clipboard()
        board.dataChanged.connect(self._copied)
        board.selectionChanged.connect(self._marked)

    def put(self, text: str) -> None:
        """Copy a text, for half a minute."""
        data = QMimeData()
        data.setText(text)
        for name, value in _KEPT_OUT.items():
            data.setData(name, QByteArray(value))
        QGuiApplication.clipboard().setMimeData(data, QClipboard.Mode.Clipboard)
        self._put = text
        self.timer.start()

    def forget(self) -> None:
        """Take away what was put there."""
        self.timer.stop()
        board = QGuiApplication.clipboard()
        if self._put and board.text() == self._put:
            board.clear()
        self._put = ""

    def ours(self) -> bool:
        """Whether what is there was copied out of this app."""
        return QGuiApplication.clipboard().ownsClipboard()

    def _copied(self) -> None:
        if not self.ours():
            return  # another program's, and theirs to keep
        data = QGuiApplication.clipboard().mimeData()  # none while it changes hands, whatever the stub says
        if data is not None and data.hasText() and not data.hasFormat(HINT):  # type: ignore[redundant-expr]
            self.put(data.text())

    def _marked(self) -> None:
        board = QGuiApplication.clipboard()
        if board.ownsSelection():
            board.clear(QClipboard.Mode.Selection)
