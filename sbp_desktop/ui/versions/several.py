"""One thing in several versions: what each says, who wrote it and when, and the buttons that keep one or both."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models import text_merge
from sbp_desktop.models.text_merge import Alternative
from sbp_desktop.models.versions import Version, Versions
from sbp_desktop.services import versions as settling
from sbp_desktop.ui import tab_order, theme
from sbp_desktop.ui.versions import words
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.widgets import Body, Heading, Name, QuietButton, Secondary

_BAR = 3  # pixels
_CONTEXT = 160  # characters of what all agree on, before and after a place where versions differ


class Several(QWidget):
    """`chosen` carries a service and its arguments after the vault. `named`: say what it is about, above."""

    chosen = Signal(object, object)

    def __init__(self, found: Versions, parent: QWidget | None = None, *, named: bool = True) -> None:
        super().__init__(parent)
        self._found = found
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, theme.SPACE_8, 0, theme.SPACE_8)
        self._lines.setSpacing(theme.SPACE_8)
        title = words.about(found) if named else words.field(found)
        if title:
            self._lines.addWidget(Name(title, self))
        buttons = self._removed() if found.removed else self._text() if found.pieces else self._values()
        row = QWidget(self)
        wrapped = Wrapped(row)
        for button in buttons:
            wrapped.addWidget(button)
        self._lines.addWidget(row)
        self.setAccessibleName(title or self.tr("Two versions"))

    # -- the three kinds

    def _values(self) -> list[QuietButton]:
        shown, *others = self._found.versions
        self._say(self.tr("Shown now: {value}"), shown)
        for other in others:
            self._say(self.tr("Also recorded: {value}"), other)
        return [self._keep(self.tr("Keep “{0}”").format(_short(self._says(v))), v) for v in self._found.versions]

    def _say(self, sentence: str, version: Version) -> None:
        box = _Barred(self)
        box.lines.addWidget(Body(sentence.format(value=self._says(version)), box))
        box.lines.addWidget(Secondary(words.who_and_when(version), box))
        self._lines.addWidget(box)

    def _text(self) -> list[QuietButton]:
        found = self._found
        if not text_merge.in_conflict(found.pieces):
            self._lines.addWidget(Body(text_merge.whole(found.pieces), self))
            self._lines.addWidget(Secondary(self._both_wrote(), self))
            return [self._button(self.tr("It reads right"), settling.keep_both, found.names)]
        for number, piece in enumerate(found.pieces):
            if isinstance(piece, str):
                agreed = _around(piece, first=number == 0, last=number == len(found.pieces) - 1)
                self._lines.addWidget(Secondary(agreed, self))
            else:
                for alternative in piece:
                    self._alternative(alternative)
        buttons = [self._keep(self._keep_whose(version), version) for version in found.versions]
        return [*buttons, self._button(self.tr("Keep both"), settling.keep_both, found.names)]

    def _alternative(self, alternative: Alternative) -> None:
        box = _Barred(self)
        box.lines.addWidget(Body(alternative.text.strip() or self.tr("Nothing: taken out here"), box))
        by = [version for version in self._found.versions if version.name in alternative.of]
        box.lines.addWidget(Secondary("; ".join(words.who_and_when(version) for version in by), box))
        self._lines.addWidget(box)

    def _both_wrote(self) -> str:
        told = [words.who_and_when(version) for version in self._found.versions]
        return self.tr("Written by more than one, in different places: {who}.").format(who="; ".join(told))

    def _removed(self) -> list[QuietButton]:
        taken = [version for version in self._found.versions if version.removed]
        changed = [version for version in self._found.versions if not version.removed]
        sentence = self.tr("Removed by {taken}, changed by {changed}.")
        said = sentence.format(taken=_all(taken), changed=_all(changed))
        box = _Barred(self)
        box.lines.addWidget(Body(said, box))
        box.lines.addWidget(Secondary("; ".join(words.who_and_when(version) for version in self._found.versions), box))
        self._lines.addWidget(box)
        return [
            self._button(self.tr("Let it stay"), settling.let_stay),
            self._button(self.tr("Remove it"), settling.let_go),
        ]

    # -- buttons

    def _keep(self, label: str, version: Version) -> QuietButton:
        button = self._button(label, settling.keep, version.name, self._found.names)
        said = self.tr("Keep what {who} wrote: {words}")
        button.setAccessibleName(said.format(who=words.who_and_when(version), words=self._says(version)))
        return button

    def _keep_whose(self, version: Version) -> str:
        if version.ours:
            return self.tr("Keep yours")
        return self.tr("Keep {who}’s").format(who=version.who) if version.who else self.tr("Keep the colleague’s")

    def _button(self, label: str, service: Callable[..., object], *rest: object) -> QuietButton:
        button = QuietButton(label, self)
        given = (self._found.thing, *(() if self._found.removed else (self._found.field,)), *rest)
        button.clicked.connect(partial(self.chosen.emit, service, given))
        return button

    def _says(self, version: Version) -> str:
        return str(version.value or "") if self._found.pieces else words.value(self._found, version)


class _Barred(QWidget):
    """A little apart, with a bar down its side."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines = QVBoxLayout(self)
        self.lines.setContentsMargins(theme.SPACE_12, 0, 0, 0)
        self.lines.setSpacing(theme.SPACE_4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bar in the colours in force."""
        painter = QPainter(self)
        painter.fillRect(0, 0, _BAR, self.height(), theme.tokens().accent)


def _all(versions: Iterable[Version]) -> str:
    return ", ".join(dict.fromkeys(words.who(version) for version in versions))


def _short(said: str) -> str:
    return said if len(said) <= 40 else f"{said[:39].rstrip()}…"


def _around(agreed: str, *, first: bool, last: bool) -> str:
    """As much of what all agree on as shows where a place is."""
    text = " ".join(agreed.split())
    if len(text) <= _CONTEXT:
        return text
    begins, ends = text[: _CONTEXT // 2].rstrip(), text[-_CONTEXT // 2 :].lstrip()
    return f"…{ends}" if first else f"{begins}…" if last else f"{begins} … {ends}"


class VersionsPart(QWidget):
    """All that stands in several versions of what a page shows; nothing at all while nothing does. `named`: each says
    what it is about.

    `run` runs a service with its arguments as the page does. `settled`: the last of them went while the keyboard was
    here, and has to go somewhere.
    """

    settled = Signal()

    def __init__(self, run: Callable[..., object], parent: QWidget | None = None, *, named: bool = True) -> None:
        super().__init__(parent)
        self._run, self._named = run, named
        self.found: Sequence[Versions] = ()
        self.tab_after: QWidget | None = None
        """What Tab comes from, where that is not what was made before this part."""
        self._down = QVBoxLayout(self)
        self._down.setContentsMargins(0, 0, 0, theme.SPACE_8)
        self._down.setSpacing(theme.SPACE_4)
        self._title = Heading("", self) if named else Name("", self)
        self._down.addWidget(self._title)
        self._shown: list[Several] = []
        self.hide()

    def show_versions(self, found: Sequence[Versions]) -> None:
        """Show these in place of those before; the same ones stay as they are, with the keyboard."""
        if tuple(found) == tuple(self.found):
            return
        had_keyboard = any(button.hasFocus() for button in self.findChildren(QuietButton))
        self.found = tuple(found)
        both = any(one.pieces for one in found)  # of anything short one alone can be right
        self._title.setText(self.tr("Two versions – keep one or both") if both else self.tr("Two versions – keep one"))
        for old in self._shown:
            old.hide()
            old.deleteLater()
        self._shown = [Several(one, self, named=self._named) for one in found]
        for each in self._shown:
            each.chosen.connect(self._settle)
            self._down.addWidget(each)
        self.setVisible(bool(found))
        if (stop := self.tab_after or tab_order.before(self)) is not None:
            tab_order.lead_through(self, stop)
        if had_keyboard and not found:
            self.settled.emit()
        elif had_keyboard and (first := self._shown[0].findChild(QuietButton)) is not None:
            first.setFocus()

    def _settle(self, service: Callable[..., object], given: tuple[object, ...]) -> None:
        self._run(service, *given)
