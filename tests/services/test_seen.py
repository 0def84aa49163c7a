"""Who opened whom is kept in a chain that tells of every change, names nobody in words, and asks why of who covers."""

import os
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from sbp_desktop import cli
from sbp_desktop.errors import RuleRefused
from sbp_desktop.models import trail
from sbp_desktop.models.clock import wall_ms
from sbp_desktop.services import exporting, named_workers, people, seen, unlocking
from sbp_desktop.storage import access_log
from sbp_desktop.storage.access_log import What
from sbp_desktop.storage.vault import Vault
from tests.days import days_on
from tests.fixtures import PASSPHRASE


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric Canary").created[0]


def covered(vault: Vault, person: UUID, role: str = "cover") -> None:
    """The council gave us this person in this role."""
    with vault.writing() as conn:
        row = (person.bytes, 0, role, 0, 0, 0)
        conn.execute("INSERT INTO granted(person, lane, role, until, touched, hidden) VALUES(?, ?, ?, ?, ?, ?)", row)


def test_each_opening_is_an_entry(vault: Vault, eric: UUID) -> None:
    for _ in range(3):
        people.note_opened(vault, eric)
    assert [one.what for one in seen.who_has_seen(vault, eric)] == [What.OPENED] * 3
    assert {one.who for one in seen.who_has_seen(vault, eric)} == {"Test worker"}
    assert access_log.walk(vault)[::2] == (3, 0)


def test_a_copy_says_what_for_whom_and_why(vault: Vault, eric: UUID) -> None:
    exporting.note_copy(vault, eric, what="Picture, pdf", for_whom="Their sister", why="To plan the week", agreed=True)
    (copy,) = seen.who_has_seen(vault, eric)
    assert (copy.what, copy.why) == (What.COPY, "Picture, pdf, Their sister, To plan the week")
    assert access_log.walk(vault).number == 1


def test_no_entry_holds_a_word_of_a_page(vault: Vault, eric: UUID) -> None:
    people.note_opened(vault, eric)
    with vault.reading() as conn:
        row = conn.execute("SELECT * FROM access").fetchall()[0]
    assert b"Canary" not in b"".join(part if isinstance(part, bytes) else str(part).encode() for part in row)


# ---- why, of who covers


