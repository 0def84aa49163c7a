"""Which files and sockets a program touches, by every call it makes to the system: all of them are named here, or wrong (S7).

Files that are only read are no side copy and are left out; those that are made, written, moved or taken away are not.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

_WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND|O_TMPFILE")
_OPENS = ("open", "openat", "openat2", "creat")
_MOVES = (
    "mkdir", "mkdirat", "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "unlink", "unlinkat",
    "rmdir", "mknod", "mknodat", "truncate",
)  # fmt: skip
_TALKS = ("connect", "bind", "sendto")
_PRINTERS = re.compile(r"htons\(631\).*\"(127\.0\.0\.1|::1)\"")
"""This computer's own print service, which is asked for its printers."""
_CALL = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)(?:<(.*?)>)?")
_PATH = re.compile(r'(?:AT_FDCWD<([^>]*)>|\d+<([^>]*)>|AT_FDCWD)?(?:, )?"((?:[^"\\]|\\.)*)"')
_NO_FILE = re.compile(r"/dev/(null|tty|ptmx|urandom|random)$|/proc/(self|\d+)/|(pipe|socket|anon_inode):|/memfd:")


@cache
def why_not() -> str | None:
    """What keeps this machine from looking at every call."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    with tempfile.TemporaryDirectory() as folder:
        tried = subprocess.run([*command(Path(folder) / "calls"), "true"], capture_output=True, check=False)
    return "strace may not look at anybody" if tried.returncode else None


def command(told: Path) -> list[str]:
    """What to put before a command line so that its calls are told into a file; the process keeps its number."""
    asked = ",".join((*_OPENS, *_MOVES, *_TALKS))
    return [
        "strace",
        "-D",
        "-f",
        "-y",
        "-qq",
        "-s",
        "4096",
        "--seccomp-bpf",
        "-e",
        f"trace=?{asked.replace(',', ',?')}",
        "-o",
        str(told),
    ]


def touched(told: Path) -> Iterator[str]:
    """Every path that was written, made, moved or taken away, and every way to another computer."""
    for line in _whole(told.read_text("utf-8", "replace").splitlines()):
        found = _CALL.match(line)
        if found is None:
            continue
        name, given, opened = found[1], found[2], found[4]
        if name in _TALKS:  # one that was refused has been on its way, too
            if "AF_INET" in given and not _PRINTERS.search(given):
                yield f"{name} {given}"
        elif found[3].startswith("-"):
            continue
        elif name in _OPENS:
            if name == "creat" or _WRITES.search(given):
                yield opened or given
        else:
            yield from (_joined(*groups) for groups in _PATH.findall(given))


def _whole(lines: Iterable[str]) -> Iterator[str]:
    """Calls that another thread's came between, put together again."""
    begun: dict[str, str] = {}
    for line in lines:
        pid, _, rest = line.partition(" ")
        if rest.endswith(" <unfinished ...>"):
            begun[pid] = rest.removesuffix(" <unfinished ...>").strip()
        elif (resumed := re.search(r"<\.\.\. \w+ resumed>", rest)) and pid in begun:
            yield f"{pid} {begun.pop(pid)}{rest[resumed.end() :]}"
        else:
            yield line


def _joined(cwd: str, folder: str, path: str) -> str:
    return str(Path(cwd or folder or "/") / path)


def astray(told: Path, allowed: Sequence[Path]) -> list[str]:
    """What was touched outside these files and folders."""
    seen = {path.removesuffix(" (deleted)") for path in touched(told)}
    return sorted(path for path in seen if not _NO_FILE.match(path) and not _within(path, allowed))


def _within(path: str, allowed: Sequence[Path]) -> bool:
    return any(Path(path).is_relative_to(one) for one in allowed)
