"""What the web shows can be asked for by key and by its words in the search, from any page of a person."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from sbp_desktop.models.lenses import Lens
from sbp_desktop.ui.actions import Action, Actions
from sbp_desktop.ui.web import lens_words, words
from sbp_desktop.ui.web.web_page import WebPage

translate = QCoreApplication.translate


def add_actions(
    actions: Actions,
    page: Callable[[], QWidget | None],
    has_person: Callable[[], bool],
    open_web: Callable[[Lens], object],
) -> None:
    """Add one for each lens, and what-if. `page` tells what is in front, `open_web` opens the web with a lens on."""

    def show(lens: Lens) -> None:
        front = page()
        if isinstance(front, WebPage):
            front.show_me.show_lens(lens, by_key=True)
        else:
            open_web(lens)

    def lift_out() -> None:
        front = page()
        if isinstance(front, WebPage) and front.canvas.scene.chosen is not None:
            front.show_me.show_away(front.canvas.scene.chosen, by_key=True)

    def can_lift_out() -> bool:
        front = page()
        return isinstance(front, WebPage) and front.show_me.can_be_away(front.canvas.scene.chosen)

    for place, lens in enumerate(Lens, start=1):
        text = translate("Web", "Show me: {0}").format(words.said(lens_words.LENSES, lens))
        actions.add(Action(f"show_{lens}", text, (f"Ctrl+Shift+{place}",), partial(show, lens), has_person))
    text = translate("Web", "Show me: if the one chosen were away")
    actions.add(Action("if_away", text, ("Ctrl+Shift+W",), lift_out, can_lift_out))
