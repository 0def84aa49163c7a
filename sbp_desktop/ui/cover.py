"""The cover: an ordinary page of local places over everything at once, and the worker's own way back."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from sbp_desktop.ui.cover_page import CoverPage
from sbp_desktop.ui.main_window import MainWindow

Verify = Callable[[str, Callable[[bool], None]], object]


class _Blanked:
    """Another window of the app, put away: hidden, or where that would end a dialog and lose its words, emptied."""

    def __init__(self, dialog: QWidget) -> None:
        self.dialog, self.hidden = dialog, not dialog.isModal()
        self.title, self.opacity = dialog.windowTitle(), dialog.windowOpacity()
        if self.hidden:
            dialog.hide()
            return
        children = dialog.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        self.children = [child for child in children if not child.isWindow() and not child.isHidden()]
        for child in self.children:
            child.hide()
        dialog.setWindowTitle("")
        dialog.setWindowOpacity(0.0)

    def restore(self) -> None:
        """Show again what was shown, unless the dialog has gone meanwhile."""
        if not isValid(self.dialog):
            return
        if self.hidden:
            self.dialog.show()
            return
        for child in self.children:
            if isValid(child):
                child.show()
        self.dialog.setWindowTitle(self.title)
        self.dialog.setWindowOpacity(self.opacity)


class Cover(QObject):
    """Covers the window from any state in one call, and gives it back as it was.

    `flush()` puts all typing on its way to the file; `verify(passphrase, answer)` checks the worker's passphrase off
    the UI thread and calls `answer(True or False)`; `wait_s()` says in how many seconds it will look at one. The pages
    are taken out of the window while it is covered, so neither the keyboard nor a screen reader can reach them.
    """

    covered_changed = Signal(bool)

    def __init__(
        self, window: MainWindow, flush: Callable[[], object], verify: Verify, wait_s: Callable[[], int] = lambda: 0
    ) -> None:
        super().__init__(window)
        self._window, self._flush, self._verify = window, flush, verify
        self.page = CoverPage(wait_s, window)
        self.page.corner_pressed.connect(self.press)
        self.page.passphrase_given.connect(self._check)
        self._focus: QWidget | None = None
        self._title = window.windowTitle()
        self._blanked: list[_Blanked] = []
        self.covered = False

    def press(self) -> None:
        """The one key or the corner: cover, or on the cover ask for the way back."""
        if self.covered:
            self.page.ask()
        else:
            self.show()

    def show(self) -> None:
        """Cover now. Popups close, a drag ends, dialogs stay open but empty."""
        if self.covered:
            return
        self.covered = True
        dialog_open = QApplication.activeModalWidget() is not None
        self._focus = QApplication.focusWidget()
        self._title = self._window.windowTitle()
        self._let_go()
        self._blanked = [
            _Blanked(other)
            for other in QApplication.topLevelWidgets()
            if other.isVisible() and other is not self._window and other is not self.page
        ]
        self._window.setWindowTitle(self.page.title)
        self._come_forward(own_window=dialog_open)
        # Only now, with the ordinary page on the screen: what takes longer than a frame.
        self._flush()
        self._window.take_body(self.page)
        self.covered_changed.emit(True)

    def uncover(self) -> None:
        """Give the window back as it was, with the cursor where it was."""
        if not self.covered:
            return
        self.covered = False
        self.page.hide()
        self.page.setParent(self._window)
        self._window.setWindowTitle(self._title)
        self._window.give_body_back(self.page)
        for blanked in self._blanked:
            blanked.restore()
        self._blanked = []
        if self._focus is not None and isValid(self._focus):
            self._focus.setFocus(Qt.FocusReason.OtherFocusReason)
        self.covered_changed.emit(False)

    def _come_forward(self, *, own_window: bool) -> None:
        """Lie over the window's page; over a modal dialog only a window of its own gets any key."""
        page = self.page
        page.forget_asking()
        if own_window:
            page.setParent(self._window, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
            page.setWindowModality(Qt.WindowModality.ApplicationModal)
            page.setWindowTitle(page.title)
            page.setGeometry(self._window.geometry())
        else:
            page.setParent(self._window)
            page.setGeometry(self._window.rect())
        page.show()
        page.raise_()
        if own_window:
            page.activateWindow()
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)  # settled in its very first frame
        page.repaint()

    def _let_go(self) -> None:
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
            if popup.isVisible():  # one that refuses to close is at least not seen
                popup.hide()
        for grabber in (QWidget.mouseGrabber(), QWidget.keyboardGrabber()):
            if grabber is not None:
                grabber.releaseMouse()
                grabber.releaseKeyboard()

    def _check(self, passphrase: str) -> None:
        self._verify(passphrase, self._answer)

    def _answer(self, right: bool) -> None:
        if right:
            self.page.accepted()
            self.uncover()
        else:
            self.page.refused()
