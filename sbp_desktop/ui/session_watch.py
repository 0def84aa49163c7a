"""Hears from the system that the screen was locked or the laptop is about to sleep, as when its lid is closed.

On Linux logind says so over D-Bus; a "delay" inhibitor makes it wait with the sleep until this process has replaced
itself, for five seconds at most. On Windows each window is told once it has asked. Elsewhere the app's minutes hold.
"""

import ctypes
import importlib
import os
import platform
from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, Slot
from PySide6.QtWidgets import QWidget

LOGIND: Final = "org.freedesktop.login1"
PATH: Final = "/org/freedesktop/login1"
MANAGER: Final = "org.freedesktop.login1.Manager"
SESSION: Final = "org.freedesktop.login1.Session"

SUSPENDING: Final = (0x0218, 0x0004)  # WM_POWERBROADCAST, PBT_APMSUSPEND
_SESSION_CHANGE: Final = 0x02B1  # WM_WTSSESSION_CHANGE
LEFT: Final = frozenset(
    {(_SESSION_CHANGE, 0x7), (_SESSION_CHANGE, 0x2), (_SESSION_CHANGE, 0x4)}  # locked, another user, far desktop gone
)


def watch(lock: Callable[[], object], window: QWidget) -> "LogindWatch | WindowsWatch | None":
    """Call `lock()` from now on whenever the system says so; None where it has no way to. `stop` ends it."""
    system = platform.system()
    if system == "Windows":
        return WindowsWatch(lock, int(window.winId()))
    if system == "Linux":
        found = LogindWatch(importlib.import_module("PySide6.QtDBus"), lock, window)
        found.start(found.dbus.QDBusConnection.systemBus())
        return found
    return None


def session_path(session: str) -> str:
    """Logind's path for a session's id, "" for none: every letter but a plain one is written as its number."""
    if not session:
        return ""
    plain = "".join(
        letter if letter.isascii() and (letter.isalpha() or (at and letter.isdigit())) else f"_{ord(letter):02x}"
        for at, letter in enumerate(session)
    )
    return f"{PATH}/session/{plain}"


class LogindWatch(QObject):
    """`dbus` is the module QtDBus, loaded late: nothing before the first picture needs it."""

    def __init__(self, dbus: Any, lock: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.dbus, self._lock = dbus, lock
        self._bus: Any = None
        self._asked: Any = None
        self._held: Any = None

    def start(self, bus: Any, session: str | None = None) -> bool:
        """Listen on this bus; False where nobody is there. Without an id of our session, to all sessions."""
        if not bus.isConnected():
            return False
        self._bus = bus
        path = session_path(os.environ.get("XDG_SESSION_ID", "") if session is None else session)
        sleep = bus.connect(LOGIND, PATH, MANAGER, "PrepareForSleep", self, SLOT("sleeping(bool)"))
        locked = bus.connect(LOGIND, path, SESSION, "Lock", self, SLOT("locked()"))
        self._ask_for_time()
        return bool(sleep and locked)

    def stop(self) -> None:
        """Listen no more, and let the machine sleep."""
        self._lock = _nothing
        self._asked = self._held = None

    @Slot(bool)
    def sleeping(self, begins: bool) -> None:
        """The machine is about to sleep, or has just woken."""
        if begins:
            self._lock()
        elif self._bus is not None:
            self._ask_for_time()

    @Slot()
    def locked(self) -> None:
        """The screen of this session is locked."""
        self._lock()

    def _ask_for_time(self) -> None:
        said = self.dbus.QDBusMessage.createMethodCall(LOGIND, PATH, MANAGER, "Inhibit")
        said.setArguments(["sleep", "Support web", "Locking", "delay"])
        self._asked = self.dbus.QDBusPendingCallWatcher(self._bus.asyncCall(said, 2000))
        self._asked.finished.connect(self._hold)

    def _hold(self, answered: Any) -> None:
        """The answer holds an open file: while it is open, logind waits."""
        self._held, self._asked = answered.reply(), None


class WindowsWatch(QAbstractNativeEventFilter):
    """Asks Windows to tell the window of session changes, and listens to what it is told."""

    def __init__(self, lock: Callable[[], object], window: int, system: Any = None) -> None:
        super().__init__()
        self._lock, self._window = lock, window
        self._system: Any = system or ctypes.WinDLL("wtsapi32")  # type: ignore[attr-defined, unused-ignore] # on Windows
        self._system.WTSRegisterSessionNotification(window, 0)  # of this session alone
        application = QCoreApplication.instance()
        if application is not None:
            application.installNativeEventFilter(self)

    def stop(self) -> None:
        """Listen no more."""
        self._lock = _nothing
        self._system.WTSUnRegisterSessionNotification(self._window)
        application = QCoreApplication.instance()
        if application is not None:
            application.removeNativeEventFilter(self)

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> tuple[bool, int]:
        """See a message before Qt does; it goes on its way."""
        if bytes(kind.data() if isinstance(kind, QByteArray) else kind) == b"windows_generic_MSG":
            head = (ctypes.c_size_t * 3).from_address(int(message))  # window, number (32 bits), wParam
            self.heard(head[1] & 0xFFFF_FFFF, head[2])
        return False, 0

    def heard(self, number: int, parameter: int) -> None:
        """Lock where this message says that the worker has left the screen."""
        if (number, parameter) == SUSPENDING or (number, parameter) in LEFT:
            self._lock()


def _nothing() -> None:
    """Nobody listens any more."""
