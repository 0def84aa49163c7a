"""Reads of what was agreed: plans for getting back in control, times we were in touch, and who expects us when."""

import heapq
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sbp_desktop.models import marked_text, rhythm
from sbp_desktop.models.clock import COUNTER_BITS, day_begins_ms, local_day, stamp_ms
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.plan_snapshots import CheckBackSnapshot, ContactSnapshot, PlanSnapshot, StepSnapshot
from sbp_desktop.models.reach import Reach
from sbp_desktop.models.snapshots import FOR_WORKER, Audience, CheckBackDue, ExpectedContact, PersonRow
from sbp_desktop.storage import rows, safety, seeing
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.statements import Connection, scalar

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

# A plan is open until the person is back in control.
OPEN = "alive = 1 AND coalesce(control_regained, 'not_yet') = 'not_yet'"
# Every day that was agreed: an open plan's own, and of people without one that of the newest time in touch. SQLite
# gives the columns beside max() from the row that holds it.
_AGREED = (
    "SELECT l.person, l.next_touch, l.next_words, l.rhythm_days, l.born,"
    "  CASE WHEN l.next_touch IS NULL"  # with a day agreed the rhythm waits
    "   THEN (SELECT max(c.at) FROM contact_now c WHERE c.person = l.person AND c.alive = 1) END, max(l.born)"
    f"  FROM emergency_plan_now l WHERE {OPEN} GROUP BY l.person"
    " UNION ALL SELECT person, next_on, next_words, NULL, written, at, max(written) FROM contact_now"
    f"  WHERE alive = 1 AND person NOT IN (SELECT person FROM emergency_plan_now WHERE {OPEN}) GROUP BY person"
)

# A day to look again stands beside those, of nobody's being in touch and so with nothing in the last columns.
_LOOK_AGAIN = (
    "SELECT id, look_again_on, NULL, NULL, NULL, NULL, NULL FROM person_now"
    "  WHERE alive = 1 AND look_again_on IS NOT NULL"
    " UNION ALL SELECT person, review_on, NULL, NULL, NULL, NULL, NULL FROM emergency_plan_now l"
    f"  WHERE {OPEN} AND review_on IS NOT NULL"
    "  AND NOT EXISTS (SELECT 1 FROM person_now p WHERE p.id = l.person AND p.look_again_on IS NOT NULL)"
)

# Reading each plan of thousands took longer than Today: days nobody works only make it later, so none is missed.
_MAYBE_SILENT = (
    "rhythm_days IS NOT NULL AND CASE WHEN next_touch IS NOT NULL THEN next_touch <= ? ELSE "
    "coalesce((SELECT max(c.at) FROM contact_now c WHERE c.person = emergency_plan_now.person), "
    f" born >> {COUNTER_BITS})"
    f" + 2 * rhythm_days * {24 * 3600 * 1000} <= ? END"
)


def days_off(conn: Connection, worker: UUID) -> frozenset[int]:
    """The days a worker does not work, as ordinal days."""
    row = rows.one(conn, "Worker", worker)
    return frozenset(PartialDate.of(day).lo for day in row.get("days_off", ())) if row is not None else frozenset()


def expecting(conn: Connection, worker: UUID, limit: int) -> tuple[ExpectedContact, ...]:
    """Who expects me, soonest first."""
    off = days_off(conn, worker)
    agreed = conn.execute(_AGREED).fetchall()
    # A day as it is written sorts as the day itself, so that among many only the soonest need be read and named.
    on_a_day = sorted((row for row in (*agreed, *conn.execute(_LOOK_AGAIN)) if row[1]), key=lambda row: str(row[1]))
    by_rhythm = sorted((_expected(row, off) for row in agreed if row[3] and not row[1]), key=_first_day)
    soonest = heapq.merge((_expected(row, off) for row in on_a_day), by_rhythm, key=_first_day)
    return tuple(islice(filter(None, (_named(conn, each) for each in soonest)), limit))


def long_silent(conn: Connection, worker: UUID, day: int) -> list[tuple[ExpectedContact, Row]]:
    """Those who have heard nothing of us for twice as long as was agreed, each with their plan, the longest first."""
    off = days_off(conn, worker)
    found = []
    maybe = f"{OPEN} AND {_MAYBE_SILENT} ORDER BY born"
    for plan in rows.select(conn, "EmergencyPlan", maybe, (date.fromordinal(day).isoformat(), day_begins_ms(day + 1))):
        every, agreed = rhythm.agreed_days(plan.get("rhythm_days")), plan.get("next_touch")
        last = _last_touch(conn, plan)
        if every and rhythm.long_silent(agreed, every, last, off) <= day:
            on = rhythm.expected(agreed, every, last, off)
            each = _named(conn, ExpectedContact(plan.person, "", on, every=every))
            found += [(each, plan)] if each is not None else []
    return sorted(found, key=lambda pair: _first_day(pair[0]))


