"""Reads of what is seen differently: beside each thing of a person's, or beside one, for an audience."""

from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID

from sbp_desktop.errors import NotFound
from sbp_desktop.models import derived, marked_text, showing_to
from sbp_desktop.models.clock import stamp_ms
from sbp_desktop.models.snapshots import FOR_WORKER, Audience, Beside, Disagreement, Standing
from sbp_desktop.storage import corrections, rows, seeing
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.statements import Connection

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault


def beside(conn: Connection, person: UUID, audience: Audience = FOR_WORKER) -> Beside:
    """Everything that is seen differently, by the thing it stands beside."""
    found: dict[UUID, tuple[Disagreement, ...]] = {}
    said = rows.select(conn, "Disagreement", "person = ? ORDER BY born, id", (person.bytes,))
    for row in seeing.all_shown(conn, "Disagreement", said, audience):
        if (of := row.get("of")) is not None:
            found[of] = (*found.get(of, ()), _one(conn, row, audience))
    return found


def of_person(vault: "Vault", person: UUID, audience: Audience = FOR_WORKER) -> Beside:
    """As `beside`, for a page that shows several things of somebody's."""
    with vault.reading() as conn:
        return beside(conn, person, audience)


def standing(vault: "Vault", thing: UUID, audience: Audience = FOR_WORKER) -> Standing:
    """All that stands beside one thing; nothing for what is not there (any more)."""
    said = about(vault, thing, audience)
    with vault.reading() as conn, suppress(NotFound):
        return Standing(said, corrections.of_thing(conn, thing, audience))
    return Standing(said)


def about(vault: "Vault", thing: UUID, audience: Audience = FOR_WORKER) -> tuple[Disagreement, ...]:
    """What is said beside one thing, the oldest first."""
    with vault.reading() as conn:
        said = rows.select(conn, "Disagreement", "of_ = ? ORDER BY born, id", (thing.bytes,))
        return tuple(_one(conn, row, audience) for row in seeing.all_shown(conn, "Disagreement", said, audience))


def _one(conn: Connection, row: Row, audience: Audience) -> Disagreement:
    words, mentions = marked_text.read(row.get("words", ""))
    return Disagreement(
        id=row.id,
        of=row.values["of"],
        words=words,
        who=_called(conn, row, audience),
        said_by=row.get("said_by"),
        at=row.get("at"),
        mentions=mentions,
        written_ms=stamp_ms(row.born),
        private=row.private,
    )


def _called(conn: Connection, row: Row, audience: Audience) -> str:
    """What they are called who say it; without a word the person themselves."""
    said_by = row.get("said_by")
    if said_by in (None, derived.of(row.person, derived.SELF)):
        person = rows.one(conn, "Person", row.person)
        return person.get("preferred_name", "") if person is not None else ""
    node = rows.one(conn, "Node", said_by, alive_only=False)
    return showing_to.label_for(node, audience)[0] if node is not None else ""
