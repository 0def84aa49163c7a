"""Small money: what for and how much; over the team's limit one sentence more, and nobody's yes (A103, R36)."""

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models import money, rules
from sbp_desktop.models.agreed import STEPS, Agreed, Thing, steps
from sbp_desktop.models.snapshots import DraftSnapshot
from sbp_desktop.models.vocabulary import HelpsMe
from sbp_desktop.services import small_money
from sbp_desktop.storage import queries
from sbp_desktop.ui import kept_pictures, theme, when_and_where
from sbp_desktop.ui.agreed import choosing, receipt
from sbp_desktop.ui.agreed.listed_part import ListedPart
from sbp_desktop.ui.agreed.receipt import ReceiptPicture
from sbp_desktop.ui.agreed.sum_row import AMOUNT, SumRow
from sbp_desktop.ui.agreed.thing_row import Line, ThingRow, Where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.web import photos
from sbp_desktop.ui.widgets import Chip, LinkButton, Secondary

translate = QCoreApplication.translate
_KIND, _WHY = "SmallSpend", "over_limit_reason"
_STEP = 320  # pixels at the ordinary text size that the words of a step may take
_KEEP, _SHOW, _AWAY = "keep", "show", "away"  # what can be done with a receipt


class SpendRow(SumRow):
    """One sum. Where it takes them over the limit, a line for one sentence opens below it, with "Urgent" beside."""

    def __init__(self, where: Where, thing: UUID, agreed: Agreed, parent: QWidget) -> None:
        lines = (
            Line("what_for", self.tr("What the money is for"), self.tr("What for?")),
            Line(_WHY, self.tr("Why it is worth it"), self.tr("One sentence: why is it worth it?")),
        )
        keep = partial(small_money.write_spend, person=where.person)
        self.agreed = agreed
        super().__init__(where, thing, lines, keep, parent, in_pence="amount_pence", sum_needed=True)
        self.why = self._below[0]
        self.urgent = Chip(self.tr("Urgent: do it now"), self, checkable=False)
        self.urgent.clicked.connect(self._say_urgent)
        self.down.addWidget(self.urgent, 0, Qt.AlignmentFlag.AlignLeft)
        self.at = LinkButton("", self, quiet=True)
        self.at.setProperty("touch", True)
        self.at.clicked.connect(self._offer)
        self.at.hide()
        self.put_aside(self.at, 1)
        self.step = LinkButton("", self)
        self.step.setProperty("touch", True)
        self.step.clicked.connect(self._offer_steps)
        self.for_step = self.add_below(self.tr("For which step"), self.step)
        self._step: UUID | None = None
        self._receipt: UUID | None = None
        self.receipt = ReceiptPicture(self)
        self.down.addWidget(self.receipt)
        self.texts[AMOUNT].textChanged.connect(self._show_why)
        self._show_why()

    def show_thing(self, thing: Thing, agreed: Agreed) -> None:
        """Show it; the limit may be another by now."""
        self.agreed = agreed
        super().show_thing(thing, agreed)

    def show_more(self, thing: Thing, _agreed: Agreed) -> None:
        """Show the day, whether it helped, and the step it went to."""
        day = thing.day("at")
        when = when_and_where.partial(day, when_and_where.today()) if day else ""
        helped = _helped().get(thing.words("helped"), self.tr("Did it help?"))
        if thing.ref("receipt") != self._receipt:
            self.receipt.forget()
        self._receipt = thing.ref("receipt")
        kept = self.tr("receipt") if self._receipt else ""
        self.at.setText(", ".join(filter(None, (when, helped, kept))))
        self.at.setAccessibleName(f"{thing.words('what_for')}: {self.at.text()}")
        self.at.show()
        self._show_why()
        self._show_step(thing)

    def _show_step(self, thing: Thing) -> None:
        self._step = thing.ref("step")
        what, said = thing.words("what_for"), self._steps.get(self._step) or self.tr("Which?")
        room = theme.scaled(_STEP)
        self.step.setText(self.step.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, room))
        self.step.setAccessibleName(self.tr("For which step “{what}”: {step}").format(what=what, step=said))
        self.for_step.setVisible(bool(self._steps))

    @property
    def _steps(self) -> dict[UUID | None, str]:
        return {step.id: step.words("what") for step in steps(self.agreed) if step.words("what")}

    def _offer_steps(self) -> None:
        choices = {**self._steps, None: self.tr("No step")}
        give = partial(self.where.background.run, small_money.give_to_step, self.thing)
        choosing.offer(self.step, choices.items(), give, marked=[self._step])

    @property
    def over(self) -> bool:
        """Whether this sum takes them over the limit and a sentence is asked for it."""
        this = money.pence(self.texts[AMOUNT].toPlainText())
        before = _spent(_before(self.agreed.of(_KIND), self.thing))
        limit = self.agreed.small_limit * 100
        return this is not None and before + this > limit and rules.OVER_LIMIT not in self.agreed.rules_off

    def _show_why(self) -> None:
        why = self.texts[_WHY]
        wanted = self.over or bool(why.toPlainText())
        self.why.setVisible(wanted)
        self.urgent.setVisible(self.over and not why.toPlainText())

    def _say_urgent(self) -> None:
        why = self.texts[_WHY]
        why.setPlainText(self.tr("Urgent."))
        why.leave()
        self._show_why()

    def _waits(self) -> bool:
        return super()._waits() or (self.over and not self.texts[_WHY].toPlainText().strip())

    def _beside(self) -> dict[str, str]:
        """The sum goes with its reason, and with what it is for."""
        return {field: text.toPlainText() for field, text in self.texts.items() if field != _WHY or self.over}

    def _go_on(self) -> None:
        if self.over and not self.texts[_WHY].toPlainText():
            self.texts[_WHY].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super()._go_on()

    def _offer(self) -> None:
        kept = {_SHOW: self.tr("Show the receipt"), _AWAY: self.tr("Take the receipt away")} if self._receipt else {}
        keep = {_KEEP: self.tr("Keep a photo of the receipt…")}
        choosing.offer(self.at, [*_helped().items(), *keep.items(), *kept.items()], self._chosen)

    def _chosen(self, what: str) -> None:
        run = self.where.background.run
        if what == _KEEP:
            photo = photos.choose_file(self)
            if photo is not None:
                run(receipt.keep, self.thing, photo)
        elif what == _AWAY:
            run(small_money.keep_receipt, self.thing)
        elif what == _SHOW:
            run(queries.here, kept_pictures.one, self.where.person, self._receipt, then=self.receipt.show_picture)
        else:
            run(small_money.say_helped, self.thing, what)


