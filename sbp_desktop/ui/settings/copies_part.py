"""In the settings: whether all that is kept on this laptop is as it should be, and going back to a copy of it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
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
        self._pressed_by_key = False
        self.chips: Chips | None = None
        self._newest, self.told, self.looked = Body("", self), Body("", self), Secondary("", self)
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
        self._mended, self._mended_words = Body(self.tr("What was put right last:"), self), Secondary("", self)
        below = (self._mended, self._mended_words)
        for each in (self._newest, self.check, self.told, self.looked, self.back, self._about, self.go, *below):
            self.lines.addWidget(each)
        for each in (self.told, self.looked, self._about, self.go, *below):
            each.hide()

    def load(self) -> None:
        """Ask what there is."""
        self._background.run(mending.kept, then=self.show_kept)

    def show_kept(self, kept: Kept) -> None:
        """Say when the newest copy was made, and what was put right last."""
        self._show_copies(kept)
        if kept.last is not None:
            self._mended_words.setText("\n".join(mended_words.lines(kept.last)))
            self._mended.show()
            self._mended_words.show()

    def _show_copies(self, kept: Kept) -> None:
        now = when_and_where.today()
        made = when_and_where.moment(kept.copies[0], now) if kept.copies else ""
        self._newest.set_words(
            self.tr("Newest copy of everything: {when}. Copies are kept for two weeks.").format(when=made)
            if made
            else self.tr("A copy of everything is made while you work, and whenever you lock. There is none yet.")
        )
        self.back.setVisible(bool(kept.copies))
        if kept.copies != self._copies:
            self._copies = kept.copies
            if self.chips is not None:
                self.chips.hide()
                self.chips.deleteLater()
            newest: dict[str, int] = {}  # of two that were made in one minute the later one has all of both
            for at in kept.copies:
                newest.setdefault(when_and_where.to_the_minute(at, now), at)
            self.chips = Chips(self.tr("Copies"), {str(at): name for name, at in newest.items()}, self)
            self.chips.chosen.connect(self._choose)
            self.lines.insertWidget(self.lines.indexOf(self.go), self.chips)
            self.chips.hide()
            self._about.hide()
            self.go.hide()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Say what is wrong, or that nothing is; below it all that was looked at."""
        self._may_check()
        wrong = " ".join(found.words for found in findings if not found.well)
        self.told.set_words(wrong or self.tr("Everything was looked at, and all is well."))
        self.looked.setText("\n".join(found.words for found in findings if found.well))
        self.looked.show()
        self._background.run(mending.kept, then=self._show_copies)  # one may have been made meanwhile

    def _check(self) -> None:
        self._pressed_by_key = self.check.hasFocus()
        self.check.setEnabled(False)
        self.told.set_words(self.tr("Looking…"))
        self.told.show()
        self._background.run(doctor.examine, then=self.show_findings, failed=lambda _: self._not_looked())

    def _not_looked(self) -> None:
        self._may_check()
        self.told.hide()

    def _may_check(self) -> None:
        self.check.setEnabled(True)
        if self._pressed_by_key:
            self.check.setFocus(Qt.FocusReason.OtherFocusReason)

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
