"""Killed in the middle of a sentence, the real page has all but the last two seconds of it when opened again."""

import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from sbp_desktop.services import unlocking
from sbp_desktop.storage import drafts, queries
from sbp_desktop.storage.key_slots import Kdf
from tests.fixtures import PASSPHRASE, WORKER
from tests.reliability.promise import Promise
from tests.reliability.typing_worker import SENTENCE

pytestmark = pytest.mark.timeout(1800)
ROOT = Path(__file__).resolve().parents[2]
AT_MOST_S = 2.0
ON_THE_WAY_S = 0.5  # a letter's own way through the page and to the disk


def test_at_most_two_seconds_of_typing_are_missing(vault_template: Path, tmp_path: Path, long_form: bool) -> None:
    chance = random.Random(44)
    missing = [one_kill(vault_template, tmp_path / str(kill), chance) for kill in range(40 if long_form else 4)]
    print(f"{len(missing)} kills while typing; seconds missing: median {sorted(missing)[len(missing) // 2]:.2f}, ")
    print(f"most {max(missing):.2f}")
    assert max(missing) <= AT_MOST_S + ON_THE_WAY_S


def one_kill(template: Path, folder: Path, chance: random.Random, *, plant: str = "") -> float:
    """Type for a while, kill, open again; returns how many seconds of typing are not there."""
    shutil.copytree(template, folder)
    command = [sys.executable, "-m", "tests.reliability.typing_worker", str(folder), plant]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert child.stdout is not None
    heard: list[tuple[float, int]] = []
    first = threading.Event()

    def listen() -> None:
        for line in child.stdout or ():
            when, typed = line.split()
            heard.append((float(when), int(typed)))
            first.set()

    listener = threading.Thread(target=listen)
    listener.start()
    try:
        assert first.wait(60), "the app did not get as far as typing"
        time.sleep(chance.uniform(1.0, 6.0) if not plant else 4.5)
    finally:
        child.kill()
        child.wait()
        listener.join()
        child.stdout.close()
    kept = letters_kept(folder)
    lost = [when for when, typed in heard if typed > kept]
    return heard[-1][0] - lost[0] if lost else 0.0


# ---- the promise


def sessions(home: Path, seed: int, first: int, count: int, plant: str = "") -> Sequence[str]:
    """Kill so many sessions of typing; those in which too much was missing."""
    template, wrong = home / "template", list[str]()
    unlocking.create(template, PASSPHRASE, WORKER, Kdf.for_tests()).close()
    for number in range(first, first + count):
        folder = home / f"session-{number}"
        missing = one_kill(template, folder, random.Random(hash((seed, number))), plant=plant)
        shutil.rmtree(folder)
        if missing > AT_MOST_S + ON_THE_WAY_S:
            wrong.append(f"session {number}: {missing:.2f} s of typing missing")
    return wrong


def only_in_pauses(home: Path) -> str:
    return "typing kept in pauses alone" if sessions(home, 1, 0, 2, plant="pauses") else ""


PROMISES = (
    Promise(
        "R3", "Nothing typed more than two seconds ago is lost", "sessions killed", 4, 20, sessions, only_in_pauses
    ),
)


def letters_kept(folder: Path) -> int:
    """How much of the endless sentence is in the store, as a draft or as a line."""
    vault = unlocking.unlock(folder, PASSPHRASE)
    try:
        texts = [draft.text for draft in drafts.pending(vault)]
        for row in queries.people(vault):
            texts += [line.text for talk in queries.conversations(vault, row.id) for line in talk.entries]
        text = max(texts, key=len, default="")
        assert (SENTENCE * (len(text) // len(SENTENCE) + 1)).startswith(text)
        return len(text)
    finally:
        vault.close()
