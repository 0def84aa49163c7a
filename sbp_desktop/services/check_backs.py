"""Two questions some weeks after a goodbye, answered by the person on their own side of the screen."""

from uuid import UUID

from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage import rows
from sbp_desktop.storage.vault import Vault


def answer(vault: Vault, person: UUID, good: str | None = None, done: bool | None = None, words: str = "") -> ChangeSet:
    """Keep the person's own answers: whether it was `good`, whether it is `done`, and words if they like.

    They are theirs: nothing changes them afterwards, and they are no step of undo (practice.md A30).
    """
    with vault.unit_of_work("They said how it was", undoable=False) as work:
        rows.there(work.conn, "Person", person)
        today = PartialDate.on(local_day(work.wall))
        fields = {"at": today, "good_experience": good or None, "sorted": done, "words": " ".join(words.split())}
        work.sign(work.new("CheckBack", person, fields))
    return work.result
