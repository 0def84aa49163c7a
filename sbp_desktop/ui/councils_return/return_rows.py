"""The rows of the council's return: an event with what came of it, a hope with its two tags."""

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models import councils_return as words
from sbp_desktop.models.councils_return import ReturnHope, ReturnLine
from sbp_desktop.services import councils_return, outcomes
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.councils_return.code_link import CodeLink
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.widgets import Body, Secondary


class _CodedRow(QWidget):
    """Words, and under them codes side by side as far as there is room."""

    def __init__(self, above: QWidget, codes: tuple[CodeLink, ...], parent: QWidget) -> None:
        super().__init__(parent)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, theme.SPACE_8, 0, theme.SPACE_8)
        lines.setSpacing(0)
        lines.addWidget(above)
        row = QWidget(self)
        across = Wrapped(row, theme.SPACE_24)
        for code in codes:
            across.addWidget(code)
        lines.addWidget(row)


class EventRow(_CodedRow):
    """One conversation, or help of the council's. Whether a review's aims were met is asked of a review alone."""

    def __init__(self, background: Background, line: ReturnLine, parent: QWidget) -> None:
        self.when = Secondary("")
        self.codes = {
            name: CodeLink(words.HEADINGS[name], table, partial(_put_right, background, line, name), parent)
            for name, table in (("event", words.EVENTS), ("outcome", words.OUTCOMES), ("met", words.REVIEWS))
        }
        super().__init__(self.when, tuple(self.codes.values()), parent)

    def show_line(self, line: ReturnLine) -> None:
        """Show it as it stands."""
        now = when_and_where.today()
        days = [when_and_where.partial(day, now) for day in (line.since, line.until) if day is not None]
        about = ", ".join(filter(None, (" – ".join(dict.fromkeys(days)), line.label)))
        self.when.setText(about)
        for name, said in (("event", line.event), ("outcome", line.outcome), ("met", line.met)):
            self.codes[name].setVisible(said is not None)
            if said is not None:
                self.codes[name].show_code(said, about)


class HopeRow(_CodedRow):
    """One thing hoped for."""

    def __init__(self, background: Background, hope: ReturnHope, parent: QWidget) -> None:
        self.words = Body("")
        run = background.run
        self.codes = {
            "area": CodeLink(
                words.HEADINGS["area"], words.WELLBEING,
                lambda value: run(outcomes.set_area, hope.outcome, value), parent,
            ),
            "eligibility": CodeLink(
                words.HEADINGS["eligibility"], words.ELIGIBILITY,
                lambda value: run(councils_return.set_eligibility, hope.outcome, value), parent,
            ),
        }  # fmt: skip
        super().__init__(self.words, tuple(self.codes.values()), parent)

    def show_hope(self, hope: ReturnHope) -> None:
        """Show it as it stands."""
        self.words.set_words(hope.words)
        self.codes["area"].show_code(hope.area, hope.words)
        self.codes["eligibility"].show_code(hope.eligibility, hope.words)


def _put_right(background: Background, line: ReturnLine, name: str, value: str | None) -> None:
    background.run(lambda vault: councils_return.put_right(vault, line.of, **{name: value}))
