"""Whatever is pressed, drawn or typed at the window, no file and no socket is touched but the app's own (S7). Ablation: S7-walk."""

from pathlib import Path

import pytest

from tests.reliability import side_copies, traced

pytestmark = [
    pytest.mark.skipif(bool(traced.why_not()), reason=str(traced.why_not())),
    pytest.mark.timeout(7200),
]


def test_whatever_is_pressed_nothing_is_touched_but_the_apps_own(tmp_path: Path, long_form: bool) -> None:
    for part in range(100 if long_form else 1):
        assert side_copies.walks(tmp_path, 2, part, 2000 if long_form else 300) == []
