"""Makes the project's own `.venv` and installs what it stands on; shared by run.py and test.py, standard library only.

Written so that an old Python can still read it, and say in one sentence that it is too old.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import dictionary

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)
STAMP = "sbp-setup.json"

# Debian's package for each library Qt loads that its wheel does not carry; `SCREEN` only for a real window.
OFFSCREEN = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
}
SCREEN = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}

# What pip says, and what a person can do about it. The first that fits is told.
PIP_TROUBLE = (
    ("No space left on device", "There is no room left on this disk for the libraries (about 600 MB)."),
    ("DO NOT MATCH THE HASHES", "A downloaded library is not the one that was checked, so nothing was installed."),
    ("NewConnectionError", "The libraries could not be downloaded: is there a network connection?"),
    ("Temporary failure in name resolution", "The libraries could not be downloaded: is there a network connection?"),
    ("timed out", "The libraries could not be downloaded: the connection is too slow or was cut."),
    ("No matching distribution found", "A library is not offered for this computer or this version of Python."),
)


class SetupFailed(Exception):
    """Set-up cannot go on; its text is one sentence a person can act on."""


class Machine:
    """What set-up asks of the computer it runs on; tests hand in a pretend one."""

    windows = os.name == "nt"
    linux = sys.platform.startswith("linux")
    version = tuple(sys.version_info[:3])

    def has_screen(self) -> bool:
        """Whether a window could be shown."""
        return not self.linux or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))

    def is_root(self) -> bool:
        """Whether we may install system packages ourselves."""
        return not self.windows and os.geteuid() == 0

    def has_command(self, name: str) -> bool:
        """Whether a command is on the path."""
        return shutil.which(name) is not None

    def has_module(self, name: str) -> bool:
        """Whether this Python has a module, also one installed since it started."""
        importlib.invalidate_caches()
        return importlib.util.find_spec(name) is not None

    def can_load(self, soname: str) -> bool:
        """Whether the system's loader finds a shared library."""
        try:
            ctypes.CDLL(soname)
        except OSError:
            return False
        return True

    def run(self, command: list[str]) -> tuple[int, str]:
        """Run a command to its end; return (exit code, everything it printed)."""
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        return done.returncode, done.stdout.decode("utf-8", "replace")

    def fetch(self, address: str) -> bytes:
        """Return what stands at an https address; raise OSError when it cannot be had."""
        # One fixed https address.
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310  # nosec B310
            held: bytes = answer.read()
        return held

    def watch(self, command: list[str]) -> int:
        """Run a command in the checkout with its words shown as they come; return its exit code."""
        return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode

    def hand_over(self, command: list[str]) -> int:
        """Become the command where the system can; otherwise wait for it and return its exit code."""
        if not self.windows:
            sys.stdout.flush()
            os.execv(command[0], command)  # noqa: S606  (a full path, no shell)
        return subprocess.run(command, check=False).returncode


def require_python(version: tuple[int, ...]) -> None:
    """Raise SetupFailed when this Python is older than the app can use."""
    if version[:2] < OLDEST_PYTHON:
        ours, theirs = ".".join(map(str, OLDEST_PYTHON)), ".".join(map(str, version))
        raise SetupFailed(f"sbp_desktop needs Python {ours} or newer, and this is Python {theirs}.")


def venv_python(venv: Path, windows: bool) -> Path:
    """Return where the Python of a virtual environment is."""
    return venv / "Scripts" / "python.exe" if windows else venv / "bin" / "python"


def apt_install(machine: Machine, packages: list[str], missing: str) -> None:
    """Install Debian packages as root or by sudo without a password, or raise SetupFailed with the exact command."""
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not machine.has_command("apt-get"):
        raise SetupFailed(f"This computer lacks {missing}: please install that, then try again.")
    as_root = []
    if not machine.is_root():
        if not machine.has_command("sudo") or machine.run(["sudo", "-n", "true"])[0] != 0:
            raise SetupFailed(f"This computer lacks {missing}: please run `sudo {shlex.join(install)}` and try again.")
        as_root = ["sudo", "-n"]
    print(f"Installing {' '.join(packages)} ...")
    code, said = machine.run([*as_root, *install])
    if code != 0:  # a fresh machine has no package lists yet
        machine.run([*as_root, "apt-get", "update"])
        code, said = machine.run([*as_root, *install])
    if code != 0:
        last = (said.strip().splitlines() or ["it said nothing"])[-1]
        raise SetupFailed(f"apt-get could not install {' '.join(packages)}: {last}")


def ensure_venv_module(machine: Machine) -> None:
    """See to it that this Python can make a virtual environment with pip in it (Debian ships that apart)."""
    wanted = ("venv", "ensurepip")
    if all(map(machine.has_module, wanted)):
        return
    if machine.linux:
        apt_install(machine, ["python3-venv"], "Python's venv module")
    if not all(map(machine.has_module, wanted)):
        raise SetupFailed(f"{sys.executable} cannot make a virtual environment: please use the system's own python3.")


