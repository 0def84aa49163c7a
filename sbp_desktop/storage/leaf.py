"""What a page left with somebody may say: read for everybody who may come to see it lying there."""

from typing import TYPE_CHECKING
from uuid import UUID

from sbp_desktop.errors import NotFound
from sbp_desktop.models import marked_text
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import present_on
from sbp_desktop.models.plan_snapshots import LeafSnapshot
from sbp_desktop.models.snapshots import Audience, ConversationSnapshot, WorkerSnapshot
from sbp_desktop.models.vocabulary import Communication, NamedRole
from sbp_desktop.storage import (
    agreed,
    corrections,
    disagreements,
    named_workers,
    plans,
    queries,
    rows,
    seeing,
    versions,
)
from sbp_desktop.storage.statements import Connection

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault


def read(
    vault: "Vault", person: UUID, conversation: UUID | None = None, audience: Audience | None = None
) -> LeafSnapshot:
    """The page of a conversation, or of the newest there is. Paper lies about: without an audience what is not to be
    seen by anybody who may come to the house is not on it, whoever is in the room now. Raises NotFound.
    """
    audience = audience or queries.everybody(vault, person)
    who = queries.person(vault, person, audience)
    wanted = conversation or (who.last_conversation.id if who.last_conversation is not None else None)
    talk = _talk(vault, wanted, audience) if wanted is not None else None
    ours = queries.worker(vault)
    day = local_day(vault.clock.now_ms()).toordinal()
    with vault.reading() as conn:
        row = rows.there(conn, "Person", person)
        named = _worker(conn, person, NamedRole.NAMED, day, audience)
        # Where nobody covers, a colleague who was brought in knows them too.
        cover = _worker(conn, person, NamedRole.COVER, day, audience)
        cover = cover or _worker(conn, person, NamedRole.NAMED_COLLEAGUE, day, audience)
        good_life, whole_life = _good_life(conn, person, talk, audience)
        beside = disagreements.beside(conn, person, audience)
        put_right = corrections.put_right(conn, person, audience)
    plan = plans.of_conversation(vault, talk.id, audience) if talk is not None else None
    return LeafSnapshot(
        person=person,
        name=who.name,
        web=queries.web(vault, person, audience),
        talk=talk,
        plan=plan or plans.open_plan(vault, person, audience),
        good_life=good_life,
        good_life_of=whole_life,
        agreed=agreed.of_person(vault, person, "Connection", "DevelopmentItem", "CircleAgreement", audience=audience),
        next_on=who.next_on,
        next_words=who.next_words,
        worker=named or ours,
        visited=ours if named and ours and named.id != ours.id else None,
        cover=cover,
        born_on=row.get("born_on"),
        nhs_number=row.get("nhs_number", ""),
        large=Communication.LARGE_PRINT.value in who.communication,
        easy=Communication.EASY_READ.value in who.communication,
        paper_ok=who.paper_ok,
        versions=versions.recorded_twice(vault, person, audience),
        seen_differently=beside,
        put_right=put_right,
    )


def _talk(vault: "Vault", conversation: UUID, audience: Audience) -> ConversationSnapshot | None:
    """That conversation, or nothing of one that is kept apart as a whole."""
    try:
        return queries.conversation(vault, conversation, audience)
    except NotFound:
        return None


def _worker(conn: Connection, person: UUID, role: NamedRole, day: int, audience: Audience) -> WorkerSnapshot | None:
    """Who is this to the person today."""
    links = named_workers.links(conn, person, role)
    for link in reversed(seeing.all_shown(conn, "NamedWorkerLink", links, audience)):
        worker = rows.one(conn, "Worker", link.values["worker"]) if link.get("worker") else None
        if worker is not None and present_on(day, link.get("from"), link.get("to")):
            return named_workers.worker(worker)
    return None


def _good_life(
    conn: Connection, person: UUID, talk: ConversationSnapshot | None, audience: Audience
) -> tuple[str, UUID | None]:
    """What a good life is in their words: said in this conversation, or last; and the plan that says it."""
    found = rows.select(conn, "GoodLifePlan", "person = ? ORDER BY born DESC", (person.bytes,))
    shown = seeing.all_shown(conn, "GoodLifePlan", found, audience)
    of_this = [row for row in shown if talk is not None and row.get("conversation") == talk.id]
    said = ((marked_text.plain(row.get("good_life_words", "")), row.id) for row in (*of_this, *shown))
    return next(said, ("", None))
