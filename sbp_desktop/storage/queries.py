"""Every read a screen needs: plain functions, the vault first, an audience where people may look; snapshots out."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, TypeVar
from uuid import UUID

from sbp_desktop.errors import AttachmentLost, AttachmentOnItsWay, NotFound
from sbp_desktop.models import derived, folding, outsiders, rules, showing_to
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.disagreements import among_lines
from sbp_desktop.models.finding import Wanted
from sbp_desktop.models.reach import Reach
from sbp_desktop.models.snapshots import (
    FOR_PERSON,
    FOR_WORKER,
    Audience,
    ConversationSnapshot,
    EntrySnapshot,
    PersonRow,
    PersonSnapshot,
    TodaySnapshot,
    UnfinishedNote,
    WebSnapshot,
    WorkerSnapshot,
)
from sbp_desktop.models.vocabulary import ConversationOutcome, NamedRole
from sbp_desktop.storage import (
    day_so_far,
    disagreements,
    drawings,
    file_places,
    granted,
    history,
    looking_back,
    named_workers,
    notices,
    plans,
    rows,
    safety,
    seeing,
    sessions,
    snapshot_builders,
    team_rules,
    views,
)
from sbp_desktop.storage.attachments import ON_ITS_WAY, Kept
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.statements import Connection

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

T = TypeVar("T")

_ABOUT_ME = ("appreciate", "important", "support", "what_i_give", "situated_knowledge")
# "People I'm with" are ordered by newest talk or look, both looked up by index; only a talk is told as one.
_PEOPLE = (
    "SELECT p.id, p.preferred_name, p.nameless, p.neighbourhood, "
    "coalesce((SELECT max(c.opened) FROM conversation_now c WHERE c.person = p.person AND c.alive = 1), 0) AS talked, "
    "coalesce((SELECT o.at FROM opened o WHERE o.person = p.id), 0) AS looked "
    "FROM person_now p WHERE p.alive = 1 "
)
_BEGINS_WITH = 8  # lines of the last conversation that a person's page may show of it
_IN_LIFE = ("domain", "tier", "circle", "closeness")
_DRAWN = ("Node", "Tie", "Strength", "Membership", "Ink", "Web", "CarerVoice", "WebView", "NodeInView", "Person")
_NEWEST = "ORDER BY max(talked, looked) DESC, p.preferred_name LIMIT ?"


def self_node_of(person: UUID) -> UUID:
    """The node that is the person, on their own web (decisions.md D12)."""
    return derived.of(person, derived.SELF)


def web_of(person: UUID) -> UUID:
    """A person's one live web (decisions.md D12)."""
    return derived.of(person, derived.WEB)


def people(vault: "Vault", typed: str = "", limit: int = 200) -> tuple[PersonRow, ...]:
    """People whose name holds every typed word at the start of a word; the most recent first."""
    wanted = Wanted(typed)
    with vault.reading() as conn:
        if wanted.words:
            names = conn.execute("SELECT id, preferred_name FROM person_now WHERE alive = 1").fetchall()
            found = _these(conn, [id_ for id_, name in names if name and wanted.is_in(name)], limit)
        else:
            found = _these(conn, _newest(conn, limit), limit)
            if len(found) < limit:
                found = conn.execute(_PEOPLE + _NEWEST, (limit,)).fetchall()
    return tuple(_person_row(row) for row in found)


def _newest(conn: Connection, limit: int) -> Collection[bytes]:
    """Whoever may be among the `limit` most recent: those last talked with and those last looked at."""
    met = dict.fromkeys(row[0] for row in conn.execute("SELECT person FROM opened ORDER BY at DESC LIMIT ?", (limit,)))
    talked: set[bytes] = set()
    for (person,) in conn.execute("SELECT person FROM conversation_now WHERE alive = 1 ORDER BY opened DESC"):
        talked.add(person)
        if len(talked) == limit:
            break
    return met.keys() | talked


def _these(conn: Connection, people: Collection[bytes], limit: int) -> list[Any]:
    marks = ", ".join("?" * len(people))
    return conn.execute(f"{_PEOPLE}AND p.id IN ({marks}) {_NEWEST}", (*people, limit)).fetchall()


def _person_row(row: tuple[bytes, str | None, int | None, str | None, int, int]) -> PersonRow:
    return PersonRow(UUID(bytes=row[0]), row[1] or "", bool(row[2]) or not row[1], row[3] or "", row[4])


