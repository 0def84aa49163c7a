"""A team's words: the shipped packs are whole and plain, and a council's own file is taken or refused at its line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sbp_desktop import config
from sbp_desktop.errors import MalformedInput
from sbp_desktop.models.jargon import Avoided
from sbp_desktop.models.vocabulary import ConversationKind, WorkerRole
from sbp_desktop.models.words_pack import PLAIN, SHIPPED, shipped
from sbp_desktop.services import conversations, marked_json, people, words_packs
from sbp_desktop.storage import history, team_rules
from sbp_desktop.storage.vault import Vault

OURS = {
    "name": "Riverside words",
    "conversations": {"C1": "Hello", "C3": "What I want"},
    "workers": {"connector": "Link worker"},
    "instead": {"Complex needs": "a lot going on", "review": ""},
}


def file_of(folder: Path, pack: object) -> Path:
    path = folder / "words.json"
    path.write_text(pack if isinstance(pack, str) else json.dumps(pack, indent=2), "utf-8")
    return path


def test_the_shipped_packs_name_everything_and_pass_the_same_reading_as_a_councils() -> None:
    for key in SHIPPED:
        pack = shipped(key)
        assert pack.conversations.keys() == {kind.value for kind in ConversationKind}
        assert pack.workers.keys() == {role.value for role in WorkerRole}
        assert all(0 < len(name) <= words_packs.LONGEST_NAME for name in pack.names())
        assert words_packs._pack(marked_json.read(config.resources("words", f"{key}.json"))).name == pack.name
    assert len({shipped(key).conversations["C3"] for key in SHIPPED}) == len(SHIPPED)
    assert {path.stem for path in config.resources("words").iterdir()} == set(SHIPPED)


def test_a_team_chooses_and_takes_it_back_and_nothing_stored_changes(vault: Vault) -> None:
    eric = people.add_person(vault, "Eric").created[0]
    talk = conversations.start(vault, eric).created[0]
    conversations.set_kind(vault, talk, "C2")

    def stored() -> object:
        with vault.reading() as conn:
            return [conn.execute(f"SELECT * FROM {table}").fetchall() for table in ("conversation_now", "person_now")]

    before = stored()
    assert words_packs.in_force(vault) == shipped(PLAIN)
    words_packs.choose(vault, "living-well")
    assert words_packs.in_force(vault) == shipped("living-well")
    words_packs.choose(vault, "good-lives")
    assert stored() == before
    with vault.reading() as conn:
        team = team_rules.team_of(conn, vault.worker_id)
    history.undo(vault, team)
    assert words_packs.in_force(vault) == shipped("living-well")
    history.undo(vault, team)
    assert words_packs.in_force(vault) == shipped(PLAIN)


def test_a_councils_own_says_what_differs_and_is_kept_whole(open_vault: Callable[[], Vault], tmp_path: Path) -> None:
    vault = open_vault()
    path = file_of(tmp_path, OURS)
    words_packs.bring_in(vault, path)
    path.unlink()
    vault.close()
    pack = words_packs.in_force(again := open_vault())
    assert pack.name == "Riverside words"
    assert pack.conversations == {**shipped(PLAIN).conversations, "C1": "Hello", "C3": "What I want"}
    assert pack.workers["connector"] == "Link worker"
    avoided = Avoided(pack.instead)
    assert [offer.instead for offer in avoided.offers_in("complex needs and a review")] == ["a lot going on"]
    words_packs.choose(again, PLAIN)
    words_packs.choose(again, pack.key)
    assert words_packs.in_force(again) == pack


@pytest.mark.parametrize(
    ("text", "line", "field", "sentence"),
    [
        ('{"name": "Ours"', 1, "file", "a comma or a closing bracket is missing"),
        ("[]", 1, "file", "this must be a mapping of names to values"),
        ('{\n"model": "Ours"}', 1, "name", "name is missing"),
        ('{"name": "Ours",\n"logo": "x"}', 2, "logo", "'logo' is not part of a words pack"),
        ('{"name": "Ours",\n"conversations": {\n"C4": "More"}}', 3, "conversations.C4", "'C4' is not one of C1"),
        ('{"name": "Ours",\n"conversations": {"C1": " "}}', 2, "conversations.C1", "this name has no words"),
        ('{"name": "Ours",\n"workers": {"peer": ["x"]}}', 2, "workers.peer", "this must be text"),
        ('{"name": "Ours",\n"workers": {"chef": "Chef"}}', 2, "workers.chef", "'chef' is not one of social_worker"),
        ('{"name": "Ours",\n\n"model": "' + "x" * 33 + '"}', 3, "model", "longer than 32 letters"),
        ('{"name": "Ours",\n"conversations": {"C1": "Assessment"}}', 2, "conversations.C1", "say 'Conversation'"),
        ('{"name": "Ours",\n"instead": {"chat": "talk"},\n"model": "Our chat"}', 3, "model", "'chat' is one of the"),
        ('{"name": "Ours",\n"questions": {"C9": {}}}', 2, "questions.C9", "'C9' is not one of C1"),
        ('{"name": "Ours",\n"questions": {"C1": {"Home": "x"}}}', 2, "questions.C1.Home", "this must be a list"),
        (
            '{"name": "Ours",\n"questions": {"C1": {"Home": ["Tell me"]}}}',
            2,
            "questions.C1.Home[0]",
            "a question ends with a question mark",
        ),
        (
            '{"name": "Ours",\n"questions": {"C1": {"Home": ["' + "and " * 16 + '?"]}}}',
            2,
            "questions.C1.Home[0]",
            "longer than 15 words",
        ),
        (
            '{"name": "Ours",\n"questions": {"C1": {"Home": ["When is your assessment?"]}}}',
            2,
            "questions.C1.Home[0]",
            "'assessment' is one of the",
        ),
    ],
)
def test_a_bad_file_is_told_in_one_sentence_with_line_and_field(
    vault: Vault, tmp_path: Path, text: str, line: int, field: str, sentence: str
) -> None:
    with pytest.raises(MalformedInput, match=sentence) as told:
        words_packs.bring_in(vault, file_of(tmp_path, text))
    assert (told.value.line, told.value.field) == (line, field)
    assert words_packs.in_force(vault) == shipped(PLAIN)


def test_a_pack_of_a_newer_app_leaves_the_plain_words(vault: Vault) -> None:
    from_there = '{"name": "Ours", "colours": {"C1": "blue"}}'
    with pytest.raises(MalformedInput):
        words_packs.choose(vault, from_there)
    with vault.unit_of_work("Synced") as work:
        team = team_rules.team_of(work.conn, vault.worker_id)
        work.new("Team", team, {"words_pack": from_there}, id=team)
    assert words_packs.in_force(vault) == shipped(PLAIN)
