"""Reading aloud hands the words to the system's own command through its input, one thing at a time."""

import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from sbp_desktop.ui.speech import Speech

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for the command is a shell script")


@pytest.fixture
def command(tmp_path: Path) -> Path:
    """Writes down its arguments and what it is given to read, then stays as a voice does."""
    script = tmp_path / "voice"
    script.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/arguments\ncat > {tmp_path}/heard\nexec sleep 30\n', "utf-8")
    script.chmod(0o700)
    return script


def test_the_words_go_through_the_input_and_never_through_the_arguments(
    qtbot: QtBot, command: Path, tmp_path: Path
) -> None:
    speech = Speech(find=lambda name: str(command) if name in ("espeak", "say") else None)
    assert speech.can
    speech.say("Siân, “daughter”; rm -rf")
    heard = tmp_path / "heard"
    qtbot.waitUntil(lambda: heard.exists() and heard.read_text("utf-8") == "Siân, “daughter”; rm -rf")
    assert "daughter" not in (tmp_path / "arguments").read_text("utf-8")
    speech.say("Jean")
    qtbot.waitUntil(lambda: heard.read_text("utf-8") == "Jean")
    speech.stop()
    assert speech._saying is None


def test_without_a_command_nothing_is_read_and_nothing_fails(qtbot: QtBot) -> None:
    speech = Speech(find=lambda _name: None)
    assert not speech.can
    speech.say("Jean")
    speech.stop()