def ensure_system_libraries(machine: Machine, screen: bool) -> None:
    """Install the shared libraries Qt needs and the system lacks (Linux only; elsewhere the wheels carry them)."""
    if not machine.linux:
        return
    wanted = {**OFFSCREEN, **(SCREEN if screen else {})}
    missing = {soname: package for soname, package in wanted.items() if not machine.can_load(soname)}
    if missing:
        apt_install(machine, list(missing.values()), ", ".join(missing))


def fingerprint(machine: Machine, root: Path, lock: str) -> dict[str, str]:
    """Return what a finished set-up depends on: which Python, which folder, which locked libraries."""
    locked = hashlib.sha256((root / "packaging" / lock).read_bytes()).hexdigest()
    return {"python": f"{sys.executable} {machine.version}", "root": str(root), lock: locked}


def read_stamp(venv: Path) -> dict[str, str]:
    """Return what the last finished set-up of a virtual environment noted; empty when there is none."""
    try:
        noted = json.loads((venv / STAMP).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def is_fresh(machine: Machine, root: Path, venv: Path, lock: str) -> bool:
    """Whether `.venv` already holds exactly the locked libraries."""
    wanted = fingerprint(machine, root, lock)
    return venv_python(venv, machine.windows).exists() and wanted.items() <= read_stamp(venv).items()


def make_venv(machine: Machine, root: Path, venv: Path, lock: str) -> None:
    """Make `.venv`, anew when another Python or another folder made the one that is there."""
    wanted, noted = fingerprint(machine, root, lock), read_stamp(venv)
    same = all(noted.get(key) == wanted[key] for key in ("python", "root"))
    if same and venv_python(venv, machine.windows).exists():
        return
    print("Making .venv ...")
    code, said = machine.run([sys.executable, "-m", "venv", "--clear", str(venv)])
    if code != 0:
        raise SetupFailed(f"The virtual environment could not be made: {(said.strip().splitlines() or ['?'])[-1]}")


def install_libraries(machine: Machine, root: Path, venv: Path, lock: str) -> None:
    """Install the locked libraries, each checked by its hash and compiled; raise SetupFailed in one sentence."""
    print("Installing the libraries, which takes about half a minute ...")
    pip = [str(venv_python(venv, machine.windows)), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    locked = ["--require-hashes", "--only-binary", ":all:", "--compile", "-r", str(root / "packaging" / lock)]
    code, said = machine.run([*pip, *locked])
    if code != 0:
        log = venv / "sbp-setup.log"
        log.write_text(said, "utf-8")
        reason = next((told for sign, told in PIP_TROUBLE if sign in said), "The libraries could not be installed.")
        raise SetupFailed(f"{reason} (pip's own words are in {log})")


def put_app_in(machine: Machine, root: Path, venv: Path) -> None:
    """Make `.venv` see this checkout and give it the `sbp-desktop` command; a plain path file costs no start time."""
    python = venv_python(venv, machine.windows)
    code, said = machine.run([str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"])
    if code != 0:
        raise SetupFailed(f"The Python in {venv} does not start: please delete that folder and try again.")
    (Path(said.strip()) / "sbp_desktop.pth").write_text(f"{root}\n", "utf-8")
    if machine.windows:
        (python.parent / "sbp-desktop.cmd").write_text(f'@"{python}" -m sbp_desktop %*\n', "utf-8")
    else:
        command = python.parent / "sbp-desktop"
        command.write_text(f'#!/bin/sh\nexec {shlex.quote(str(python))} -m sbp_desktop "$@"\n', "utf-8")
        command.chmod(0o755)


def compile_app(machine: Machine, root: Path, venv: Path) -> None:
    """Compile the app's own modules, so that a first start is as quick as the second."""
    machine.run([str(venv_python(venv, machine.windows)), "-m", "compileall", "-q", str(root / "sbp_desktop")])


def prepare(machine: Machine, lock: str, screen: bool, root: Path) -> Path:
    """Bring everything the app needs onto this computer and return the Python to start it with.

    Args:
        lock: the file of locked libraries in packaging/: "requirements.txt", or one of those that hold more.
        screen: whether a real window will be shown.
        root: the checkout.

    Raises:
        SetupFailed: with one sentence to print.
    """
    require_python(machine.version)
    venv = root / ".venv"
    ensure_system_libraries(machine, screen)
    if not is_fresh(machine, root, venv, lock):
        ensure_venv_module(machine)
        make_venv(machine, root, venv, lock)
        kept = read_stamp(venv)
        (venv / STAMP).unlink(missing_ok=True)  # a set-up cut short must not look finished
        install_libraries(machine, root, venv, lock)
        put_app_in(machine, root, venv)
        (venv / STAMP).write_text(json.dumps({**kept, **fingerprint(machine, root, lock)}, indent=1), "utf-8")
    dictionary.bring(machine, root)
    compile_app(machine, root, venv)
    return venv_python(venv, machine.windows)
