"""After how many minutes a laptop left alone locks: the worker chooses, up to the council's ceiling (D28)."""

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage.statements import scalar
from sbp_desktop.storage.vault import Vault

CEILING = 15
"""Minutes, until a council's own policy comes with sync; it also holds while somebody is being listened to."""
CHOICES = (1, 2, 5, 10, CEILING)
USUAL = 5
LAPTOP = "Laptop"
"""What a ChangeSet has for its kind where this laptop's own settings changed: they are in nobody's record."""

SHARED_MINUTES = 2
"""On a computer that several share, while somebody is being listened to as well (D28)."""

_KEY, _SHARED = "lock_minutes", "shared_computer"


def minutes(vault: Vault) -> int:
    """The minutes chosen on this laptop, within the ceiling."""
    with vault.reading() as conn:
        kept = scalar(conn.execute("SELECT value FROM meta WHERE key = ?", (_KEY,)))
    return min(int(bytes(kept)) if kept is not None else USUAL, ceiling(vault))


def ceiling(vault: Vault) -> int:
    """The minutes after which this computer locks at the latest, also while somebody is being listened to."""
    return SHARED_MINUTES if is_shared(vault) else CEILING


def is_shared(vault: Vault) -> bool:
    """Whether several people use this computer, as at a hub."""
    with vault.reading() as conn:
        return scalar(conn.execute("SELECT value FROM meta WHERE key = ?", (_SHARED,))) is not None


def set_shared(vault: Vault, shared: bool) -> ChangeSet:
    """Say whether several people use this computer."""
    with vault.writing() as conn:
        if shared:
            conn.execute("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", (_SHARED, b"1"))
        else:
            conn.execute("DELETE FROM meta WHERE key = ?", (_SHARED,))
    return ChangeSet(kinds=frozenset({LAPTOP}), committed_ms=vault.clock.now_ms())


def set_minutes(vault: Vault, chosen: int) -> ChangeSet:
    """Lock after so many minutes. Raises RuleRefused for less than one or more than the ceiling."""
    if not 1 <= chosen <= CEILING:
        raise RuleRefused(f"Your council lets the app stay open for {CEILING} minutes at most.")
    with vault.writing() as conn:
        conn.execute("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", (_KEY, str(chosen).encode()))
    return ChangeSet(kinds=frozenset({LAPTOP}), committed_ms=vault.clock.now_ms())
