"""One decision in a list: what was decided, why or of what kind it is, and when; a press opens it."""

from PySide6.QtWidgets import QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.widgets import DrawnRow, DrawnText

_WHEN_COLUMN = 148  # pixels at the ordinary text size, as in any list
_STACK_UNDER = 560


class DecisionRow(DrawnRow):
    """`when` stands on the left; `below` says more of what was `decided`, unless it says the same."""

    def __init__(
        self, decided: str, below: str, when: str, *, column: int = _WHEN_COLUMN, stack_under: int = _STACK_UNDER,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        more = below if below != decided else ""
        texts = [DrawnText(decided, "body"), *([DrawnText(more, "secondary")] if more else [])]
        said = ", ".join(part.rstrip(".") for part in (decided, more, when) if part)
        super().__init__(said, when, texts, column=column, stack_under=stack_under, air=theme.SPACE_12, parent=parent)
