"""What the app is made of: a planted fault, pin, secret, licence or call is found, and what went unchecked says so."""

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.packaging.scripts import PACKAGING

import advisories  # isort: skip
import locked  # isort: skip
import secret_scan  # isort: skip
import supply_chain  # isort: skip

ROOT = PACKAGING.parent
ON_THE_DAY = advisories.read().taken
PYJWT = locked.Library("pyjwt", "2.15.0", ())


@pytest.fixture
def locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the locked files that a test may add to."""
    for name in locked.FILES:
        shutil.copy(locked.FOLDER / name, tmp_path / name)
    monkeypatch.setattr(locked, "FOLDER", tmp_path)
    return tmp_path


@contextmanager
def advisory_service(faulty: dict[str, str], *, refuses: str = "") -> Iterator[str]:
    """A server that knows one fault of each of these {name: version}, and gives no answer about one name."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name = asked["package"]["name"]
            version = faulty.get(name)
            package = {"name": name, "ecosystem": "PyPI"}
            told = {
                "id": "PYSEC-1999-1",
                "summary": "planted",
                "affected": [{"package": package, "versions": [version]}],
            }
            body = json.dumps({"vulns": [told]} if version == asked["version"] else {}).encode()
            self.send_response(503 if name == refuses else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_told: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


def plant(locks: Path, pin: str) -> None:
    with (locks / "requirements.txt").open("a", encoding="utf-8") as file:
        file.write(f"{pin} \\\n    --hash=sha256:{'0' * 64}\n")


# ---- known faults


def test_no_locked_library_has_a_fault_the_kept_copy_knows() -> None:
    said = supply_chain.kept_advisories(ON_THE_DAY, release=True)
    assert said.state == supply_chain.OK


def test_a_planted_pin_with_a_known_fault_turns_it_red(locks: Path) -> None:
    plant(locks, "jinja2==2.4.1")
    said = supply_chain.kept_advisories(ON_THE_DAY, release=False)
    assert said.state == supply_chain.FAILED
    assert "jinja2 2.4.1 has a known fault: PYSEC-" in said.sentence


@pytest.mark.parametrize(
    ("version", "fits"), [("1.0", False), ("1.2", True), ("1.5", True), ("2.0", False), ("3.1", True), ("0.3b1", True)]
)
def test_an_advisory_fits_the_versions_it_names(version: str, fits: bool) -> None:
    told = {"id": "PYSEC-1", "versions": ["0.3b1"], "ranges": [["1.1", "2.0"], ["3.0", None]]}
    copy = advisories.Copy(ON_THE_DAY, "", {"x": [told]})
    assert bool(advisories.that_fit(copy, [locked.Library("x", version, ())])) is fits


def test_an_old_copy_says_how_old_it_is_and_is_not_enough_for_a_release() -> None:
    later = ON_THE_DAY + timedelta(days=advisories.OLDEST_AT_RELEASE_DAYS + 1)
    assert supply_chain.kept_advisories(later, release=True).state == supply_chain.FAILED
    said = supply_chain.kept_advisories(later, release=False)
    assert said.state == supply_chain.OK
    assert "31 days old" in said.sentence


def live(monkeypatch: pytest.MonkeyPatch, url: str) -> supply_chain.Said:
    """Ask the real pip-audit of one library, which takes two seconds."""
    monkeypatch.setattr(supply_chain, "_locked", lambda: [("requirements.txt", PYJWT)])
    return supply_chain.live_advisories(url)


def test_pip_audit_is_believed_once_it_found_the_planted_fault() -> None:
    """Of every locked library, those locked in two versions for two kinds of Python too."""
    wanted = [one for _, one in supply_chain._locked()]
    assert len({one.name for one in wanted}) < len(set(wanted))
    with advisory_service({"jinja2": "2.4.1"}) as url:
        said = supply_chain.live_advisories(url)
    assert said == (supply_chain.OK, f"pip-audit found the planted fault, and none in {len(wanted)} locked libraries")


def test_a_fault_pip_audit_finds_turns_it_red(monkeypatch: pytest.MonkeyPatch) -> None:
    with advisory_service({"jinja2": "2.4.1", "pyjwt": PYJWT.version}) as url:
        said = live(monkeypatch, url)
    assert said == (supply_chain.FAILED, "pyjwt 2.15.0 has a known fault: PYSEC-1999-1")


def test_an_auditor_that_knows_nothing_is_not_taken_for_a_clean_bill(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with advisory_service({}) as url:
        said = live(monkeypatch, url)
    assert said.state == supply_chain.NOT_CHECKED
    assert supply_chain.run({"live": lambda: said}, release=False) == 0
    assert "NOT CHECKED  live: no answer" in capsys.readouterr().out
    assert supply_chain.run({"live": lambda: said}, release=True) == 1


def test_a_service_that_stops_answering_half_way_is_not_a_clean_bill_either(monkeypatch: pytest.MonkeyPatch) -> None:
    with advisory_service({"jinja2": "2.4.1"}, refuses="pyjwt") as url:
        assert live(monkeypatch, url).state == supply_chain.NOT_CHECKED


# ---- secrets, licences, what it is made of


def checkout(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    subprocess.run(["git", "-C", str(folder), "add", "-A"], check=True)
    return folder


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tests/test_it.py", "KEY = '''-----BEGIN " + "RSA PRIVATE KEY-----'''"),
        ("sbp_desktop/sync/client.py", 'api_key = "ahV8eequ0ohb' + 'ieth4Chai9ie"'),
        ("packaging/run.py", "token = 'ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'"),
    ],
)
def test_a_planted_secret_turns_it_red(name: str, text: str, tmp_path: Path) -> None:
    said = supply_chain.secrets(checkout(tmp_path, {name: text, "sbp_desktop/fine.py": "key = derive(root)"}))
    assert said.state == supply_chain.FAILED
    assert f"{name}:1 " in said.sentence
    assert "fine.py" not in said.sentence


def test_what_looks_like_a_secret_is_still_there() -> None:
    """A reason for what is gone would excuse what comes after it."""
    names = {name for name, _ in secret_scan.KNOWN}
    found = [name for name in names if (ROOT / name).is_file()]
    assert sorted(found) == sorted(names)


def test_a_library_under_the_gpl_turns_it_red(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Described(dict[str, str]):
        def get_all(self, name: str) -> list[str]:
            return [self[name]] if name in self else []

    planted = SimpleNamespace(name="viral", metadata=Described(License="GPL-3.0-only"))
    there = list(metadata.distributions())
    monkeypatch.setattr(metadata, "distributions", lambda: [*there, planted])
    assert supply_chain.licences(tmp_path / "licences.csv") == (supply_chain.FAILED, "under the GPL: viral")


def test_the_table_of_licences_and_the_bill_name_every_library_a_laptop_gets(tmp_path: Path) -> None:
    assert supply_chain.licences(tmp_path / "licences.csv").state == supply_chain.OK
    assert supply_chain.bill(tmp_path / "sbom.json").state == supply_chain.OK
    bill = json.loads((tmp_path / "sbom.json").read_text("utf-8"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    listed = {(one["name"], one["version"]): one for one in bill["components"]}
    for name, version, hashes in locked.libraries(locked.FOLDER / "requirements.txt"):
        one = listed[name, version]
        assert {told["content"] for told in one["hashes"]} == set(hashes)
        assert one["purl"] == f"pkg:pypi/{name}@{version}"
        assert f"{name},{version}," in (tmp_path / "licences.csv").read_text("utf-8")
    assert listed["cryptography", locked.found("cryptography").version]["licenses"]


def test_a_library_without_a_hash_turns_it_red(locks: Path, tmp_path: Path) -> None:
    with (locks / "requirements.txt").open("a", encoding="utf-8") as file:
        file.write("six==1.17.0\n")
    assert supply_chain.bill(tmp_path / "sbom.json") == (supply_chain.FAILED, "without a hash: six")


@pytest.mark.parametrize(
    "call",
    [
        "import subprocess\nsubprocess.run('ls ' + name, shell=True)",
        "import pickle\npickle.loads(data)",
        "import yaml\nyaml.load(text, yaml.Loader)",
        "import hashlib\nhashlib.md5(data)",
    ],
)
def test_bandit_finds_a_planted_call(call: str, tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text(f"def planted(name, data, text):\n    {call.splitlines()[1]}\n", "utf-8")
    (tmp_path / "planted.py").write_text(f"{call.splitlines()[0]}\n" + (tmp_path / "planted.py").read_text(), "utf-8")
    command = [sys.executable, "-m", "bandit", "-q", "-ll", "-c", str(ROOT / "pyproject.toml"), "-r", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr


def test_the_day_of_the_copy_is_told_with_every_run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    kept = supply_chain.kept_advisories(date(2026, 11, 22), release=False)
    supply_chain.run({"known faults, kept copy": lambda: kept}, release=False)
    assert str(ON_THE_DAY) in capsys.readouterr().out
