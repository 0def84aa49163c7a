"""New keys for a whole store: everything stays, the old keys open nothing, and no accident leaves neither."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from sbp_desktop.errors import DiskFull, SaveFailed, TryLater, VaultDamaged, VaultRefused, WrongPassphrase
from sbp_desktop.services import my_space, people, unlocking
from sbp_desktop.storage import encryption, key_slots, queries, rekeying, seal
from tests.fixtures import PASSPHRASE

ROOT = Path(__file__).resolve().parents[2]

# Makes new keys in child after child; the k-th kills itself at its k-th step that touches the disk.
DIE_AT_EVERY_STEP = """
import os, shutil, signal, sys
from pathlib import Path
from sbp_desktop.services import unlocking
from sbp_desktop.storage import encryption, key_slots, queries, rekeying
folder, passphrase, every = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
if "early" in sys.argv:  # the planted fault: the keys change before the files are there
    build, switch = rekeying._build, key_slots.replace_root
    def early(where, old, new, now_ms):
        switch(where, old, new, passphrase)
        build(where, old, new, now_ms)
    rekeying._build, key_slots.replace_root = early, lambda *given: None

def die_at(step):
    left = step
    def counted(module, name):
        real = getattr(module, name)
        def count(*args, **kwargs):
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **kwargs)
        setattr(module, name, count)
    for name in ("open", "write", "fsync", "close", "unlink"):
        counted(os, name)
    counted(Path, "replace")
    counted(Path, "mkdir")
    counted(shutil, "rmtree")
    counted(encryption, "open_engine")
    counted(encryption, "close_engine")
    counted(encryption, "checkpoint")

steps, step = 0, 1
while True:
    trial = folder.with_name("trial")
    shutil.rmtree(trial, ignore_errors=True)
    shutil.copytree(folder, trial)
    child = os.fork()
    if child == 0:
        die_at(step)
        unlocking.make_new_keys(trial, passphrase)
        os._exit(0)
    died = os.WIFSIGNALED(os.waitpid(child, 0)[1])
    for _ in range(2):
        vault = unlocking.unlock(trial, passphrase)
        names = [row.name for row in queries.people(vault)]
        vault.close()
        assert names == ["Eric"], (step, names)
    assert not (trial / "rekeyed").exists(), step
    if not died:
        break
    steps, step = steps + 1, step + every