def today(vault: "Vault", day: int, limit: int = 30) -> TodaySnapshot:
    """Who expects me, what is started and not finished, and the people I'm with; newest first, never a count."""
    with vault.reading() as conn:
        off = team_rules.off(conn, vault.worker_id)
        expected = plans.expecting(conn, vault.worker_id, limit if rules.LIKE_GLUE not in off else 0)
        check_backs = plans.check_backs(conn, day, limit if rules.CHECK_BACK not in off else 0)
        not_met = plans.not_met(conn, day, limit)
        touches = day_so_far.of_day(conn, vault.worker_id, day)
        learned = plans.learned(conn, vault.worker_id, day)
        days_off = plans.days_off(conn, vault.worker_id)
        told = notices.unseen(conn)
        at_sessions = sessions.of_day(conn, vault.worker_id, day)
        unfinished = conn.execute(
            "SELECT c.person, p.preferred_name, p.nameless, c.id, c.opened, c.setting FROM conversation_now c "
            "JOIN person_now p ON p.id = c.person "
            "WHERE c.alive = 1 AND p.alive = 1 AND c.closed IS NULL AND c.opened IS NOT NULL "
            "ORDER BY c.opened DESC LIMIT ?",
            (limit if rules.UNFINISHED not in off else 0,),
        ).fetchall()
    return TodaySnapshot(
        day=day,
        expects_me=expected,
        unfinished=tuple(
            UnfinishedNote(UUID(bytes=r[0]), r[1] or "", bool(r[2]) or not r[1], UUID(bytes=r[3]), r[4], r[5])
            for r in unfinished
        ),
        check_backs=check_backs,
        not_met=not_met,
        people=people(vault, limit=limit),
        told=told,
        touches=touches,
        learned=learned,
        asks_learned=rules.LEARNED not in off,
        days_off=tuple(sorted(off for off in days_off if off >= day)),
        sessions=at_sessions,
    )


def worker(vault: "Vault") -> WorkerSnapshot | None:
    """Whose store this is; None before they have said."""
    with vault.reading() as conn:
        row = rows.one(conn, "Worker", vault.worker_id)
    return named_workers.worker(row) if row else None


def person(vault: "Vault", person: UUID, audience: Audience = FOR_WORKER) -> PersonSnapshot:
    """A person's page. Raises NotFound."""
    with vault.reading() as conn:
        row = _shown(conn, "Person", person, audience)
        talks = rows.select(conn, "Conversation", "person = ? ORDER BY opened DESC", (person.bytes,))
        talks = seeing.all_shown(conn, "Conversation", talks, audience)
        words = rows.select(
            conn,
            "Entry",
            "person = ? AND kind = 'words' ORDER BY coalesce(happened, born >> 16) DESC, \"order_\" DESC LIMIT ?",
            (person.bytes, at_most(12, audience)),  # some of the newest may be empty
        )
        words = [line for line in words if line.get("text") and line.get("parent")]
        words = seeing.all_shown(conn, "Entry", words, audience)
        next_on, next_words = plans.expected_by(conn, vault.worker_id, person, audience)
        return PersonSnapshot(
            id=row.id,
            name=row.get("preferred_name", ""),
            nameless=not row.get("preferred_name"),
            self_node=self_node_of(person),
            photo=row.get("photo"),
            pronouns=row.get("pronouns", ""),
            age=int(row.get("age")) if row.get("age") is not None else None,
            age_band=row.get("age_band", ""),
            neighbourhood=row.get("neighbourhood", ""),
            communication=row.get("communication", frozenset()),
            about_me={name: row.get(f"about_me.{name}", "") for name in _ABOUT_ME},
            named_worker=_named_worker(conn, person),
            last_conversation=_beginning(conn, talks[0], audience) if talks else None,
            open_conversation=next(
                (talk.id for talk in talks if talk.get("closed") is None and talk.get("opened")), None
            ),
            last_words=tuple(snapshot_builders.entry(line) for line in words[:3]),
            conversation_count=len(talks),
            next_on=next_on,
            next_words=next_words,
            look_again_on=plans.look_again_on(conn, row, audience),
            goodbye_on=_goodbye_on(talks),
            paper_ok=row.get("contact.paper_ok", True),
            reach=plans.reach(row) if audience.who == FOR_WORKER.who else Reach(),
            rules_off=safety.for_audience(conn, vault.worker_id, person, audience),
            only_read=granted.only_read(conn, person.bytes),
        )


def _shown(conn: Connection, type_name: str, id: UUID, audience: Audience) -> Row:
    """One entity as this audience may have it. Raises NotFound, for what is hidden just as for what is not there."""
    row = seeing.shown(conn, type_name, rows.there(conn, type_name, id), audience)
    if row is None:
        raise NotFound(rows.GONE)
    return row


def at_most(wanted: int, audience: Audience) -> int:
    """How many rows to look at for so many: all (-1) where some of them are hidden, or those would be counted."""
    return wanted if showing_to.sees_all(audience) else -1


