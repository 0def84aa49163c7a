"""Tidying a web as one change that can be taken back."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from uuid import UUID

from sbp_desktop.models.arrangement import Spot
from sbp_desktop.models.layouts import arrange
from sbp_desktop.models.snapshots import ChangeSet, WebSnapshot
from sbp_desktop.models.tidy import tidied
from sbp_desktop.services import views, webs
from sbp_desktop.storage import queries
from sbp_desktop.storage.vault import Vault


def tidy(vault: Vault, person: UUID, layout: str, shown: Collection[UUID], *, view: UUID | None = None) -> ChangeSet:
    """Make room among those `shown` on a layout, in a viewer's own picture or the web's; an empty ChangeSet when
    everything had room. Raises NotFound for an unknown person.

    What is kept from somebody looks for room last, round what everybody sees: a gap would tell of it.
    """
    everybodys = queries.web(vault, person, queries.everybody(vault, person), view=view)
    first = tidied(everybodys, arrange(everybodys, layout), shown)
    web = _placed(queries.web(vault, person, view=view), layout, first)
    last = tidied(web, arrange(web, layout), shown)
    seen = {node.id for node in everybodys.nodes}
    spots = first | {id_: spot for id_, spot in last.items() if id_ not in seen}
    moves = [(id_, *spot.place) for id_, spot in spots.items()]
    if not moves:
        return ChangeSet()
    if view is None:
        return webs.move_nodes(vault, moves, layout=layout)
    return views.move_nodes(vault, view, moves, layout=layout, parts={})


def _placed(web: WebSnapshot, layout: str, spots: Mapping[UUID, Spot]) -> WebSnapshot:
    """The web with these where they are going to be."""
    nodes = (
        replace(node, positions={**node.positions, layout: spots[node.id].place}) if node.id in spots else node
        for node in web.nodes
    )
    return replace(web, nodes=tuple(nodes))