print(steps)
"""


@pytest.fixture
def filled(vault_folder: Path) -> Path:
    """A closed store with somebody, a photo's file, and a line of the worker's own."""
    vault = unlocking.unlock(vault_folder, PASSPHRASE)
    people.add_person(vault, "Eric")
    my_space.write(vault, uuid4(), text="only for me")
    vault.close()
    return vault_folder


def test_everything_stays_and_the_old_keys_open_nothing(filled: Path) -> None:
    before = key_slots.open_root_key(filled, PASSPHRASE)
    old_keys = [(filled / name).read_bytes() for name in key_slots.NAMES]
    vault = unlocking.unlock(filled, PASSPHRASE)
    photo = vault.attachments._name("a photo's secret")
    with vault.reading() as conn:
        ops = conn.execute("SELECT seq, body FROM op ORDER BY seq").fetchall()
    vault.close()
    unlocking.make_new_keys(filled, PASSPHRASE)
    for name in ("vault", "local"):
        purpose = {"vault": "database", "local": "local"}[name]
        assert encryption.integrity_problems(filled / name, key_slots.subkey(before, purpose)), (
            "the old key still opens"
        )
    fresh = key_slots.open_root_key(filled, PASSPHRASE)
    assert fresh != before
    vault = unlocking.unlock(filled, PASSPHRASE)
    assert [row.name for row in queries.people(vault)] == ["Eric"]
    with vault.reading() as conn:
        assert conn.execute("SELECT seq, body FROM op ORDER BY seq").fetchall() == ops
    assert [line.text for line in my_space.lines(vault)] == ["only for me"]
    assert vault.attachments._name("a photo's secret") == photo, "the files of photos stay where they are"
    assert unlocking.keys_made(vault) > 0
    vault.close()
    for name, data in zip(key_slots.NAMES, old_keys, strict=True):
        (filled / name).write_bytes(data)
    with pytest.raises(VaultDamaged):
        unlocking.unlock(filled, PASSPHRASE)


def test_again_and_again_and_after_a_crash(filled: Path) -> None:
    for _ in range(3):
        unlocking.make_new_keys(filled, PASSPHRASE)
    code = (
        "import os, sys; from pathlib import Path; from sbp_desktop.services import people, unlocking\n"
        "vault = unlocking.unlock(Path(sys.argv[1]), sys.argv[2]); people.add_person(vault, 'Jean'); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(filled), PASSPHRASE], check=True, cwd=ROOT)
    assert (filled / seal.IN_USE).exists()
    unlocking.make_new_keys(filled, PASSPHRASE)
    vault = unlocking.unlock(filled, PASSPHRASE)
    assert sorted(row.name for row in queries.people(vault)) == ["Eric", "Jean"]
    vault.close()


def test_another_passphrase_opens_no_more_and_a_wrong_one_makes_nothing(filled: Path) -> None:
    key_slots.add_slot(filled, PASSPHRASE, "a second way in", key_slots.Kdf.for_tests())
    with pytest.raises(WrongPassphrase):
        unlocking.make_new_keys(filled, "not the one")
    unlocking.make_new_keys(filled, PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        unlocking.unlock(filled, "a second way in")
    assert len(key_slots.slots(filled)) == 1


def test_without_room_nothing_begins(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path.name: path.read_bytes() for path in filled.iterdir() if path.is_file()}
    full = shutil.disk_usage(filled)._replace(free=1000)
    monkeypatch.setattr(rekeying.shutil, "disk_usage", lambda _folder: full)
    with pytest.raises(DiskFull):
        unlocking.may_make_new_keys(filled, PASSPHRASE)
    assert not unlocking.may_make_new_keys(filled, "not the one")
    with pytest.raises(DiskFull):
        unlocking.make_new_keys(filled, PASSPHRASE)
    monkeypatch.undo()
    assert (filled / "vault").read_bytes() == before["vault"]
    unlocking.unlock(filled, PASSPHRASE).close()


def test_a_copy_that_is_not_the_same_is_not_put_in_force(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = rekeying._copied

    def loses_a_row(conn: object, target: Path, new: bytearray) -> bytes:
        whole = real(conn, target, new)
        if target.name == "vault":
            rekeying._with_file(
                target,
                new,
                create=False,
                work=lambda fresh: fresh.execute("DELETE FROM meta WHERE key = 'laptop_id'").fetchall(),
            )
        return whole

    monkeypatch.setattr(rekeying, "_copied", loses_a_row)
    with pytest.raises(SaveFailed, match="Nothing is lost"):
        unlocking.make_new_keys(filled, PASSPHRASE)
    assert not (filled / rekeying.FOLDER).exists()
    vault = unlocking.unlock(filled, PASSPHRASE)
    assert [row.name for row in queries.people(vault)] == ["Eric"]
    vault.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_any_step_the_store_opens_with_everything(filled: Path, long_form: bool) -> None:
    every = 1 if long_form else 11
    done = subprocess.run(
        [sys.executable, "-c", DIE_AT_EVERY_STEP, str(filled), PASSPHRASE, str(every)],
        capture_output=True, text=True, cwd=ROOT, timeout=500, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) >= 60 // every, done.stdout


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_keys_that_change_before_the_files_turn_it_red(filled: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DIE_AT_EVERY_STEP, str(filled), PASSPHRASE, "11", "early"],
        capture_output=True, text=True, cwd=ROOT, timeout=500, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "VaultDamaged" in done.stderr


def test_a_way_by_the_root_key_sets_a_new_passphrase_and_ends_the_pause(filled: Path) -> None:
    root = key_slots.open_root_key(filled, PASSPHRASE)
    for _ in range(5):
        with pytest.raises(WrongPassphrase):
            unlocking.unlock(filled, "forgotten")
    with pytest.raises(TryLater):
        unlocking.unlock(filled, PASSPHRASE)
    unlocking.choose_anew(filled, root, "chosen a moment ago")
    assert root == bytearray(32)
    vault = unlocking.unlock(filled, "chosen a moment ago")
    assert [row.name for row in queries.people(vault)] == ["Eric"]
    vault.close()
    with pytest.raises(VaultRefused):
        unlocking.choose_anew(filled, bytearray(os.urandom(32)), "somebody else's")
    unlocking.unlock(filled, "chosen a moment ago").close()