class SmallMoneyPart(ListedPart):
    """Every sum, and what they come to beside the limit; it is there while somebody gets back in control, too."""

    kinds, beside = (_KIND,), tuple(STEPS.values())

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(background, self.tr("Small money"), parent)
        self.total = Secondary("")

    def make(self, sheet: QWidget, lines: QVBoxLayout, person: UUID) -> None:
        """Build the list, and the line with what it comes to."""
        super().make(sheet, lines, person)
        self.total = Secondary("", sheet)
        lines.addWidget(self.total)

    def make_row(self, where: Where, thing: UUID, _draft: DraftSnapshot | None, sheet: QWidget) -> ThingRow:
        """Return the row of a sum."""
        return SpendRow(where, thing, self._agreed or Agreed(where.person), sheet)

    def show_agreed(self, found: Agreed) -> None:
        """Show the sums; a row that waits for its sentence hears of the others too."""
        super().show_agreed(found)
        for row in self.list.in_order() if self.list is not None else []:
            if isinstance(row, SpendRow):
                row.agreed = found
        self.total.setText(self._comes_to(found))

    def said(self, found: Agreed) -> str:
        """Return what it comes to."""
        return self._comes_to(found) if found.of(_KIND) else ""

    def _comes_to(self, found: Agreed) -> str:
        spent = money.pounds(_spent(found.of(_KIND)))
        return self.tr("£{spent} of £{limit}").format(spent=spent, limit=f"{found.small_limit:,}")


def _spent(spends: Iterable[Thing]) -> int:
    return sum(round(spend.number("amount_pence") or 0) for spend in spends)


def _before(spends: tuple[Thing, ...], thing: UUID) -> tuple[Thing, ...]:
    """Those written before one; all of them, for one not written yet."""
    ids = [spend.id for spend in spends]
    return spends[: ids.index(thing)] if thing in ids else spends


def _helped() -> dict[str, str]:
    return {
        HelpsMe.YES.value: translate("SmallMoney", "it helped"),
        HelpsMe.A_BIT.value: translate("SmallMoney", "it helped a bit"),
        HelpsMe.NO.value: translate("SmallMoney", "it did not help"),
    }
