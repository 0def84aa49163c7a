"""P5: by every way out, each audience gets what is for it and nothing else."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.reliability import audiences

pytestmark = pytest.mark.timeout(3600)


def test_every_audience_gets_its_own_and_nothing_else(qapp: QApplication, ground: Path, long_form: bool) -> None:
    """One table: 13 audiences, 9 ways out, 51 kinds of thing in 6 ways of keeping; 100 of them in the long form."""
    assert audiences.tables(ground, 0, 100 if long_form else 1) == []
