"""What a team can do with the rules: switch one off, and on again."""

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.rules import BY_ID, Acts
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services import teams
from sbp_desktop.storage import team_rules
from sbp_desktop.storage.vault import Vault


def set_rule(vault: Vault, rule: str, on: bool) -> ChangeSet:
    """Let a rule act for the team, or not. Raises RuleRefused for one that is not there to be switched."""
    declared = BY_ID.get(rule)
    if declared is None or declared.acts is not Acts.UNLESS_OFF:
        raise RuleRefused("That rule stays as it is.")
    teams.have_one(vault)
    with vault.unit_of_work("Switched a rule on" if on else "Switched a rule off") as work:
        team = team_rules.team_of(work.conn, vault.worker_id)
        work.assign(team, f"{team_rules.FIELD}:{rule}", not on)
    return work.result
