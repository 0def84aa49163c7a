"""Agreeing that the council may let its worker back in after a forgotten passphrase."""

from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services.locking import LAPTOP
from sbp_desktop.storage import recovery_slot
from sbp_desktop.storage.vault import Vault


def agree(vault: Vault) -> ChangeSet:
    """The worker compared the numbers of the council's key. Raises DiskFull, SaveFailed."""
    recovery_slot.agree(vault)
    return ChangeSet(kinds=frozenset({LAPTOP}), committed_ms=vault.clock.now_ms())
