"""What is proved in front of the real window (P1 to P5), in a process of its own: there is one Qt application in each.

    wrong = on_screen.run("P2", home, seed=1, first=0, count=50)

Run as `python -m tests.reliability.on_screen P2 HOME --seed S --first K --count N`, or with `--plant`: what is wrong, or
the name of the fault that was planted and seen, comes on standard output as JSON.
"""

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any
from unittest import mock
from uuid import UUID

from sbp_desktop.services import unlocking
from sbp_desktop.storage import ballast, queries
from sbp_desktop.storage.key_slots import Kdf
from sbp_desktop.ui import application
from sbp_desktop.ui.cover import Cover
from sbp_desktop.ui.main_window import MainWindow
from sbp_desktop.ui.together.together_page import TogetherPage
from sbp_desktop.ui.together.turning import Turning
from sbp_desktop.ui.web import web_view
from tests import conftest
from tests.fixtures import PASSPHRASE, WORKER
from tests.journeys.conftest import apps, unlock
from tests.journeys.hand import Hand, Waiting
from tests.properties.channels import CHANNELS
from tests.reliability import audiences, test_the_room
from tests.reliability.power_cut import ROOT
from tests.reliability.promise import Promise
from tests.reliability.test_shared_screen import AT_ONCE, COMINGS, PRINTS, Two

_FAR = 1_000_000
"""Between the seeds of one run and those of the next."""


def _template(home: Path) -> Path:
    folder = home / "template"
    unlocking.create(folder, PASSPHRASE, WORKER, Kdf.for_tests()).close()
    return folder


@contextmanager
def _in_the_room(home: Path) -> Iterator[tuple[Hand, UUID]]:
    """The app with one person in it who is being visited, and others."""
    with apps(Waiting()) as start:
        hand = start(_template(home))
        unlock(hand)
        yield hand, test_the_room.somebody_among_others(hand)


# ---- P1: the same whatever is hidden


def _pairs(home: Path, seeds: range) -> list[str]:
    """Walk through the shared screens of some people in two stores; four pairs each."""
    wrong, template = list[str](), _template(home)
    for first in range(seeds.start, seeds.stop, AT_ONCE):
        some = range(first, min(first + AT_ONCE, seeds.stop))
        folder = home / f"pairs-{first}"
        folder.mkdir()
        with apps(Waiting()) as start:
            wrong += _walked(Two(template, folder, start), some, folder)
        shutil.rmtree(folder)
    return wrong


def _walked(two: Two, seeds: range, folder: Path) -> Iterator[str]:
    for seed, stores in two.tell(seeds):
        told, name = two.told[seed], PRINTS[seed % len(PRINTS)]
        here, there = (CHANNELS[name](vault, told.person, told.audience, folder) for vault in stores)
        if here != there:
            yield f"{seed}: {name}"
    for seed, found in two.walk(COMINGS).items():
        yield from (f"{seed}: {one}" for one in found)


