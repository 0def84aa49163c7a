"""Who may be seen on this laptop: what the council's caseload brings, hides and, when nothing can be lost, erases.

A time that was given ends by the clock: then somebody is unseen, and nothing of theirs is erased by that.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sbp_desktop.models import schema
from sbp_desktop.models.merge import PRIVATE_LANE
from sbp_desktop.models.schema import Kind
from sbp_desktop.models.snapshots import ChangeSet, DraftSnapshot
from sbp_desktop.storage import (
    access_log,
    arrivals,
    backups,
    drafts,
    enrolment,
    file_places,
    granted,
    mass_removal,
    materialise,
    noting,
    outbox,
    outbox_log,
    search_index,
    tables,
)
from sbp_desktop.storage.arrivals import Reading
from sbp_desktop.storage.mass_removal import Way
from sbp_desktop.storage.statements import Connection, marks, scalar
from sbp_desktop.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

_OF = "person = ? AND lane = ?"
_LANES = (0, 1, PRIVATE_LANE)
_SEEN, _GONE, _ENDED = 0, 1, 2
"""What `granted.hidden` says of a stream: it is seen; it is gone from the caseload; its time is over by the clock."""
_HOUR_MS = 3_600_000
_WITHOUT_END = 1 << 63
Stream = tuple[bytes, int]


class Grant(NamedTuple):
    """A stream that may be read here, in which role, until when (ms, 0 for no end), and when it was last written in."""

    person: bytes
    lane: int
    role: str
    until: int
    touched: int


class Given(NamedTuple):
    """A whole caseload under its number, as one answer of a council in this epoch gave it."""

    epoch: bytes
    number: int
    tag: bytes
    grants: Sequence[Grant]


class Erased(NamedTuple):
    """A stream that was erased here: how far it had been read, and how many ops went."""

    person: bytes
    lane: int
    pseq: int
    ops: int


class Heard(NamedTuple):
    """What a caseload came to: what changed on screens, and whether it was believed."""

    changes: ChangeSet
    believed: bool


def take(vault: "Vault", given: Given) -> Heard:
    """Show what is new or back, hide what is gone. Of whoever may only be read from now on, what is being typed becomes
    part of the record first: it was written before its writer could know.

    A caseload that takes many away, or ends their time sooner than it was said, is believed when somebody here agreed
    (`mass_removal`); until then nobody goes and the number stays. Who was erased is not given again, whatever it says:
    a council that was put back may still have them.
    """
    with vault.reading() as conn:
        erased = {row[0] for row in conn.execute("SELECT person FROM gone")}
        grants: Sequence[Grant] = [grant for grant in given.grants if grant.person not in erased]
        wanted = {(grant.person, grant.lane) for grant in grants}
        shown, ends = _streams(conn, _SEEN), _ends(conn)
        gone = (shown | _streams(conn, _ENDED)) - wanted
        said, before = enrolment.spoken(conn), _roles(conn)
        sooner = {grant[:2] for grant in grants if 0 < grant.until < ends.get(grant[:2], 0)}
        own = enrolment.own_names(conn, vault.worker_id)
        leaving, here = _people((gone & shown) | sooner) - own, _people(shown) - own
        asked = mass_removal.question(Way.TAKEN, leaving, here)
        believed = not mass_removal.must_wait(conn, asked)
    if not believed:
        gone = set()
        grants = [grant._replace(until=_until(ends, grant)) for grant in grants]
    roles = {(grant.person, grant.lane): grant.role for grant in grants}
    readers = {stream for stream, role in roles.items() if role == granted.READER != before.get(stream)}
    others = {stream for stream, role in roles.items() if before.get(stream, role) != role}
    for person, lane in gone | readers:
        _write_out_drafts(vault, person, lane)
    with vault.writing() as conn:
        back = _streams(conn, _GONE, _ENDED) & wanted
        conn.executemany(
            "INSERT INTO granted(person, lane, role, until, touched, hidden) VALUES(?, ?, ?, ?, ?, 0) ON CONFLICT "
            "DO UPDATE SET role = excluded.role, until = excluded.until, touched = excluded.touched, hidden = 0",
            grants,
        )
        _mark(conn, gone, _GONE)
        touched = {stream: _hide(conn, stream) for stream in gone} | {stream: _show(conn, stream) for stream in back}
        other = mass_removal.note(conn, Way.TAKEN, None if believed else asked)
        enrolment.keep_spoken(vault, conn, said._replace(number=given.number, tag=given.tag) if believed else said)
    touched |= {stream: touched.get(stream, []) for stream in readers | others}
    changes = _changes(touched, vault.clock.now_ms(), gone, {mass_removal.ASKED} if other else set())
    return Heard(replace(changes, only_read=frozenset(UUID(bytes=person) for person, _ in readers)), believed)


def _ends(conn: Connection) -> dict[Stream, int]:
    """Until when what is seen was said to be (ms); without an end, longer than any."""
    seen = conn.execute("SELECT person, lane, until FROM granted WHERE hidden = ?", (_SEEN,))
    return {(person, lane): until or _WITHOUT_END for person, lane, until in seen}


def _until(ends: dict[Stream, int], grant: Grant) -> int:
    """The later of the end that is given and the one that was."""
    return max(grant.until or _WITHOUT_END, ends.get(grant[:2], 0)) % _WITHOUT_END


def _people(streams: Iterable[Stream]) -> set[bytes]:
    return {person for person, _ in streams}


def time_is_up(vault: "Vault") -> bool:
    """Whether `keep_to_time` has anything to do."""
    with vault.reading() as conn:
        latest = _latest(vault, conn)
        return bool(_over(conn, latest) or _not_over(conn, latest)) or _is_to_note(conn, latest)


def keep_to_time(vault: "Vault") -> ChangeSet:
    """Hide whose time here is over by the latest time that is known, and show who was hidden by a clock that was wrong.

    The latest time goes on by our clock and back only by the council's word, so that turning the clock back brings
    nobody back. What waits to be sent is sent at the next contact; nothing is erased for this.
    """
    if not time_is_up(vault):
        return ChangeSet()
    with vault.reading() as conn:
        ended = _over(conn, _latest(vault, conn))
    for person, lane in sorted(ended):
        _write_out_drafts(vault, person, lane)
    with vault.writing() as conn:
        latest = _latest(vault, conn)
        back = _not_over(conn, latest)
        _mark(conn, ended, _ENDED)
        _mark(conn, back, _SEEN)
        touched = {stream: _hide(conn, stream) for stream in ended} | {stream: _show(conn, stream) for stream in back}
        enrolment.keep_spoken(vault, conn, enrolment.spoken(conn)._replace(latest=latest))
    return _changes(touched, vault.clock.now_ms(), ended)


def _latest(vault: "Vault", conn: Connection) -> int:
    """The latest time (ms, by the council's clock) that this laptop knows of."""
    said = enrolment.spoken(conn)
    return max(said.latest, vault.clock.now_ms() - said.ahead_ms)


def _over(conn: Connection, latest: int) -> set[Stream]:
    found = conn.execute(
        "SELECT person, lane FROM granted WHERE hidden = ? AND until > 0 AND until <= ?", (_SEEN, latest)
    )
    return {(row[0], row[1]) for row in found}


def _not_over(conn: Connection, latest: int) -> set[Stream]:
    found = conn.execute(
        "SELECT person, lane FROM granted WHERE hidden = ? AND (until = 0 OR until > ?)", (_ENDED, latest)
    )
    return {(row[0], row[1]) for row in found}


def _is_to_note(conn: Connection, latest: int) -> bool:
    """Whether the latest time is kept anew: once an hour, where some time is to end."""
    some = conn.execute("SELECT 1 FROM granted WHERE until > 0 LIMIT 1").fetchone() is not None
    return some and latest - enrolment.spoken(conn).latest > _HOUR_MS


def _mark(conn: Connection, streams: Iterable[Stream], state: int) -> None:
    conn.executemany(f"UPDATE granted SET hidden = {state} WHERE {_OF}", list(streams))


def hide_who_was_never_given(vault: "Vault") -> ChangeSet:
    """Hide people made here who were taken off this worker before any caseload said that they were theirs; many at once
    when somebody here agreed.

    For when all that was written before the newest caseload is sent, and that caseload is believed.
    """
    with vault.reading() as conn:
        strays = set(_strays(conn))
        here = _people(strays | _streams(conn, _SEEN)) - enrolment.own_names(conn, vault.worker_id)
        asked = mass_removal.question(Way.NEVER_GIVEN, _people(strays), here)
        waits = mass_removal.must_wait(conn, asked)
        if not strays and not mass_removal.waits(conn, Way.NEVER_GIVEN):
            return ChangeSet()
    if waits:
        strays = set()
    with vault.writing() as conn:
        other = mass_removal.note(conn, Way.NEVER_GIVEN, asked if waits else None)
        strays &= set(_strays(conn))
        conn.executemany(
            "INSERT INTO granted(person, lane, role, until, touched, hidden) VALUES(?, ?, '', 0, 0, 1)", list(strays)
        )
        touched = {stream: _hide(conn, stream) for stream in strays}
    return _changes(touched, vault.clock.now_ms(), strays, {mass_removal.ASKED} if other else set())


def _strays(conn: Connection) -> list[Stream]:
    """Streams of people that no caseload ever gave, of which nothing waits to be sent."""
    rows = conn.execute(
        "SELECT e.id, l.lane FROM entity e JOIN (SELECT 0 AS lane UNION SELECT 1 UNION SELECT 2) l "
        "WHERE e.type = 'Person' AND e.person = e.id "
        "AND NOT EXISTS (SELECT 1 FROM granted g WHERE g.person = e.id AND g.lane = l.lane) "
        "AND EXISTS (SELECT 1 FROM op w WHERE w.person = e.id AND w.lane = l.lane) "
        f"AND NOT EXISTS (SELECT 1 FROM {outbox.UNSENT} AND o.person = e.id)"
    )
    return [(person, lane) for person, lane in rows]


def readings(vault: "Vault") -> list[Reading]:
    """How far each stream that may be read here was read, newest touched people first; unfinished ones before all."""
    known = enrolment.read(vault)
    names = dict.fromkeys([vault.worker_id.bytes, *(known.names if known else ())])
    own = [(name, lane) for name in names for lane in _LANES]
    with vault.reading() as conn:
        granted = conn.execute(
            "SELECT g.person, g.lane FROM granted g LEFT JOIN cursor c USING(person, lane) WHERE NOT g.hidden "
            "ORDER BY coalesce(c.complete, 0), max(g.touched) OVER (PARTITION BY g.person) DESC, g.person, g.lane"
        ).fetchall()
        streams = dict.fromkeys([*own, *granted, (schema.DIRECTORY.bytes, 0)])
        return [arrivals.reading(conn, *stream) for stream in streams]


def erase_what_is_safe(vault: "Vault") -> list[Erased]:
    """Erase hidden streams of which the council has everything for good; the rest stays, unseen, until it has.

    Returns what the council has not been told of yet, from earlier times too.
    """
    with vault.reading() as conn:
        hidden = _streams(conn, _GONE)
        typed = {row[0] for row in conn.execute(f"SELECT DISTINCT person FROM draft_step WHERE {drafts.NOT_HALF}")}
    for person, lane in sorted(hidden):
        if person in typed:  # a page that was open kept what stood on it
            _write_out_drafts(vault, person, lane)
    with vault.reading() as conn:
        safe = [stream for stream in sorted(_streams(conn, _GONE)) if _is_safe(conn, stream)]
    for stream in safe:
        _erase(vault, stream)
    with vault.reading() as conn:
        due = search_index.holds_erased(conn)
    if due:
        with vault.writing() as conn:
            search_index.make_anew(conn)
    with vault.reading() as conn:
        return [Erased(*row) for row in conn.execute("SELECT person, lane, pseq, count FROM erased")]


def told_erased(vault: "Vault", erased: Iterable[Erased]) -> None:
    """The council knows of these."""
    with vault.writing() as conn:
        conn.executemany(f"DELETE FROM erased WHERE {_OF}", [one[:2] for one in erased])


def _streams(conn: Connection, *states: int) -> set[Stream]:
    found = conn.execute(f"SELECT person, lane FROM granted WHERE hidden IN ({marks(states)})", states)
    return {(row[0], row[1]) for row in found}


def _roles(conn: Connection) -> dict[Stream, str]:
    seen = conn.execute("SELECT person, lane, role FROM granted WHERE hidden = ?", (_SEEN,))
    return {(person, lane): role for person, lane, role in seen}


def _hide(conn: Connection, stream: Stream) -> list[bytes]:
    """Take a stream out of all that is read; its log stays."""
    ents = [row[0] for row in conn.execute(f"SELECT id FROM entity WHERE {_OF}", stream)]
    search_index.forget_words(conn, ents)
    for table in tables.now.values():
        conn.execute(f"DELETE FROM {table.name} WHERE {_OF}", stream)
    return ents


def _show(conn: Connection, stream: Stream) -> list[bytes]:
    ents = conn.execute(f"SELECT id FROM entity WHERE {_OF} ORDER BY type != 'Tie', born, id", stream).fetchall()
    materialise.project(conn, [row[0] for row in ents])
    return [row[0] for row in ents]


def _changes(
    touched: dict[Stream, list[bytes]], now: int, gone: Iterable[Stream], more: Set[str] = frozenset()
) -> ChangeSet:
    return ChangeSet(
        persons=frozenset(UUID(bytes=person) for person, _ in touched),
        entities=frozenset(UUID(bytes=ent) for ents in touched.values() for ent in ents),
        kinds=frozenset(schema.ENTITIES if touched else ()) | more,
        committed_ms=now,
        gone=frozenset(UUID(bytes=person) for person, lane in gone if lane == 0),
    )


def _write_out_drafts(vault: "Vault", person: bytes, lane: int) -> None:
    """Typing of a stream that goes becomes part of the record first, so that it goes up with the rest."""
    with vault.unit_of_work("", undoable=False) as work:
        for draft in drafts.pending_within(work.conn, UUID(bytes=person)):
            if _written_out(work, draft, lane):
                drafts.clear_within(work.conn, draft.person, draft.entity, draft.field)


def _written_out(work: UnitOfWork, draft: DraftSnapshot, lane: int) -> bool:
    """Make a change of a draft of this lane. One that nothing can be made of stays, and keeps its stream here."""
    known = work.conn.execute("SELECT type, lane FROM entity WHERE id = ?", (draft.entity.bytes,)).fetchone()
    if known is not None:
        field = schema.ENTITIES[known[0]].by_name.get(draft.field)
        if known[1] == lane and field is not None and field.kind in (Kind.TEXT, Kind.WORDS):
            with work.vault.having_before_them(draft.readings):
                work.set(draft.entity, field.name, draft.text)
            return True
        return False
    said, speaker = (str(draft.context.get(name) or "") for name in ("conversation", "said_by"))
    talk = scalar(work.conn.execute("SELECT lane FROM entity WHERE id = ?", (bytes.fromhex(said),))) if said else None
    private = bool(draft.context.get("private")) or talk == PRIVATE_LANE
    if talk is None or lane != (PRIVATE_LANE if private else schema.ENTITIES["Entry"].lane):
        return False
    fields = {
        "parent": UUID(said), "kind": draft.context.get("kind"), "order": draft.context.get("order"),
        "said_by": UUID(speaker) if speaker else None, draft.field: draft.text, "happened": draft.at_ms,
    }  # fmt: skip
    work.new("Entry", draft.person, fields, id=draft.entity, private=private)
    return True


def _is_safe(conn: Connection, stream: Stream) -> bool:
    """Whether nothing would be lost with a stream: all is with the council for good, nothing is being typed."""
    # What others wrote is safe too where the council waits for one of theirs that is not here either.
    unsafe = conn.execute(
        "SELECT 1 FROM (SELECT origin, max(oseq) AS newest, max(length(chain)) AS ours FROM op "
        "WHERE person = ?1 AND lane = ?2 GROUP BY origin) w "
        "LEFT JOIN ack a ON a.person = ?1 AND a.lane = ?2 AND a.origin = w.origin "
        "WHERE coalesce(a.durable, 0) < w.newest AND (w.ours OR a.origin IS NULL OR EXISTS (SELECT 1 FROM op n "
        "WHERE n.person = ?1 AND n.lane = ?2 AND n.origin = w.origin AND n.oseq = a.acked + 1))",
        stream,
    ).fetchone()
    typing = conn.execute(
        "SELECT 1 FROM draft_step d LEFT JOIN entity e ON e.id = d.ent "
        f"WHERE d.person = ? AND coalesce(e.lane, ?) = ? AND {drafts.NOT_HALF}",
        (*stream, stream[1]),
    ).fetchone()
    offer = conn.execute(f"SELECT 1 FROM reoffer WHERE {_OF} AND NOT offered", stream).fetchone()
    return unsafe is typing is offer is None and not file_places.may_be_lost(conn, *stream)


def _erase(vault: "Vault", stream: Stream) -> None:
    """Take every trace of a stream out of the file; what was erased is noted for the council in the same moment."""
    with vault.writing(free=True) as conn:
        if not _is_safe(conn, stream) or stream not in _streams(conn, _GONE):
            return
        photos = take_out(conn, stream)
        drafts.forget_half_lines(conn, stream[0])
        if not scalar(conn.execute("SELECT count(*) FROM granted WHERE person = ?", stream[:1])):
            conn.execute("DELETE FROM opened WHERE person = ?", stream[:1])
            access_log.forget(vault, conn, UUID(bytes=stream[0]))
    vault.begin_anew()
    outbox_log.trim(vault, backups.newest(vault), at_once=True)
    # Last: killed before, the next opening finds files that no op says, and sweeps them up.
    vault.attachments.remove(photos)


def take_out(conn: Connection, stream: Stream) -> list[str]:
    """Take a stream out of every table, sent or not, and note for the council that it went; returns the
    secrets of its photos' files, for the caller to remove once that is safe.
    """
    ents = f"IN (SELECT DISTINCT ent FROM op WHERE {_OF})"
    seqs = f"IN (SELECT seq FROM op WHERE {_OF})"
    _hide(conn, stream)
    search_index.note_erased(conn)
    photos = list(file_places.keys_of(conn, *stream))
    pseq = arrivals.reading(conn, *stream).pseq
    count = int(scalar(conn.execute(f"SELECT count(*) FROM op WHERE {_OF}", stream)))
    elsewhere = conn.execute(
        f"SELECT DISTINCT ent FROM op WHERE ent {ents} AND NOT ({_OF})", (*stream, *stream)
    ).fetchall()
    conn.execute(
        f"DELETE FROM undo_step WHERE EXISTS(SELECT 1 FROM op WHERE seq BETWEEN first AND last AND {_OF})", stream
    )
    for table in ("head", "dated", "revision"):
        conn.execute(f"DELETE FROM {table} WHERE op {seqs}", stream)
    conn.execute(f"DELETE FROM superseded WHERE ent {ents}", stream)
    conn.execute(f"DELETE FROM position WHERE node {ents}", stream)
    for table in ("entity", "op", "ack", "cursor", "reoffer", "held", "granted", "file"):
        conn.execute(f"DELETE FROM {table} WHERE {_OF}", stream)
    for (ent,) in elsewhere:
        noting.judge_anew(conn, ent)
    materialise.project(conn, [row[0] for row in elsewhere])
    if count:
        row = (*stream, pseq, count)
        conn.execute("INSERT OR REPLACE INTO erased(person, lane, pseq, count) VALUES(?, ?, ?, ?)", row)
    return photos
