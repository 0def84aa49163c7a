"""Two laptops and a council on this machine: what is written on one is read on the other.

`python -m sbp_desktop.tour.two_laptops` opens both windows; with `--out DIR` it drives them by itself and leaves
pictures. All is made anew in a folder that goes at the end; the council runs in a process of its own.
"""

import argparse
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sbp_desktop import config
from sbp_desktop.errors import CouncilUnreachable, ExpectedError
from sbp_desktop.services import demo, importing, unlocking
from sbp_desktop.storage import queries
from sbp_desktop.storage.vault import Vault
from sbp_desktop.sync import once
from sbp_desktop.tour import children

_CODE = re.compile(r"  (.+): (\S+)\s*")
_LAST_WORDS = "What is known"
_STARTING_S, _EACH_S = 60, 180


class NotInStep(ExpectedError):
    """The two laptops could not be made, or what one wrote is not on the other."""


@dataclass(frozen=True, slots=True)
class Laptop:
    """Whose it is, where its store is, and how many changes went up from it and came to it when it was made."""

    worker: str
    folder: Path
    sent: int
    came: int


def main(arguments: Sequence[str]) -> int:
    """Start the council, make the two laptops, open or drive them; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, metavar="DIR", help="drive both by itself, and leave pictures there")
    asked = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="sbp-two-laptops-") as made:
            place = Path(made)
            place.chmod(0o711)  # PostgreSQL may run as another account, and must reach its folder
            with _council(place / "council") as (address, codes):
                laptops = [_make(place / f"laptop-{n}", address, who, codes[who], n) for n, who in enumerate(codes, 1)]
                if asked.out is None:
                    return _open(laptops)
                _drive(laptops, asked.out, place / "home")
    except ExpectedError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command of its own
        return 1
    return 0


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 - a command of its own


@contextmanager
def _council(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """A demo council that answers: its address, and a code for a laptop of each worker. Raises NotInStep."""
    _say("Starting the council ...")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "sbp_desktop.sync.council_server", "demo"]
    # On Windows only a group of its own can be told to stop, by Ctrl+Break.
    group = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    council = subprocess.Popen(  # noqa: S603 - this very program
        [*command, "--folder", str(folder), "--port", str(port)], stdout=subprocess.PIPE, text=True, creationflags=group
    )
    try:
        yield f"http://127.0.0.1:{port}", _codes(council)
    finally:
        council.send_signal(getattr(signal, "CTRL_BREAK_EVENT", signal.SIGTERM))
        council.wait()


def _codes(council: "subprocess.Popen[str]") -> dict[str, str]:
    codes: dict[str, str] = {}
    for line in council.stdout or ():
        if found := _CODE.fullmatch(line):
            codes[found[1]] = found[2]
        if line.startswith(_LAST_WORDS):
            return codes
    raise NotInStep("The demo council did not start; what it said stands above.")


def _make(folder: Path, address: str, worker: str, code: str, number: int) -> Laptop:
    """A laptop the council knows and has spoken with. The demo people are put on the first; the other gets them so."""
    _say(f"Making {worker}'s laptop ...")
    demo.claim(folder)
    vault = unlocking.create(folder, config.DEMO_PASSPHRASE, {"name": worker, "role": "social_worker"})
    try:
        if number == 1:
            importing.load_people(vault, config.resources("demo", "people.yaml"))
        _enrol(vault, address, code)
        ran = once.run(vault)
    finally:
        vault.close()
    if ran.problem is not None:
        raise ran.problem
    return Laptop(worker, folder, ran.sent, ran.came)


def _enrol(vault: Vault, address: str, code: str) -> None:
    """Make it known to the council, which may still be starting."""
    until = time.monotonic() + _STARTING_S
    while True:
        try:
            once.enrol(vault, address, code)
        except CouncilUnreachable:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


# ---- with windows


def _open(laptops: Sequence[Laptop]) -> int:
    """Open the app on both laptops and wait until both are closed."""
    names = " and ".join(laptop.worker for laptop in laptops)
    _say(
        f"Two windows open: the laptops of {names}. The passphrase stands on their first page. Write about somebody on "
        "one; within a minute, or after Send now in the Settings, it stands on the other. Closing both ends it all."
    )
    command = [sys.executable, "-m", "sbp_desktop", "--demo", "--vault"]
    windows = [subprocess.Popen([*command, str(laptop.folder)]) for laptop in laptops]  # noqa: S603 - this very program
    return max(window.wait() for window in windows)


# ---- by itself


def _drive(laptops: Sequence[Laptop], out: Path, home: Path) -> None:
    """Write on the first laptop, read it on the second, and say what travelled. Raises NotInStep."""
    first, second = laptops
    person, name = _somebody(first.folder)
    _say(f"Writing about {name} on {first.worker}'s laptop ...")
    wrote = _at(first, person, out / "1-writes", home, None)
    _say(f"Reading it on {second.worker}'s laptop ...")
    read = _at(second, person, out / "2-reads", home, wrote["made"])
    wrong = [check["name"] for answer in (wrote, read) for check in answer["checks"] if not check["ok"]]
    if wrong:
        raise NotInStep("\n".join(wrong))
    lines, labels = (wrote["made"][each] for each in ("lines", "labels"))
    said = (
        f"{first.sent} changes about the demo people went to the council from {first.worker}'s laptop, and "
        f"{second.came} came to {second.worker}'s.\n"
        f"Then {first.worker} wrote about {name}: “{' '.join(lines)}” and put {' and '.join(labels)} on the web.\n"
        f"{first.worker}'s laptop said: “{wrote['foot']}”.\n"
        f"Both stand on {second.worker}'s laptop, which said: “{read['foot']}”."
    )
    (out / "travelled.txt").write_text(f"{said}\n", "utf-8")
    _say(f"{said}\nThe pictures are in {out}")


def _somebody(folder: Path) -> tuple[UUID, str]:
    vault = unlocking.unlock(folder, config.DEMO_PASSPHRASE)
    try:
        found = queries.people(vault, limit=1)[0]
    finally:
        vault.close()
    return found.id, found.name


def _at(laptop: Laptop, person: UUID, out: Path, home: Path, expected: Mapping[str, Any] | None) -> dict[str, Any]:
    """Drive the real app on one laptop; returns what it answered. Raises NotInStep."""
    told = {
        "folder": str(laptop.folder), "passphrase": config.DEMO_PASSPHRASE, "person": str(person), "out": str(out),
        "expected": expected,
    }  # fmt: skip
    try:
        done = subprocess.run(
            [sys.executable, "-m", "sbp_desktop.tour.laptop"], input=json.dumps(told), stdout=subprocess.PIPE,
            text=True, encoding="utf-8", env=children.surroundings(home), timeout=_EACH_S, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NotInStep(f"{laptop.worker}'s laptop did not come to an end.") from None
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if len(answers) != 1:
        raise NotInStep(f"{laptop.worker}'s laptop fell over; what it said stands above.")
    answer: dict[str, Any] = answers[0]
    return answer


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    sys.exit(main(sys.argv[1:]))
