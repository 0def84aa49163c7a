"""Buttons of the kit: a link in accent ink, the one primary button of a page, a quiet one, and a chip to choose."""

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSize, Qt
from PySide6.QtGui import QIcon, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from sbp_desktop.ui import icons, theme

_ALWAYS_ROOM = 320  # pixels, at any text size: a button this wide or less never wraps, and the smallest sheet has room
_NEVER_LONG = 16  # letters that fit in that even at twice the text size
_BESIDE_ICON = 4  # pixels, as the style sets them


class _Button(QPushButton):
    """A button reached with Tab but never taking the cursor out of a text when it is clicked.

    Long words go on to a second line where there is no room for them in one.
    """

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setText(text)
        # It is polished as it shows. Told so later as well, it would have all of its page laid out and drawn again.
        QCoreApplication.removePostedEvents(self, QEvent.Type.PolishRequest.value)

    def setText(self, text: str) -> None:
        """Show these words; only long ones make a page ask how high they are at a width, which costs it time."""
        super().setText(text)
        rule = self.sizePolicy()
        rule.setHeightForWidth(len(text) > _NEVER_LONG)
        self.setSizePolicy(rule)
        self.setMinimumHeight(0)

    def minimumSizeHint(self) -> QSize:
        """Ask for room for all the words, or for what there always is."""
        whole = self.sizeHint()
        if len(self.text()) <= _NEVER_LONG or whole.width() <= _ALWAYS_ROOM:
            return whole
        lines = self._lines(_ALWAYS_ROOM)
        longest = max(self.fontMetrics().horizontalAdvance(line) for line in lines)
        return QSize(max(_ALWAYS_ROOM, longest + self._beside_words()), whole.height())

    def heightForWidth(self, width: int) -> int:
        """Return the height of as many lines as the words need."""
        whole = self.sizeHint()
        if width >= whole.width():
            return whole.height()
        return whole.height() + (len(self._lines(width)) - 1) * self.fontMetrics().lineSpacing()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the lines at this width; a layout would leave a button as high as one line of it."""
        super().resizeEvent(event)
        if self.sizePolicy().hasHeightForWidth():
            self.setMinimumHeight(self.heightForWidth(self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words line by line, each as the style draws a button's."""
        lines = self._lines(self.width()) if self.width() < self.sizeHint().width() else []
        if len(lines) < 2:
            super().paintEvent(event)
            return
        painter, look = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(look)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, look)
        within = self.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, look, self)
        high = self.fontMetrics().lineSpacing()
        top = within.center().y() - high * len(lines) // 2
        for place, line in enumerate(lines):
            look.text, look.rect = line, QRect(within.x(), top + place * high, within.width(), high)
            if place and not look.icon.isNull():
                look.rect = look.rect.adjusted(look.iconSize.width() + _BESIDE_ICON, 0, 0, 0)
                look.icon = QIcon()
            painter.drawControl(QStyle.ControlElement.CE_PushButtonLabel, look)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Be pressed by Enter as by the space bar; held down, it presses once."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
        else:
            super().keyPressEvent(event)

    def _beside_words(self) -> int:
        """Return how much of the width is border, padding and icon."""
        return self.sizeHint().width() - self.fontMetrics().horizontalAdvance(self.text())

    def _lines(self, width: int) -> list[str]:
        metrics = self.fontMetrics()
        room, lines = width - self._beside_words(), list[str]()
        for word in self.text().split(" "):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and metrics.horizontalAdvance(longer) <= room:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines


class LinkButton(_Button):
    """Accent text that does something, with an optional shipped icon before its words; a quiet one is in second ink."""

    def __init__(self, text: str, parent: QWidget | None = None, *, icon_name: str = "", quiet: bool = False) -> None:
        super().__init__(text, parent)
        self._icon_name, self._quiet = icon_name, quiet
        self.setProperty("quiet", quiet)
        self._tint_icon()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon anew when the colours changed."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._tint_icon()

    def _tint_icon(self) -> None:
        if self._icon_name:
            size = theme.scaled(20)
            colours = theme.tokens()
            self.setIcon(icons.icon(self._icon_name, colours.secondary if self._quiet else colours.accent, size))
            self.setIconSize(QSize(size, size))


class TurnButton(LinkButton):
    """Turns the screen round, on every page of a person's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent, icon_name="turn")
        self.setText(self.tr("Turn the screen round"))
        self.setToolTip(self.tr("Show what is theirs, large, to look at together (F8)"))


class PrimaryButton(_Button):
    """The one thing this page is for, such as "Start writing"."""


class QuietButton(_Button):
    """A second choice beside a primary button, or something to do that should not call out."""


class Chip(_Button):
    """A choice among a few, on or off; put those that exclude each other in a QButtonGroup."""

    def __init__(self, text: str, parent: QWidget | None = None, *, checkable: bool = True) -> None:
        super().__init__(text, parent)
        self.setCheckable(checkable)
        self.setIcon(QIcon())