def test_who_covers_is_asked_once_a_day(vault: Vault, eric: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    covered(vault, eric)
    assert access_log.asks_why(vault, eric)
    with pytest.raises(RuleRefused):
        seen.say_why(vault, eric, "  ")
    seen.say_why(vault, eric, "She rang this morning")
    assert not access_log.asks_why(vault, eric)
    assert seen.who_has_seen(vault, eric)[0].why == "She rang this morning"
    later = days_on(wall_ms(), 1)
    monkeypatch.setattr(vault.clock, "now_ms", lambda: later)
    assert access_log.asks_why(vault, eric)


def test_who_is_with_them_is_not_asked(vault: Vault, eric: UUID) -> None:
    assert not access_log.asks_why(vault, eric)
    covered(vault, eric, "named")
    with vault.writing() as conn:
        row = (eric.bytes, 1, "cover", 0, 0, 0)
        conn.execute("INSERT INTO granted(person, lane, role, until, touched, hidden) VALUES(?, ?, ?, ?, ?, ?)", row)
    assert not access_log.asks_why(vault, eric)


def test_who_covers_by_what_the_team_wrote_is_asked_too(vault: Vault, eric: UUID) -> None:
    named_workers.change(vault, eric, "Ann Other")
    named_workers.choose_cover(vault, eric, "Test worker")
    assert access_log.asks_why(vault, eric)


# ---- tampering with the real file


def tamper(vault: Vault, *statements: str) -> None:
    with vault.writing() as conn:
        for statement in statements:
            conn.execute(statement)


@pytest.mark.parametrize(
    ("statements", "at"),
    [
        (["UPDATE access SET at = at - 1 WHERE number = 3"], 3),
        (["UPDATE access SET worker = zeroblob(16) WHERE number = 2"], 2),
        (["UPDATE access SET why = 'other words' WHERE number = 4"], 4),
        (["UPDATE access SET why = '' WHERE number = 4"], 4),
        (["DELETE FROM access WHERE number = 3"], 3),
        (["DELETE FROM access WHERE number = 3", "UPDATE access SET number = number - 1 WHERE number > 3"], 3),
        (["DELETE FROM access WHERE number > 2"], 3),
        (["UPDATE access SET number = 99 WHERE number = 2", "UPDATE access SET number = 2 WHERE number = 3"], 2),
        (["UPDATE access SET why = x'00' WHERE number = 3"], 3),
        (["UPDATE access SET id = 'words' WHERE number = 2"], 2),
        (["UPDATE access SET link = 'words' WHERE number = 2"], 2),
    ],
    ids=[
        "when",
        "who",
        "why",
        "why taken out",
        "deleted",
        "deleted and closed up",
        "tail cut",
        "moved",
        "why no words",
        "id no bytes",
        "link no bytes",
    ],
)
def test_what_is_done_to_the_log_is_found_at_its_place(
    vault: Vault, eric: UUID, statements: list[str], at: int
) -> None:
    for _ in range(3):
        people.note_opened(vault, eric)
    seen.say_why(vault, eric, "On duty today")
    people.note_opened(vault, eric)
    whole = access_log.walk(vault)
    assert whole.fault == 0
    tamper(vault, *statements)
    assert access_log.walk(vault, {whole.number: whole.link}).fault == at


def test_a_reason_that_went_with_its_person_is_no_fault_before_one(vault: Vault, eric: UUID) -> None:
    seen.say_why(vault, eric, "On duty today")
    people.note_opened(vault, eric)
    people.note_opened(vault, eric)
    with vault.writing() as conn:
        access_log.forget(vault, conn, eric)
    assert access_log.walk(vault).fault == 0
    tamper(vault, "UPDATE access SET at = at - 1 WHERE number = 3")
    assert access_log.walk(vault).fault == 3


def test_a_log_made_anew_with_its_key_is_found_against_what_was_noted(vault: Vault, eric: UUID) -> None:
    for _ in range(4):
        people.note_opened(vault, eric)
    whole = access_log.walk(vault)
    with vault.writing() as conn:
        rows = conn.execute(
            "SELECT number, at, worker, person, what, id, why_is FROM access ORDER BY number"
        ).fetchall()
        link = trail.START
        for row in rows:
            changed = (row[0], row[1] + (row[0] == 2), *row[2:])
            link = trail.link(access_log._key(conn), link, access_log._said(changed))
            conn.execute("UPDATE access SET at = ?, link = ? WHERE number = ?", (changed[1], link, row[0]))
    assert access_log.walk(vault).fault == 0  # the ablation: without an anchor nothing shows
    assert access_log.walk(vault, {whole.number: whole.link}).fault == 4


# ---- the command


def spoken() -> str:
    read, written = os.pipe()
    os.write(written, f"{PASSPHRASE}\n".encode())
    os.close(written)
    return str(read)


def verify(folder: Path, *more: str) -> int:
    return cli.main(["verify-log", "--vault", str(folder), "--passphrase-fd", spoken(), *more])


def test_the_command_proves_the_log_and_says_at_which_entry_it_was_altered(
    vault: Vault, open_vault: Callable[[], Vault], eric: UUID, vault_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(3):
        people.note_opened(vault, eric)
    vault.close()
    assert verify(vault_folder) == cli.DONE
    head = capsys.readouterr().out.split()[-1]
    assert head.startswith("3:")
    opened = unlocking.unlock(vault_folder, PASSPHRASE)
    tamper(opened, "DELETE FROM access WHERE number = 3")
    opened.close()
    assert verify(vault_folder) == cli.DONE  # a tail that was cut shows by what was noted alone
    assert verify(vault_folder, "--head", head) == cli.MISMATCH
    assert capsys.readouterr().err == "Entry 3 is not as it was written, or is missing.\n"
    assert verify(vault_folder, "--head", "three") == cli.BAD_USAGE
