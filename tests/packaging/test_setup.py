"""Set-up on machines we are not on: Windows, no sudo, no venv module, an old Python, no network, a second start."""

import ast
import hashlib
import importlib.util
import io
import os
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"


def load(name: str) -> ModuleType:
    """Import a script of packaging/ by its path, as `python3 packaging/<name>.py` would see it."""
    spec = importlib.util.spec_from_file_location(name, PACKAGING / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


dictionary = load("dictionary")
setup_env = load("setup_env")
run = load("run")
check = load("test")
del sys.modules["test"]  # the standard library has a package of that name


class PretendMachine(setup_env.Machine):
    """A computer that writes down what it was told to do; every command succeeds unless `answers` says otherwise."""

    version = (3, 11, 2)

    def __init__(self, tmp_path: Path, **traits: Any) -> None:
        self.told: list[list[str]] = []
        self.handed_over: list[str] | None = None
        self.watched: list[list[str]] = []
        self.site = tmp_path / "site-packages"
        self.site.mkdir()
        self.windows, self.linux, self.root, self.screen = False, True, True, True
        self.commands, self.missing_libraries = {"apt-get", "sudo"}, set[str]()
        self.modules = {"venv", "ensurepip"}
        self.answers: dict[str, list[tuple[int, str]]] = {}
        self.after_apt: Callable[[], None] = lambda: None
        self.fetched: list[str] = []
        self.away: OSError | None = OSError("no network")
        self.sent = b""
        vars(self).update(traits)

    def has_screen(self) -> bool:
        return self.screen

    def fetch(self, address: str) -> bytes:
        self.fetched.append(address)
        if self.away is not None:
            raise self.away
        return self.sent

    def is_root(self) -> bool:
        return self.root

    def has_command(self, name: str) -> bool:
        return name in self.commands

    def has_module(self, name: str) -> bool:
        return name in self.modules

    def can_load(self, soname: str) -> bool:
        return soname not in self.missing_libraries

    def run(self, command: list[str]) -> tuple[int, str]:
        self.told.append(command)
        line = " ".join(command)
        for part, queue in self.answers.items():
            if part in line and queue:
                return queue.pop(0)
        if "-m venv" in line:
            python = setup_env.venv_python(Path(command[-1]), self.windows)
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch()
        if "sysconfig" in line:
            return 0, f"{self.site}\n"
        if "apt-get install" in line:
            self.after_apt()
        return 0, ""

    def watch(self, command: list[str]) -> int:
        self.watched.append(command)
        return self.answers.get(command[-1], [(0, "")])[0][0]

    def hand_over(self, command: list[str]) -> int:
        self.handed_over = command
        return 7


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with locked libraries in it."""
    folder = tmp_path / "a checkout"
    (folder / "packaging").mkdir(parents=True)
    for name in ("requirements.txt", "requirements-council.txt", "requirements-dev.txt"):
        (folder / "packaging" / name).write_text(f"{name}==1 --hash=sha256:0\n", "utf-8")
    return folder


def prepare(machine: PretendMachine, checkout: Path, lock: str = "requirements.txt") -> Path:
    python = setup_env.prepare(machine, lock, screen=machine.screen, root=checkout)
    assert isinstance(python, Path)
    return python


def pip_calls(machine: PretendMachine) -> list[list[str]]:
    return [command for command in machine.told if command[1:3] == ["-m", "pip"]]


def apt_calls(machine: PretendMachine) -> list[str]:
    return [" ".join(command) for command in machine.told if "apt-get" in command]


def test_libraries_are_installed_by_hash_and_compiled(tmp_path: Path, checkout: Path) -> None:
    machine = PretendMachine(tmp_path)
    python = prepare(machine, checkout)
    assert python == checkout / ".venv" / "bin" / "python"
    (pip,) = pip_calls(machine)
    assert pip[0] == str(python)
    assert {"--require-hashes", "--compile", str(checkout / "packaging" / "requirements.txt")} <= set(pip)
    assert apt_calls(machine) == []
    assert (machine.site / "sbp_desktop.pth").read_text("utf-8") == f"{checkout}\n"
    assert (python.parent / "sbp-desktop").stat().st_mode & 0o111


def test_windows_has_its_own_paths_and_no_apt(tmp_path: Path, checkout: Path) -> None:
    machine = PretendMachine(tmp_path, windows=True, linux=False, root=False, missing_libraries={"libGL.so.1"})
    python = prepare(machine, checkout)
    assert python == checkout / ".venv" / "Scripts" / "python.exe"
    assert apt_calls(machine) == []
    assert not any("sudo" in command for command in machine.told)
    command = (python.parent / "sbp-desktop.cmd").read_text("utf-8")
    assert command == f'@"{python}" -m sbp_desktop %*\n'
    assert run.start(machine, python, checkout) == 7
    assert machine.handed_over == [str(python), "-m", "sbp_desktop", "--demo"]
    assert check.checks(python, [], windows=True)["imports"][0].endswith("lint-imports.exe")


def test_a_second_start_installs_nothing(tmp_path: Path, checkout: Path) -> None:
    machine = PretendMachine(tmp_path)
    prepare(machine, checkout)
    machine.told.clear()
    prepare(machine, checkout)
    assert pip_calls(machine) == []
    assert not any("venv" in command for command in machine.told)


def test_tests_then_app_then_tests_installs_twice_in_all(tmp_path: Path, checkout: Path) -> None:
    machine = PretendMachine(tmp_path)
    for lock in ("requirements-dev.txt", "requirements.txt", "requirements-dev.txt"):
        prepare(machine, checkout, lock)
    assert len(pip_calls(machine)) == 2


@pytest.mark.parametrize("change", ["lock", "python", "moved", "cut short"])
def test_set_up_runs_again_when_what_it_rests_on_changed(tmp_path: Path, checkout: Path, change: str) -> None:
    machine = PretendMachine(tmp_path)
    prepare(machine, checkout)
    machine.told.clear()
    if change == "lock":
        (checkout / "packaging" / "requirements.txt").write_text("other==2\n", "utf-8")
    elif change == "python":
        machine.version = (3, 12, 1)
    elif change == "moved":
        checkout = checkout.rename(tmp_path / "moved")
    else:
        (checkout / ".venv" / setup_env.STAMP).write_text('{"python": "', "utf-8")
    prepare(machine, checkout)
    assert len(pip_calls(machine)) == 1
    made_anew = any(command[1:3] == ["-m", "venv"] and "--clear" in command for command in machine.told)
    assert made_anew is (change != "lock")


def test_a_failed_install_is_tried_again_next_time(tmp_path: Path, checkout: Path) -> None:
    machine = PretendMachine(tmp_path, answers={"-m pip": [(1, "ERROR: NewConnectionError: no route")]})
    with pytest.raises(setup_env.SetupFailed, match="is there a network connection"):
        prepare(machine, checkout)
    prepare(machine, checkout)
    assert len(pip_calls(machine)) == 2


@pytest.mark.parametrize(
    ("pip_said", "told"),
    [
        ("ERROR: [Errno 28] No space left on device", "no room left"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "not the one that was checked"),
        ("Read timed out.", "too slow or was cut"),
        ("ERROR: No matching distribution found for numpy==2.4.6", "not offered for this computer"),
        ("ERROR: something nobody foresaw", "could not be installed"),
    ],
)
def test_pip_trouble_is_told_in_one_sentence(tmp_path: Path, checkout: Path, pip_said: str, told: str) -> None:
    machine = PretendMachine(tmp_path, answers={"-m pip": [(1, f"Collecting a lot\n{pip_said}\n")]})
    with pytest.raises(setup_env.SetupFailed, match=told) as caught:
        prepare(machine, checkout)
    assert "\n" not in str(caught.value)
    assert pip_said in (checkout / ".venv" / "sbp-setup.log").read_text("utf-8")


def test_root_installs_missing_libraries_by_apt(tmp_path: Path, checkout: Path) -> None:
    machine = PretendMachine(tmp_path, missing_libraries={"libEGL.so.1", "libxcb-cursor.so.0"})
    prepare(machine, checkout)
    assert apt_calls(machine) == ["apt-get install -y --no-install-recommends libegl1 libxcb-cursor0"]


def test_no_screen_asks_for_no_screen_libraries(tmp_path: Path, checkout: Path) -> None:
    machine = PretendMachine(tmp_path, missing_libraries={"libxcb-cursor.so.0"}, screen=False)
    prepare(machine, checkout)
    assert apt_calls(machine) == []


def test_sudo_without_a_password_is_used(tmp_path: Path, checkout: Path) -> None:
    machine = PretendMachine(tmp_path, root=False, missing_libraries={"libGL.so.1"})
    prepare(machine, checkout)
    assert apt_calls(machine) == ["sudo -n apt-get install -y --no-install-recommends libgl1"]


@pytest.mark.parametrize("sudo", ["asks for a password", "is not there"])
def test_without_rights_the_exact_command_is_told(
    tmp_path: Path, checkout: Path, sudo: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = PretendMachine(tmp_path, root=False, missing_libraries={"libGL.so.1", "libEGL.so.1"})
    if sudo == "is not there":
        machine.commands = {"apt-get"}
    machine.answers = {"sudo -n true": [(1, "a password is required")]}
    monkeypatch.setattr(setup_env, "ROOT", checkout)
    assert run.main([], machine) == 2
    said = capsys.readouterr().err
    assert "`sudo apt-get install -y --no-install-recommends libgl1 libegl1`" in said
    assert said.count("\n") == 1
    assert machine.handed_over is None


def test_package_lists_are_fetched_when_the_first_try_fails(tmp_path: Path, checkout: Path) -> None:
    machine = PretendMachine(tmp_path, missing_libraries={"libGL.so.1"})
    machine.answers = {"apt-get install": [(100, "E: Unable to locate package libgl1")]}
    prepare(machine, checkout)
    assert [call.split()[1] for call in apt_calls(machine)] == ["install", "update", "install"]


def test_apt_failing_twice_is_told_in_its_last_words(tmp_path: Path, checkout: Path) -> None:
    machine = PretendMachine(tmp_path, missing_libraries={"libGL.so.1"})
    machine.answers = {"apt-get install": [(100, "no lists"), (100, "Reading...\nE: You have no network\n")]}
    with pytest.raises(setup_env.SetupFailed, match="could not install libgl1: E: You have no network"):
        prepare(machine, checkout)


def test_another_linux_is_told_what_it_lacks(tmp_path: Path, checkout: Path) -> None:
    machine = PretendMachine(tmp_path, commands=set(), missing_libraries={"libGL.so.1"})
    with pytest.raises(setup_env.SetupFailed, match=r"lacks libGL\.so\.1: please install that"):
        prepare(machine, checkout)


def test_debian_without_the_venv_module_gets_it(tmp_path: Path, checkout: Path) -> None:
    machine = PretendMachine(tmp_path, modules={"venv"})
    machine.after_apt = lambda: machine.modules.add("ensurepip")
    prepare(machine, checkout)
    assert apt_calls(machine) == ["apt-get install -y --no-install-recommends python3-venv"]
    assert len(pip_calls(machine)) == 1


def test_a_python_apt_does_not_know_is_told(tmp_path: Path, checkout: Path) -> None:
    machine = PretendMachine(tmp_path, modules={"venv"})
    with pytest.raises(setup_env.SetupFailed, match="please use the system's own python3"):
        prepare(machine, checkout)


@pytest.mark.parametrize("script", [run, check])
def test_an_old_python_gets_one_sentence(
    script: ModuleType, tmp_path: Path, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    machine = PretendMachine(tmp_path, version=(3, 9, 2))
    assert script.main(["--setup-only"], machine) == 2
    assert capsys.readouterr().err == "sbp_desktop needs Python 3.11 or newer, and this is Python 3.9.2.\n"
    assert machine.told == []


def test_scripts_can_be_read_by_a_python_that_is_too_old() -> None:
    for name in ("setup_env", "run", "test"):
        ast.parse((PACKAGING / f"{name}.py").read_text("utf-8"), feature_version=(3, 8))


def test_without_a_screen_the_tour_is_taken_and_its_pictures_told(
    tmp_path: Path, checkout: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup_env, "ROOT", checkout)
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    machine = PretendMachine(tmp_path, screen=False)
    assert run.main([], machine) == 0
    people, out = checkout / "resources" / "demo" / "people.yaml", checkout / "tour-out"
    (tour,) = machine.watched
    assert tour[1:] == ["-m", "sbp_desktop", "tour", "--people", str(people), "--out", str(out), "--force"]
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
    assert str(out) in capsys.readouterr().out
    assert machine.handed_over is None


@pytest.mark.parametrize("screen", [True, False])
def test_with_a_council_its_libraries_come_and_two_laptops_start(
    tmp_path: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch, screen: bool
) -> None:
    monkeypatch.setattr(setup_env, "ROOT", checkout)
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    machine = PretendMachine(tmp_path, screen=screen)
    assert run.main(["--with-council"], machine) == 0
    (pip,) = pip_calls(machine)
    assert str(checkout / "packaging" / "requirements-council.txt") in pip
    (started,) = machine.watched
    assert started[1:3] == ["-m", "sbp_desktop.tour.two_laptops"]
    assert started[3:] == ([] if screen else ["--out", str(checkout / "tour-out" / "two-laptops")])
    assert os.environ["QT_QPA_PLATFORM"] == ("xcb" if screen else "offscreen")
    machine.told.clear()
    assert run.main(["--with-council", "--setup-only"], machine) == 0
    assert (pip_calls(machine), len(machine.watched)) == ([], 1)


def test_the_app_alone_needs_no_council(tmp_path: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup_env, "ROOT", checkout)
    machine = PretendMachine(tmp_path)
    run.main([], machine)
    assert not any("council" in part for command in machine.told for part in command)


@pytest.mark.parametrize("script", [run, check])
def test_setup_only_starts_nothing(
    script: ModuleType, tmp_path: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup_env, "ROOT", checkout)
    machine = PretendMachine(tmp_path)
    assert script.main(["--setup-only"], machine) == 0
    assert (machine.watched, machine.handed_over) == ([], None)


def test_every_check_runs_though_one_fails(
    tmp_path: Path, checkout: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup_env, "ROOT", checkout)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    machine = PretendMachine(tmp_path, answers={"--strict": [(1, "")]})
    assert check.main(["--long", "--", "-k", "undo"], machine) == 1
    assert len(machine.watched) == 7
    assert machine.watched[-1][1:] == ["-m", "pytest", "-n", "logical", "--dist", "worksteal", "--long", "-k", "undo"]
    assert capsys.readouterr().out.endswith("Failed: mypy.\n")


def test_benchmarks_measure_and_test_nothing(tmp_path: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup_env, "ROOT", checkout)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    machine = PretendMachine(tmp_path)
    assert check.main(["--benchmarks"], machine) == 0
    (command,) = machine.watched
    assert command[1:] == ["-m", "tests.benchmarks", "--out", str(checkout / "bench-out")]


def test_the_real_machine_answers_what_is_true() -> None:
    machine = setup_env.Machine()
    assert machine.has_module("json")
    assert not machine.has_module("no_such_module")
    assert not machine.can_load("libno-such-library.so.9")
    code, said = machine.run([sys.executable, "-c", "import sys; print('out'); sys.exit('err')"])
    assert (code, sorted(said.split())) == (1, ["err", "out"])


@pytest.mark.parametrize(
    ("away", "sent", "told"),
    [(OSError("no network"), b"", "could not be fetched"), (None, b"another one", "not the one that was checked")],
)
def test_without_the_dictionary_set_up_goes_on_and_says_so(
    tmp_path: Path, checkout: Path, capsys: pytest.CaptureFixture[str], away: OSError | None, sent: bytes, told: str
) -> None:
    machine = PretendMachine(tmp_path, away=away, sent=sent)
    setup_env.prepare(machine, "requirements.txt", screen=False, root=checkout)
    assert told in capsys.readouterr().out
    assert not (checkout / "resources" / "spelling").exists()


def test_the_dictionary_is_fetched_once_and_only_as_it_was_checked(
    tmp_path: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as package:
        for inside in dictionary.FILES:
            held = tarfile.TarInfo(inside)
            held.size = len(inside)
            package.addfile(held, io.BytesIO(inside.encode()))
    monkeypatch.setattr(dictionary, "SHA256", hashlib.sha256(packed.getvalue()).hexdigest())
    machine = PretendMachine(tmp_path, away=None, sent=packed.getvalue())
    for _ in range(2):
        setup_env.prepare(machine, "requirements.txt", screen=False, root=checkout)
    assert machine.fetched == [dictionary.PACKAGE]
    assert (checkout / "resources" / "spelling" / "en_GB.dic").read_text() == "package/index.dic"
