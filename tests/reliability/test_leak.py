"""Nothing a worker writes stands in clear anywhere: not in the file or beside it, not in temporary or settings folders."""

import base64
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models import schema
from sbp_desktop.models.schema import Kind
from sbp_desktop.services import conversations, my_space, people, unlocking, webs
from sbp_desktop.storage import drafts, history, queries, search
from sbp_desktop.storage.vault import Vault
from tests.fixtures import PASSPHRASE

CANARY = "quetzalcanary"


def canaries() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"{CANARY}{number} übers Meer"


def forms(word: str) -> list[bytes]:
    """A word as it could stand in a file: three encodings, and base64 at each of its three offsets."""
    plain = [word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be")]
    return plain + [base64.b64encode(bytes(shift) + plain[0])[4:-4] for shift in range(3)]


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


def say_everything(vault: Vault, said: Iterator[str]) -> UUID:
    """A canary in every field of words of every kind of thing, in drafts, in labels; searched for, undone, refused."""
    person = people.add_person(vault, next(said)).created[0]
    for name, declared in schema.ENTITIES.items():
        if name in ("Person", "Web", "Worker"):
            continue
        wordy = [field.name for field in declared.fields if field.kind in (Kind.TEXT, Kind.WORDS)]
        for private in (False, True):
            with vault.unit_of_work(f"Wrote {next(said)}") as work:
                made = work.new(name, person, {field: next(said) for field in wordy}, private=private)
                for field in wordy:
                    work.set(made, field, next(said))
    node = webs.add_node(vault, person, next(said), note=next(said)).created[0]
    webs.make_private(vault, node)
    talk = conversations.start(vault, person).created[0]
    for _ in range(5):
        line = uuid4()
        for _ in range(3):
            drafts.step(vault, person, line, "text", next(said), {"words": next(said)})
        drafts.pop(vault, person, line, "text")
        conversations.write_entry(vault, talk, line, next(said) * 50)
    drafts.step(vault, person, uuid4(), "text", next(said), {})
    my_space.write(vault, person, text=next(said))
    my_space.step(vault, person, uuid4(), "text", next(said), {})
    assert len(search.find(vault, CANARY, limit=500)) > 50
    queries.people(vault, CANARY)
    for _ in range(4):
        history.undo(vault, person)
    history.redo(vault, person)
    for wrong in (
        lambda: webs.set_node(vault, uuid4(), label=next(said)),
        lambda: conversations.correct_entry(vault, uuid4(), next(said)),
    ):
        with pytest.raises(ExpectedError) as told:
            wrong()
        assert CANARY not in str(told.value)
    return person


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


def test_a_word_taken_back_is_in_no_page_of_the_search_index(vault: Vault) -> None:
    person = people.add_person(vault, "Eric").created[0]
    node = webs.add_node(vault, person, CANARY).created[0]
    assert indexed(vault)
    webs.set_node(vault, node, label="Sal")
    assert not indexed(vault)


def indexed(vault: Vault) -> bool:
    with vault.reading() as conn:
        blocks = conn.execute("SELECT block FROM search_index_data").fetchall()
    return any(CANARY.encode() in bytes(block) for (block,) in blocks)
