"""Whose picture a web is: the same people and places with a viewer's own lines and circles laid over (A66, D13)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sbp_desktop.models.snapshots import ViewSnapshot
from sbp_desktop.storage.rows import Row

_OF_ITS_OWN = ("circle", "closeness")

Seen = Mapping[str, Sequence[Row]]
"""Entity name -> the rows an audience may have."""


def seen_from(seen: Seen, view: UUID | None) -> Seen:
    """The rows as one viewer sees them; None is the web's own picture, without any other viewer's lines.

    A viewer's line stands in place of the shared one between the same two of the same kind.
    """
    shared = [tie for tie in seen["Tie"] if tie.get("view") is None]
    if view is None:
        return {**seen, "Tie": shared}
    own = [tie for tie in seen["Tie"] if tie.alive and tie.get("view") == view]
    told = {_between(tie) for tie in own}
    kept = [tie for tie in shared if _between(tie) not in told]
    placed = {row.get("node"): row for row in seen["NodeInView"] if row.alive and row.get("view") == view}
    nodes = [_placed(row, placed[row.id]) if row.id in placed else row for row in seen["Node"]]
    return {**seen, "Tie": [*kept, *own], "Node": nodes}


def snapshots(seen: Seen) -> tuple[ViewSnapshot, ...]:
    """The views there are, as first made."""
    rows = sorted((row for row in seen["WebView"] if row.alive), key=lambda row: (row.born, row.id.bytes))
    return tuple(ViewSnapshot(row.id, row.get("whose", "person"), row.get("carer")) for row in rows)


def _between(tie: Row) -> tuple[frozenset[Any], str]:
    return frozenset((tie.get("a"), tie.get("b"))), tie.get("kind", "")


def _placed(node: Row, there: Row) -> Row:
    said = {name: there.get(name) for name in _OF_ITS_OWN if there.get(name) is not None}
    return replace(node, values={**node.values, **said})
