"""The passphrase of a PDF that was just locked: told once, on a sheet over the page, and forgotten with it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.clipboard import Clipboard
from sbp_desktop.ui.keep.page_sheet import PageSheet
from sbp_desktop.ui.main_window import MainWindow
from sbp_desktop.ui.widgets import Body, Chip, Name, PrimaryButton, QuietButton


class LockChip(Chip):
    """Whether the PDF is to be locked; off each time anew."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setText(self.tr("Lock the PDF with a passphrase"))


class ToldOnce(PageSheet):
    """Lies over `parent` until it is closed or another page comes, and is then gone for good."""

    def __init__(self, passphrase: str, clipboard: Clipboard, parent: QWidget) -> None:
        super().__init__(parent.tr("The PDF is locked"), parent)
        self._clipboard = clipboard
        self.words = Name(passphrase, self)
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setAccessibleName(self.tr("The passphrase of the PDF: {0}").format(passphrase))
        self.done = PrimaryButton(self.tr("I have told or noted them"), self)
        self.copy = QuietButton(self.tr("Copy the words"), self)
        self.lines.addWidget(Body(self.tr("These five words open it:"), self))
        self.lines.addSpacing(theme.SPACE_4)
        self.lines.addWidget(self.words)
        self.lines.addSpacing(theme.SPACE_8)
        self.lines.addWidget(
            Body(
                self.tr(
                    "They are shown now and never again, and kept nowhere. Tell them by telephone or on paper, not in "
                    "the message the PDF goes with. Without them nobody can open it; you can always make another copy."
                ),
                self,
            )
        )
        across = QHBoxLayout()
        across.setSpacing(theme.SPACE_12)
        self.lines.addSpacing(theme.SPACE_8)
        self.lines.addLayout(across)
        across.addWidget(self.done)
        across.addWidget(self.copy)
        across.addStretch(1)
        self.setFocusProxy(self.done)
        self.copy.clicked.connect(self._copy)
        self.done.clicked.connect(self.close_sheet)
        self.closed.connect(self._forget)

    def _copy(self) -> None:
        self._clipboard.put(self.words.text())

    def _forget(self) -> None:
        self.words.setText("")
        self.words.setAccessibleName("")
        self.deleteLater()


def tell(passphrase: str, beside: QWidget) -> ToldOnce:
    """Show the words over the pages of the window that `beside` is in."""
    window = beside.window()
    clipboard = window.findChild(Clipboard) or Clipboard(window)  # the app has one
    sheet = ToldOnce(passphrase, clipboard, window.pages if isinstance(window, MainWindow) else window)
    if isinstance(window, MainWindow):
        window.pages.currentChanged.connect(sheet.hide)
    sheet.show()
    sheet.place()
    sheet.raise_()
    sheet.setFocus(Qt.FocusReason.OtherFocusReason)
    return sheet
