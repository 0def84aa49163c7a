"""What a key does on the web can be found in the search and in the help by its words."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from sbp_desktop.ui.actions import Action, Actions
from sbp_desktop.ui.web.commands import COMMANDS, Command
from sbp_desktop.ui.web.web_page import WebPage


def add_actions(actions: Actions, page: Callable[[], QWidget | None]) -> None:
    """Add one for each command; `page` tells what is in front. Their keys are the web's own, no shortcuts of Qt's."""

    def run(command: Command) -> None:
        front = page()
        if isinstance(front, WebPage):
            command.run(front.canvas.view.hand)
            front.canvas.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def on_web() -> bool:
        return isinstance(page(), WebPage)

    for command in COMMANDS.values():
        key = (command.keys,)
        actions.add(Action(f"web_{command.id}", command.text(), key, partial(run, command), on_web, watched=True))
