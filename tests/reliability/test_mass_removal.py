"""R13: a council that is empty, put back, taken over or hostile removes nobody in great number unless somebody here says
that it is right; and nothing that was written is lost by any of it.

Short form: 100 hostile states, 2,000 in the long form; each follows from its number.
"""

from pathlib import Path

import pytest

from sbp_desktop.storage import mass_removal
from tests.reliability import removing

pytestmark = pytest.mark.timeout(3600)
STATES, MANY = 100, 2000
AT_ONCE = 20


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "first" in metafunc.fixturenames:
        states = MANY if metafunc.config.getoption("--long") else STATES
        metafunc.parametrize("first", range(0, states, AT_ONCE), ids=lambda number: f"state{number}")


def test_no_hostile_state_removes_many_unasked(ground: Path, first: int) -> None:
    assert removing.states(ground, 0, first, AT_ONCE) == []


def test_a_council_that_is_believed_blindly_is_seen(ground: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mass_removal, "_MANY", 999)
    assert removing.states(ground, 0, 0, AT_ONCE) != []