def _same(home: Path, first: int, count: int) -> list[str]:
    with mock.patch.object(web_view, "_SAME_RINGS", 0.0):
        return _pairs(home, range(first // (COMINGS + 1), -(-(first + count) // (COMINGS + 1))))


def _in_a_tooltip(home: Path) -> str:
    shown = TogetherPage._web_shown

    def leak(page: TogetherPage) -> None:
        shown(page)
        tell = lambda web: page.bell.setToolTip("private " * len(web.nodes))  # noqa: E731
        page._background.run(queries.web, page.person, then=tell)

    with mock.patch.object(TogetherPage, "_web_shown", leak):
        return "a private count in a tooltip" if _same(home, 0, 8) else ""


# ---- P2, P3, P4: in the room


def _covers(home: Path, first: int, count: int) -> list[str]:
    with _in_the_room(home) as (hand, eric):
        left = {seed: test_the_room.covered_in(hand, eric, seed)[1] for seed in range(first, first + count)}
    return [f"{seed}: {one}" for seed, found in left.items() for one in found]


def _lies_over_it(home: Path) -> str:
    careless = mock.patch.multiple(MainWindow, take_body=lambda *_: None, give_body_back=lambda *_: None)
    with careless, mock.patch.object(Cover, "_come_forward", lambda self, **_: self.page.show()):
        return "a cover that only lies over the page" if _covers(home, 0, 3) else ""


def _exits(home: Path, first: int, count: int) -> list[str]:
    with _in_the_room(home) as (hand, eric):
        hand.ask(test_the_room.agree_to_lock)
        return test_the_room.ways_out(hand, test_the_room.turn(hand, eric), range(first, first + count))


def _without_asking(home: Path) -> str:
    with mock.patch.object(Turning, "_turn_back", Turning._go_back):
        return "a way back without asking" if _exits(home, 0, 250) else ""


def _comes_up(home: Path, first: int, count: int) -> list[str]:
    with _in_the_room(home) as (hand, eric):
        return test_the_room.hostile_steps(hand, eric, range(first, first + count))


def _a_toast(home: Path) -> str:
    toast = lambda self, said: self._window.notices.tell_problem(said)  # noqa: E731
    with mock.patch.object(Turning, "tell_worker", toast):
        return "a toast on the shared screen" if _comes_up(home, 0, 200) else ""


PROOFS: dict[str, tuple[Callable[[Path, int, int], Sequence[str]], Callable[[Path], str]]] = {
    "P1": (_same, _in_a_tooltip), "P2": (_covers, _lies_over_it), "P3": (_exits, _without_asking),
    "P4": (_comes_up, _a_toast), "P5": (audiences.tables, audiences.everybody_is_named),
}  # fmt: skip


# ---- in a process of its own


def run(name: str, home: Path, *, seed: int = 0, first: int = 0, count: int = 0, plant: bool = False) -> Any:
    """Try `count` more after the first so many; everything that is wrong. With `plant`: the fault that was seen."""
    command = [sys.executable, "-m", "tests.reliability.on_screen", name, str(home), "--seed", str(seed)]
    command += ["--first", str(first), "--count", str(count)] + ["--plant"] * plant
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return json.loads(done.stdout.splitlines()[-1])


def _promise(name: str, words: str, unit: str, usual: int, part: int) -> Promise:
    return Promise(
        name, words, unit, usual, part,
        lambda home, seed, first, count: run(name, home, seed=seed, first=first, count=count),
        lambda home: str(run(name, home, plant=True)),
    )  # fmt: skip


PROMISES = (
    _promise("P1", "What is kept from the person changes nothing on the screen they share", "pairs of stores", 300, 100),
    _promise("P2", "One key hides everything, whatever is on the screen", "presses", 50, 50),
    _promise("P3", "Nothing but the worker's own unlock leads back from the shared screen", "sequences of events", 500, 500),
    _promise("P4", "Nothing pops up on the shared screen, whatever comes meanwhile", "words of the council", 200, 200),
    _promise(
        "P5", "Each audience gets its own and nothing else, by every way out",
        f"tables of 13 audiences and {len(audiences.WAYS_OUT)} ways out", 1, 10,
    ),
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=sorted(PROOFS))
    parser.add_argument("home", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--plant", action="store_true")
    asked = parser.parse_args()
    ballast.BYTES = 64 * 1024
    raised: list[str] = []

    def note(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        raised.append(f"{kind.__name__} in a slot")
        sys.__excepthook__(kind, error, trace)

    app = application.make(["tests"])
    app.setCursorFlashTime(0)  # a blinking cursor would make two equal pictures differ
    prove, plant = PROOFS[asked.name]
    sys.excepthook = note
    try:
        if asked.plant:
            said: Any = plant(asked.home)
        else:
            said = [*prove(asked.home, asked.seed * _FAR + asked.first, asked.count), *raised]
    finally:
        conftest.pytest_unconfigure()
    print(json.dumps(said))


if __name__ == "__main__":
    main()