def reach(person: Row) -> Reach:
    """How somebody can be reached."""
    told = {name: person.get(f"contact.{name}", "") for name in ("phone", "safe_times", "address", "getting_in")}
    return Reach(**told, may_ring=person.get("contact.safe_to_ring"), message_ok=person.get("contact.message_ok"))


def _first_day(each: ExpectedContact) -> int:
    return each.on.lo if each.on else 0


def _expected(row: Any, off: frozenset[int]) -> ExpectedContact:
    """Whom and when, from a row of `_AGREED` that has a day or a rhythm; who they are is not read yet."""
    person, day, words, every, born, last, _ = row
    agreed = PartialDate.of(day) if day else None
    if born is None:
        return ExpectedContact(UUID(bytes=person), "", agreed, looks_again=True)
    every = rhythm.agreed_days(every)
    on = rhythm.expected(agreed, every, _since(last, born), off)
    return ExpectedContact(UUID(bytes=person), "", on, words or "", every=every)


def _named(conn: Connection, each: ExpectedContact) -> ExpectedContact | None:
    """The same with their name and what was noted the newest time in touch; None for who was taken out."""
    person = (each.person.bytes,)
    found = conn.execute("SELECT preferred_name FROM person_now WHERE id = ? AND alive = 1", person).fetchone()
    newest = "SELECT line FROM contact_now WHERE person = ? AND alive = 1 ORDER BY at DESC, born DESC LIMIT 1"
    line = scalar(conn.execute(newest, person))
    return replace(each, name=found[0] or "", last_line=line or "") if found is not None else None


def _since(last_ms: int | None, born: int) -> int:
    """The ordinal day a rhythm counts from: the newest time in touch, or the day it was agreed."""
    return local_day(last_ms or stamp_ms(born)).toordinal()


def check_backs(conn: Connection, day: int, limit: int) -> tuple[CheckBackDue, ...]:
    """Whom a call is worth making to today, some weeks after the goodbye; those we are with again are left out."""
    found = conn.execute(
        "SELECT c.person, p.preferred_name, max(c.closed), "
        " (SELECT group_concat(b.at) FROM check_back_now b WHERE b.person = c.person AND b.alive = 1) "
        "FROM conversation_now c JOIN person_now p ON p.id = c.person AND p.alive = 1 "
        "WHERE c.alive = 1 AND c.outcome IN ('goodbye', 'control_regained') AND c.closed > ? AND NOT EXISTS "
        "(SELECT 1 FROM conversation_now o WHERE o.person = c.person AND o.alive = 1 AND o.closed IS NULL) "
        f"AND c.person NOT IN ({safety.WORRIED_ABOUT}) "
        "GROUP BY c.person ORDER BY max(c.closed) DESC",
        (day_begins_ms(day - rhythm.LET_GO_AFTER),),
    ).fetchall()
    due = []
    for person, name, closed, calls in found:
        made = {PartialDate.of(call).lo for call in calls.split(",")} if calls else ()
        days = rhythm.check_back(local_day(closed).toordinal(), day, made) if closed else None
        if days is not None:
            due.append(CheckBackDue(UUID(bytes=person), name or "", days))
    return tuple(due[:limit])


def not_met(conn: Connection, day: int, limit: int) -> tuple[PersonRow, ...]:
    """Those written down a working day ago or more with whom nobody has talked or been in touch; the longest first, and
    let go some weeks later (practice.md R04).
    """
    found = conn.execute(
        "SELECT p.id, p.preferred_name, p.neighbourhood, p.born FROM person_now p WHERE p.alive = 1 AND p.born >= ? "
        "AND NOT EXISTS (SELECT 1 FROM conversation_now c WHERE c.person = p.person AND c.alive = 1) "
        "AND NOT EXISTS (SELECT 1 FROM contact_now t WHERE t.person = p.person AND t.alive = 1) ORDER BY p.born",
        (day_begins_ms(day - rhythm.LET_GO_OF_NEW) << COUNTER_BITS,),
    )
    return tuple(
        PersonRow(UUID(bytes=person), name or "", not name, where or "")
        for person, name, where, born in found
        if rhythm.next_day(local_day(stamp_ms(born)).toordinal(), 1) <= day
    )[:limit]


def learned(conn: Connection, worker: UUID, day: int) -> str:
    """The one thing learned on an ordinal day."""
    at = PartialDate.on(day).text
    found = rows.select(conn, "DailyPulse", "person = ? AND at = ?", (worker.bytes, at))
    return str(found[0].get("learned", "")) if found else ""


def of_conversation(vault: "Vault", conversation: UUID, audience: Audience = FOR_WORKER) -> PlanSnapshot | None:
    """The plan made in a conversation with its steps in order, None where there is none to show."""
    with vault.reading() as conn:
        found = rows.select(conn, "EmergencyPlan", "conversation = ? ORDER BY born LIMIT 1", (conversation.bytes,))
        shown = seeing.all_shown(conn, "EmergencyPlan", found, audience)
        return _plan(conn, vault.worker_id, shown[0], audience) if shown else None