def _goodbye_on(talks: list[Row]) -> PartialDate | None:
    """The day of a goodbye that was the last of it so far; `talks` are the newest first."""
    ended = [talk for talk in talks if talk.get("closed") is not None]
    last = max(ended, key=lambda talk: talk.values["closed"], default=None)
    if last is None or last.get("outcome") != ConversationOutcome.GOODBYE:
        return None
    return PartialDate.on(local_day(last.values["closed"]))


def _named_worker(conn: Connection, person: UUID) -> WorkerSnapshot | None:
    links = named_workers.links(conn, person, NamedRole.NAMED, ended=False)
    row = rows.one(conn, "Worker", links[-1].values["worker"]) if links and links[-1].get("worker") else None
    return named_workers.worker(row) if row else None


def _beginning(conn: Connection, row: Row, audience: Audience) -> ConversationSnapshot:
    with_words = "AND text_ <> '' ORDER BY \"order_\", born, id LIMIT ?"
    return _with_entries(conn, row, audience, with_words, at_most(_BEGINS_WITH, audience))


def _with_entries(
    conn: Connection, row: Row, audience: Audience, rest: str = "", *parameters: int
) -> ConversationSnapshot:
    lines = rows.children(conn, "Entry", row.id, rest, parameters)
    shown = seeing.all_shown(conn, "Entry", lines, audience)
    present = seeing.without_hidden(conn, row.get("present", frozenset()), audience)
    talk = snapshot_builders.conversation(replace(row, values={**row.values, "present": present}), shown)
    beside = disagreements.beside(conn, row.person, audience)
    return replace(talk, entries=among_lines(talk.entries, beside)) if beside else talk


def conversation(vault: "Vault", conversation: UUID, audience: Audience = FOR_WORKER) -> ConversationSnapshot:
    """One conversation with its lines in order. Raises NotFound."""
    with vault.reading() as conn:
        return _with_entries(conn, _shown(conn, "Conversation", conversation, audience), audience)


def conversations(
    vault: "Vault", person: UUID, audience: Audience = FOR_WORKER, limit: int = 50
) -> tuple[ConversationSnapshot, ...]:
    """A person's conversations, newest first, lines included."""
    with vault.reading() as conn:
        return tuple(_with_entries(conn, talk, audience) for talk in newest_talks(conn, person, audience, limit))


def newest_talks(conn: Connection, person: UUID, audience: Audience, limit: int) -> list[Row]:
    """A person's newest conversations, without their lines."""
    newest = "person = ? ORDER BY opened DESC, born DESC LIMIT ?"
    found = rows.select(conn, "Conversation", newest, (person.bytes, at_most(limit, audience)))
    return seeing.all_shown(conn, "Conversation", found, audience)[:limit]


def sentences_about(vault: "Vault", node: UUID, audience: Audience = FOR_WORKER) -> tuple[EntrySnapshot, ...]:
    """Lines in which somebody on the web is named, or which they said; those said last first."""
    with vault.reading() as conn:
        about = rows.one(conn, "Node", node, alive_only=False)
        if about is None or seeing.shown(conn, "Node", about, audience) is None:
            return ()
        found = rows.select(
            conn,
            "Entry",
            "person = ? AND (said_by = ? OR instr(text_, ?) > 0) "
            'ORDER BY coalesce(happened, born >> 16) DESC, "order_" DESC',
            (about.person.bytes, node.bytes, node.hex),
        )
        shown = seeing.all_shown(conn, "Entry", (row for row in found if row.get("parent")), audience)
    return tuple(snapshot_builders.entry(row) for row in shown)


def web(
    vault: "Vault", person: UUID, audience: Audience = FOR_WORKER, as_written: int | history.Written | None = None,
    view: UUID | Literal["every"] | None = None,
) -> WebSnapshot:  # fmt: skip
    """A person's whole web, now or as written by then (`history.written_by`). Raises NotFound for an unknown person.

    `view` is whose picture, None the web's own; "every" has the lines of all of them, for a complete copy.
    """
    drawn_by = view if isinstance(view, UUID) else None
    with vault.reading() as conn:
        rows.there(conn, "Person", person)
        if as_written is None:
            held = {
                name: rows.select(conn, name, "person = ?", (person.bytes,), alive_only=name != "Node")
                for name in _DRAWN
            }
            spots = _spots_now(conn, person, drawn_by)
        else:
            held = folding.folded(person, history.written_by(conn, person, as_written), _DRAWN)
            held = {name: seeing.seen_today(conn, found, audience) for name, found in held.items()}
            placed = history.spots_written_by(conn, person, as_written, drawn_by)
            spots = {UUID(bytes=node): by_layout for node, by_layout in placed.items()}
        seen = {name: seeing.all_shown(conn, name, found, audience) for name, found in held.items()}
        drawn = seen if view == "every" else views.seen_from(seen, drawn_by)
        first = {row.id: row.values for row in seen["Node"]} | looking_back.first_said(conn, person, _IN_LIFE)
        off = safety.for_audience(conn, vault.worker_id, person, audience)
        shown = snapshot_builders.web(person, self_node_of(person), drawn, spots, audience, first, off)
        beside = disagreements.beside(conn, person, audience) if as_written is None else {}
        shown = replace(shown, views=views.snapshots(seen), view=drawn_by, seen_differently=beside)
        return drawings.added(conn, shown, seen, spots, audience, past=as_written is not None)


