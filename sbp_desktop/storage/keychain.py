"""What this computer's own keychain keeps of ours until its user signs out: nothing of it is ever on a disk.

On Linux the "session" collection of the Secret Service (GNOME's keyring has one), on Windows the Credential Locker with
credentials that end with the session. Where there is no such place there is no keychain for us: a weaker one, such as a
file, is never taken instead (docs/decisions/0022).
"""

import ctypes
import importlib
import sys
from collections.abc import Callable
from typing import Any, Final

from sbp_desktop.storage.keychain_kinds import LABEL, Keychain, KeychainFault

_GENERIC: Final = 1  # CRED_TYPE_GENERIC
_UNTIL_SIGNED_OUT: Final = 1  # CRED_PERSIST_SESSION: neither on the disk nor on another computer
_NOT_FOUND: Final = 1168  # ERROR_NOT_FOUND


def of_this_computer() -> Keychain | None:
    """The keychain of this system, None where it has none we use. Whether it answers is seen when it is asked."""
    chain: Keychain | None = None
    if sys.platform == "linux":
        # Only where a code is set up: seventeen modules that hardly anybody needs.
        chain = importlib.import_module("sbp_desktop.storage.secret_service").SecretService()
    if sys.platform == "win32":
        chain = CredentialLocker(ctypes.WinDLL("advapi32", use_last_error=True))
    return chain


class _Credential(ctypes.Structure):
    """CREDENTIALW of wincred.h."""

    _fields_ = [
        ("Flags", ctypes.c_uint32), ("Type", ctypes.c_uint32), ("TargetName", ctypes.c_wchar_p),
        ("Comment", ctypes.c_wchar_p), ("LastWritten", ctypes.c_uint64), ("CredentialBlobSize", ctypes.c_uint32),
        ("CredentialBlob", ctypes.c_void_p), ("Persist", ctypes.c_uint32), ("AttributeCount", ctypes.c_uint32),
        ("Attributes", ctypes.c_void_p), ("TargetAlias", ctypes.c_wchar_p), ("UserName", ctypes.c_wchar_p),
    ]  # fmt: skip


def _last_error() -> int:
    return int(ctypes.get_last_error())  # type: ignore[attr-defined, unused-ignore] # on Windows


class CredentialLocker:
    """Windows' Credential Locker. `system` is advapi32; `last_error()` says why a call of it failed."""

    def __init__(self, system: Any, last_error: Callable[[], int] = _last_error) -> None:
        self._system, self._last_error = system, last_error

    def put(self, name: str, secret: bytes) -> None:
        """Keep a secret until its user signs out."""
        blob = (ctypes.c_ubyte * len(secret)).from_buffer_copy(secret)
        kept = _Credential(
            Type=_GENERIC, TargetName=_target(name), CredentialBlobSize=len(secret),
            CredentialBlob=ctypes.addressof(blob), Persist=_UNTIL_SIGNED_OUT, UserName=LABEL,
        )  # fmt: skip
        try:
            if not self._system.CredWriteW(ctypes.byref(kept), 0):
                raise KeychainFault
        finally:
            ctypes.memset(blob, 0, len(secret))

    def get(self, name: str) -> bytes | None:
        """Return what is kept by that name."""
        found = ctypes.POINTER(_Credential)()
        if not self._system.CredReadW(_target(name), _GENERIC, 0, ctypes.byref(found)):
            self._must_be_missing()
            return None
        try:
            return ctypes.string_at(found.contents.CredentialBlob, found.contents.CredentialBlobSize)
        finally:
            self._system.CredFree(found)

    def forget(self, name: str) -> None:
        """Keep nothing by that name."""
        if not self._system.CredDeleteW(_target(name), _GENERIC, 0):
            self._must_be_missing()

    def _must_be_missing(self) -> None:
        if self._last_error() != _NOT_FOUND:
            raise KeychainFault


def _target(name: str) -> str:
    return f"sbp-desktop/{name}"
