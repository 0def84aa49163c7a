"""What lies on and under a web besides people and lines: ink, notes, the paper map, and the face in the middle."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from sbp_desktop.models.snapshots import Audience, InkSnapshot, PaperMapSnapshot, WebSnapshot
from sbp_desktop.storage import rows, seeing, snapshot_builders
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.snapshot_builders import Spots
from sbp_desktop.storage.statements import Connection


def added(
    conn: Connection,
    web: WebSnapshot,
    seen: Mapping[str, Iterable[Row]],
    spots: Spots,
    audience: Audience,
    *,
    past: bool,
) -> WebSnapshot:
    """The web with what lies on and under it, from the rows this audience may have. A `past` web has no paper map."""
    face = next((owner.get("photo") for owner in seen["Person"]), None)
    return replace(
        web,
        nodes=tuple(replace(n, photo=face) if n.id == web.self_node else n for n in web.nodes),
        ink=tuple(sorted(_ink(conn, seen["Ink"], spots, audience), key=lambda one: (one.born, one.id.bytes))),
        paper=_paper(conn, web.person, spots, audience) if not past else None,
    )


def _ink(conn: Connection, inks: Iterable[Row], spots: Spots, audience: Audience) -> Iterator[InkSnapshot]:
    """Ink of a conversation that may not be seen may not either; nor may its date."""
    talks: dict[UUID, Row | None] = {}
    for row in inks:
        if row.alive and row.get("conversation") and seeing.may_see(conn, "Ink", row, audience):
            talk = row.values["conversation"]
            if talk not in talks:
                talks[talk] = rows.one(conn, "Conversation", talk, alive_only=False)
            yield snapshot_builders.ink(row, talks[talk], spots.get(row.id, {}))


def _paper(conn: Connection, person: UUID, spots: Spots, audience: Audience) -> PaperMapSnapshot | None:
    found = rows.select(conn, "PaperMap", "person = ? AND photo NOTNULL ORDER BY born DESC", (person.bytes,))
    seen = (row for row in found if seeing.may_see(conn, "PaperMap", row, audience))
    return next((snapshot_builders.paper_map(row, spots.get(row.id, {})) for row in seen), None)
