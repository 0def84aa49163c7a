"""Quick opening only where the team agreed and nobody shares the computer; five tries; a code is never a passphrase."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sbp_desktop.errors import ExpectedError, QuickOpeningOver, RuleRefused, TryLater, WrongPassphrase
from sbp_desktop.services import locking, quick_opening, teams, unlocking
from sbp_desktop.services.quick_opening import QuickOpening
from sbp_desktop.storage import key_slots, quick_slot, tries
from sbp_desktop.storage.quick_slot import Standing
from sbp_desktop.storage.vault import Vault
from tests.fixtures import PASSPHRASE
from tests.keychains import HandKeychain

CODE = "730519"


def agree(vault: Vault, *, on: bool = True) -> None:
    teams.set_team(vault, "Agreed on quick codes", quick_code=on)


@pytest.fixture
def chosen(vault: Vault, chain: HandKeychain) -> Vault:
    """An open store whose worker has chosen a code."""
    agree(vault)
    quick_opening.choose(vault, PASSPHRASE, CODE)
    return vault


def refused(vault: Vault, passphrase: str = PASSPHRASE, code: str = CODE) -> str:
    with pytest.raises(RuleRefused) as told:
        quick_opening.choose(vault, passphrase, code)
    assert quick_opening.standing(vault.folder) is Standing.OFF
    assert not quick_opening.look(vault).chosen
    return str(told.value)


def test_it_is_off_until_the_team_and_the_worker_have_said_so(vault: Vault, chain: HandKeychain) -> None:
    assert quick_opening.look(vault) == QuickOpening(False, False, None, False)
    assert "team has not agreed" in refused(vault)
    agree(vault)
    assert quick_opening.look(vault) == QuickOpening(True, False, True, False)
    assert chain.kept == {}
    quick_opening.choose(vault, PASSPHRASE, CODE)
    assert quick_opening.look(vault).chosen
    assert quick_opening.standing(vault.folder) is Standing.READY


def test_no_keychain_is_asked_where_no_code_was_chosen(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(quick_slot.keychain, "of_this_computer", lambda: asked.append("asked"))
    quick_opening.after_passphrase(vault)
    quick_opening.keep_to_what_is_allowed(vault)
    quick_opening.end(vault)
    assert quick_opening.standing(vault.folder) is Standing.OFF
    assert asked == []


def test_a_wrong_passphrase_an_easy_code_and_a_missing_keychain_are_refused(
    vault: Vault, chain: HandKeychain, monkeypatch: pytest.MonkeyPatch
) -> None:
    agree(vault)
    assert "not your passphrase" in refused(vault, passphrase="another one altogether")
    assert "not your passphrase" in refused(vault, passphrase=CODE)
    assert "six to twelve digits" in refused(vault, code="12345")
    assert "try that one first" in refused(vault, code="123456")
    chain.silent = True
    assert "no password store" in refused(vault)
    monkeypatch.setattr(quick_slot.keychain, "of_this_computer", lambda: None)
    assert "no password store" in refused(vault)
    assert quick_opening.look(vault).keychain is False


def test_never_on_a_computer_that_several_people_use(chosen: Vault, chain: HandKeychain) -> None:
    locking.set_minutes(chosen, 15)
    locking.set_shared(chosen, True)
    quick_opening.keep_to_what_is_allowed(chosen)
    assert quick_opening.standing(chosen.folder) is Standing.OFF
    assert chain.kept == {}
    assert (locking.minutes(chosen), locking.ceiling(chosen)) == (2, 2)
    with pytest.raises(RuleRefused):
        quick_opening.choose(chosen, PASSPHRASE, CODE)
    quick_opening.after_passphrase(chosen)
    assert quick_opening.standing(chosen.folder) is Standing.OFF
    locking.set_shared(chosen, False)
    assert (locking.minutes(chosen), locking.ceiling(chosen)) == (15, 15)
    quick_opening.after_passphrase(chosen)
    assert quick_opening.standing(chosen.folder) is Standing.READY


def test_the_team_can_take_it_back(chosen: Vault, chain: HandKeychain) -> None:
    agree(chosen, on=False)
    quick_opening.keep_to_what_is_allowed(chosen)
    assert quick_opening.standing(chosen.folder) is Standing.OFF
    assert chain.kept == {}


def test_given_up_it_stays_given_up(chosen: Vault, chain: HandKeychain) -> None:
    quick_opening.give_up(chosen)
    quick_opening.after_passphrase(chosen)
    assert quick_opening.standing(chosen.folder) is Standing.OFF
    assert not quick_opening.look(chosen).chosen
    assert chain.kept == {}


def test_it_opens_the_store_again_and_each_passphrase_makes_it_new(
    chosen: Vault, chain: HandKeychain, open_vault: Callable[[], Vault]
) -> None:
    (first,) = chain.kept.values()
    chosen.close()
    again = unlocking.unlock_quickly(chosen.folder, CODE)
    again.close()
    assert list(chain.kept.values()) == [first], "the hours count from the passphrase, not from the code"
    by_passphrase = open_vault()
    quick_opening.after_passphrase(by_passphrase)
    assert list(chain.kept.values()) != [first]
    quick_opening.end(by_passphrase)
    assert chain.kept == {}
    assert quick_opening.look(by_passphrase).chosen, "closed, it is still what the worker chose"


def test_five_wrong_codes_end_it_and_only_the_passphrase_brings_it_back(
    chosen: Vault, chain: HandKeychain, monkeypatch: pytest.MonkeyPatch, open_vault: Callable[[], Vault]
) -> None:
    chosen.close()
    for _ in range(quick_slot.TRIES):
        with pytest.raises(WrongPassphrase):
            unlocking.unlock_quickly(chosen.folder, "519730")
    assert chain.kept == {}
    with pytest.raises(QuickOpeningOver):
        unlocking.unlock_quickly(chosen.folder, CODE)
    with pytest.raises(TryLater):
        unlocking.unlock(chosen.folder, PASSPHRASE)
    later = tries.now()
    monkeypatch.setattr(tries, "now", lambda: later._replace(up_s=later.up_s + 31, wall_ms=later.wall_ms + 31_000))
    with pytest.raises(QuickOpeningOver):
        unlocking.unlock_quickly(chosen.folder, CODE)
    assert quick_opening.standing(chosen.folder) is Standing.OVER
    assert tries.wrong(chosen.folder) == quick_slot.TRIES, "what could not be judged counts for nothing"
    by_passphrase = open_vault()
    quick_opening.after_passphrase(by_passphrase)
    by_passphrase.close()
    unlocking.unlock_quickly(chosen.folder, CODE).close()


def test_wrong_passphrases_count_too(chosen: Vault, chain: HandKeychain) -> None:
    for _ in range(quick_slot.TRIES):
        assert not unlocking.verify(chosen.folder, "not the one at all")
    assert chain.kept == {}
    assert quick_opening.standing(chosen.folder) is Standing.OVER


def test_it_leads_back_from_the_cover_but_makes_no_new_keys_and_changes_no_passphrase(chosen: Vault) -> None:
    assert unlocking.verify(chosen.folder, CODE)
    assert unlocking.verify(chosen.folder, PASSPHRASE)
    assert not unlocking.verify(chosen.folder, "519730")
    assert not unlocking.may_make_new_keys(chosen.folder, CODE)
    with pytest.raises(WrongPassphrase):
        unlocking.change_passphrase(chosen.folder, CODE, "some other four words")


def test_without_a_keychain_the_passphrase_opens_and_nothing_is_kept_instead(
    chosen: Vault, chain: HandKeychain, open_vault: Callable[[], Vault]
) -> None:
    chosen.close()
    chain.silent = True
    files = {path.name for path in chosen.folder.iterdir()}
    assert quick_opening.standing(chosen.folder) is Standing.SILENT
    again = open_vault()
    quick_opening.after_passphrase(again)
    again.close()
    assert {path.name for path in chosen.folder.iterdir()} == files
    with pytest.raises(QuickOpeningOver):
        unlocking.unlock_quickly(chosen.folder, CODE)


def test_new_keys_end_it_until_the_passphrase(chosen: Vault, chain: HandKeychain) -> None:
    unlocking.close_and_make_new_keys(chosen, None, PASSPHRASE)
    assert quick_opening.standing(chosen.folder) is Standing.OFF
    with pytest.raises(ExpectedError):
        unlocking.unlock_quickly(chosen.folder, CODE)
    again = unlocking.unlock(chosen.folder, PASSPHRASE)
    quick_opening.after_passphrase(again)
    again.close()
    unlocking.unlock_quickly(chosen.folder, CODE).close()


def test_a_full_disk_ends_the_code_and_not_the_passphrase(
    chosen: Vault, chain: HandKeychain, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise key_slots.key_files.DiskFull("full")

    monkeypatch.setattr(key_slots.key_files.files, "write_atomically", full)
    quick_opening.after_passphrase(chosen)
    monkeypatch.undo()
    chosen.close()
    unlocking.unlock(chosen.folder, PASSPHRASE).close()


def test_the_code_stands_nowhere_readable(chosen: Vault, vault_folder: Path) -> None:
    chosen.close()
    assert all(CODE.encode() not in path.read_bytes() for path in vault_folder.rglob("*") if path.is_file())
