"""Two hundred spoiled files: each is refused in one sentence or brought in whole, and nothing ever half way."""

import json
import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sbp_desktop.config import resources
from sbp_desktop.errors import ExpectedError, MalformedInput
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services import bringing_in, exporting, importing, incoming, people, unlocking
from sbp_desktop.services.bringing_in import Choices, Preview
from sbp_desktop.services.people_shapes import person_id
from sbp_desktop.storage import history, queries
from sbp_desktop.storage.key_slots import Kdf
from sbp_desktop.storage.statements import scalar
from sbp_desktop.storage.vault import Vault
from tests.fixtures import PASSPHRASE, WORKER

ERIC = person_id("p-eric")
ROUNDS, SOAK = 200, 4000
ODD: tuple[Any, ...] = (
    None, True, -1, 0, 10**30, 1e308, float("nan"), "", " ", "\0", "\ud800", "\u202e", "=cmd()", "x" * 100_000, [], {},
    [[]], "2020-13-45", "[" * 60, "9999~/..", "..", "worker", "00000000-0000-0000-0000-000000000000",
)  # fmt: skip
ODD_BYTES = (
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b'"',
    b",",
    b";",
    b"\n",
    b"\r",
    b"{",
    b"]",
    b"\\",
    b"=",
    b"1e999",
    b"",
)

Mutation = Callable[[random.Random, Path], None]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sound files to spoil: a record, a folder of tables, a stranger's list of names."""
    folder = tmp_path_factory.mktemp("sound")
    vault = unlocking.create(folder / "store", PASSPHRASE, WORKER, Kdf.for_tests())
    importing.load_people(vault, resources("demo", "people.yaml"))
    exporting.export(vault, ERIC, folder / "record.json")
    exporting.export(vault, ERIC, folder / "tables", format="csv")
    (folder / "names.csv").write_text("name,relation,from\nJean,daughter,2019\nBowls club,,\nTom,friend,\n", "utf-8")
    vault.close()
    return folder


def bytes_changed(rng: random.Random, path: Path) -> None:
    raw = bytearray(path.read_bytes())
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(raw))
        raw[at : at + rng.randint(0, 3)] = rng.choice(ODD_BYTES) if rng.random() < 0.7 else rng.randbytes(2)
    path.write_bytes(raw)


def cut_short(rng: random.Random, path: Path) -> None:
    raw = path.read_bytes()
    path.write_bytes(raw[: rng.randrange(len(raw))])


def other_letters(rng: random.Random, path: Path) -> None:
    text = path.read_text("utf-8") + rng.choice(["", "é", "ŵ"])
    path.write_bytes(
        text.encode(rng.choice(["utf-16", "utf-32", "cp1252", "latin-1", "cp037", "utf-8-sig"]), "replace")
    )


def lines_moved(rng: random.Random, path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(lines))
        lines.insert(rng.randrange(len(lines)), lines[at]) if rng.random() < 0.5 else lines.pop(at)
        lines = lines or [b"\n"]
    path.write_bytes(b"".join(lines))


def values_changed(rng: random.Random, path: Path) -> None:
    """One or two values of a record, or cells of a table, become something else."""
    for _ in range(rng.randint(1, 2)):
        if path.suffix == ".json":
            _a_value_changed(rng, path)
        else:
            _a_cell_changed(rng, path)


def _a_value_changed(rng: random.Random, path: Path) -> None:
    document = json.loads(path.read_text("utf-8"))
    places: list[tuple[Any, Any]] = []
    todo: list[Any] = [document]
    while todo:
        held = todo.pop()
        keys = list(held) if isinstance(held, dict) else range(len(held)) if isinstance(held, list) else []
        places += [(held, key) for key in keys]
        todo += [held[key] for key in keys]
    held, key = rng.choice(places)
    others = [one[one_key] for one, one_key in places if not isinstance(one[one_key], dict | list)]
    if rng.random() < 0.15 and isinstance(held, dict):
        held[f"{key}x"] = held.pop(key)
    else:
        held[key] = rng.choice(ODD) if rng.random() < 0.6 else rng.choice(others)
    path.write_text(json.dumps(document, indent=1), "utf-8")


def _a_cell_changed(rng: random.Random, path: Path) -> None:
    rows = [row.split(",") for row in path.read_text("utf-8", "replace").split("\n")]
    row = rng.choice(rows)
    cells = [str(one).encode("utf-8", "replace").decode() for one in ODD] + [rng.choice(rng.choice(rows))]
    row[rng.randrange(len(row))] = rng.choice(cells)
    path.write_text("\n".join(",".join(row) for row in rows), "utf-8")


