"""The demo lives in a marked folder of its own and is filled once."""

from pathlib import Path

import pytest

from sbp_desktop import config
from sbp_desktop.errors import VaultRefused
from sbp_desktop.services import demo, unlocking, webs
from sbp_desktop.storage import key_slots, queries
from sbp_desktop.storage.key_slots import Kdf


def test_sixteen_people_the_first_time_and_the_same_ones_afterwards(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    vault, words = demo.open_demo(folder)
    assert words == config.DEMO_PASSPHRASE
    rows = queries.people(vault)
    assert len(rows) == 16
    webs.add_node(vault, rows[0].id, "Somebody new")
    vault.close()
    assert config.is_demo(folder)
    vault, _ = demo.open_demo(folder)
    assert len(queries.people(vault)) == 16
    assert "Somebody new" in {node.label for node in queries.web(vault, rows[0].id).nodes}
    vault.close()


def test_the_demo_never_takes_a_folder_that_holds_something(vault_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(VaultRefused, match="empty folder"):
        demo.open_demo(vault_folder)
    assert not config.is_demo(vault_folder)
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "letter.txt").write_text("mine")
    with pytest.raises(VaultRefused):
        demo.open_demo(tmp_path / "own")
    assert [path.name for path in (tmp_path / "own").iterdir()] == ["letter.txt"]


def test_an_opening_that_broke_off_is_finished_the_next_time(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    demo.open_demo(folder)[0].close()
    for path in folder.iterdir():
        if path.name in ("vault", *key_slots.NAMES):
            path.unlink()
    unlocking.create(folder, config.DEMO_PASSPHRASE, {}, Kdf.for_tests()).close()
    vault, _ = demo.open_demo(folder)
    assert len(queries.people(vault)) == 16
    vault.close()
