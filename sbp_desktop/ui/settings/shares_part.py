"""Fair shares, for the team: small money and introductions by neighbourhood and age, in a few plain lines."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from sbp_desktop.models.fair_shares import REST, FairShares, Share
from sbp_desktop.ui.page_part import Part
from sbp_desktop.ui.widgets import Body, Name, Secondary


class SharesPart(Part):
    """Not there while no five people had any; nobody is named, and no worker (practice.md R48)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Fair shares"), parent)
        self.hide()

    def show_shares(self, found: FairShares) -> None:
        """Show how things are spread."""
        money, met = self.tr("£{amount} for {people} people"), self.tr("{amount} introductions for {people} people")
        lines: list[QWidget] = []
        for title, said, table in (
            (self.tr("Small money, by neighbourhood"), money, found.money_by_place),
            (self.tr("Small money, by age"), money, found.money_by_age),
            (self.tr("Introductions, by neighbourhood"), met, found.introductions_by_place),
            (self.tr("Introductions, by age"), met, found.introductions_by_age),
        ):
            lines += [Name(title), *(self._line(said, each) for each in table)] if table else []
        if lines:
            lines.append(Secondary(self.tr("From what this laptop knows, and never for fewer than five people.")))
        self.show_lines(lines)

    def words(self) -> Sequence[str]:
        """Return the lines as they can be read."""
        return [line.plain for line in self.findChildren(Body) if not line.isHidden()]

    def _line(self, said: str, share: Share) -> Body:
        group = share.group if share.group != REST else self.tr("everybody else")
        return Body(f"{group}: {said.format(amount=round(share.amount), people=share.people)}")