def open_plan(vault: "Vault", person: UUID, audience: Audience = FOR_WORKER) -> PlanSnapshot | None:
    """The newest plan that somebody is still getting back in control by, None where there is none to show."""
    with vault.reading() as conn:
        found = rows.select(conn, "EmergencyPlan", f"person = ? AND {OPEN} ORDER BY born DESC", (person.bytes,))
        shown = seeing.all_shown(conn, "EmergencyPlan", found, audience)
        return _plan(conn, vault.worker_id, shown[0], audience) if shown else None


def _plan(conn: Connection, worker: UUID, row: Row, audience: Audience) -> PlanSnapshot:
    steps = rows.children(conn, "PlanStep", row.id, 'ORDER BY "order_", born')
    return PlanSnapshot(
        id=row.id,
        person=row.person,
        conversation=row.get("conversation"),
        what_must_change=marked_text.plain(row.get("what_must_change", "")),
        rhythm_days=rhythm.agreed_days(row.get("rhythm_days")),
        expected=_by_plan(conn, worker, row),
        control_regained=row.get("control_regained"),
        their_words=marked_text.plain(row.get("their_words", "")),
        steps=tuple(_step(step) for step in seeing.all_shown(conn, "PlanStep", steps, audience)),
    )


def _step(row: Row) -> StepSnapshot:
    who = row.get("who", ""), row.get("who_node")
    return StepSnapshot(row.id, row.get("what", ""), *who, row.get("done", "no"), row.get("by"))


def _by_plan(conn: Connection, worker: UUID, row: Row) -> PartialDate | None:
    since = _last_touch(conn, row)
    return rhythm.expected(
        row.get("next_touch"), rhythm.agreed_days(row.get("rhythm_days")), since, days_off(conn, worker)
    )


def _last_touch(conn: Connection, plan: Row) -> int:
    newest = rows.select(conn, "Contact", "person = ? ORDER BY at DESC LIMIT 1", (plan.person.bytes,))
    return _since(newest[0].get("at") if newest else None, plan.born)


def expected_by(
    conn: Connection, worker: UUID, person: UUID, audience: Audience = FOR_WORKER
) -> tuple[PartialDate | None, str]:
    """When one person expects us next, and the words for it."""
    found = rows.select(conn, "EmergencyPlan", f"person = ? AND {OPEN} ORDER BY born DESC", (person.bytes,))
    for plan in seeing.all_shown(conn, "EmergencyPlan", found, audience):
        return _by_plan(conn, worker, plan), plan.get("next_words", "")
    met = rows.select(conn, "Contact", "person = ? ORDER BY written DESC", (person.bytes,))
    for contact in seeing.all_shown(conn, "Contact", met, audience):
        return contact.get("next_on"), contact.get("next_words", "")
    return None, ""


def look_again_on(conn: Connection, person: Row, audience: Audience = FOR_WORKER) -> PartialDate | None:
    """The day agreed to look again at how things are, the person's or that of an open plan."""
    day: PartialDate | None = person.get("look_again_on")
    if day is None:
        found = rows.select(conn, "EmergencyPlan", f"person = ? AND {OPEN} ORDER BY born DESC", (person.id.bytes,))
        plans = seeing.all_shown(conn, "EmergencyPlan", found, audience)
        day = next((plan.get("review_on") for plan in plans if plan.get("review_on") is not None), None)
    return day


def contacts(
    vault: "Vault", person: UUID, audience: Audience = FOR_WORKER, limit: int = 50
) -> tuple[ContactSnapshot, ...]:
    """The times we were in touch, newest first."""
    with vault.reading() as conn:
        lately = "person = ? AND at IS NOT NULL ORDER BY at DESC, born DESC"
        found = rows.select(conn, "Contact", lately, (person.bytes,))
        shown = seeing.all_shown(conn, "Contact", found, audience)[:limit]
    return tuple(
        ContactSnapshot(row.id, row.values["at"], row.get("mode", "visit"), row.get("line", ""), row.get("next_on"))
        for row in shown
    )


def check_backs_of(vault: "Vault", person: UUID, audience: Audience = FOR_WORKER) -> tuple[CheckBackSnapshot, ...]:
    """How it was for somebody after a goodbye, each time they were asked and said so, the newest first."""
    with vault.reading() as conn:
        found = rows.select(conn, "CheckBack", "person = ? ORDER BY born DESC", (person.bytes,))
        shown = seeing.all_shown(conn, "CheckBack", found, audience)
    answered = (
        CheckBackSnapshot(
            row.id, row.get("at"), row.get("good_experience"), row.values.get("sorted"), row.get("words", "")
        )
        for row in shown
    )
    return tuple(each for each in answered if each.good or each.sorted is not None or each.words)
