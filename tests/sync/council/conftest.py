"""A council with nothing in it, and its command line, for each test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sbp_desktop.sync.council_server import commands
from tests.sync.council_kit import Kit, new_kit
from tests.sync.databases import SECRET, Databases

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kit(databases: Databases, council_database: str) -> Iterator[Kit]:
    made = new_kit(databases, council_database)
    yield made
    made.pool.close()


@pytest.fixture
def run(kit: Kit, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `sbp-council`; gives exit code, output and errors."""
    (tmp_path / "secret").write_text(SECRET.hex())
    config = tmp_path / "council.toml"
    config.write_text(
        f'database = "{kit.databases.server.conninfo(kit.name)}"\nsecret_file = "{tmp_path / "secret"}"\ndurability = "local"\n'
    )
    monkeypatch.setattr("sbp_desktop.sync.council_server.actions.wall_ms", lambda: kit.now)

    def go(*arguments: str) -> tuple[int, str, str]:
        code = commands.main(["--config", str(config), *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return go
