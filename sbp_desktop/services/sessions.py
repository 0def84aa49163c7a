"""What a worker can do about the sessions of their team: name one, take it away, and say that they are there."""

from uuid import UUID, uuid4

from sbp_desktop.models.clock import local_day
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services import teams
from sbp_desktop.storage import rows, sessions, team_rules
from sbp_desktop.storage.vault import Vault

_KIND = "LocalSession"


def write(vault: Vault, where: str = "", when: str = "", session: UUID | None = None) -> ChangeSet:
    """Keep a session of our team: a new one, or `session` changed. With no `where` that one is taken away, and a new
    one is not begun.
    """
    where, when = (" ".join(words.split()) for words in (where, when))
    teams.have_one(vault)
    with vault.unit_of_work("Changed our sessions") as work:
        team = team_rules.team_of(work.conn, vault.worker_id)
        fields = {"where": where, "when": when or None}
        if session is None and where:
            work.new(_KIND, team, {**fields, "team": team}, id=uuid4())
        elif session is not None and not where:
            work.delete(rows.there(work.conn, _KIND, session).id)
        elif session is not None:
            for name, value in fields.items():
                work.set(session, name, value)
    return work.result


def be_at(vault: Vault, session: UUID | None = None) -> None:
    """Be at a session for the rest of today, or at none: conversations begun meanwhile begin there.

    This is of this laptop alone: a colleague at the same session says so on theirs.
    """
    with vault.writing() as conn:
        if session is not None:
            rows.there(conn, _KIND, session)
        sessions.keep_here(conn, session, local_day(vault.clock.now_ms()).toordinal())
