"""Fields of the kit: one line of text, a choice to pull down, and a passphrase that can be shown."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from sbp_desktop.ui import icons, theme
from sbp_desktop.ui.widgets.buttons import LinkButton


class TextField(QLineEdit):
    """One line of text. `label` is what a screen reader says; `hint` is the grey invitation inside.

    `wide`: no wider than so many pixels at the ordinary text size, and narrower where there is less room.
    """

    def __init__(self, label: str, hint: str = "", parent: QWidget | None = None, *, wide: int = 0) -> None:
        super().__init__(parent)
        self._wide = wide
        if wide:
            self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(label)
        self.setPlaceholderText(hint)

    def sizeHint(self) -> QSize:
        """Ask for the width it was given."""
        hint = super().sizeHint()
        return QSize(theme.scaled(self._wide), hint.height()) if self._wide else hint


class FindField(TextField):
    """Narrows what a page shows. While nothing stands in it, undo and redo are the page's."""

    def event(self, event: QEvent) -> bool:
        """Let the keys of undo and redo pass where there is no typing to take back."""
        undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
        asked = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and not self.text()
        if asked and (event.matches(undo) or event.matches(redo)):  # type: ignore[attr-defined]
            event.ignore()
            return True
        return super().event(event)


class Choice(QComboBox):
    """One choice out of a few, pulled down. `label` is what a screen reader says."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(label)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # not the wheel's: a scroll over it must change nothing

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll instead."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw our own arrow over Qt's field."""
        super().paintEvent(event)
        size = theme.scaled(18)
        arrow = icons.pixmap("more", theme.tokens().secondary, size, self.devicePixelRatioF())
        QPainter(self).drawPixmap(self.width() - size - theme.SPACE_12, (self.height() - size) // 2, arrow)


class PassphraseField(QWidget):
    """A passphrase with its own "Show" beside it. It is never kept anywhere but in the field, and `clear` wipes it."""

    entered = Signal()
    edited = Signal(str)

    def __init__(self, label: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = TextField(label, hint, self)
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.reveal = LinkButton(self.tr("Show"), self)
        self.reveal.setCheckable(True)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.SPACE_12)
        line.addWidget(self.field, 1)
        line.addWidget(self.reveal)
        self.reveal.toggled.connect(self._set_shown)
        self.field.returnPressed.connect(self.entered)
        self.field.textChanged.connect(self.edited)
        self.setFocusProxy(self.field)

    def text(self) -> str:
        """Return what is typed."""
        return self.field.text()

    def clear(self) -> None:
        """Empty the field and hide what is typed next."""
        self.field.clear()
        self.reveal.setChecked(False)

    def _set_shown(self, shown: bool) -> None:
        self.field.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.reveal.setText(self.tr("Hide") if shown else self.tr("Show"))
