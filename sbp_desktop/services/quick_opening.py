"""Quick opening: a short code after a lock, where the team allows it and nobody else uses the computer (D28)."""

from pathlib import Path
from typing import NamedTuple

from sbp_desktop.errors import ExpectedError, RuleRefused
from sbp_desktop.models import quick_code
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services import locking, unlocking
from sbp_desktop.storage import keychain, quick_slot, team_rules
from sbp_desktop.storage.keychain_kinds import KeychainFault
from sbp_desktop.storage.quick_slot import Chosen, Standing
from sbp_desktop.storage.statements import scalar
from sbp_desktop.storage.vault import Vault

_KEY = "quick_code"

NOT_SIX = "A quick code is six to twelve digits."
TOO_EASY = "Anyone would try that one first. Choose digits that go up and down."
NOT_HERE = "Your team has not agreed on quick codes, or several people use this computer."
WRONG = "That is not your passphrase. Check Caps Lock and try again."
NO_KEYCHAIN = "This computer has no password store that the app can use, so your passphrase is the way in."


class QuickOpening(NamedTuple):
    """What the settings show: whether the team allows it, whether several share this computer, whether there is a
    keychain (None: not asked, since it would not be used), and whether the worker chose a code.
    """

    allowed: bool
    shared: bool
    keychain: bool | None
    chosen: bool


def look(vault: Vault) -> QuickOpening:
    """How it stands on this laptop."""
    allowed, shared = _allowed(vault), locking.is_shared(vault)
    there = _keychain_answers() if allowed and not shared else None
    return QuickOpening(allowed, shared, there, _chosen(vault) is not None)


def choose(vault: Vault, passphrase: str, code: str) -> ChangeSet:
    """Let this code open the app after a lock. Raises RuleRefused or TryLater; then nothing has changed."""
    if not quick_code.is_one(code):
        raise RuleRefused(NOT_SIX)
    if quick_code.is_too_easy(code):
        raise RuleRefused(TOO_EASY)
    if not _may(vault):
        raise RuleRefused(NOT_HERE)
    if not unlocking.is_passphrase(vault.folder, passphrase):
        raise RuleRefused(WRONG)
    chosen = quick_slot.choose(vault.folder, code)
    try:
        vault.let_code_open(chosen)
    except KeychainFault as error:
        raise RuleRefused(NO_KEYCHAIN) from error
    with vault.writing() as conn:
        conn.execute("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", (_KEY, chosen.packed()))
    return _changed(vault)


def give_up(vault: Vault) -> ChangeSet:
    """Let the passphrase alone open the app, from now on."""
    with vault.writing() as conn:
        conn.execute("DELETE FROM meta WHERE key = ?", (_KEY,))
    vault.let_no_code_open()
    return _changed(vault)


def after_passphrase(vault: Vault) -> None:
    """The passphrase was given: the code works again from now, or, where it may not any more, no longer."""
    chosen = _chosen(vault)
    if chosen is None or not _may(vault):
        vault.let_no_code_open()
        return
    try:
        vault.let_code_open(chosen)
    except (KeychainFault, ExpectedError):
        return  # the passphrase remains, and the page before it says so


def keep_to_what_is_allowed(vault: Vault) -> None:
    """The team or the worker may have decided otherwise: then no code opens the app from now on."""
    if not _may(vault):
        vault.let_no_code_open()


def end(vault: Vault) -> None:
    """The app is closed, not locked: the passphrase comes next."""
    vault.let_no_code_open()


def standing(folder: Path) -> Standing:
    """How it stands at a locked store, for the page that asks for the passphrase."""
    return quick_slot.standing(folder)


def _may(vault: Vault) -> bool:
    return _allowed(vault) and not locking.is_shared(vault)


def _allowed(vault: Vault) -> bool:
    with vault.reading() as conn:
        return team_rules.allows_quick_code(conn, vault.worker_id)


def _chosen(vault: Vault) -> Chosen | None:
    with vault.reading() as conn:
        kept = scalar(conn.execute("SELECT value FROM meta WHERE key = ?", (_KEY,)))
    return Chosen.of(bytes(kept)) if kept is not None else None


def _keychain_answers() -> bool:
    chain = keychain.of_this_computer()
    try:
        return chain is not None and chain.get("") is None
    except KeychainFault:
        return False


def _changed(vault: Vault) -> ChangeSet:
    return ChangeSet(kinds=frozenset({locking.LAPTOP}), committed_ms=vault.clock.now_ms())
