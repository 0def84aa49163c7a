"""One earlier conversation in a list: when and where, how it began, and a press opens it to read."""

from PySide6.QtWidgets import QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.widgets import DrawnRow, DrawnText

WHEN_COLUMN = 232  # pixels at the ordinary text size, as the questions of About me
STACK_UNDER = 620


class ConversationRow(DrawnRow):
    """When and where on the left, the first words beside."""

    def __init__(self, when: str, began: str, parent: QWidget | None = None) -> None:
        super().__init__(
            ", ".join(filter(None, (when, began))),
            when,
            [DrawnText(began, "body")],
            column=WHEN_COLUMN,
            stack_under=STACK_UNDER,
            air=theme.SPACE_12,
            parent=parent,
        )
