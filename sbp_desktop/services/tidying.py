"""Tidying a web as one change that can be taken back."""

from collections.abc import Collection
from uuid import UUID

from sbp_desktop.models.layouts import arrange
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.tidy import tidied
from sbp_desktop.services import views, webs
from sbp_desktop.storage import queries
from sbp_desktop.storage.vault import Vault


def tidy(vault: Vault, person: UUID, layout: str, shown: Collection[UUID], *, view: UUID | None = None) -> ChangeSet:
    """Make room among those `shown` on a layout, in a viewer's own picture or the web's; an empty ChangeSet when
    everything had room. Raises NotFound for an unknown person."""
    web = queries.web(vault, person, view=view)
    moves = [(id_, *spot.place) for id_, spot in tidied(web, arrange(web, layout), shown).items()]
    if not moves:
        return ChangeSet()
    if view is None:
        return webs.move_nodes(vault, moves, layout=layout)
    return views.move_nodes(vault, view, moves, layout=layout, parts={})
