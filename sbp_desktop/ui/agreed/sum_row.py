"""A row with a sum of money at its end: what it is for or where it comes from, and the pounds."""

from collections.abc import Callable, Iterable
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from sbp_desktop.models import money
from sbp_desktop.models.agreed import Thing
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.ui import theme
from sbp_desktop.ui.agreed.thing_row import Line, ThingRow, Where
from sbp_desktop.ui.widgets import Secondary

AMOUNT = "amount"
_WIDE = 84  # pixels at the ordinary text size


class SumRow(ThingRow):
    """The record's field of the sum is one `in_pence` or one `in_pounds`; its text is `amount`, in pounds."""

    def __init__(
        self, where: Where, thing: UUID, lines: Iterable[Line], keep: Callable[..., ChangeSet], parent: QWidget, *,
        in_pence: str = "", in_pounds: str = "", sum_needed: bool = False,
    ) -> None:  # fmt: skip
        first, *others = lines
        super().__init__(
            where, thing, (first, *others, Line(AMOUNT, self.tr("Pounds"), "0")), keep, parent,
            needed=(AMOUNT,) if sum_needed else (), across=(AMOUNT,),
        )  # fmt: skip
        self._held_in, self._times = in_pence or in_pounds, 1 if in_pence else 100
        amount = self.texts[AMOUNT]
        amount.setFixedWidth(theme.scaled(_WIDE))
        amount.waits = self._sum_waits
        self._doubted = ""
        pound = Secondary("£", self)
        pound.setContentsMargins(0, amount.lead, 0, 0)
        pound.setSizePolicy(amount.sizePolicy())
        pound.setFixedWidth(theme.scaled(12))
        self.across.insertWidget(1, pound, 0, Qt.AlignmentFlag.AlignTop)

    def shown(self, thing: Thing, field: str) -> str:
        """Show the sum in pounds."""
        if field != AMOUNT:
            return super().shown(thing, field)
        held = thing.number(self._held_in)
        return money.pounds(held * self._times) if held is not None else ""

    def _waits(self) -> bool:
        return super()._waits() or self._unreadable()

    def _unreadable(self) -> bool:
        said = self.texts[AMOUNT].toPlainText()
        return bool(said.strip()) and money.pence(said) is None

    def _sum_waits(self) -> bool:
        """What is no sum stays as it is typed, and that is said once."""
        said = self.texts[AMOUNT].toPlainText()
        if self._unreadable() and said != self._doubted:
            self._doubted = said
            self.where.background.problem.emit(money.NO_SUM)
        return self._waits()
