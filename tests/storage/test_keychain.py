"""The keychains of Linux and Windows as they are asked: GNOME's own on a bus of its own, Windows' by its calls."""

import ctypes
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from sbp_desktop.storage import keychain
from sbp_desktop.storage.keychain import CredentialLocker
from sbp_desktop.storage.keychain_kinds import Keychain, KeychainFault

if sys.platform == "linux":
    from sbp_desktop.storage import secret_service
    from sbp_desktop.storage.secret_service import SecretService

linux = pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")
SECRET = bytes(range(256))[-32:]
ASKED = """
from sbp_desktop.storage.secret_service import SecretService
from secretstorage import dbus_init, get_all_collections
secret = bytes(range(256))[-32:]
ours = SecretService()
assert ours.get("a") is None
ours.put("a", b"before")
ours.put("a", secret)
ours.put("b", b"another store")
assert ours.get("a") == secret
for collection in get_all_collections(dbus_init()):
    for item in collection.get_all_items():
        print(collection.collection_path, item.get_label())
ours.forget("a")
ours.forget("a")
assert ours.get("a") is None
assert ours.get("b") == b"another store"
print("asked")
"""


@linux
def test_gnomes_own_keyring_keeps_it_in_memory_alone(tmp_path: Path) -> None:
    for needed in ("dbus-run-session", "gnome-keyring-daemon"):
        if shutil.which(needed) is None:
            pytest.skip(f"{needed} is not installed")
    (tmp_path / "run").mkdir(mode=0o700)
    ask = tmp_path / "ask.py"
    ask.write_text(ASKED)
    session = (
        "gnome-keyring-daemon --foreground --components=secrets </dev/null >/dev/null 2>&1 & kept=$!; "
        "for _ in $(seq 100); do dbus-send --session --dest=org.freedesktop.DBus --print-reply / "
        "org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | grep -q true && break; sleep 0.05; done; "
        f"{sys.executable} {ask}; ended=$?; kill $kept; exit $ended"
    )
    surroundings = {**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path / "run")}
    surroundings |= {"XDG_DATA_HOME": str(tmp_path / "data"), "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", session], env=surroundings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    *seen, last = done.stdout.splitlines()
    assert last == "asked"
    assert seen == ["/org/freedesktop/secrets/collection/session Support web"] * 2
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not any(SECRET in path.read_bytes() for path in files)


class DeafBus:
    """A session's bus that takes every word and says nothing, or nothing after the greeting."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "bus"
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(self.path))
        self._socket.listen()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        try:
            taken, _ = self._socket.accept()
        except OSError:
            return
        with taken:
            while words := taken.recv(4096):
                if words.lstrip(b"\0").startswith(b"AUTH"):
                    taken.sendall(b"OK 1234deadbeef\r\n")

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


@linux
def test_a_keychain_that_says_nothing_holds_nobody_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret_service, "PATIENCE_S", 0.2)
    bus = DeafBus(tmp_path)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={bus.path}")
    began = time.monotonic()
    try:
        with pytest.raises(KeychainFault):
            SecretService().get("a")
    finally:
        bus.close()
    assert time.monotonic() - began < 2


@linux
def test_without_a_session_there_is_no_keychain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    for ask in (lambda: SecretService().get("a"), lambda: SecretService().put("a", b"x")):
        with pytest.raises(KeychainFault):
            ask()


class Locker:
    """What advapi32 does of it, for one session."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[bytes, int, int]] = {}
        self.error, self.freed, self.out_of_order = 0, 0, False
        self._held: list[Any] = []

    def CredWriteW(self, given: Any, flags: int) -> int:
        credential = given._obj
        blob = ctypes.string_at(credential.CredentialBlob, credential.CredentialBlobSize)
        if not self.out_of_order:
            self.kept[credential.TargetName] = (blob, credential.Type, credential.Persist)
        return int(not self.out_of_order)

    def CredReadW(self, name: str, kind: int, flags: int, found: Any) -> int:
        if self._missing(name):
            return 0
        blob = ctypes.create_string_buffer(self.kept[name][0], len(self.kept[name][0]))
        credential = keychain._Credential(CredentialBlob=ctypes.addressof(blob), CredentialBlobSize=len(blob))
        self._held += [blob, credential]
        found._obj.contents = credential
        return 1

    def CredDeleteW(self, name: str, kind: int, flags: int) -> int:
        if self._missing(name):
            return 0
        del self.kept[name]
        return 1

    def CredFree(self, found: Any) -> None:
        self.freed += 1

    def _missing(self, name: str) -> bool:
        self.error = 1312 if self.out_of_order else 1168  # no such logon session; not found
        return self.out_of_order or name not in self.kept


def test_windows_keeps_it_until_its_user_signs_out_and_nowhere_else() -> None:
    system = Locker()
    ours: Keychain = CredentialLocker(system, lambda: system.error)
    assert ours.get("a") is None
    ours.forget("a")
    ours.put("a", b"before")
    ours.put("a", SECRET)
    session, generic = 1, 1
    assert system.kept == {"sbp-desktop/a": (SECRET, generic, session)}
    assert ours.get("a") == SECRET
    assert system.freed == 1
    ours.forget("a")
    assert system.kept == {}
    system.out_of_order = True
    for ask in (lambda: ours.get("a"), lambda: ours.put("a", b"x"), lambda: ours.forget("a")):
        with pytest.raises(KeychainFault):
            ask()


def test_the_shape_of_a_credential_is_that_of_windows_on_64_bits() -> None:
    offsets = {name: getattr(keychain._Credential, name).offset for name, _ in keychain._Credential._fields_}
    assert ctypes.sizeof(keychain._Credential) == 80
    assert (offsets["TargetName"], offsets["CredentialBlobSize"], offsets["CredentialBlob"]) == (8, 32, 40)
    assert (offsets["Persist"], offsets["UserName"]) == (48, 72)
