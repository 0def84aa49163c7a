"""What the hand can do on the web with a key, said once: for the keys, the row of tools, the search and the help."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sbp_desktop.ui.web import words
from sbp_desktop.ui.web.web_hand import WebHand
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP


class Command(NamedTuple):
    """`title` is what a person reads; `keys` in Qt's portable spelling, pressed while the web has the keyboard."""

    id: str
    title: str
    keys: str
    run: Callable[[WebHand], object]

    def text(self) -> str:
        """Return the words in the language of the screen."""
        return words.say(self.title)


COMMANDS = {
    command.id: command
    for command in (
        Command("adding", QT_TRANSLATE_NOOP("web", "Add names"), "Ctrl+I", lambda hand: hand.do("adding")),
        Command("lines", QT_TRANSLATE_NOOP("web", "Draw lines"), "Ctrl+J", lambda hand: hand.do("lines")),
        Command(
            "kind",
            QT_TRANSLATE_NOOP("web", "Another kind of line"),
            "Ctrl+Shift+J",
            lambda hand: hand.lines.next_kind(),
        ),
        Command("several", QT_TRANSLATE_NOOP("web", "Choose several"), "Ctrl+M", lambda hand: hand.do("several")),
        Command("drawing", QT_TRANSLATE_NOOP("web", "Draw with the pen"), "Ctrl+D", lambda hand: hand.do("drawing")),
        Command("rubbing", QT_TRANSLATE_NOOP("web", "Rub out"), "Ctrl+Shift+D", lambda hand: hand.do("rubbing")),
        Command("words", QT_TRANSLATE_NOOP("web", "Write on the page"), "Ctrl+Shift+N", WebHand.ask_for_words),
        Command("all", QT_TRANSLATE_NOOP("web", "Choose everybody"), "Ctrl+A", lambda hand: hand.several.pick_all()),
        Command(
            "too",
            QT_TRANSLATE_NOOP("web", "Choose this one too"),
            "Ctrl+Space",
            lambda hand: hand.several.pick_chosen(),
        ),
        Command(
            "together", QT_TRANSLATE_NOOP("web", "Put together"), "Ctrl+G", lambda hand: hand.several.ask_for_group()
        ),
        Command("row", QT_TRANSLATE_NOOP("web", "In a row"), "Ctrl+Shift+R", lambda hand: hand.several.line_up("row")),
        Command(
            "column",
            QT_TRANSLATE_NOOP("web", "In a column"),
            "Ctrl+Shift+C",
            lambda hand: hand.several.line_up("column"),
        ),
        Command(
            "round",
            QT_TRANSLATE_NOOP("web", "Evenly round"),
            "Ctrl+Shift+O",
            lambda hand: hand.several.line_up("round"),
        ),
        Command("tidy", QT_TRANSLATE_NOOP("web", "Tidy"), "Ctrl+T", lambda hand: hand.several.tidy()),
        Command("remove", QT_TRANSLATE_NOOP("web", "Remove"), "Del", lambda hand: hand.several.remove()),
        Command("next line", QT_TRANSLATE_NOOP("web", "The next line"), "PgDown", lambda hand: hand.lines.next_line(1)),
        Command(
            "line before", QT_TRANSLATE_NOOP("web", "The line before"), "PgUp", lambda hand: hand.lines.next_line(-1)
        ),
        Command(
            "end",
            QT_TRANSLATE_NOOP("web", "Take a line's end to somebody else"),
            "Ctrl+E",
            lambda hand: hand.lines.take_other_end(),
        ),
        Command(
            "turn",
            QT_TRANSLATE_NOOP("web", "Turn round which way help goes"),
            "Ctrl+Shift+X",
            lambda hand: hand.lines.turn_round(),
        ),
    )
}
"""By id, in the order they are told in the help."""
