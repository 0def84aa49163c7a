"""In the settings: whether all that is kept on this laptop is as it should be, and going back to a copy of it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sbp_desktop.services import doctor, mending
from sbp_desktop.services.doctor import Finding
from sbp_desktop.services.mending import Kept
from sbp_desktop.ui import mended_words, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.page_part import Part
from sbp_desktop.ui.web.chips import Chips
from sbp_desktop.ui.widgets import Body, LinkButton, QuietButton, Secondary


class CopiesPart(Part):
    """`back_wanted(at)` when the worker has chosen a copy and pressed twice: choosing alone does nothing."""

    back_wanted = Signal(object)

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("What is kept on this laptop"), parent)
        self._background = background
        self._copies: tuple[int, ...] | None = None
        self._chosen: object = None
        self.chips: Chips | None = None
        self._newest = Body("", self)
        self.check = QuietButton(self.tr("Check what is kept"), self)
        self.check.clicked.connect(self._check)
        self.back = LinkButton(self.tr("Go back to a copy"), self)
        self.back.clicked.connect(self._offer)
        self._about = Body(
            self.tr(
                "Choose one. All is made anew from that copy and from what you wrote since. Nothing is lost. The "
                "app locks meanwhile."
            ),
            self,
        )
        self.go = QuietButton(self.tr("Make it anew from this copy"), self)
        self.go.clicked.connect(self._go)
        for each in (self._newest, self.check, self.back, self._about, self.go):
            self.lines.addWidget(each)
        self._about.hide()
        self.go.hide()

    def load(self) -> None:
        """Ask what there is."""
        self._background.run(mending.kept, then=self.show_kept)

    def show_kept(self, kept: Kept) -> None:
        """Say when the newest copy was made, and what was put right last."""
        self._show_copies(kept)
        if kept.last is not None:
            self.show_lines([Secondary(line) for line in mended_words.lines(kept.last)])
            self.setVisible(True)

    def _show_copies(self, kept: Kept) -> None:
        now = when_and_where.today()
        made = when_and_where.moment(kept.copies[0], now) if kept.copies else ""
        self._newest.setText(
            self.tr("The newest copy of everything was made {when}. Copies are kept for two weeks.").format(when=made)
            if made
            else self.tr("A copy of everything is made while you work, and whenever you lock. There is none yet.")
        )
        self.back.setVisible(bool(kept.copies))
        if kept.copies != self._copies:
            self._copies = kept.copies
            if self.chips is not None:
                self.chips.hide()
                self.chips.deleteLater()
            names = {str(at): when_and_where.moment(at, now) for at in kept.copies}
            self.chips = Chips(self.tr("Copies"), names, self)
            self.chips.chosen.connect(self._choose)
            self.lines.insertWidget(self.lines.indexOf(self.go), self.chips)
            self.chips.hide()
            self._about.hide()
            self.go.hide()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Say what was looked at, what is wrong first."""
        self.check.setEnabled(True)
        ordered = sorted(findings, key=lambda found: found.well)
        self.show_lines([(Secondary if found.well else Body)(found.words) for found in ordered])
        self._background.run(mending.kept, then=self._show_copies)  # one may have been made meanwhile

    def _check(self) -> None:
        self.check.setEnabled(False)
        self._background.run(doctor.examine, then=self.show_findings, failed=lambda _: self.check.setEnabled(True))

    def _offer(self) -> None:
        if self.chips is not None:
            shown = self.chips.isHidden()
            self.chips.setVisible(shown)
            self._about.setVisible(shown)
            self.go.setVisible(shown and bool(self._chosen))

    def _choose(self, chosen: object) -> None:
        self._chosen = chosen
        self.go.setVisible(bool(chosen))

    def _go(self) -> None:
        if self._chosen:
            self.back_wanted.emit(int(str(self._chosen)))
