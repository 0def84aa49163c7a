"""The council's command line, as its staff use it: workers, codes, the caseload file, held ops, close and open, audit."""

import re
from pathlib import Path
from uuid import UUID

import pytest

from sbp_desktop.sync.council_server import commands, openapi, settings
from sbp_desktop.sync.protocol import Enrol, Pull
from tests.sync.council.conftest import Run
from tests.sync.council_kit import Kit, Laptop, envelope, new_id
from tests.sync.http_kit import Request, ask, post, unlimited


def test_a_worker_a_code_a_laptop(kit: Kit, run: Run) -> None:
    assert run("worker", "add", "Ann", "--post", "Social worker")[0] == 0
    code, _, err = run("worker", "add", "Ann")
    assert (code, err) == (2, "There is a worker of the name Ann already.\n")
    code, out, _ = run("code", "Ann")
    said = out.splitlines()[0]
    assert re.fullmatch(r"([A-Z2-9]{5}-){3}[A-Z2-9]{5}", said)
    answer = post(unlimited(kit), Enrol(said, new_id(), bytes(32), "Ann's laptop"))
    assert answer.name == "Ann"
    _, out, _ = run("worker", "list")
    assert str(UUID(bytes=answer.worker)) in out
    _, out, _ = run("device", "list")
    assert "Ann's laptop" in out
    assert run("device", "lost", answer.device.hex())[0] == 0
    assert "lost" in run("device", "list")[1]
    assert run("device", "lost", answer.device.hex())[0] == 2
    assert run("code", "Nobody")[0] == 2


def test_the_caseload_file_is_the_whole_of_what_files_said(kit: Kit, run: Run, tmp_path: Path) -> None:
    for name in ("Ann", "Bob"):
        run("worker", "add", name)
    people = [str(UUID(bytes=new_id())) for _ in range(5)]
    file = tmp_path / "caseload.csv"
    lines = [f"Ann,{person},named,,2020-01-01,,\n" for person in people]
    file.write_text(
        "worker,person,role,lanes,from,to,why\n" + "".join(lines) + f"Bob,{people[0]},cover,0,,2099-01-01,holiday\n"
    )
    assert run("caseload", "import", str(file))[1] == "6 grants in the file: 6 new or changed, 0 ended.\n"
    numbers = kit.rows("SELECT name, number FROM worker ORDER BY name")
    assert run("caseload", "import", str(file))[1] == "6 grants in the file: 0 new or changed, 0 ended.\n"
    assert kit.rows("SELECT name, number FROM worker ORDER BY name") == numbers
    file.write_text("worker,person,role\n" + f"Ann,{people[0]},named\n")
    code, _, err = run("caseload", "import", str(file))
    assert (code, err) == (2, "This file would end 5 of 6 grants. If that is meant, say it with --yes.\n")
    assert kit.rows("SELECT count(*) FROM caseload WHERE ended_number IS NULL") == [(6,)]
    assert run("caseload", "import", str(file), "--yes")[0] == 0
    assert kit.rows("SELECT count(*) FROM caseload WHERE ended_number IS NULL") == [(1,)]
    assert "revoked" in run("audit", "show", people[1])[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("worker,role\n", "1: person: this column must be there."),
        ("worker,person,role,colour\n", "1: colour: there is no such column."),
        ("worker,person,role\nAnn,{p},named\nAnn,{p},boss\n", "3: role: this is one of named, co_worker, cover, team, reader."),
        ("worker,person,role\nAnn,Mrs Bell,named\n", "2: person: this is not a person's id, such as 3f2b8c1e-…."),
        ("worker,person,role\nNobody,{p},named\n", "2: worker: there is no worker of this name."),
        ("worker,person,role\n\n,{p},named\n", "3: worker: this must not be empty."),
        ("worker,person,role,lanes\nAnn,{p},named,a b\n", "2: lanes: this is numbers with spaces between, such as 0 1."),
        ("worker,person,role,lanes\nAnn,{p},cover,2\n", "2: lanes: Lane 2 goes with the named worker and co-workers only."),
        ("worker,person,role,from\nAnn,{p},named,2026-02-30\n", "2: from: this is not a day, such as 2026-11-22."),
        (
            "worker,person,role,from,to\nAnn,{p},named,2026-05-02,2026-05-01\n",
            "2: to: The last day lies before the first.",
        ),
        ("worker,person,role\nAnn,{p}\n", "2: row: it has not as many fields as the first line."),
        ("worker,person,role\nAnn,{p},named,more\n", "2: row: it has not as many fields as the first line."),
        (
            "worker,person,role\nAnn,{p},named\nAnn,{p},named\n",
            "3: person: this worker has this person in this role already, further up.",
        ),
    ],
)  # fmt: skip
def test_a_wrong_file_is_one_sentence_and_changes_nothing(
    kit: Kit, run: Run, tmp_path: Path, text: str, said: str
) -> None:
    run("worker", "add", "Ann")
    file = tmp_path / "caseload.csv"
    file.write_text(text.format(p=UUID(bytes=new_id())))
    code, out, err = run("caseload", "import", str(file))
    assert (code, out, err) == (2, "", f"{file}:{said}\n")
    assert kit.rows("SELECT count(*) FROM caseload") == [(0,)]
    assert kit.rows("SELECT count(*) FROM audit") == [(0,)]


