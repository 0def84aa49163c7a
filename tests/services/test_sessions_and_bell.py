"""What goes out with a person of the sessions they came to and of the bell they rang, and what stays with the team."""

import html
import json
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from sbp_desktop.models import jargon
from sbp_desktop.models.clock import local_day, wall_ms
from sbp_desktop.models.snapshots import Audience
from sbp_desktop.services import bell, conversations, exporting, people, sessions, subject_access, teams
from sbp_desktop.storage import history, queries, search
from sbp_desktop.storage import sessions as kept
from sbp_desktop.storage.vault import Vault

HUB, HALL, WHEN = "The hub, Market Street", "The hall at St Cuthbert's", "Tuesdays, 10 to 12"
WORD = "respite"
OF_THE_TEAM = {"LocalSession", "GlossaryTerm", "DailyPulse"}


@pytest.fixture
def eric(vault: Vault) -> UUID:
    """Came to the hub, and rang the bell; there is another session he never came to."""
    person = people.add_person(vault, "Eric").created[0]
    hub = sessions.write(vault, HUB, WHEN).created[0]
    sessions.write(vault, HALL)
    sessions.be_at(vault, hub)
    talk = conversations.start(vault, person).created[0]
    conversations.write_entry(vault, talk, uuid4(), "He asked about the cooker.")
    bell.ring(vault, [WORD])
    bell.say_instead(vault, bell.words(vault)[0].id, "a proper break")
    return person


@pytest.mark.parametrize("who", ["worker", "team", "person"])
def test_a_copy_says_where_they_talked_and_takes_nothing_of_the_team_along(
    vault: Vault, eric: UUID, tmp_path: Path, who: str
) -> None:
    path = exporting.export(vault, eric, tmp_path / "eric.json", audience=Audience(who), format="json")
    written: dict[str, Any] = json.loads(path.read_text("utf-8"))
    [talk] = written["entities"]["Conversation"]
    assert (talk["place"], talk["setting"]) == (HUB, "community_hub")
    assert not OF_THE_TEAM & (written["entities"].keys() | written.get("around", {}).keys())
    folder = exporting.export(vault, eric, tmp_path / "eric", audience=Audience(who), format="csv")
    every = path.read_text("utf-8") + "".join(table.read_text("utf-8") for table in folder.iterdir())
    assert not [words for words in (HALL, WHEN, WORD, "a proper break") if words in every]


def test_what_somebody_gets_who_asks_says_where_we_talked(vault: Vault, eric: UUID, tmp_path: Path) -> None:
    path = tmp_path / "eric.zip"
    subject_access.write(vault, eric, path, "A colleague")
    with zipfile.ZipFile(path) as packed:
        every = html.unescape("\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist()))
    assert HUB in every
    assert "He asked about the cooker." in every
    assert not [words for words in (HALL, WHEN, WORD, "a proper break") if words in every]


def test_a_conversation_stays_where_it_was_when_the_session_moves_or_ends(vault: Vault, eric: UUID) -> None:
    with vault.reading() as conn:
        hub = kept.here(conn, vault.worker_id, local_day(wall_ms()).toordinal())
    assert hub is not None
    sessions.write(vault, "The library", WHEN, session=hub.id)
    assert queries.conversations(vault, eric)[0].place == HUB
    sessions.write(vault, session=hub.id)
    assert queries.conversations(vault, eric)[0].place == HUB


def test_a_word_on_our_list_is_found_by_either_word_until_it_is_put_away(vault: Vault, eric: UUID) -> None:
    for typed in ("respi", "proper break"):
        assert [hit.kind for hit in search.find(vault, typed)] == ["GlossaryTerm"]
    assert search.find(vault, "respite", within=eric) == ()
    bell.put_away(vault, bell.words(vault)[0].id)
    assert search.find(vault, "respite") == ()
    history.undo(vault, teams.ours(vault))
    assert [hit.kind for hit in search.find(vault, "respite")] == ["GlossaryTerm"]


def test_what_cannot_be_opened_takes_nobody_s_place_among_what_is_found(vault: Vault, eric: UUID) -> None:
    """What was learned each day is the team's; there is no page of it to open."""
    team = teams.ours(vault)
    with vault.unit_of_work("A month") as work:
        for _ in range(30):
            work.new("DailyPulse", team, {"learned": "Ask about the cooker first"})
    assert [hit.kind for hit in search.find(vault, "cooker", limit=20)] == ["Entry"]


def test_only_our_own_words_are_kept_of_a_ring(vault: Vault) -> None:
    bell.ring(vault, ["Eric Bishop", "17 Mill Lane", WORD])
    assert [word.term for word in bell.words(vault)] == [WORD]
    assert jargon.PLAIN[WORD] == bell.words(vault)[0].plain
