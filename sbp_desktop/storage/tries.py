"""Wrong passphrases in a row, kept beside the key slots: five are free, then a pause that grows. Nothing is ever wiped.

The count is written before a passphrase is judged, so that ending the app in between gains nothing. A pause is
measured by the time since the machine started, which no clock setting moves and which goes on while it sleeps. After a
restart of the machine only its clock is left: set back, the pause counts from now, so it never grows; set forward
across a restart, it is over too soon, and nothing here can tell. All this keeps a person at the keyboard from guessing;
what keeps whoever copied the files from it is the cost of each guess.
"""

import json
from pathlib import Path
from typing import Final, NamedTuple

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models.clock import Now, now
from sbp_desktop.storage import files

NAME: Final = "tries"
FREE: Final = 5
FIRST_PAUSE_S: Final = 30
LONGEST_PAUSE_S: Final = 60 * 60
_LONGEST: Final = 1000


class _Kept(NamedTuple):
    wrong: int
    at: Now


def pause_after(wrong: int) -> int:
    """Seconds to wait after this many wrong tries in a row."""
    if wrong < FREE:
        return 0
    return min(FIRST_PAUSE_S << min(wrong - FREE, 16), LONGEST_PAUSE_S)


def left_s(folder: Path, at: Now | None = None) -> int:
    """Seconds until the next try is taken; 0 where none need be waited for."""
    kept, at = _read(folder), at or now()
    pause = pause_after(kept.wrong)
    if not pause:
        return 0
    passed = _passed(kept.at, at)
    if passed < 0:
        _keep(folder, _Kept(kept.wrong, at))
        passed = 0.0
    return max(0, min(pause, round(pause - passed)))


def wrong(folder: Path) -> int:
    """How many in a row were wrong."""
    return _read(folder).wrong


def begin(folder: Path, at: Now | None = None) -> int:
    """Count one try that is about to be judged; returns how many had been wrong before it."""
    before = _read(folder).wrong
    _keep(folder, _Kept(before + 1, at or now()))
    return before


def take_back(folder: Path, before: int) -> None:
    """What was tried could not be judged, and counts for nothing."""
    if before == 0:
        right(folder)
    else:
        _keep(folder, _Kept(before, now()))


def right(folder: Path) -> None:
    """Begin again at five free tries."""
    try:
        (folder / NAME).unlink(missing_ok=True)
    except OSError:
        return  # a folder that cannot be written is told of by whoever opens it


def _passed(then: Now, at: Now) -> float:
    """Seconds between two moments; below 0 where the clock was set back meanwhile."""
    if then.start and then.start == at.start:
        return at.up_s - then.up_s
    return (at.wall_ms - then.wall_ms) / 1000


def _read(folder: Path) -> _Kept:
    """What is kept; nothing wrong so far where that cannot be read: a damaged note must keep nobody out."""
    try:
        with (folder / NAME).open("rb") as file:
            said = json.loads(file.read(_LONGEST))
        return _Kept(max(0, int(said["wrong"])), Now(int(said["wall_ms"]), float(said["up_s"]), str(said["start"])))
    except (OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return _Kept(0, Now(0, 0.0, ""))


def _keep(folder: Path, kept: _Kept) -> None:
    try:
        files.write_atomically(folder / NAME, json.dumps({"wrong": kept.wrong, **kept.at._asdict()}).encode())
    except ExpectedError:
        return  # a full disk must not keep the right passphrase out
