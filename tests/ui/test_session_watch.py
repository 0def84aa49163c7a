"""The system locks or sleeps, and so does the app: over a bus of the test's own, and as Windows would tell it."""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6 import QtDBus
from PySide6.QtCore import QByteArray
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusUnixFileDescriptor, QDBusVirtualObject
from pytestqt.qtbot import QtBot

from sbp_desktop.ui import session_watch
from sbp_desktop.ui.session_watch import LOGIND, MANAGER, PATH, SESSION, LogindWatch, WindowsWatch, session_path

OURS = session_path("31")


class Logind(QDBusVirtualObject):
    """What logind does on a bus, as far as the app asks it. `waits()`: whether somebody holds its inhibitor."""

    def __init__(self, bus: QDBusConnection) -> None:
        super().__init__()
        self._bus, self._ends = bus, list[int]()
        self.asked: list[list[Any]] = []
        assert bus.registerService(LOGIND)
        assert bus.registerVirtualObject(PATH, self, QDBusConnection.VirtualObjectRegisterOption.SubPath)

    def introspect(self, _path: str) -> str:
        return ""

    def handleMessage(self, message: QDBusMessage, bus: QDBusConnection) -> bool:
        if message.member() != "Inhibit":
            return False
        self.asked.append(list(message.arguments()))
        ours, theirs = os.pipe()
        os.set_blocking(ours, False)
        self._ends.append(ours)
        bus.send(message.createReply([QDBusUnixFileDescriptor(theirs)]))
        os.close(theirs)
        return True

    def waits(self) -> bool:
        try:
            return os.read(self._ends[-1], 1) != b""
        except BlockingIOError:
            return True

    def say(self, path: str, interface: str, signal: str, *said: Any) -> None:
        message = QDBusMessage.createSignal(path, interface, signal)
        message.setArguments(list(said))
        self._bus.send(message)

    def close(self) -> None:
        for end in self._ends:
            os.close(end)


@pytest.fixture
def buses(qapp: object) -> Iterator[tuple[QDBusConnection, QDBusConnection]]:
    if shutil.which("dbus-daemon") is None:
        pytest.skip("there is no dbus-daemon here")
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert daemon.stdout is not None
    address = daemon.stdout.readline().strip()
    names = (f"app {daemon.pid}", f"logind {daemon.pid}")
    yield QDBusConnection.connectToBus(address, names[0]), QDBusConnection.connectToBus(address, names[1])
    for name in names:
        QDBusConnection.disconnectFromBus(name)
    daemon.terminate()
    daemon.wait(10)
    daemon.stdout.close()


def test_sleep_and_a_locked_screen_lock_the_app_and_the_sleep_waits_for_it(
    buses: tuple[QDBusConnection, QDBusConnection], qtbot: QtBot
) -> None:
    logind, locks = Logind(buses[1]), list[str]()
    watch = LogindWatch(QtDBus, lambda: locks.append("locked"))
    assert watch.start(buses[0], "31")
    qtbot.waitUntil(lambda: watch._held is not None)
    assert logind.asked == [["sleep", "Support web", "Locking", "delay"]]
    assert logind.waits()
    logind.say(PATH, MANAGER, "PrepareForSleep", True)
    qtbot.waitUntil(lambda: locks == ["locked"])
    logind.say(session_path("7"), SESSION, "Lock")  # somebody else's screen
    logind.say(OURS, SESSION, "Lock")
    qtbot.waitUntil(lambda: len(locks) == 2)
    logind.say(PATH, MANAGER, "PrepareForSleep", False)
    qtbot.waitUntil(lambda: len(logind.asked) == 2)  # awake again, it asks for time before the next sleep
    qtbot.waitUntil(lambda: watch._asked is None)
    assert len(locks) == 2
    watch.stop()
    qtbot.waitUntil(lambda: not logind.waits())
    logind.say(OURS, SESSION, "Lock")
    qtbot.wait(50)
    assert len(locks) == 2
    logind.close()


def test_without_a_bus_there_is_nothing_to_hear(qapp: object) -> None:
    class NoBus:
        def isConnected(self) -> bool:
            return False

    assert not LogindWatch(None, lambda: None).start(NoBus())


@pytest.mark.parametrize(
    ("session", "path"),
    [("", ""), ("31", f"{PATH}/session/_331"), ("c2", f"{PATH}/session/c2"), ("a-1", f"{PATH}/session/a_2d1")],
)
def test_a_session_has_logind_s_own_path(session: str, path: str) -> None:
    assert session_path(session) == path


class Windows:
    """What is asked of wtsapi32."""

    def __init__(self) -> None:
        self.told: list[tuple[str, int]] = []

    def WTSRegisterSessionNotification(self, window: int, which: int) -> None:
        self.told.append(("on", window))
        assert which == 0

    def WTSUnRegisterSessionNotification(self, window: int) -> None:
        self.told.append(("off", window))


def test_windows_messages_that_mean_the_worker_left_lock_the_app(qapp: object) -> None:
    system, locks = Windows(), list[str]()
    watch = WindowsWatch(lambda: locks.append("locked"), 77, system)

    def send(number: int, parameter: int) -> None:
        message = (ctypes.c_size_t * 6)(77, number, parameter, 0, 0, 0)
        assert watch.nativeEventFilter(QByteArray(b"windows_generic_MSG"), ctypes.addressof(message)) == (False, 0)

    leaving = [session_watch.SUSPENDING, *session_watch.LEFT]
    for number, parameter in leaving:
        send(number, parameter)
    assert len(locks) == len(leaving) == 4
    for number, parameter in ((0x02B1, 0x8), (0x0218, 0x12), (0x000F, 0x7), (0x02B1, 0x1)):  # back, awake, painting
        send(number, parameter)
    assert watch.nativeEventFilter(QByteArray(b"xcb_generic_event_t"), 0) == (False, 0)
    assert len(locks) == 4
    watch.stop()
    assert system.told == [("on", 77), ("off", 77)]
