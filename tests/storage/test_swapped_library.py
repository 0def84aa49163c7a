"""An encryption library that is not ours is refused in one sentence, before it has a key and before it writes a byte."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sbp_desktop.storage import encryption

# What stands in site-packages where the swapped wheel was installed over ours.
PLAIN_SQLITE = """
import sqlite3
from sqlite3 import *
class Connection(sqlite3.Connection):
    def set_key(self, key):
        print("was given the key")
def connect(*args, **kwargs):
    return sqlite3.connect(*args, factory=Connection, **kwargs)
"""
OLDER = """
import importlib.util
spec = importlib.util.spec_from_file_location("sqlcipher3.real", {real!r} + "/dbapi2.py")
driver = importlib.util.module_from_spec(spec)
spec.loader.exec_module(driver)
globals().update({{name: value for name, value in vars(driver).items() if not name.startswith("__")}})
sqlite_version = {sqlite!r} or driver.sqlite_version
class Connection(driver.Connection):
    def execute(self, sql, *rest):
        told = {answers!r}.get(sql)
        return super().execute(sql if told is None else "SELECT '" + told + "'", *rest)
    def set_key(self, key):
        if {answers!r}.get("PRAGMA cipher_version"):
            print("was given the key")
        return super().set_key(key)
def connect(*args, **kwargs):
    return driver.connect(*args, factory=Connection, **kwargs)
"""
OPEN = """
import os, sys
from pathlib import Path
from sbp_desktop.errors import VaultRefused
from sbp_desktop.storage import encryption
try:
    encryption.close_engine(encryption.open_engine(Path(sys.argv[1]), bytearray(os.urandom(32)), create=True))
    print("opened")
except VaultRefused as error:
    print(error)
"""
REAL = str(Path(sys.modules["sqlcipher3"].__file__ or "").parent)


def older(answers: dict[str, str], sqlite: str = "") -> str:
    return OLDER.format(real=REAL, answers=answers, sqlite=sqlite)


def opened_with(library: str, tmp_path: Path) -> tuple[str, bytes]:
    """What the app says, and the bytes it left, where this stands in place of the encryption library."""
    package = tmp_path / "site" / "sqlcipher3"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(f"__path__.append({REAL!r})", "utf-8")
    (package / "dbapi2.py").write_text(library, "utf-8")
    path = tmp_path / "vault"
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join([str(package.parent), *sys.path])}
    done = subprocess.run(
        [sys.executable, "-c", OPEN, str(path)], capture_output=True, text=True, env=surroundings, check=False
    )
    assert done.stderr == ""
    return done.stdout.strip(), path.read_bytes() if path.exists() else b""


@pytest.mark.parametrize(
    "library",
    [
        PLAIN_SQLITE,
        older({"PRAGMA cipher_version": "4.12.0 community"}),
        older({}, sqlite="3.51.1"),
        older({"PRAGMA cipher_provider": "libtomcrypt"}),
    ],
    ids=["no encryption at all", "an older SQLCipher", "an older SQLite", "another provider"],
)
def test_a_swapped_library_is_refused_and_leaves_nothing(library: str, tmp_path: Path) -> None:
    assert opened_with(library, tmp_path) == (encryption.WRONG_LIBRARY, b"")


def test_a_library_that_only_stands_elsewhere_is_not_refused(tmp_path: Path) -> None:
    """So what is refused above is refused for what it answers, and not for how it was planted."""
    said, left = opened_with(older({}), tmp_path)
    assert said == "opened"
    assert left[:16] != b"SQLite format 3\0"
