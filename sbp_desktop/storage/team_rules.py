"""Which rules the team has switched off, by whom and when, read from the one set on its record."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from sbp_desktop.models import rhythm
from sbp_desktop.models.clock import stamp_ms
from sbp_desktop.models.snapshots import RuleSwitch, TeamRulesSnapshot
from sbp_desktop.storage import materialise, rows
from sbp_desktop.storage.statements import Connection

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

FIELD = "rules_off"
SMALL_LIMIT = 200
"""Pounds, where the team has not said (practice.md A103)."""
GROUP_FULL_AT = 10
"""People on their way to one small group at once, where the team has not said (practice.md A78)."""


def team_of(conn: Connection, worker: UUID) -> UUID:
    """The team of a worker; whoever has joined none yet is a team of one."""
    known = rows.one(conn, "Worker", worker)
    team = known.get("team") if known is not None else None
    return team if isinstance(team, UUID) else uuid5(worker, "team")


def begun_before(conn: Connection, worker: UUID, names: Sequence[UUID]) -> UUID | None:
    """The team this worker began under one of these names of theirs, where there is none under the one they have."""
    if rows.one(conn, "Team", team_of(conn, worker)) is not None:
        return None
    return next((team for name in names if rows.one(conn, "Team", team := team_of(conn, name)) is not None), None)


def off(conn: Connection, worker: UUID) -> frozenset[str]:
    """The rules that do not act for this worker's team."""
    team = rows.one(conn, "Team", team_of(conn, worker))
    return team.get(FIELD, frozenset()) if team is not None else frozenset()


def rhythm_days(conn: Connection, worker: UUID) -> int | None:
    """How often this worker's team is in touch in a crisis to begin with; None is agreed each time."""
    team = rows.one(conn, "Team", team_of(conn, worker))
    return rhythm.agreed_days(team.get("c2_default_rhythm_days")) if team is not None else None


def small_limit(conn: Connection, worker: UUID) -> int:
    """The small money one person may have, in pounds, before a sentence is asked for; the team says how much."""
    team = rows.one(conn, "Team", team_of(conn, worker))
    return round(team.get("small_spend_limit", SMALL_LIMIT)) if team is not None else SMALL_LIMIT


def group_full_at(conn: Connection, worker: UUID) -> int:
    """How many may be on their way to one small group before we think of the group; the team says how many."""
    team = rows.one(conn, "Team", team_of(conn, worker))
    return round(team.get("group_full_at", GROUP_FULL_AT)) if team is not None else GROUP_FULL_AT


def allows_quick_code(conn: Connection, worker: UUID) -> bool:
    """Whether this worker's team lets a short code open the app again for some hours."""
    team = rows.one(conn, "Team", team_of(conn, worker))
    return team is not None and bool(team.get("quick_code"))


def standing(vault: "Vault") -> TeamRulesSnapshot:
    """How the rules stand for our team, with who switched each one last; those never switched are not named."""
    with vault.reading() as conn:
        team = team_of(conn, vault.worker_id)
        heads = sorted(materialise.entity_heads(conn, team.bytes), key=lambda head: (head.hlc, head.id.origin))
        agreed = rows.one(conn, "Team", team)
        names = {row.id: row.get("name", "") for row in rows.select(conn, "Worker", "1")}
        return TeamRulesSnapshot(
            team=team,
            off=off(conn, vault.worker_id),
            rhythm_days=rhythm_days(conn, vault.worker_id),
            small_spend_limit=small_limit(conn, vault.worker_id),
            group_full_at=group_full_at(conn, vault.worker_id),
            unlock_to_turn_back=agreed is not None and bool(agreed.get("unlock_to_turn_back")),
            quick_code=allows_quick_code(conn, vault.worker_id),
            switched={
                head.field.removeprefix(f"{FIELD}:"): RuleSwitch(
                    names.get(UUID(bytes=head.worker), ""), stamp_ms(head.hlc)
                )
                for head in heads
                if head.field.startswith(f"{FIELD}:") and head.value is not None
            },
        )
