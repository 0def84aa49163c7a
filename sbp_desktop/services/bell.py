"""What becomes of the bell: words somebody wanted plainer, for the whole team, and what it says instead (A83).

Only words of our own list are kept, so that nothing of whoever rang goes along.
"""

from collections.abc import Iterable
from uuid import UUID, uuid5

from sbp_desktop.models import jargon
from sbp_desktop.models.snapshots import BellWord, ChangeSet
from sbp_desktop.services import teams
from sbp_desktop.storage import rows, team_rules
from sbp_desktop.storage.vault import Vault

_KIND = "GlossaryTerm"


def ring(vault: Vault, words: Iterable[str] = ()) -> ChangeSet:
    """Put the words the bell was rung for on our team's list; a word that is there stays as it is."""
    teams.have_one(vault)
    with vault.unit_of_work("Rang the bell", undoable=False) as work:
        team = team_rules.team_of(work.conn, vault.worker_id)
        for term in sorted({word.casefold() for word in words} & jargon.PLAIN.keys()):
            kept = uuid5(team, f"term:{term}")
            there = rows.one(work.conn, _KIND, kept, alive_only=False)
            if there is None:
                work.new(_KIND, team, {"term": term, "plain": jargon.PLAIN[term]}, id=kept)
            elif not there.alive:
                work.revive(kept)
    return work.result


def say_instead(vault: Vault, word: UUID, words: str = "") -> ChangeSet:
    """Keep what our team says instead; "" is what we always said. Under a note it is offered from now on."""
    with vault.unit_of_work("Chose a plainer word") as work:
        rows.there(work.conn, _KIND, word)
        work.set(word, "instead", " ".join(words.split()) or None)
    return work.result


def put_away(vault: Vault, word: UUID) -> ChangeSet:
    """Take a word off the list, until the bell is rung for it again."""
    with vault.unit_of_work("Put a word away") as work:
        work.delete(rows.there(work.conn, _KIND, word).id)
    return work.result


def words(vault: Vault) -> tuple[BellWord, ...]:
    """The words on our team's list, by the alphabet."""
    with vault.reading() as conn:
        team = team_rules.team_of(conn, vault.worker_id)
        found = rows.select(conn, _KIND, "person = ?", (team.bytes,))
    listed = (BellWord(row.id, row.get("term", ""), row.get("plain", ""), row.get("instead", "")) for row in found)
    return tuple(sorted(listed, key=lambda word: (word.term, word.id.bytes)))
