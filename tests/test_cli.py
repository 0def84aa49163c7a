"""The command line keeps its contract: what it writes, what it says, how it ends."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from pypdf import PasswordType, PdfReader

from sbp_desktop import cli
from sbp_desktop.models.clock import wall_ms
from sbp_desktop.services import drill, importing, people, unlocking
from sbp_desktop.services.people_shapes import person_id
from sbp_desktop.storage import ballast, queries
from tests.fixtures import PASSPHRASE
from tests.services.test_people_file import GOOD, MALFORMED, ONE_OF_EACH, write
from tests.sync.client.on_the_line import served
from tests.sync.client.small_council import SmallCouncil

HEADS = {"png": b"\x89PNG\r\n", "svg": b"<?xml", "pdf": b"%PDF-"}


@pytest.fixture
def filled(vault_folder: Path) -> Path:
    """Return a closed vault with the people of `one_of_each.yaml`."""
    vault = unlocking.unlock(vault_folder, PASSPHRASE)
    importing.load_people(vault, ONE_OF_EACH)
    vault.close()
    return vault_folder


def spoken(words: str = PASSPHRASE) -> str:
    """Return the number of a descriptor with the passphrase to be read from it."""
    read, written = os.pipe()
    os.write(written, f"{words}\n".encode())
    os.close(written)
    return str(read)


def export(folder: Path, *more: str, words: str = PASSPHRASE) -> int:
    return cli.main(["export", "--vault", str(folder), "--passphrase-fd", spoken(words), *more])


FOR_US = ("--person", "q-full", "--audience", "worker")


@pytest.mark.parametrize("form", ["json", "graphml", "csv", "png", "svg", "pdf"])
def test_export_writes_each_form(filled: Path, tmp_path: Path, form: str, qapp: object) -> None:
    out = tmp_path / f"web.{form}"
    assert export(filled, *FOR_US, "--out", str(out), "--format", form, "--date", "2020-01-06") == cli.DONE
    if form in HEADS:
        assert out.read_bytes().startswith(HEADS[form])
    else:
        files = [out] if out.is_file() else sorted(out.iterdir())
        assert "The picnic" in "".join(path.read_text("utf-8") for path in files)


def test_a_picture_takes_its_layout_paper_and_colours(filled: Path, tmp_path: Path, qapp: object) -> None:
    sizes = set()
    for more in ((), ("--paper", "A3"), ("--layout", "free"), ("--plain",), ("--list",)):
        out = tmp_path / "web.pdf"
        assert export(filled, *FOR_US, "--out", str(out), "--format", "pdf", *more) == cli.DONE
        sizes.add(len(out.read_bytes()))
    assert len(sizes) == 5, "each of them is another picture"


def test_a_locked_pdf_opens_with_the_words_that_are_printed(
    filled: Path, tmp_path: Path, qapp: object, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "web.pdf"
    assert export(filled, *FOR_US, "--out", str(out), "--format", "pdf", "--lock") == cli.DONE
    words = capsys.readouterr().out.strip().removeprefix("Opens with: ")
    assert PdfReader(out).decrypt("") == PasswordType.NOT_DECRYPTED
    assert PdfReader(out).decrypt(words) != PasswordType.NOT_DECRYPTED
    assert export(filled, *FOR_US, "--out", str(tmp_path / "all.json"), "--format", "json") == cli.DONE
    record = json.loads((tmp_path / "all.json").read_text("utf-8"))["entities"]["SharingRecord"]
    assert [one["what"] for one in record if "pdf" in one["what"]] == ["pdf, locked with a passphrase"]
    assert export(filled, *FOR_US, "--out", str(tmp_path / "web.png"), "--format", "png", "--lock") == cli.BAD_USAGE


def test_every_copy_that_left_is_on_the_record(filled: Path, tmp_path: Path, qapp: object) -> None:
    for form in ("svg", "csv"):
        asked = ("--person", "q-full", "--audience", "team", "--format", form)
        assert export(filled, *asked, "--out", str(tmp_path / form)) == cli.DONE
    out = tmp_path / "all.json"
    assert export(filled, *FOR_US, "--out", str(out), "--format", "json") == cli.DONE
    records = json.loads(out.read_text("utf-8"))["entities"]["SharingRecord"]
    assert [(record["what"], record["with_whom"]) for record in records] == [("svg", "team"), ("csv", "team")]


def test_a_person_is_asked_for_by_id_or_by_their_name_in_a_file(filled: Path, tmp_path: Path) -> None:
    for number, name in enumerate(("q-full", str(person_id("q-full")), person_id("q-full").hex)):
        out = tmp_path / str(number)
        code = export(filled, "--person", name, "--audience", "person", "--format", "json", "--out", str(out))
        assert code == cli.DONE
        assert json.loads(out.read_text("utf-8"))["person"] == str(person_id("q-full"))


def test_a_wrong_passphrase_and_a_folder_without_people_are_refused(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = (*FOR_US, "--out", str(tmp_path / "x"), "--format", "json")
    assert export(filled, *asked, words="not this one at all") == cli.REFUSED
    assert export(tmp_path / "nowhere", *asked) == cli.REFUSED
    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 2
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        ("--person", "p-nobody", "--audience", "worker", "--format", "json"),
        ("--person", "q-full", "--audience", "everybody", "--format", "json"),
        ("--person", "q-full", "--audience", "family:jo", "--format", "json"),
        ("--person", "q-full", "--audience", "worker", "--format", "docx"),
        ("--person", "q-full", "--audience", "worker", "--format", "json", "--date", "yesterday"),
        ("--person", "q-full", "--audience", "worker", "--format", "svg", "--layout", "spiral"),
        ("--person", "q-full", "--format", "json"),
    ],
    ids=lambda wrong: " ".join(wrong[1::2]),
)
def test_bad_usage_ends_with_two_and_writes_nothing(filled: Path, tmp_path: Path, wrong: tuple[str, ...]) -> None:
    assert export(filled, *wrong, "--out", str(tmp_path / "x")) == cli.BAD_USAGE
    assert not (tmp_path / "x").exists()


def test_a_copy_for_somebody_outside_needs_the_persons_yes_or_the_law(filled: Path, tmp_path: Path) -> None:
    """R31: it says no, and always opens to a yes or a reason in law, which is noted."""
    out = tmp_path / "x.json"
    asked = ("--person", "q-full", "--audience", f"partner:{uuid4().hex}", "--format", "json", "--out", str(out))
    assert export(filled, *asked) != cli.DONE
    assert not out.exists()
    for reason in (("--agreed",), ("--law", "Care Act 2014, section 42")):
        assert export(filled, *asked, *reason) == cli.DONE
        assert out.exists()
        out.unlink()


def test_an_unwritable_place_ends_with_two_and_one_sentence(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for form in ("json", "graphml", "csv"):
        (tmp_path / "file").write_text("")
        asked = (*FOR_US, "--format", form, "--out", str(tmp_path / "file" / "x"))
        assert export(filled, *asked) == cli.BAD_USAGE
        assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_no_passphrase_to_read_ends_with_two(filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["export", "--vault", str(filled), *FOR_US, "--out", str(tmp_path / "x"), "--format", "json"]
    assert cli.main([*asked, "--passphrase-fd", "987"]) == cli.BAD_USAGE
    assert "passphrase" in capsys.readouterr().err


def test_the_passphrase_is_never_an_argument() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sbp_desktop", "export", "--help"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "--passphrase-fd" in done.stdout
    assert "--passphrase " not in done.stdout


@pytest.mark.parametrize("name", ["unknown kind", "dangling tie", "broken brackets", "no schema", "not utf-8"])
def test_the_tour_refuses_a_malformed_file_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    text, line, field = MALFORMED[name]
    path, out = write(tmp_path, text), tmp_path / "out"
    assert cli.main(["tour", "--people", str(path), "--out", str(out)]) == cli.BAD_USAGE
    (said,) = capsys.readouterr().err.strip().splitlines()
    assert said.startswith(f"{path}:{line}: {field}: ")
    assert not out.exists()


def test_the_tour_never_writes_over_what_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, GOOD)
    assert cli.main(["tour", "--people", str(path), "--out", str(tmp_path)]) == cli.BAD_USAGE
    assert "--force" in capsys.readouterr().err
    assert cli.main(["tour", "--people", str(path), "--out", str(path)]) == cli.BAD_USAGE
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_the_command_line_itself_is_light() -> None:
    code = (
        "import sys; import sbp_desktop.__main__; heavy = {'sqlalchemy', 'sqlcipher3', 'yaml', 'PySide6', 'networkx', "
        "'cryptography', 'edtf', 'alembic', 'matplotlib', 'numpy'}; print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_unknown_commands_and_versions(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["dance"]) == cli.BAD_USAGE
    assert cli.main(["--version"]) == cli.DONE
    assert "sbp-desktop" in capsys.readouterr().out


def bring_in(folder: Path, *more: str) -> int:
    return cli.main(["import", "--vault", str(folder), "--passphrase-fd", spoken(), *more])


def test_a_record_is_brought_in_once_it_was_shown(
    filled: Path, tmp_path: Path, vault_template: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "one.json"
    assert export(filled, *FOR_US, "--out", str(out), "--format", "json") == cli.DONE
    other = Path(shutil.copytree(vault_template, tmp_path / "other"))
    person = str(person_id("q-full"))
    for more, said in (("--dry-run", "a new person"), ("--dry-run", "a new person"), ("--keep-both", "a new person")):
        assert bring_in(other, str(out), more) == cli.DONE
        assert capsys.readouterr().out.startswith(f"{person}: {said}\n")
    assert bring_in(other, str(out), "--dry-run") == cli.DONE
    assert capsys.readouterr().out.startswith(f"{person}: here already\n0 new people and places")


def test_a_table_goes_to_the_person_named_and_nowhere_else(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "names.csv"
    path.write_text("name,hat size\nTom,7\n", "utf-8")
    assert bring_in(filled, str(path)) == cli.BAD_USAGE
    assert bring_in(filled, str(path), "--person", "q-empty") == cli.DONE
    said = capsys.readouterr().out
    assert "1 new people and places, 1 new lines" in said
    assert "passed over: hat_size" in said
    assert "Tom" not in said
    path.write_text("name,kind\nTom,ghost\n", "utf-8")
    assert bring_in(filled, str(path), "--person", "q-empty") == cli.BAD_USAGE
    assert capsys.readouterr().err.startswith(f"{path}:2: kind: ")


def test_enrol_and_sync_from_the_command_line(vault_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    council, worker = SmallCouncil(wall_ms), uuid4()
    with served(council, worker.bytes) as port:
        known = ["--vault", str(vault_folder), "--passphrase-fd"]
        assert cli.main(["sync", *known, spoken()]) == cli.BAD_USAGE
        assert "not known to a council" in capsys.readouterr().err
        where = f"http://127.0.0.1:{port}"
        assert cli.main(["enrol", *known, spoken(), "--council", where, "--code-fd", spoken("ABC-DEF")]) == cli.DONE
        assert capsys.readouterr().out == "Test council knows this laptop now.\n"
        vault = unlocking.unlock(vault_folder, PASSPHRASE)
        eric = people.add_person(vault, "Eric").created[0]
        vault.close()
        assert cli.main(["sync", *known, spoken()]) == cli.DONE
        assert capsys.readouterr().out.endswith("0 came, 0 not sent\n")
        assert council.ops(eric.bytes, 0)
    assert cli.main(["sync", *known, spoken()]) == cli.MISMATCH
    assert "cannot be reached" in capsys.readouterr().err
    assert cli.main(["enrol", *known, spoken(), "--council", "council", "--code-fd", spoken("A")]) == cli.BAD_USAGE


def look_after(command: str, folder: Path, *more: str) -> int:
    return cli.main([command, "--vault", str(folder), "--passphrase-fd", spoken(), *more])


def test_the_doctor_says_in_sentences_that_all_is_well(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert look_after("doctor", filled) == cli.DONE
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 9
    assert all(line.startswith("well: ") and line.endswith(".") for line in lines)
    assert "well: file: Every page of the main file proves itself." in lines


def test_the_doctor_mends_what_cannot_be_opened(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (filled / "vault").unlink()
    assert look_after("doctor", filled) == cli.REFUSED
    assert capsys.readouterr().err.count("\n") == 1
    assert look_after("doctor", filled, "--mend") == cli.DONE
    out = capsys.readouterr().out
    assert "Put back beside it: " in out
    assert " changes." in out
    vault = unlocking.unlock(filled, PASSPHRASE)
    assert queries.people(vault)
    vault.close()


def test_the_doctor_ends_with_one_where_something_is_not_well(
    filled: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballast.Ballast, "look", ballast.Ballast.let_go)
    assert look_after("doctor", filled) == cli.MISMATCH
    assert "NOT WELL: disk: The disk is almost full." in capsys.readouterr().out


def test_the_rehearsal_tells_each_way_and_leaves_the_store_alone(
    filled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (filled / "vault").read_bytes()
    assert look_after("restore-drill", filled) == cli.DONE
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert all("everything is as it was" in line for line in lines)
    assert (filled / "vault").read_bytes() == before


def test_the_rehearsal_ends_with_one_where_something_is_lost(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drill, "digest", lambda vault: str(id(vault)))
    assert look_after("restore-drill", filled) == cli.MISMATCH
