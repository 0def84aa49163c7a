"""Reads of what a person hopes for, with its small steps and how it went on each day they were asked."""

from typing import TYPE_CHECKING
from uuid import UUID

from sbp_desktop.models import marked_text, rules
from sbp_desktop.models.clock import local_day, stamp_ms
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.outcome_snapshots import HowItWent, OutcomeSnapshot, TinyStep
from sbp_desktop.models.snapshots import FOR_WORKER, Audience
from sbp_desktop.storage import rows, safety, seeing, team_rules
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.statements import Connection

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

_QUIET_DAYS = 28  # where the team has agreed no rhythm of its own


def of_person(vault: "Vault", person: UUID, audience: Audience = FOR_WORKER) -> tuple[OutcomeSnapshot, ...]:
    """What somebody hopes for, in the order it was first written."""
    with vault.reading() as conn:
        found = rows.select(conn, "Outcome", "person = ? ORDER BY born, id", (person.bytes,))
        after = _quiet_after(conn, vault.worker_id, person, audience)
        today = local_day(vault.clock.now_ms()).toordinal()
        return tuple(
            _outcome(conn, row, audience, today - after if after else None)
            for row in seeing.all_shown(conn, "Outcome", found, audience)
        )


def _quiet_after(conn: Connection, worker: UUID, person: UUID, audience: Audience) -> int | None:
    """After how many days a small step is asked for; None where the team asks for none."""
    if rules.SMALL_STEPS in safety.for_audience(conn, worker, person, audience):
        return None
    team = rows.one(conn, "Team", team_rules.team_of(conn, worker))
    return round(team.get("review_rhythm_days", _QUIET_DAYS)) if team is not None else _QUIET_DAYS


def _outcome(conn: Connection, row: Row, audience: Audience, quiet_before: int | None) -> OutcomeSnapshot:
    of_it = 'person = ? AND parent = ? ORDER BY "order_", born', (row.person.bytes, row.id.bytes)
    steps = rows.select(conn, "OutcomeStep", *of_it)
    went = rows.select(conn, "OutcomeReview", *of_it)
    steps = seeing.all_shown(conn, "OutcomeStep", steps, audience)
    went = sorted(seeing.all_shown(conn, "OutcomeReview", went, audience), key=_day)
    heard = max(local_day(stamp_ms(each.written)).toordinal() for each in (row, *steps, *went))
    return OutcomeSnapshot(
        id=row.id,
        person=row.person,
        words=marked_text.plain(row.get("words", "")),
        area=row.get("wellbeing_area"),
        steps=tuple(TinyStep(step.id, step.get("what", ""), step.get("done", "no")) for step in steps),
        went=tuple(_how_it_went(each, audience) for each in went),
        quiet=quiet_before is not None and heard <= quiet_before,
    )


def _day(row: Row) -> int:
    at: PartialDate | None = row.get("at")
    return at.lo if at is not None else 0


def _how_it_went(row: Row, audience: Audience) -> HowItWent:
    own = row.get("worker_view", "") if audience.who == "worker" else ""
    return HowItWent(row.id, row.get("at"), row.get("status"), row.get("said", ""), own)
