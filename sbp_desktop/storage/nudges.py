"""What a line that comes by itself may be about on a day, and which were told already, kept on this laptop alone."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import msgpack

from sbp_desktop.models import rules
from sbp_desktop.models.clock import day_begins_ms, local_day
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.findings import CARER_NOT_ASKED, findings
from sbp_desktop.models.nudges import Nudge, Told
from sbp_desktop.storage import looking_back, plans, queries, rows, safety, team_rules
from sbp_desktop.storage.statements import Connection

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

_KEY = "told"
_WEEK = 7
_HALF_A_YEAR = 183
# Lines about people before lines about places: nobody waits for a walk.
_LONG_OPEN = (
    "SELECT c.person, p.preferred_name, c.id, c.opened FROM conversation_now c JOIN person_now p ON p.id = c.person "
    "WHERE c.alive = 1 AND p.alive = 1 AND c.closed IS NULL AND c.kind IN ('C2', 'C3') AND c.opened < ? "
    # Whether somebody looks after them is said by their web; only webs on which it may be so are read.
    "AND EXISTS (SELECT 1 FROM node_now n WHERE n.person = c.person AND n.alive = 1 AND (n.is_carer = 1 OR EXISTS "
    " (SELECT 1 FROM tie_now t WHERE t.alive = 1 AND n.id IN (t.a, t.b) AND t.person = n.person"
    "  AND (t.frequency = 'daily' OR instr(t.support, 'personal_care') > 0))) AND n.kind <> 'self' AND NOT EXISTS"
    " (SELECT 1 FROM carer_voice_now v WHERE v.node = n.id AND v.alive = 1 AND v.asked_directly = 1)) "
    "ORDER BY c.opened"
)
_TALKED_AROUND = (
    "SELECT p.neighbourhood FROM (SELECT person, opened FROM conversation_now WHERE alive = 1 AND opened >= ? "
    " AND coalesce(kind, 'C1') = 'C1' ORDER BY opened DESC LIMIT 200) c JOIN person_now p ON p.id = c.person "
    "WHERE p.alive = 1 AND p.neighbourhood IS NOT NULL AND p.neighbourhood <> '' "
    "GROUP BY p.neighbourhood ORDER BY min(c.opened)"
)
# Those who were told of a group and have not begun there; what is kept apart is not counted.
_ON_THEIR_WAY = (
    "SELECT max(n.label), iif(n.resource IS NULL, lower(n.label), hex(n.resource)) AS the_group FROM connection_now c "
    "JOIN node_now n ON n.id = c.node WHERE c.alive = 1 AND n.alive = 1 AND n.lane = 0 AND c.lane = 0 "
    "AND n.kind IN ('group', 'activity') AND c.status IN ('offered', 'agreed', 'introduced') "
    "GROUP BY the_group HAVING count(DISTINCT c.person) >= ?"
)


def told(conn: Connection) -> Told:
    """Which lines were shown and put away, and when."""
    row = conn.execute("SELECT value FROM meta WHERE key = ?", (_KEY,)).fetchone()
    return Told(*msgpack.unpackb(row[0])) if row is not None else Told()


def keep(conn: Connection, now: Told) -> None:
    """Keep that in place of what was kept."""
    conn.execute("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", (_KEY, msgpack.packb((now.shown, now.away))))


def due(vault: "Vault", day: int) -> Iterator[Nudge]:
    """Every line there is something to say for, what matters most first, as far as the team's rules have it."""
    with vault.reading() as conn:
        off = team_rules.off(conn, vault.worker_id)
        silent = tuple(_silent(conn, vault.worker_id, day)) if rules.LIKE_GLUE not in off else ()
        long_open = conn.execute(_LONG_OPEN, (day_begins_ms(day - _WEEK + 1),)).fetchall()
        begun = [row for row in long_open if _began(conn, row) <= day - _WEEK]
    yield from silent
    if rules.LISTEN_TO_CARERS not in off:
        yield from _carers(vault, begun, day)
    with vault.reading() as conn:
        groups = tuple(_full_groups(conn, vault.worker_id)) if rules.GROUPS_FILL not in off else ()
        walks = tuple(_unwalked(conn, day)) if rules.KNOW_AROUND not in off else ()
    yield from (*groups, *walks)


def _silent(conn: Connection, worker: UUID, day: int) -> Iterator[Nudge]:
    """Whoever has heard nothing of us for twice as long as was agreed (practice.md R06)."""
    for each, plan in plans.long_silent(conn, worker, day):
        if rules.LIKE_GLUE not in safety.rules_off(conn, worker, each.person):
            told = plans.reach(rows.there(conn, "Person", each.person))
            yield Nudge(
                rules.LIKE_GLUE, each.person.hex, each.name, each.person, conversation=plan.get("conversation"),
                on=each.on, phone=told.phone, may_ring=told.may_ring is not False,
            )  # fmt: skip


def _began(conn: Connection, row: tuple[bytes, str, bytes, int]) -> int:
    """The ordinal day from which a conversation was of its kind: one about connecting may have become another."""
    return local_day(looking_back.said_at(conn, UUID(bytes=row[2]), "kind") or row[3]).toordinal()


def _carers(vault: "Vault", begun: list[tuple[bytes, str, bytes, int]], day: int) -> Iterator[Nudge]:
    """A carer whom nobody has asked a week after we began (practice.md R07)."""
    for person, name in dict.fromkeys((UUID(bytes=row[0]), row[1] or "") for row in begun):
        web = queries.web(vault, person)
        found = next((one for one in findings(web, day) if one.key == CARER_NOT_ASKED), None)
        if found is not None:
            carer = next(node for node in web.nodes if node.id == found.about[0])
            yield carer_not_asked(person, name, carer.id, carer.label)


def carer_not_asked(person: UUID, name: str, carer: UUID, label: str) -> Nudge:
    """The line about one carer of one person."""
    return Nudge(rules.LISTEN_TO_CARERS, person.hex, name, person, label, carer)


def _full_groups(conn: Connection, worker: UUID) -> Iterator[Nudge]:
    """A small group to which many are on their way at once (practice.md R49)."""
    for label, group in conn.execute(_ON_THEIR_WAY, (team_rules.group_full_at(conn, worker),)):
        yield Nudge(rules.GROUPS_FILL, group, label)


def _unwalked(conn: Connection, day: int) -> Iterator[Nudge]:
    """Where we talked this week, and nobody has looked round for half a year (practice.md R19)."""
    monday = day - date.fromordinal(day).weekday()
    since = PartialDate.on(day - _HALF_A_YEAR).text
    walked = {walk.get("neighbourhood", "").casefold() for walk in rows.select(conn, "Walk", "at >= ?", (since,))}
    places = rows.select(conn, "Resource", "last_checked >= ?", (since,))
    looked_at = [place.get("where", "").casefold() for place in places]
    for (neighbourhood,) in conn.execute(_TALKED_AROUND, (day_begins_ms(monday),)):
        known = neighbourhood.casefold()
        if known not in walked and not any(known in where for where in looked_at):
            yield Nudge(rules.KNOW_AROUND, known, neighbourhood)
