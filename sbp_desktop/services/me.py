"""What a worker can say of themselves: what they are called, and the number people ring them on."""

from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage import rows
from sbp_desktop.storage.vault import Vault


def set_me(vault: Vault, **words: str) -> ChangeSet:
    """Change my `name` or my `direct_number`."""
    with vault.unit_of_work("Changed my name or number") as work:
        if rows.one(work.conn, "Worker", vault.worker_id) is None:
            work.new("Worker", vault.worker_id, id=vault.worker_id)
        for field, said in words.items():
            work.set(vault.worker_id, field, " ".join(said.split()) or None)
    return work.result
