"""Every place the app may leave something in."""

import tempfile
from pathlib import Path

import pytest

from tests.conftest import HOME


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every place an app may write to: the store, a temporary folder of its own, home and settings."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return [tmp_path, HOME]
