"""What a team can choose for itself beside its rules; a team of one begins with its first choice."""

from typing import Any
from uuid import UUID

from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage import rows, team_rules
from sbp_desktop.storage.vault import Vault


def set_team(vault: Vault, label: str, /, **fields: Any) -> ChangeSet:
    """Change fields of our team; `label` says it in words for undo. Raises RuleRefused."""
    have_one(vault)
    with vault.unit_of_work(label) as work:
        team = team_rules.team_of(work.conn, vault.worker_id)
        for name, value in fields.items():
            work.set(team, name, value)
    return work.result


def have_one(vault: Vault) -> None:
    """Begin a team where there is none; apart, so that undo takes back the choice alone."""
    with vault.unit_of_work("Began a team", undoable=False) as work:
        team = team_rules.team_of(work.conn, vault.worker_id)
        if rows.one(work.conn, "Team", team) is None:
            work.new("Team", team, id=team)


def ours(vault: Vault) -> UUID:
    """Which team is ours."""
    with vault.reading() as conn:
        return team_rules.team_of(conn, vault.worker_id)


def line_pack(vault: Vault) -> str | None:
    """How our team has the lines of a web drawn; None where it has not said."""
    with vault.reading() as conn:
        team = rows.one(conn, "Team", team_rules.team_of(conn, vault.worker_id))
    return team.get("line_pack") if team is not None else None


def choose_lines(vault: Vault, pack: str) -> ChangeSet:
    """Have the lines of a web drawn so by our whole team; nothing that was written changes."""
    return set_team(vault, "Chose how lines are drawn", line_pack=pack)