def nested_deeply(rng: random.Random, path: Path) -> None:
    deep = rng.choice([5, 30, 5_000, 200_000])
    nested = "[" * deep + "]" * deep
    if path.suffix == ".json":
        path.write_text(path.read_text("utf-8").replace('"private": false', f'"private": {nested}', 1), "utf-8")
    else:
        path.write_text(f"name,history\nJean,{nested}\n", "utf-8")


MUTATIONS: tuple[Mutation, ...] = (
    bytes_changed, cut_short, other_letters, lines_moved, values_changed, values_changed, values_changed, nested_deeply,
)  # fmt: skip


def spoiled(number: int, sound: Path, folder: Path) -> Path:
    """The file or folder of this number, spoiled in its own way."""
    rng = random.Random(number)
    name = rng.choice(["record.json", "record.json", "tables", "tables", "names.csv"])
    folder.mkdir()
    path = folder / name
    if name == "tables":
        shutil.copytree(sound / name, path)
    else:
        shutil.copy(sound / name, path)
    victim = rng.choice(sorted(path.iterdir())) if path.is_dir() else path
    rng.choice(MUTATIONS)(rng, victim)
    return path


@pytest.fixture
def here(vault: Vault) -> Vault:
    """A store in which Eric is known already, so that files meet somebody of the same id and of the same name."""
    people.add_person(vault, "Eric", person=ERIC)
    return vault


def state(vault: Vault) -> tuple[int, Any]:
    with vault.reading() as conn:
        count = scalar(conn.execute("SELECT count(*) FROM op"))
    return int(count), queries.web(vault, ERIC)


def bring_in(vault: Vault, number: int, path: Path) -> tuple[Preview, ChangeSet] | ExpectedError:
    """Read, look and write, as the app does; anything but an expected refusal fails the test by itself."""
    before = state(vault)
    choices = Choices(keep_both=bool(number % 2), take_theirs=bool(number % 3))
    try:
        file = incoming.read(path)
        seen = bringing_in.preview(vault, file, ERIC, choices)
        assert state(vault) == before, "looking changes nothing"
        return seen, bringing_in.bring_in(vault, file, ERIC, choices)
    except ExpectedError as refused:
        return refused


@pytest.mark.parametrize("first", [0, *(pytest.param(n, marks=pytest.mark.long) for n in range(ROUNDS, SOAK, ROUNDS))])
def test_every_spoiled_file_is_refused_in_one_sentence_or_brought_in_whole(
    here: Vault, sound: Path, tmp_path: Path, first: int
) -> None:
    outcomes: Counter[str] = Counter()
    for number in range(first, first + ROUNDS):
        before = state(here)
        done = bring_in(here, number, spoiled(number, sound, tmp_path / str(number)))
        if isinstance(done, ExpectedError):
            outcomes["refused"] += 1
            assert state(here) == before, f"number {number} left something behind"
            assert_one_sentence(number, done)
            continue
        seen, changes = done
        outcomes["nothing new" if changes.empty else "whole"] += 1
        assert_whole(here, seen, before[1])
        if seen.person == ERIC and not changes.empty:
            history.undo(here, ERIC)
        assert told(queries.web(here, ERIC)) == told(before[1]), f"number {number} cannot be taken back"
    assert outcomes.total() == ROUNDS
    assert outcomes["refused"] > 50
    assert outcomes["whole"] > 30, "the spoiling leaves something to bring in"


def assert_one_sentence(number: int, refused: ExpectedError) -> None:
    sentence = str(refused)
    assert sentence.isprintable(), f"number {number} says {sentence!r}"
    assert len(sentence) < 700
    assert not isinstance(refused, MalformedInput) or (refused.line or 0) >= 1


def assert_whole(vault: Vault, seen: Preview, before: Any) -> None:
    """What was promised is there."""
    now = queries.web(vault, seen.person)
    if seen.person == ERIC:
        known = set(before.layout_order)  # those since removed too
        assert len([node for node in now.nodes if node.id not in known]) == seen.nodes


def told(web: Any) -> Any:
    """The people and lines of a web; those brought in and taken back have no place any more."""
    return web.nodes, web.ties, web.strengths, web.members
