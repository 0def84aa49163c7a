"""One code of the council's return: what it is taken to be, and a press to put it right."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from sbp_desktop.models.councils_return import Said
from sbp_desktop.ui.agreed import choosing
from sbp_desktop.ui.widgets import LinkButton


class CodeLink(LinkButton):
    """`words` are the codes in official words, by value; a guess is quiet and ends in a question mark. `keep` gets the
    value chosen, None for the guess again.
    """

    def __init__(
        self, heading: str, words: Mapping[str, str], keep: Callable[[str | None], object], parent: QWidget
    ) -> None:
        super().__init__("", parent)
        self._heading, self._words, self._keep = heading, words, keep
        self._said = Said()
        self.setProperty("touch", True)
        self.clicked.connect(self._offer)

    def show_code(self, said: Said, about: str) -> None:
        """Show what it is taken to be; `about` says of what for a screen reader."""
        self._said = said
        words = self._words.get(said.value or "", "")
        shown = (self.tr("{0}?").format(words) if said.guessed else words) or self.tr("not said")
        self.setText(f"{self._heading}: {shown}")
        guessed = self.tr("guessed") if said.guessed else ""
        parts = (about, self._heading, words or shown, guessed)
        self.setAccessibleName(", ".join(part for part in parts if part))
        quiet = said.guessed or not words
        if self.property("quiet") != quiet:
            self.setProperty("quiet", quiet)
            self.style().unpolish(self)
            self.style().polish(self)

    def _offer(self) -> None:
        again: list[tuple[str | None, str]] = [(None, self.tr("As it is guessed"))]
        held = None if self._said.guessed else self._said.value
        choosing.offer(self, [*self._words.items(), *again], self._keep, marked=[held])