def here(vault: "Vault", read: Callable[..., T], person: UUID, *arguments: Any, **more: Any) -> T:
    """Read with those in mind who are ticked present: on the worker's own screen, too, what is not for somebody in
    the room is left out for as long as they are there (decisions.md D3).
    """
    present = in_the_room(vault, person)
    with vault.reading() as conn:
        present &= seeing.kept_in_the_dark(conn, person) if present else present
    return read(vault, *arguments, audience=Audience("worker", present), **more)


def copies_for(vault: "Vault", person: UUID) -> dict[str, str]:
    """Those outside us whom anything is named for, by audience: what they are called (decisions.md D3)."""
    with vault.reading() as conn:
        wanted = seeing.named_outside(conn, person, self_node_of(person))
        nodes = rows.select(conn, "Node", "person = ? ORDER BY born", (person.bytes,))
    called = {outsiders.audience_of(row.id, row.get("kind", "")): row.get("label", "") for row in nodes}
    return {who: label for who, label in called.items() if who in wanted}


def everybody(vault: "Vault", person: UUID) -> Audience:
    """The person, with all those in the room in front of whom something is not to be seen: what is left is for all."""
    with vault.reading() as conn:
        return Audience("person", seeing.kept_in_the_dark(conn, person))


def in_the_room(vault: "Vault", person: UUID) -> frozenset[UUID]:
    """Whoever is ticked present in what is talked now (`talked_now`), as nodes of the web."""
    with vault.reading() as conn:
        ids = {one for talk in talked_now(conn, person) for one in talk.get("present", ())}
    return frozenset(UUID(hex=one) for one in ids if showing_to.is_id(one))


def turning_back_is_locked(vault: "Vault") -> bool:
    """Whether the team has agreed that the worker's screen comes back only with their passphrase."""
    with vault.reading() as conn:
        return any(team.get("unlock_to_turn_back", False) for team in rows.select(conn, "Team", "1"))


_STILL_OPEN = "person = ? AND closed IS NULL ORDER BY opened DESC"


def open_conversation(conn: Connection, person: UUID) -> Row | None:
    """The newest conversation with somebody that is not finished."""
    return next(iter(rows.select(conn, "Conversation", f"{_STILL_OPEN} LIMIT 1", (person.bytes,))), None)


def talked_now(conn: Connection, person: UUID) -> list[Row]:
    """The newest conversation that is not finished, and the newest of those the person knows of: what is written apart
    takes nobody out of the room.
    """
    talks = rows.select(conn, "Conversation", _STILL_OPEN, (person.bytes,))
    known = [talk for talk in talks if seeing.shown(conn, "Conversation", talk, FOR_PERSON) is not None]
    return [*talks[:1], *known[: 1 if known[:1] != talks[:1] else 0]]


def _spots_now(conn: Connection, person: UUID, view: UUID | None) -> dict[UUID, dict[str, tuple[float, float]]]:
    """Drawn places by node and layout; a viewer's own come after the web's own and take their place."""
    spots: dict[UUID, dict[str, tuple[float, float]]] = {}
    for placed, layout, x, y in conn.execute(
        "SELECT node, layout, x, y FROM position WHERE view IN (zeroblob(16), ?2) AND x IS NOT NULL AND node IN "
        "(SELECT id FROM node_now WHERE person = ?1 UNION ALL SELECT id FROM ink_now WHERE person = ?1 "
        "UNION ALL SELECT id FROM paper_map_now WHERE person = ?1) ORDER BY view",
        (person.bytes, view.bytes if view is not None else None),
    ):
        spots.setdefault(UUID(bytes=placed), {})[layout] = (x, y)
    return spots


def picture(vault: "Vault", attachment: UUID, audience: Audience = FOR_WORKER) -> bytes:
    """The bytes of a photo or paper map. Raises NotFound where it is not for this audience, AttachmentLost;
    AttachmentOnItsWay while what somebody else kept has not come yet.
    """
    with vault.reading() as conn:
        row = rows.there(conn, "Attachment", attachment)
        if not seeing.may_see(conn, "Attachment", row, audience):
            raise NotFound(rows.GONE)
    try:
        return b"".join(vault.attachments.read(Kept.said_in(row)))
    except AttachmentLost:
        if file_places.is_on_its_way(vault, attachment):
            raise AttachmentOnItsWay(ON_ITS_WAY) from None
        raise
