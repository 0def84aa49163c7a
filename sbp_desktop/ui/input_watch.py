"""Sees every touch and key before any widget does: for the idle clock, the halo, and the keys that must always work."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from sbp_desktop.ui.widgets.halo import HaloFollower

_MOVING_KEYS = frozenset(
    {Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down}
)
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
    }
)


class InputWatch(QObject):
    """Watches each window that gets the keyboard: keys and presses come there first, also under a menu or a dialog.

    Only what an input method or dictation composes goes straight to the widget with the cursor, so that is watched too.
    Watching the application instead would ask us about each event of each widget: 8 to 30 ms of every page.
    """

    def __init__(self, app: QApplication, keys: Mapping[Qt.Key, Qt.KeyboardModifier]) -> None:
        """`keys` must always work, each while this is held, whatever else is; `on_key` says what they do."""
        super().__init__(app)
        self._keys = {int(key): held for key, held in keys.items()}
        self.on_key: Mapping[Qt.Key, Callable[[], object]] = {}
        self.on_touch: Callable[[], object] | None = None
        self._halo = app.findChild(HaloFollower)
        self._cursor_in: QObject | None = None
        app.focusWindowChanged.connect(self._watch_window)
        app.focusObjectChanged.connect(self._watch_cursor)
        self._watch_window(app.focusWindow())
        self._watch_cursor(app.focusObject())

    def stop(self) -> None:
        """Let go of every window."""
        self.on_key, self.on_touch = {}, None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusWindowChanged.disconnect(self._watch_window)
            app.focusObjectChanged.disconnect(self._watch_cursor)
        self._watch_cursor(None)
        for window in QGuiApplication.allWindows():
            window.removeEventFilter(self)

    def _watch_window(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

    def _watch_cursor(self, widget: QObject | None) -> None:
        if self._cursor_in is not None and isValid(self._cursor_in):
            self._cursor_in.removeEventFilter(self)
        self._cursor_in = widget
        if widget is not None:
            widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Swallow a watched key wherever it lands; let everything else pass."""
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._watched(event):
            event.accept()  # so that it arrives as a key press even where a widget would treat it as a shortcut
            menu = QApplication.activePopupWidget()
            if menu is not None:  # it takes the press itself, and not every system gives it the keyboard for that
                self._watch_window(menu.window().windowHandle())
            return True
        if kind in _TOUCHES:
            if self.on_touch is not None:
                self.on_touch()
            if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._key_pressed(event)
            if kind == QEvent.Type.MouseButtonPress and self._halo is not None:
                self._halo.note_keyboard(False)
        return False

    def _watched(self, event: QKeyEvent) -> bool:
        held = self._keys.get(event.key())
        return held is not None and event.modifiers() & held == held

    def _key_pressed(self, event: QKeyEvent) -> bool:
        if self._watched(event):
            run = self.on_key.get(Qt.Key(event.key()))
            if not event.isAutoRepeat() and run is not None:
                run()
            return True
        if event.key() in _MOVING_KEYS and self._halo is not None:
            self._halo.note_keyboard(True)
        return False
