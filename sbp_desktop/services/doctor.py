"""Looks whether all that is kept on this laptop is as it should be, puts right what can be, and says both in words.

For an open store: nothing here opens its main file by any other way (decisions.md D17).
"""

import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sbp_desktop.errors import AttachmentLost, ExpectedError
from sbp_desktop.storage import backups, encryption, file_places, key_slots, oplog, outbox_log, search_index, slot_file
from sbp_desktop.storage.attachments import Kept
from sbp_desktop.storage.statements import scalar
from sbp_desktop.storage.vault import Vault

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Finding(NamedTuple):
    """One thing that was looked at: its `name`, whether all is well now, and what was found and done, in a sentence."""

    name: str
    well: bool
    words: str


def examine(vault: Vault) -> list[Finding]:
    """Look at everything, put right what can be, and say so. What cannot be looked at is not well. Never raises."""
    checks: tuple[tuple[str, Callable[[Vault], Finding]], ...] = (
        ("file", _file), ("record", _record), ("search", _search), ("key files", _keys), ("photos", _photos),
        ("second copy of unsent work", _log), ("copies", _copies), ("permissions", _kept_from_others), ("disk", _disk),
    )  # fmt: skip
    return [_looked(vault, name, check) for name, check in checks]


def _looked(vault: Vault, name: str, check: Callable[[Vault], Finding]) -> Finding:
    try:
        return check(vault)
    except (ExpectedError, OSError, encryption.DriverError) as error:
        return Finding(name, False, f"This could not be looked at. {encryption.translate(error)}")


def _file(vault: Vault) -> Finding:
    with vault.engine.connect() as connection:
        pages = encryption.damaged_pages(connection)
        if not pages:
            encryption.must_be_in_order(connection)
    if pages:
        return Finding("file", False, f"{len(pages)} pages of the main file are damaged. Lock, and go back to a copy.")
    return Finding("file", True, "Every page of the main file proves itself.")


def _record(vault: Vault) -> Finding:
    with vault.reading() as conn:
        broken = sum(1 for _ in oplog.broken_links(conn))
        changes = scalar(conn.execute("SELECT count(*) FROM op"))
    if broken:
        return Finding("record", False, f"{broken} changes do not follow from those before. Go back to a copy.")
    return Finding("record", True, f"All {changes} changes follow from one another.")


def _search(vault: Vault) -> Finding:
    try:
        with vault.writing() as conn:
            conn.execute("INSERT INTO search_index(search_index, rank) VALUES('integrity-check', 1)")
    except ExpectedError:
        with vault.writing() as conn:
            search_index.make_anew(conn)
        return Finding("search", True, "Finding words was damaged and was made anew.")
    return Finding("search", True, "Finding words finds what is there.")


def _keys(vault: Vault) -> Finding:
    bad = [name for name in key_slots.NAMES if not _is_slot_file(vault.folder / name)]
    if bad:
        words = (
            "One of the two key files is damaged. The other opens everything; change your passphrase to make both new."
        )
        return Finding("key files", False, words)
    return Finding("key files", True, "Both key files are whole.")


def _is_slot_file(path: Path) -> bool:
    with suppress(OSError):
        return isinstance(slot_file.parse(path.read_bytes()), slot_file.SlotFile)
    return False


def _photos(vault: Vault) -> Finding:
    with vault.reading() as conn:
        said = list(file_places.said(conn))
    here = [kept for kept in said if vault.attachments.has(kept.key)]
    lost = sum(1 for kept in here if not _reads(vault, kept))
    if lost:
        return Finding("photos", False, f"{lost} of {len(here)} photos cannot be read. Everything else is untouched.")
    words = f"All {len(here)} photos on this laptop can be read." if here else "There are no photos on this laptop."
    return Finding("photos", True, words)


def _reads(vault: Vault, kept: Kept) -> bool:
    try:
        vault.attachments.measured(kept)
    except AttachmentLost:
        return False
    return True


def _log(vault: Vault) -> Finding:
    name = "second copy of unsent work"
    found, place = vault.outbox_log.found(), vault.outbox_log.place
    if found.whole and place == found.place:
        return Finding(name, True, "What is not with the council yet is kept twice.")
    outbox_log.trim(vault, 0, at_once=True)
    return Finding(name, True, "The second copy of what is not with the council yet was damaged. It was made anew.")


def _copies(vault: Vault) -> Finding:
    found = backups.copies(vault.folder, vault.root)
    whole = sum(1 for copy in found if backups.is_whole(copy, vault.root))
    if whole and whole == len(found):
        words = f"{whole} copies to go back to, all whole." if whole > 1 else "One copy to go back to, and it is whole."
        return Finding("copies", True, words)
    made = backups.anew(vault)
    if made is None:
        return Finding(
            "copies", bool(whole), f"{whole} of {len(found)} copies are whole; no new one could be made now."
        )
    said = "There was no copy to go back to; one was made." if not found else "A copy was damaged; a new one was made."
    return Finding("copies", True, said)


def _kept_from_others(vault: Vault) -> Finding:
    if sys.platform == "win32":
        return Finding("permissions", True, "Who may read the folder is as Windows has it for your own files.")
    open_to_others = [path for path in _everything(vault.folder) if path.stat().st_mode & _OTHERS]
    for path in open_to_others:
        path.chmod(path.stat().st_mode & ~_OTHERS)
    if open_to_others:
        words = f"Other people on this laptop could read {len(open_to_others)} of these files. Now only you can."
        return Finding("permissions", True, words)
    return Finding("permissions", True, "Only you can read these files on this laptop.")


def _everything(folder: Path) -> Iterator[Path]:
    yield folder
    yield from folder.rglob("*")


def _disk(vault: Vault) -> Finding:
    vault.ballast.look()
    if vault.ballast.held:
        return Finding("disk", True, "There is room on the disk. Some is kept for a day when there is none.")
    return Finding("disk", False, "The disk is almost full. Make some room on it soon.")
