"""Spelling for what is typed: the shipped dictionary, and the words a worker keeps, in their own record."""

from collections.abc import Collection
from functools import cache

from sbp_desktop import config
from sbp_desktop.errors import RuleRefused
from sbp_desktop.models import jargon
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.spelling import Dictionary
from sbp_desktop.storage import rows
from sbp_desktop.storage.vault import Vault

FIELD = "kept_words"
_LONGEST = 60
_OURS = "befriend befriender befrienders carehome keysafe reable reablement reabled timebank voicemail whatsapp"


@cache
def dictionary() -> Dictionary | None:
    """The words of British English and those of our own trade; a fortieth of a second the first time. None where
    set-up could not fetch it.
    """
    files = [config.resources("spelling", name) for name in ("en_GB.aff", "en_GB.dic")]
    if not all(file.is_file() for file in files):
        return None
    affixes, entries = (file.read_text("utf-8") for file in files)
    trade = (word for term in jargon.PLAIN for word in term.split())
    return Dictionary(affixes, entries, {*_OURS.split(), *trade})


def judge(words: Collection[str]) -> dict[str, bool]:
    """Each word with whether it is spelt right."""
    known = dictionary()
    return {word: known is None or known.knows(word) for word in words}


def ordinary(word: str) -> bool:
    """Whether it is surely a word in small letters, and not only a name."""
    known = dictionary()
    return known is not None and known.ordinary(word)


def suggestions(word: str, names: Collection[str] = ()) -> list[str]:
    """What may have been meant, likeliest first."""
    known = dictionary()
    return known.suggestions(word, names) if known is not None else []


def kept(vault: Vault) -> frozenset[str]:
    """The words this worker keeps, in small letters."""
    with vault.reading() as conn:
        worker = rows.one(conn, "Worker", vault.worker_id)
    words: frozenset[str] = worker.get(FIELD, frozenset()) if worker is not None else frozenset()
    return words


def keep(vault: Vault, word: str, *, on: bool = True) -> ChangeSet:
    """Take a word for right from now on, or no longer. Raises RuleRefused for what is no word."""
    word = word.strip().casefold()
    if not word or len(word) > _LONGEST or not all(part.isalpha() for part in word.replace("’", "'").split("'")):
        raise RuleRefused("That is not one word.")
    with vault.unit_of_work("Kept a word" if on else "Let go of a word") as work:
        if rows.one(work.conn, "Worker", vault.worker_id) is None:
            work.new("Worker", vault.worker_id, id=vault.worker_id)
        work.assign(vault.worker_id, f"{FIELD}:{word}", on)
    return work.result
