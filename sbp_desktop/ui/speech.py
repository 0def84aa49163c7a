"""Reading aloud by the system's own speech command, where there is one (decisions.md D29)."""

import shutil
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QProcess

_READ_WITH_WINDOWS = (
    "[Console]::InputEncoding = [Text.Encoding]::UTF8; Add-Type -AssemblyName System.Speech; "
    "(New-Object System.Speech.Synthesis.SpeechSynthesizer).Speak([Console]::In.ReadToEnd())"
)
# Each reads the words from its standard input: a command line can be seen by every other program.
_WINDOWS = (("powershell", ("-NoProfile", "-NonInteractive", "-Command", _READ_WITH_WINDOWS)),)
_MACOS = (("say", ("-f", "-")),)
_OTHERS = (("spd-say", ("--pipe-mode",)), ("espeak-ng", ("--stdin",)), ("espeak", ("--stdin",)))
_WAYS = {"win32": _WINDOWS, "darwin": _MACOS}

_PATIENCE_MS = 2000


class Speech(QObject):
    """Says one thing at a time. `find` gives the full path of a command, or None."""

    def __init__(self, parent: QObject | None = None, *, find: Callable[[str], str | None] = shutil.which) -> None:
        super().__init__(parent)
        self._way = next(
            ((path, options) for name, options in _WAYS.get(sys.platform, _OTHERS) if (path := find(name))), None
        )
        self._saying: QProcess | None = None

    @property
    def can(self) -> bool:
        """Whether this computer can read aloud."""
        return self._way is not None

    def say(self, words: str) -> None:
        """Read these words aloud in place of what was being read."""
        self.stop()
        if self._way is None or not words.strip():
            return
        command, options = self._way
        self._saying = QProcess(self)
        self._saying.setStandardOutputFile(QProcess.nullDevice())
        self._saying.setStandardErrorFile(QProcess.nullDevice())
        self._saying.start(command, list(options))
        self._saying.write(words.encode())
        self._saying.closeWriteChannel()

    def stop(self) -> None:
        """Be quiet."""
        saying, self._saying = self._saying, None
        if saying is not None:
            if saying.state() != QProcess.ProcessState.NotRunning:
                saying.kill()
                saying.waitForFinished(_PATIENCE_MS)
            saying.deleteLater()
