"""Nothing a worker writes stands in clear anywhere: not in the file or beside it, not in temporary or settings folders."""

import subprocess
from pathlib import Path

import pytest

from sbp_desktop.services import people, unlocking, webs
from sbp_desktop.storage import search_index
from sbp_desktop.storage.vault import Vault
from tests.fixtures import PASSPHRASE
from tests.reliability.canaries import CANARY, canaries, forms, say_everything


def in_clear(folders: list[Path]) -> list[str]:
    """Files under these folders that hold the canary in any form."""
    wanted = forms(CANARY)
    found = []
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink():
                data = path.read_bytes()
                found += [str(path)] * any(form in data for form in wanted)
    return found


def test_nothing_written_stands_in_clear(
    vault_folder: Path, folders: list[Path], capfd: pytest.CaptureFixture[str]
) -> None:
    vault = unlocking.unlock(vault_folder, PASSPHRASE)
    person, said = say_everything(vault, canaries()), canaries()
    # While the store is in use its files may only be read from another process (decisions.md D17).
    in_use = subprocess.run(["grep", "-rlaF", CANARY, *map(str, folders)], capture_output=True, check=False)
    vault.close()
    vault = unlocking.unlock(vault_folder, PASSPHRASE)
    people.name_person(vault, person, next(said))
    with vault.writing() as conn:
        conn.execute("UPDATE meta SET value = x'00' WHERE key = 'read_shape'")
    vault.close()
    unlocking.unlock(vault_folder, PASSPHRASE).close()
    assert (in_use.stdout, in_use.returncode) == (b"", 1)
    assert in_clear(folders) == []
    printed = capfd.readouterr()
    assert CANARY not in printed.out + printed.err


@pytest.mark.parametrize("form", range(6))
def test_the_search_finds_what_does_stand_in_clear(tmp_path: Path, form: int) -> None:
    (tmp_path / "slip.bin").write_bytes(b"\x00\x01\x02" + forms(next(canaries()))[form] + b"\x00")
    (tmp_path / "fine.bin").write_bytes(b"nothing")
    assert in_clear([tmp_path]) == [str(tmp_path / "slip.bin")]


def test_a_word_taken_back_is_in_no_page_of_a_search_index_made_anew(vault: Vault) -> None:
    """Until then it may be, as it is in the log beside it (docs/decisions/0048)."""
    person = people.add_person(vault, "Eric").created[0]
    node = webs.add_node(vault, person, CANARY).created[0]
    assert indexed(vault)
    webs.set_node(vault, node, label="Sal")
    with vault.writing() as conn:
        search_index.make_anew(conn)
    assert not indexed(vault)


def indexed(vault: Vault) -> bool:
    with vault.reading() as conn:
        blocks = conn.execute("SELECT block FROM search_index_data").fetchall()
    return any(CANARY.encode() in bytes(block) for (block,) in blocks)
