"""The council's way in for a forgotten passphrase: which key it offers, whether the worker agreed, and what follows."""

from typing import TYPE_CHECKING, NamedTuple

from sbp_desktop.models import recovery
from sbp_desktop.storage import enrolment, key_slots
from sbp_desktop.storage.statements import scalar

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

_DOUBTED = "recovery_doubted"


class Offer(NamedTuple):
    """A council that can let its workers back in. `numbers` stand for its key; `agreed`: the worker compared them and
    it is set up; `doubted`: the council now shows another key that the agreed one does not vouch for.
    """

    council: str
    numbers: str
    agreed: bool
    doubted: bool


def offer(vault: "Vault") -> Offer | None:
    """What the council offers; None without a council, or with one that offers nothing."""
    known = enrolment.read(vault)
    if known is None or len(known.recovery) != recovery.PUBLIC_BYTES:
        return None
    slot = key_slots.council_slot(vault.folder)
    with vault.reading() as conn:
        doubted = scalar(conn.execute("SELECT value FROM meta WHERE key = ?", (_DOUBTED,))) is not None
    agreed = slot is not None and slot["to"] == known.recovery
    return Offer(known.council, recovery.numbers(known.recovery), agreed, agreed and doubted)


def agree(vault: "Vault") -> None:
    """The worker compared the numbers: from now on this council can let them back in. Raises DiskFull, SaveFailed."""
    known = enrolment.read(vault)
    if known is not None and len(known.recovery) == recovery.PUBLIC_BYTES:
        vault.seal_to_council(known)


def heard(vault: "Vault", key: bytes, signature: bytes) -> None:
    """Take the key the council shows now. Once one is agreed on, another counts only where that one vouches for it."""
    known = enrolment.read(vault)
    if known is None or len(key) != recovery.PUBLIC_BYTES:
        return
    slot = key_slots.council_slot(vault.folder)
    agreed = slot["to"] if slot is not None else b""
    follows = not agreed or key == agreed or recovery.succeeds(key, signature, agreed)
    if follows and key != known.recovery:
        enrolment.keep_recovery(vault, known._replace(recovery=key))
    if follows and agreed and key != agreed:
        vault.seal_to_council(known._replace(recovery=key))
    _note_doubt(vault, b"" if follows else key)


def _note_doubt(vault: "Vault", key: bytes) -> None:
    with vault.reading() as conn:
        before = scalar(conn.execute("SELECT value FROM meta WHERE key = ?", (_DOUBTED,)))
    if (before or b"") == key:
        return
    with vault.writing() as conn:
        if key:
            conn.execute("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", (_DOUBTED, key))
        else:
            conn.execute("DELETE FROM meta WHERE key = ?", (_DOUBTED,))
