"""What a worker can do when somebody sees a thing of the record differently: write their words beside it."""

from uuid import UUID

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services import listed
from sbp_desktop.storage import queries, rows
from sbp_desktop.storage.vault import Vault

_KIND = "Disagreement"
_NOT_BESIDE = "This cannot stand beside that. Write it beside what it is about."


def write(vault: Vault, thing: UUID, words: str = "", *, of: UUID, said_by: UUID | None = None) -> ChangeSet:
    """Write how somebody sees `of` (anything of a person's record) differently: as the person's own words, or those of
    whoever on their web they are `said_by`. Emptied it is taken away; what it stands beside always stays as it is.

    Raises NotFound, RuleRefused for what cannot have it beside it.
    """
    with vault.unit_of_work("Wrote how it is seen differently") as work:
        kind = rows.kind_of(work.conn, of)
        about = rows.one(work.conn, kind, of, alive_only=False)
        if about is None or about.concealed or kind == _KIND:
            raise RuleRefused(_NOT_BESIDE)
        within, today = rows.there(work.conn, "Person", about.person), PartialDate.on(local_day(work.wall))
        first = {"of": of, "at": today, "said_by": said_by or queries.self_node_of(about.person)}
        listed.write(
            work, _KIND, thing, {"words": words}, within=within, needs=("words",), first=first, private=about.private
        )
    return work.result


def say_who(vault: Vault, thing: UUID, said_by: UUID) -> ChangeSet:
    """Say who on the web sees it so."""
    with vault.unit_of_work("Said who sees it so") as work:
        listed.set_field(work, _KIND, thing, "said_by", said_by)
    return work.result
