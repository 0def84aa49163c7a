"""R5 file by file: each file of a store at rest, one bit flipped at so many places, cut to so many lengths.

    assert every_file.places(home, seed=1, first=0, count=20) == []

Of each file `count` places are tried, and a tenth as many lengths. What is altered is noticed before the store opens, in a
sentence beside which the way back is offered, or is harmless: all of the record is there and as it was. A photo is never
a wrong one: it is told lost, within five seconds of the opening. A copy that was altered is not gone back to.
"""

import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from unittest import mock
from uuid import UUID

from sbp_desktop.errors import AttachmentLost, ExpectedError
from sbp_desktop.services import mending, unlocking
from sbp_desktop.storage import backups, queries, seal
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui.unlock.putting_right import helps_against
from tests.reliability import damage, damaged
from tests.reliability import scripted_worker as worker
from tests.reliability.promise import Promise

CUTS = 10
"""To one length for so many flipped places."""
_IN_TIME_S = 5.0
_MENDED = 50
"""One in so many of what is refused is put right too; all kinds of damage are, in R6."""

Photos = dict[UUID, bytes]


class Seen(NamedTuple):
    """The whole record; every photo, b"" for one that is told lost; the copies that would be gone back to."""

    record: object
    photos: Photos
    copies: frozenset[str]


def places(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    """Try so many places of each file after the first so many; what is wrong."""
    wrong = list[str]()
    with damaged.ages(home, rounds=1) as made:
        store, draw = made[-1], random.Random(hash((seed, first)))
        whole = unlocking.unlock(damage.copied(store, home), worker.PASSPHRASE)
        expected, log = _seen(whole), damaged.written(whole)
        whole.close()
        for number, (name, data, what) in enumerate(_damages(store, draw, count)):
            copy = damage.copied(store, home)
            (copy / name).write_bytes(data)
            wrong += [f"{name} {what}: {fault}" for fault in _judged(copy, name, expected)]
            if number % _MENDED == 0 and not _put_right(copy) >= log:
                wrong.append(f"{name} {what}: not all of it came back")
    return wrong


def _damages(store: Path, draw: random.Random, count: int) -> Iterator[tuple[str, bytes, str]]:
    """(file, what is in it now, what was done) of so many places and a tenth as many lengths of each file."""
    for path in damage.files(store):
        name, data = path.relative_to(store).as_posix(), path.read_bytes()
        for _ in range(count):
            place, bit = draw.randrange(len(data)), 1 << draw.randrange(8)
            flipped = data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]
            yield name, flipped, f"byte {place} ^ {bit}"
        for _ in range(-(-count // CUTS)):
            length = draw.randrange(len(data))
            yield name, data[:length], f"cut to {length}"


def _judged(copy: Path, name: str, expected: Seen) -> Iterator[str]:
    began = time.monotonic()
    try:
        vault = unlocking.unlock(copy, worker.PASSPHRASE)
    except ExpectedError as error:
        if not helps_against(error):
            yield f"no way back is offered: {type(error).__name__}"
        return
    except Exception as error:  # noqa: BLE001 - any other error is exactly what we look for
        yield f"told as {type(error).__name__}"
        return
    try:
        found = _seen(vault)
    except Exception as error:  # noqa: BLE001 - here it is open, and some of it was on the screen
        yield f"open, and then {type(error).__name__}"
        return
    finally:
        vault.close()
    if found.record != expected.record:
        yield "another record, without a word"
    if any(found.photos[photo] not in (b"", data) for photo, data in expected.photos.items()):
        yield "another photo"
    if name.startswith("attachments/") and found.photos == expected.photos:
        yield "nobody missed a photo"
    if name.startswith("backups/") and name.split("/")[1] in found.copies:
        yield "it would be gone back to"
    if time.monotonic() - began > _IN_TIME_S:
        yield "noticed too late"


def _seen(vault: Vault) -> Seen:
    copies = backups.copies(vault.folder, vault.root)
    whole = frozenset(each.folder.name for each in copies if backups.is_whole(each, vault.root))
    return Seen(worker.all_of(vault), _photos(vault), whole)


def _photos(vault: Vault) -> Photos:
    found: Photos = {}
    for row in queries.people(vault, limit=10_000):
        for node in queries.web(vault, row.id).nodes:
            if node.photo is not None:
                try:
                    found[node.photo] = queries.picture(vault, node.photo)
                except AttachmentLost:
                    found[node.photo] = b""
    return found


def _put_right(copy: Path) -> set[tuple[object, ...]]:
    """What is in the log once the store opens again."""
    try:
        vault = unlocking.unlock(copy, worker.PASSPHRASE)
    except ExpectedError:
        vault, _ = mending.unlock(copy, worker.PASSPHRASE)
    try:
        return damaged.written(vault)
    finally:
        vault.close()


def only_lengths(home: Path) -> str:
    """The planted fault: a file counts as the sealed one where it is as long."""

    def lengths(folder: Path) -> seal.Measured:
        return {name: (size, bytes(32)) for name, (size, _) in measure(folder).items()}

    measure = seal.measure
    with mock.patch.object(seal, "measure", lengths):
        return "files known by their length alone" if places(home, 5, 0, 1) else ""


PROMISES = (
    Promise(
        "R5-files", "Each file at rest, altered anywhere or cut to any length: noticed in time, never wrong, a way back",
        "places of each file, and a tenth as many lengths", 20, 20, places, only_lengths,
    ),
)  # fmt: skip