def test_what_is_held_is_released_or_refused(kit: Kit, run: Run) -> None:
    ann, bob, person = Laptop(kit.worker("Ann")), Laptop(kit.worker("Bob")), new_id()
    ann.write(person)
    ann.push(kit.council, person)
    bob.write(person, 3)
    bob.push(kit.council, person)
    who = str(UUID(bytes=person))
    assert "never" in run("quarantine", "list")[1]
    assert run("quarantine", "refuse", who, "0", bob.origin.hex())[:2] == (0, "3 decided.\n")
    assert "refused" in run("quarantine", "list")[1]
    assert run("quarantine", "release", who, "0", bob.origin.hex())[:2] == (0, "3 decided.\n")
    assert run("quarantine", "release", who, "0", bob.origin.hex())[0] == 2
    answers = ann.pull_all(kit.council)
    assert ann.read[person, 0] == ann.written[person, 0] + bob.written[person, 0]
    assert [notice.kind for answer in answers for notice in answer.notices][:1] == ["late"]
    assert bob.push(kit.council, person).acked == 3
    assert "Bob" in run("late")[1]
    bob.written[person, 1] = [envelope(new_id(), 1, bob.origin, 1, bob.who.worker)]
    bob.push(kit.council, person, 1)
    code, _, err = run("quarantine", "release", who, "1", bob.origin.hex())
    assert code == 2
    assert "only be refused" in err
    assert run("quarantine", "refuse", who, "1", bob.origin.hex())[0] == 0


def test_grants_by_hand_and_their_end(kit: Kit, run: Run) -> None:
    ann, person = Laptop(kit.worker("Ann")), new_id()
    who = str(UUID(bytes=person))
    assert run("caseload", "grant", "Ann", who, "--role", "cover", "--why", "off sick", "--to", "2099-01-01")[0] == 0
    assert "off sick" in run("caseload", "list")[1]
    assert run("caseload", "grant", "Ann", who, "--role", "cover", "--lanes", "2")[0] == 2
    assert run("caseload", "grant", "Ann", who, "--role", "king")[0] == 2
    assert run("caseload", "revoke", "Ann", who)[0] == 0
    assert run("caseload", "revoke", "Ann", who)[0] == 2
    assert kit.rows("SELECT what FROM audit ORDER BY number") == [("granted",), ("revoked",)]
    assert kit.council.pull(ann.who, Pull(0, b"", [])).caseload.grants == []


def test_a_put_back_council_opens_once_its_caseload_came_anew(kit: Kit, run: Run, tmp_path: Path) -> None:
    ann = Laptop(kit.worker("Ann"))
    before = kit.council.pull(ann.who, Pull(0, b"", []))
    assert run("close")[0] == 0
    closed = kit.council.pull(ann.who, Pull(0, b"", []))
    assert closed.caseload is None
    assert closed.epoch != before.epoch
    code, _, err = run("open")
    assert code == 2
    assert "bring it in anew" in err
    (tmp_path / "caseload.csv").write_text("worker,person,role\n")
    run("caseload", "import", str(tmp_path / "caseload.csv"))
    assert run("open")[0] == 0
    after = kit.council.pull(ann.who, Pull(0, b"", []))
    assert after.caseload.number > before.caseload.number + 1_000_000
    run("close")
    assert run("open", "--as-it-stands")[0] == 0


def test_the_audit_is_checked_and_shown(kit: Kit, run: Run) -> None:
    ann, person = Laptop(kit.worker("Ann")), new_id()
    ann.write(person)
    ann.push(kit.council, person)
    code, out, _ = run("audit", "verify")
    assert code == 0
    assert re.search(r"[0-9a-f]{64}$", out.strip())
    assert "wrote" in run("audit", "show", str(UUID(bytes=person)))[1]
    kit.rows("UPDATE audit SET words = 'nothing' RETURNING 1")
    code, out, _ = run("audit", "verify")
    assert (code, out.splitlines()[-1]) == (1, "1 faults.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("database = 5\nsecret_file = 'x'", "database: this is not the kind of value the setting takes."),
        ("secret_file = 'x'", "database: this setting must be there."),
        ("database = 'x'\nsecret_file = 'x'\ncolour = 1", "colour: there is no such setting."),
        (
            "database = 'x'\nsecret_file = 'x'\ndurability = 'hope'",
            "durability: this is one of local, archived, standby.",
        ),
        ("database = ", "file: this is not TOML"),
    ],
)
def test_wrong_settings_are_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    file = tmp_path / "council.toml"
    file.write_text(text)
    assert commands.main(["--config", str(file), "worker", "list"]) == 2
    assert said in capsys.readouterr().err


def test_a_secret_is_made_once_and_read_strictly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "secret"
    assert commands.main(["secret", str(file)]) == 0
    made = settings.secret(file)
    assert len(made) == 32
    assert file.stat().st_mode & 0o077 == 0
    assert commands.main(["secret", str(file)]) == 2
    assert settings.secret(file) == made
    file.write_text("zz")
    with pytest.raises(settings.NoSettings):
        settings.secret(file)
    assert commands.main(["--config", str(tmp_path / "none"), "serve"]) == 2


def test_a_system_a_key_and_its_end(kit: Kit, run: Run, tmp_path: Path) -> None:
    code, out, _ = run("system", "add", "Finance", "--audience", "team")
    assert code == 0
    asks = Request(f"{openapi.ROOT}/people", b"", out.splitlines()[0], method="GET")
    assert ask(unlimited(kit), asks).status == 200
    assert run("system", "add", "Finance", "--audience", "team")[::2] == (
        2, "There is a system of the name Finance already.\n",
    )  # fmt: skip
    assert run("system", "add", "Other", "--audience", "worker")[0] == 2
    assert "Finance" in run("system", "list")[1]
    assert run("system", "end", "Finance")[0] == 0
    assert ask(unlimited(kit), asks).status == 401
    assert run("openapi", str(tmp_path / "api.json"))[0] == 0
    assert (tmp_path / "api.json").read_bytes() == openapi.document()
