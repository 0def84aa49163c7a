"""A release is what was signed, file by file: one byte more, less or other is named, and so is another's signature."""

import json
import shutil
from pathlib import Path

import pytest

from tests.packaging.scripts import PACKAGING
from tests.packaging.test_supply_chain import checkout

import release  # isort: skip
import supply_chain  # isort: skip


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    private, public = tmp_path / "release.key", tmp_path / "release.pub"
    release.new_key(private, public)
    return private, public


@pytest.fixture
def signed(tmp_path: Path, keys: tuple[Path, Path]) -> Path:
    """A small checkout, signed."""
    root = tmp_path / "checkout"
    (root / "packaging").mkdir(parents=True)
    for name in ("pyproject.toml", "LICENSE", "packaging/requirements.txt"):
        shutil.copy(PACKAGING.parent / name, root / name)
    checkout(root, {"sbp_desktop/app.py": "run()", "resources/words.txt": "calm", "tests/test_app.py": "pass"})
    release.sign(root, release.private_key(keys[0]))
    return root


def verified(root: Path, keys: tuple[Path, Path]) -> str:
    """What the verify command says."""
    try:
        return f"{release.verify(root, release.public_key(keys[1]))} as signed"
    except release.NotAsSigned as trouble:
        return str(trouble)


def test_what_was_signed_is_told_as_such_and_names_what_ships(signed: Path, keys: tuple[Path, Path]) -> None:
    assert verified(signed, keys) == "5 as signed"
    told = json.loads((signed / release.MANIFEST).read_text("utf-8"))
    assert "tests/test_app.py" not in told["files"]
    assert told["libraries"]["sqlcipher3"]


def test_running_the_app_leaves_it_as_signed(signed: Path, keys: tuple[Path, Path]) -> None:
    (signed / "sbp_desktop" / "__pycache__").mkdir()
    (signed / "sbp_desktop" / "__pycache__" / "app.cpython-311.pyc").write_bytes(b"")
    assert verified(signed, keys) == "5 as signed"


def alter(root: Path) -> None:
    (root / "sbp_desktop" / "app.py").write_text("run() ", "utf-8")


def remove(root: Path) -> None:
    (root / "resources" / "words.txt").unlink()


def add(root: Path) -> None:
    (root / "sbp_desktop" / "sitecustomize.py").write_text("", "utf-8")


def list_another(root: Path) -> None:
    told = json.loads((root / release.MANIFEST).read_text("utf-8"))
    told["files"]["sbp_desktop/app.py"] = "0" * 64
    (root / release.MANIFEST).write_text(json.dumps(told), "utf-8")


def sign_with_another_key(root: Path) -> None:
    release.new_key(root / "k", root / "p")
    release.sign(root, release.private_key(root / "k"))


def lose_the_signature(root: Path) -> None:
    (root / release.SIGNATURE).unlink()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (alter, "sbp_desktop/app.py was altered."),
        (remove, "resources/words.txt is missing."),
        (add, "sbp_desktop/sitecustomize.py was not in the release."),
        (list_another, "The list of files was not signed with this key, or was altered since."),
        (sign_with_another_key, "The list of files was not signed with this key, or was altered since."),
        (lose_the_signature, "There is no release.json.sig in this folder."),
    ],
)
def test_any_change_is_named_in_one_sentence(change, sentence: str, signed: Path, keys: tuple[Path, Path]) -> None:
    change(signed)
    assert verified(signed, keys) == sentence


def test_the_command_makes_keys_and_verifies(
    signed: Path, tmp_path: Path, keys: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert release.main(["verify", "--key", str(keys[1])], signed) == 0
    assert capsys.readouterr().out == "All 5 files are as they were signed.\n"
    alter(signed)
    assert release.main(["verify", "--key", str(keys[1])], signed) == 1
    assert release.main(["verify", "--key", str(keys[0])], signed) == 1
    assert capsys.readouterr().err.endswith("release.key is not a public key of ours.\n")
    assert release.main(["new-key", str(tmp_path / "a"), str(tmp_path / "b")], signed) == 0
    assert (tmp_path / "a").stat().st_mode & 0o077 == 0
    assert release.main(["new-key", str(tmp_path / "a"), str(tmp_path / "c")], signed) == 2


def test_nothing_is_signed_that_is_not_fit_for_release(
    signed: Path, keys: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(supply_chain, "main", lambda arguments: asked.append(arguments) or 1)
    (signed / release.SIGNATURE).unlink()
    assert release.main(["sign", "--key", str(keys[0])], signed) == 1
    assert asked == [["--release"]]
    assert not (signed / release.SIGNATURE).exists()
