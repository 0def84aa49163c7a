"""SECURITY.md is true: its figures are the code's, and every test it names is there."""

import re

import tests.packaging.scripts  # noqa: F401 - so that the next line finds it
from sbp_desktop.models import five_words, quick_code, recovery
from sbp_desktop.services import locked_pdf, locking, marked_json, marked_yaml
from sbp_desktop.storage import attachments, encryption, lease, quick_slot, slot_file, tries
from sbp_desktop.ui import clipboard, idle_lock
from sbp_desktop.ui.web import photos
from tests.conftest import ROOT

import advisories  # isort: skip

PAGE = (ROOT / "SECURITY.md").read_text("utf-8")


def cost(memory_kib: int, passes: int, lanes: int) -> str:
    return f"{memory_kib // 1024} MiB, {passes}, {lanes}"


def version(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers))


def figures() -> dict[str, str]:
    """What the table must say, from the code."""
    kdf = slot_file.Kdf()
    hmac = encryption._MUST_HOLD["cipher_hmac_algorithm"]
    first = next(wait for wait in map(tries.pause_after, range(100)) if wait)
    return {
        "Passphrase to key: Argon2id memory, passes, lanes": cost(kdf.m_kib, kdf.t, kdf.p),
        "The least that is ever accepted, from any file": cost(*slot_file._FLOOR),
        "Every key": f"{slot_file.KEY_BYTES * 8} bits",
        "A page of the encrypted file": f"{encryption.PAGE_BYTES} bytes, each with its {hmac}",
        "A chunk of an encrypted photo": f"{attachments.CHUNK // 1024} KiB",
        "The largest photo kept": f"{attachments.LARGEST // 2**20} MiB",
        "A photo is read only where it has, in dots, at most": f"{photos.MOST_DOTS // 10**6} million",
        "A file that comes in: a record or table, a file of people": (
            f"{marked_json.MAX_BYTES // 10**6} MB, {marked_yaml.MAX_BYTES // 10**6} MB"
        ),
        "A photo is painted anew, its longer side at most": f"{photos.PAPER} pixels, a face {photos.FACE}",
        "Oldest SQLCipher, oldest SQLite accepted": ", ".join(
            map(version, (encryption.OLDEST_CIPHER, encryption.OLDEST_SQLITE))
        ),
        "What is copied out of the app is forgotten after": f"{clipboard.FORGETS_AFTER_MS // 1000} seconds",
        "Locks by itself after, unless chosen otherwise": f"{locking.USUAL} minutes",
        "Locks by itself after, at the most, a conversation open or not": f"{idle_lock.LISTENING_LIMIT_S // 60} minutes",
        "Wrong passphrases until there is a pause": str(tries.FREE),
        "The pause grows from, to; nothing is ever wiped": f"{first} seconds, {tries.LONGEST_PAUSE_S // 60} minutes",
        "A quick code opens after a lock, for so long from the passphrase, and is over after so many wrong tries": (
            f"{quick_slot.HOURS} hours, {quick_slot.TRIES}"
        ),
        "A quick code, in digits": f"{quick_code.SHORTEST} to {quick_code.LONGEST}",
        "A computer that several use locks after": f"{locking.SHARED_MINUTES} minutes",
        "A PDF is locked by, with so many words out of so many": (
            f"{locked_pdf.CIPHER}, {five_words.WORDS} out of {len(locked_pdf.words())}"
        ),
        "What the council gives somebody who forgot is good for": f"{recovery.RELEASE_MS // 60_000} minutes, once",
        "Locked without a word of the council after, unless it says otherwise": f"{lease.USUAL_DAYS} days",
        "Whatever it says, at the least and at the most": f"{lease.LEAST_DAYS} and {lease.MOST_DAYS} days",
        "Advisories of known faults at a release, not older than": f"{advisories.OLDEST_AT_RELEASE_DAYS} days",
    }


def told(page: str) -> dict[str, str]:
    """The table of figures."""
    table = page.partition("## Figures")[2].partition("##")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")]
    return dict(rows[2:])


def named(page: str) -> set[str]:
    """Every file of tests the page names."""
    return set(re.findall(r"`(tests/[\w/]+\.py)`", page))


def test_the_figures_are_the_codes_own() -> None:
    assert told(PAGE) == figures()
    assert idle_lock.LISTENING_LIMIT_S == locking.CEILING * 60


def test_a_figure_that_is_not_the_codes_turns_it_red() -> None:
    assert told(PAGE.replace("256 MiB, 3, 4", "512 MiB, 3, 4")) != figures()


def test_every_test_it_names_is_there() -> None:
    there = {
        name for name in named(PAGE) if (ROOT / name).is_file() and "def test_" in (ROOT / name).read_text("utf-8")
    }
    assert named(PAGE) == there
    assert len(there) > 15
    assert named("`tests/storage/test_gone.py`") == {"tests/storage/test_gone.py"}


def test_every_promise_names_its_test() -> None:
    promises = re.split(r"\n\n(?=\*\*)", PAGE.partition("and what holds us to it")[2].partition("\n## ")[0])[1:]
    assert promises
    assert [promise[:40] for promise in promises if not named(promise)] == []
