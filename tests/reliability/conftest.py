"""Every place the app may leave something in, and the real app itself."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import HOME
from tests.journeys.conftest import start_app
from tests.reliability import ground as grounds

__all__ = ["folders", "ground", "start_app"]


@pytest.fixture
def ground() -> Iterator[Path]:
    """A folder in memory, where there is room."""
    with grounds.ground() as home:
        yield home


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every place an app may write to: the store, a temporary folder of its own, home and settings."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return [tmp_path, HOME]
