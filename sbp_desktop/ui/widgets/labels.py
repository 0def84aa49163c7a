"""Labels of the kit: page title, heading, name, body, secondary, the person's words, a problem in one line."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, QTextBoundaryFinder, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from sbp_desktop.ui.widgets.scroll import bring_into_view

# Qt measures line height against the face's own line (1.24 of its size), so 117 % gives the 1.45 of the design.
LINE_STRETCH = 1.17
_PARAGRAPH = f'<p style="line-height:{LINE_STRETCH:.0%}; margin:0">{{}}</p>'


def _escaped(text: str) -> str:
    """Three replacements, where the html module would take longer to load than the first page to paint its text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _never_parted(text: str) -> Iterator[str]:
    """The parts of a text between the places where a line may end, as Qt finds them: counted in UTF-16."""
    units, start = text.encode("utf-16-le"), 0
    places = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Line, text)
    while (end := places.toNextBoundary()) != -1:
        yield units[2 * start : 2 * end].decode("utf-16-le").rstrip()
        start = end


class _Label(QLabel):
    """A label that wraps at any text size and never reads its text as mark-up."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        self._heights: dict[int, int] = {}  # by width, while nothing changes: Qt sets the words anew at every asking
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show these words."""
        self._heights.clear()
        super().setText(text)

    def heightForWidth(self, width: int) -> int:
        """Return the height of the words in this width; a page that settles asks ten times."""
        if width not in self._heights:
            self.ensurePolished()
            self._heights[width] = super().heightForWidth(width)
        return self._heights[width]

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew in another font or style."""
        self._heights.clear()
        super().changeEvent(event)


class PageTitle(_Label):
    """The one title of a page."""


class Heading(_Label):
    """The heading of a part of a page."""


class Name(_Label):
    """A person's name in a list, a little stronger than the line under it."""


class Secondary(_Label):
    """A quieter line: when, where, how."""


class Fitting(Secondary):
    """A quieter line among others in a row: on one line where there is room for it, and wrapping where there is not."""

    def sizeHint(self) -> QSize:
        """Ask for the words in one line."""
        return _in_one_line(self)


class FittingName(Name):
    """A name among others in a row: on one line where there is room for it, and wrapping where there is not."""

    def sizeHint(self) -> QSize:
        """Ask for the words in one line."""
        return _in_one_line(self)


def _in_one_line(label: QLabel) -> QSize:
    label.ensurePolished()
    return QSize(label.fontMetrics().horizontalAdvance(label.text()) + 1, label.fontMetrics().height())


class _Paragraph(_Label):
    """Running text set with the line height of the design. `plain` is what was given, before any mark-up of ours.

    `across`: it goes across its page, whatever width it would like. Qt sets the words five times to find that out.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None, *, across: bool = False) -> None:
        self.plain, self._across = "", across
        super().__init__("", parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.set_words(text)

    def set_words(self, text: str, underlined: Sequence[tuple[int, int]] = ()) -> None:
        """Show this plain text, some stretches (start, end) of it underlined; what looks like mark-up stays text."""
        self.plain = text
        parts, at = [], 0
        for start, end in underlined:
            parts += [_escaped(text[at:start]), f"<u>{_escaped(text[start:end])}</u>"]
            at = end
        shown = "".join([*parts, _escaped(text[at:])])
        self.setText(_PARAGRAPH.format(shown.replace("\n", "<br>")) if text else "")
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        """Ask for what suits the words, or for no more than the least."""
        return self.minimumSizeHint() if self._across else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Ask for room for the longest word."""
        if not self._across:
            return super().minimumSizeHint()
        self.ensurePolished()
        return QSize(max(map(self.fontMetrics().horizontalAdvance, _never_parted(self.plain)), default=0) + 1, 0)


class Body(_Paragraph):
    """A paragraph of ordinary text."""


class Words(_Paragraph):
    """What the person said, in their words: larger, never bold, kept exactly as given."""


class Problem(_Paragraph):
    """One calm sentence about what went wrong and what to do: without one it takes no room, with one it is in view."""

    def set_words(self, text: str, underlined: Sequence[tuple[int, int]] = ()) -> None:
        """Show the sentence, or nothing with an empty one."""
        super().set_words(text, underlined)
        self.setVisible(bool(text))
        if text:
            QTimer.singleShot(0, self, lambda: bring_into_view(self))  # once it has its place


class Elided(QLabel):
    """One line that ends in an ellipsis where it has no room; the whole text stays readable in its tooltip."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def minimumSizeHint(self) -> QSize:
        """Allow the line to shrink to a few letters."""
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much of the line as there is room for."""
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)
