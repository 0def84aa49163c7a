"""Buttons of the kit: a link in accent ink, the one primary button of a page, a quiet one, and a chip to choose."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from sbp_desktop.ui import icons, theme


class _Button(QPushButton):
    """A button reached with Tab but never taking the cursor out of a text when it is clicked."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Be pressed by Enter as by the space bar; held down, it presses once."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
        else:
            super().keyPressEvent(event)


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
